"""Clients as a Django application."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "nafa.clients"
    label = "clients"
