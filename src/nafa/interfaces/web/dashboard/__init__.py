"""Steering: the portfolio in figures, charts and lists."""
