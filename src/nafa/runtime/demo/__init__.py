"""The demo institution: a year of life in Senegal, made by running real commands."""

from nafa.runtime.demo.build import build, is_complete

__all__ = ["build", "is_complete"]
