"""Reporting: what the institution steers by, read from snapshots and the books."""
