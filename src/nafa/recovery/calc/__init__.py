"""Pure rules of recovery."""
