"""Reading the append-only log."""
