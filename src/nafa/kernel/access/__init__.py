"""Who is let in, how strongly they proved it, from where, and for how long."""
