"""Loans: the list, the file of a loan, taking an operation back."""
