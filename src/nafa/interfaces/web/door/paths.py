"""Addresses of the door."""

from django.urls import path

from nafa.interfaces.web.door import coming_in, locking, mine, staff

PATHS = [
    path("connexion/", coming_in.log_in, name="login"),
    path("connexion/code/", coming_in.second_factor, name="second-factor"),
    path("connexion/cle/", coming_in.ask_passkey, name="passkey-ask"),
    path("connexion/cle/entrer/", coming_in.enter_by_passkey, name="passkey-enter"),
    path("deconnexion/", coming_in.log_out, name="logout"),
    path("verrou/", locking.lock, name="lock"),
    path("verrou/ouvrir/", locking.unlock, name="unlock"),
    path("verrou/cle/", locking.ask_unlock, name="unlock-ask"),
    path("presence/", locking.presence, name="presence"),
    path("securite/", mine.my_security, name="my-security"),
    path("securite/mot-de-passe/", mine.my_password, name="my-password"),
    path("securite/application/", mine.my_app, name="my-app"),
    path("securite/application/retirer/", mine.drop_app, name="my-app-drop"),
    path("securite/codes/", mine.my_codes, name="my-codes"),
    path("securite/cles/demande/", mine.ask_to_register, name="my-passkey-ask"),
    path("securite/cles/", mine.add_passkey, name="my-passkey-add"),
    path("securite/cles/<uuid:passkey_id>/", mine.passkey, name="my-passkey"),
    path("securite/sessions/autres/", mine.end_others, name="my-sessions-end"),
    path("securite/sessions/<uuid:session_id>/", mine.end_session, name="my-session-end"),
    path("securite/appareils/<uuid:device_id>/", mine.forget_device, name="my-device-forget"),
    path("administration/securite/", staff.policy, name="security-policy"),
    path("administration/personnes/<uuid:user_id>/acces/", staff.access, name="user-access"),
    path("administration/personnes/<uuid:user_id>/acces/<slug:slug>/", staff.act, name="user-door"),
]
