"""Adapters of the modules' ports to programs outside: one folder each, each with its simulator."""
