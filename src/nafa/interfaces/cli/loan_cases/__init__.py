"""Loan cases from outside: their words read into terms and events, the replay told back.

Nothing here needs Django or a database.
"""
