"""Payments as a Django application."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "nafa.payments"
    label = "payments"
