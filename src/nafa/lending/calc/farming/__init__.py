"""Loans that follow a harvest: seasons of crops, what a hectare costs, inputs in kind."""
