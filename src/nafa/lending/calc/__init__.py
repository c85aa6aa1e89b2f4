"""Pure lending rules: terms and dated events in, amounts and dates out. Nothing is read or kept."""
