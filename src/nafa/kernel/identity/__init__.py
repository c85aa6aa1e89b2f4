"""People, roles, rights and the contexts they act in."""
