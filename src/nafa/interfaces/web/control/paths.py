"""Addresses of internal control."""

from django.urls import path

from nafa.interfaces.web.control import requests

PATHS = [
    path("demandes-en-attente/", requests.inbox, name="waiting-commands"),
    path("demandes-en-attente/approuver/", requests.approve_chosen, name="waiting-approve"),
    path("demandes-en-attente/<uuid:waiting_id>/", requests.one_request, name="waiting-command"),
]
