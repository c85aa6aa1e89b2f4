"""Codes of an app (TOTP, RFC 6238) and recovery codes: every one is good once."""

import base64
import hmac
import secrets

import pyotp
from django.db import transaction

from nafa.kernel import clock
from nafa.kernel.access import errors, trail
from nafa.kernel.models import CodeApp, Institution, LogInSession, RecoveryCode, User
from nafa.kernel.secrets import keyed_digest
from nafa.lib.ids import uuid7_at

STEP_SECONDS = 30
WINDOW = 1
FIGURES = 6
RECOVERY_COUNT = 10
RECOVERY_BYTES = 10  # 80 bits
GROUP = 4
Strength = LogInSession.Strength


def begin_app(user: User) -> CodeApp:
    """A new secret for the person's app; it counts once a code of it was confirmed."""
    now = clock.now()
    CodeApp.objects.filter(user=user, confirmed_at=None, removed_at=None).update(removed_at=now)
    made = CodeApp(id=uuid7_at(now), user=user, secret=pyotp.random_base32(), created_at=now)
    made.save(force_insert=True)
    return made


def app_waiting(user: User) -> CodeApp | None:
    """The app that was shown and waits for its first code."""
    return CodeApp.objects.filter(user=user, confirmed_at=None, removed_at=None).first()


def address_of(app: CodeApp) -> str:
    """The `otpauth` address that the app reads from the picture."""
    house = Institution.objects.filter(id=1).first()
    return pyotp.TOTP(str(app.secret)).provisioning_uri(
        name=app.user.username, issuer_name=f"Nafa {house.name}" if house else "Nafa"
    )


@transaction.atomic
def confirm_app(user: User, code: str) -> None:
    """The app shows the right codes: it counts from now, in place of a former one.

    Refuses: NothingToConfirm, CodeRefused.
    """
    app = CodeApp.objects.select_for_update().filter(
        user=user, confirmed_at=None, removed_at=None
    ).first()  # fmt: skip
    if app is None:
        raise errors.NothingToConfirm()
    if not _takes(app, code):
        raise errors.CodeRefused()
    now = clock.now()
    CodeApp.objects.filter(user=user, removed_at=None).exclude(id=app.id).update(removed_at=now)
    CodeApp.objects.filter(id=app.id).update(confirmed_at=now)
    trail.note("code_app.added", user_id=user.id)


def remove_app(user: User) -> None:
    """The person's app no longer counts."""
    if CodeApp.objects.filter(user=user, removed_at=None).update(removed_at=clock.now()):
        trail.note("code_app.removed", user_id=user.id)


def take(user: User, code: str) -> Strength | None:
    """Take a code of the app or a recovery code; nothing when it is neither or was used."""
    plain = "".join(one for one in code if one.isalnum()).upper()
    if len(plain) == FIGURES and plain.isdecimal():
        app = CodeApp.objects.filter(user=user, removed_at=None).exclude(confirmed_at=None).first()
        return Strength.CODE if app is not None and _takes(app, plain) else None
    used = RecoveryCode.objects.filter(
        user=user, digest=_digest(user, plain), used_at=None, replaced_at=None
    ).update(used_at=clock.now())
    return Strength.RECOVERY if used else None


def _takes(app: CodeApp, code: str) -> bool:
    """Whether the code is of this step or its neighbours, and no step from it was taken."""
    totp, present = pyotp.TOTP(str(app.secret)), int(clock.now().timestamp()) // STEP_SECONDS
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.strip().encode()):
            found = step
    if found is None:
        return False
    taken = CodeApp.objects.filter(id=app.id, last_step__lt=found).update(last_step=found)
    return taken == 1


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes, shown once; the former ones are void."""
    now = clock.now()
    RecoveryCode.objects.filter(user=user, used_at=None, replaced_at=None).update(replaced_at=now)
    made = [
        base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
        for _ in range(RECOVERY_COUNT)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(id=uuid7_at(now), user=user, digest=_digest(user, code), created_at=now)
        for code in made
    )
    trail.note("recovery_codes.made", user_id=user.id)
    return ["-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP)) for code in made]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes may still be used."""
    return RecoveryCode.objects.filter(user=user, used_at=None, replaced_at=None).count()


def _digest(user: User, code: str) -> bytes:
    return keyed_digest(f"{user.id}|{code}", purpose="recovery code")
