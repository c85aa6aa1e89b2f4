"""Addresses of keys, programs and alerts."""

from django.urls import path

from nafa.interfaces.web.security import tokens

PATHS = [
    path("administration/cles/", tokens.tokens, name="tokens"),
    path("administration/cles/nouvelle/", tokens.new_token, name="token-new"),
    path("administration/cles/<uuid:token_id>/", tokens.token, name="token"),
]
