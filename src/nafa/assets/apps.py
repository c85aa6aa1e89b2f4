"""Assets as a Django application."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "nafa.assets"
    label = "assets"
