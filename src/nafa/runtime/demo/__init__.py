"""The demo institution: a year of life in Senegal, made by running real commands."""

from nafa.runtime.demo.build import CLIENTS, Made, build, build_large, made_so_far

__all__ = ["CLIENTS", "Made", "build", "build_large", "made_so_far"]
