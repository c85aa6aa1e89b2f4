"""The ways in: each parses, makes one call to a module, and shows the answer."""
