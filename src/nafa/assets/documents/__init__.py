"""Printed documents of contracts about goods."""
