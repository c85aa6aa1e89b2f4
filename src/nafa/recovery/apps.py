"""Recovery as a Django application."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "nafa.recovery"
    label = "recovery"
