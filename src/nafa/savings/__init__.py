"""Savings: accounts of clients, who may use them, what moves them. Balances live in the ledger."""
