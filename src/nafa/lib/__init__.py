"""Pure building blocks: money, rounding, dates, identifiers. No framework, no clock, no settings."""
