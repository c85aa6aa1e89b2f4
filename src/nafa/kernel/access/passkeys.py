"""Passkeys (WebAuthn level 3): registered with verification of the user, checked every time.

The library checks type, challenge, origin, relying party, flags and signature; here are the
counter, the owner, and that a key keeps its kind (synced or bound to one device).
"""

import json
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.functional import SimpleLazyObject

from nafa.kernel import clock
from nafa.kernel.access import challenges, errors, trail
from nafa.kernel.access.challenges import Purpose
from nafa.kernel.models import Challenge, Institution, Passkey, User
from nafa.lib.ids import uuid7_at

if TYPE_CHECKING:
    import webauthn
    from webauthn.helpers import exceptions, structs
else:  # costs every process half a second to load, and few meet a passkey
    webauthn = SimpleLazyObject(lambda: import_module("webauthn"))
    exceptions = SimpleLazyObject(lambda: import_module("webauthn.helpers.exceptions"))
    structs = SimpleLazyObject(lambda: import_module("webauthn.helpers.structs"))

TIMEOUT_MS = 120_000
LONGEST_NAME = 60


class Asked(NamedTuple):
    """A challenge and the options that the browser's API takes."""

    challenge_id: UUID
    options: dict[str, Any]


def ask_to_register(user: User) -> Asked:
    """Options for a new passkey of a person: kept in the device, opened by the person."""
    asked = challenges.ask(Purpose.REGISTER, user_id=user.id)
    house = Institution.objects.filter(id=1).first()
    own = Passkey.objects.filter(user=user, revoked_at=None)
    options = webauthn.generate_registration_options(
        rp_id=settings.NAFA_PASSKEY_DOMAIN,
        rp_name=f"Nafa {house.name}" if house else "Nafa",
        user_id=user.id.bytes,
        user_name=user.username,
        user_display_name=user.full_name,
        challenge=bytes(asked.challenge),
        timeout=TIMEOUT_MS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(own),
    )
    return Asked(asked.id, _plain(options))


def register(user: User, *, challenge_id: UUID, answer: str, name: str) -> Passkey:
    """Keep a new passkey. Refuses: ChallengeOver, PasskeyRefused, PasskeyKnown."""
    asked = challenges.take(challenge_id, Purpose.REGISTER, user_id=user.id)
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=bytes(asked.challenge),
            expected_rp_id=settings.NAFA_PASSKEY_DOMAIN,
            expected_origin=list(settings.NAFA_ORIGINS),
            require_user_verification=True,
        )
    except exceptions.WebAuthnException:
        trail.note("passkey.refused", user_id=user.id, values={"what": "registration"})
        raise errors.PasskeyRefused() from None
    now = clock.now()
    try:
        with transaction.atomic():
            made = Passkey.objects.create(
                id=uuid7_at(now), user=user, credential_id=found.credential_id,
                public_key=found.credential_public_key, sign_count=found.sign_count,
                name=name.strip()[:LONGEST_NAME] or "–", aaguid=found.aaguid,
                is_synced=_is_synced(found.credential_device_type), created_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise errors.PasskeyKnown() from None
    trail.note("passkey.added", user_id=user.id, values={"name": made.name})
    return made


def ask_to_prove(purpose: Purpose, *, user: User | None) -> Asked:
    """Options to log in (nobody known yet) or to unlock (one person's keys)."""
    asked = challenges.ask(purpose, user_id=user.id if user else None)
    return Asked(asked.id, options_of(asked, user=user))


def options_of(asked: Challenge, *, user: User | None) -> dict[str, Any]:
    """The options of the browser's API for a challenge that was asked."""
    own = Passkey.objects.filter(user=user, revoked_at=None) if user else ()
    return _plain(
        webauthn.generate_authentication_options(
            rp_id=settings.NAFA_PASSKEY_DOMAIN,
            challenge=bytes(asked.challenge),
            timeout=TIMEOUT_MS,
            allow_credentials=_descriptors(own),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )


def check(asked: Challenge, answer: str) -> Passkey:
    """The passkey that signed the challenge, its counter moved on.

    Refuses: PasskeyRefused (unknown, revoked, of another person, wrong signature, origin or
    flags), PasskeyCopied (its counter does not grow; the key is switched off).
    """
    given = _read(answer)
    key = Passkey.objects.select_related("user").filter(
        credential_id=_bytes(given.get("rawId")), revoked_at=None, user__is_active=True
    ).first()  # fmt: skip
    if key is None or asked.user_id not in (None, key.user_id) or not _owns(key, given):
        raise errors.PasskeyRefused()
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=bytes(asked.challenge),
            expected_rp_id=settings.NAFA_PASSKEY_DOMAIN,
            expected_origin=list(settings.NAFA_ORIGINS),
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=0,  # the counter is checked below
            require_user_verification=True,
        )
    except exceptions.WebAuthnException:
        raise errors.PasskeyRefused() from None
    if _is_synced(found.credential_device_type) is not key.is_synced:
        raise errors.PasskeyRefused()
    _count_on(key, found.new_sign_count)
    return key


def _count_on(key: Passkey, count: int) -> None:
    """A counter that is used must grow; when it does not, somebody has a copy."""
    own, now = Passkey.objects.filter(id=key.id), clock.now()
    is_counting = count > 0 or key.sign_count > 0
    grows = own.filter(sign_count__lt=count) if is_counting else own
    if grows.update(sign_count=count, last_used_at=now) != 1:
        own.update(revoked_at=now)
        trail.note("passkey.copied", user_id=key.user_id, values={"name": key.name})
        raise errors.PasskeyCopied()


def _owns(key: Passkey, given: Mapping[str, Any]) -> bool:
    """A key kept in the device tells whose it is; that must be its owner."""
    answer = given.get("response")
    handle = answer.get("userHandle") if isinstance(answer, dict) else None
    return not handle or _bytes(handle) == key.user_id.bytes


def _descriptors(keys: Any) -> "list[structs.PublicKeyCredentialDescriptor]":
    return [structs.PublicKeyCredentialDescriptor(id=bytes(one.credential_id)) for one in keys]


def _is_synced(kind: "structs.CredentialDeviceType") -> bool:
    return kind is structs.CredentialDeviceType.MULTI_DEVICE


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return plain


def _read(answer: str) -> Mapping[str, Any]:
    try:
        given = json.loads(answer)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise errors.PasskeyRefused()
    return given


def _bytes(text: object) -> bytes:
    try:
        return webauthn.base64url_to_bytes(text) if isinstance(text, str) else b""
    except ValueError:
        return b""
