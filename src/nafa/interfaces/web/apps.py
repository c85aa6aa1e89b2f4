"""The Django app of the back office."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "nafa.interfaces.web"
    label = "web"
