"""Homes: what each role sees on arrival."""
