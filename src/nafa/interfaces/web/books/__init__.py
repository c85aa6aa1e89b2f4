"""The books: journal, entries, chart, trial balance, statements, periods."""
