"""Sets the program up from a fresh checkout. Only the standard library is at hand here."""
