"""Nafa runs a microfinance institution from end to end."""
