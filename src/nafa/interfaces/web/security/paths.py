"""Addresses of keys, programs and alerts."""

from django.urls import path

from nafa.interfaces.web.security import alerts, consent, programs, tokens

PATHS = [
    path("autorisation/", consent.consent, name="consent"),
    path("administration/programmes/", programs.programs, name="programs"),
    path("administration/programmes/nouveau/", programs.new_program, name="program-new"),
    path("administration/programmes/<uuid:program_id>/", programs.program, name="program"),
    path("surveillance/", alerts.alerts, name="alerts"),
    path("surveillance/seuils/", alerts.thresholds, name="watch-policy"),
    path("surveillance/<uuid:alert_id>/", alerts.alert, name="alert"),
    path("surveillance/<uuid:alert_id>/confier/", alerts.assign, name="alert-assign"),
    path("surveillance/<uuid:alert_id>/clore/", alerts.close, name="alert-close"),
    path("administration/cles/", tokens.tokens, name="tokens"),
    path("administration/cles/nouvelle/", tokens.new_token, name="token-new"),
    path("administration/cles/<uuid:token_id>/", tokens.token, name="token"),
]
