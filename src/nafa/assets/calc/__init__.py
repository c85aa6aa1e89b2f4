"""Pure rules of financing by assets."""
