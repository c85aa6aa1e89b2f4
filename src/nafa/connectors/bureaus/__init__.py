"""Registers of credits that institutions feed and ask."""
