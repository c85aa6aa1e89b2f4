"""Loans: products, applications, contracts, schedules, repayments, arrears, provisions."""
