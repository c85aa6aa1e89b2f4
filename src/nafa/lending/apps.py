"""Lending as a Django application."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "nafa.lending"
    label = "lending"
