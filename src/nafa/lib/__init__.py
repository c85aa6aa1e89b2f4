"""Pure building blocks: money, rounding, dates, identifiers. No framework, clock or settings."""
