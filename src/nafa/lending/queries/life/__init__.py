"""Reading the life of a loan: what changes would do, what waits, what happened beside money."""
