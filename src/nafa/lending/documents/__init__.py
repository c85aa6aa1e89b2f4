"""Printed documents of lending."""
