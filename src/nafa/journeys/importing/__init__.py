"""Bringing an existing portfolio in from files: read and check everything, then keep or refuse."""
