"""A small institution for tests: named people, a till, a product, made by real commands."""
