"""Pages of loan products: the list, the rules of one, defining and revising with a preview."""
