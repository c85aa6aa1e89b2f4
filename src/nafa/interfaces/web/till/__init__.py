"""The till: opening, the counter, receipts, counting, cash between tills."""
