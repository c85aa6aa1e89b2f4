"""Loans of groups whose members answer for each other: shares, who paid for whom, the sheet."""
