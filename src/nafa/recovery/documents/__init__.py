"""Letters of recovery."""
