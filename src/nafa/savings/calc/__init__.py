"""Pure rules of savings."""
