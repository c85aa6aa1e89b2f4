"""Command groups of the terminal that do the trade's work. `table.py` names them all."""
