"""Holders of the master key outside this process."""
