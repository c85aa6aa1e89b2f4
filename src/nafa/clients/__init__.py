"""Clients: persons and groups, known well and protected well."""
