"""The ways in: they parse, call one command or query, and render. No rules live here."""
