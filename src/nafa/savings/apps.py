"""Savings as a Django application."""

from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "nafa.savings"
    label = "savings"
