"""What pages about log-ins show: sessions, devices, events, in words."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Action, Happening, Refusal, State, Tone, Words
from nafa.interfaces.web.tables import Column, Empty, Kind, Row, Table
from nafa.interfaces.web.words_at_door import NOTHING_DONE
from nafa.kernel.access import sessions
from nafa.kernel.access.people import Standing
from nafa.kernel.errors import DomainError
from nafa.kernel.models import LogInSession, SecurityEvent, User

STRENGTHS: Mapping[str, Words] = {
    "PASSWORD": _("Password"),
    "CODE": _("Password and code"),
    "RECOVERY": _("Password and recovery code"),
    "PASSKEY": _("Passkey"),
}
EVENTS: Mapping[str, tuple[Words, Tone]] = {
    "log_in.done": (_("Logged in"), Tone.GOOD),
    "log_in.refused": (_("Log-in refused"), Tone.WARNING),
    "log_in.delayed": (_("Attempt during the delay"), Tone.DANGER),
    "log_in.ended": (_("Session ended"), Tone.NEUTRAL),
    "log_in.outside_hours": (_("Refused: outside the hours"), Tone.WARNING),
    "log_in.outside_places": (_("Refused: from another place"), Tone.DANGER),
    "delay.lifted": (_("Delay lifted"), Tone.INFO),
    "screen.locked": (_("Screen locked"), Tone.NEUTRAL),
    "screen.unlocked": (_("Screen unlocked"), Tone.NEUTRAL),
    "device.revoked": (_("Device forgotten"), Tone.INFO),
    "password.changed": (_("Password changed"), Tone.INFO),
    "password.reset": (_("First password given"), Tone.WARNING),
    "factors.removed": (_("Second factors removed"), Tone.WARNING),
    "code_app.added": (_("App of codes registered"), Tone.INFO),
    "code_app.removed": (_("App of codes removed"), Tone.WARNING),
    "recovery_codes.made": (_("Recovery codes made"), Tone.INFO),
    "recovery_code.used": (_("Recovery code used"), Tone.WARNING),
    "passkey.added": (_("Passkey registered"), Tone.INFO),
    "passkey.removed": (_("Passkey removed"), Tone.WARNING),
    "passkey.refused": (_("Passkey refused"), Tone.WARNING),
    "passkey.copied": (_("Passkey switched off: its counter went back"), Tone.DANGER),
    "proof.given": (_("Act confirmed"), Tone.GOOD),
    "proof.refused": (_("Act waits for its proof"), Tone.NEUTRAL),
    "calls.too_many": (_("Called too often"), Tone.WARNING),
    "program.grant_ended": (_("Access of a program ended"), Tone.WARNING),
    "program.token_issued": (_("Token of a program issued"), Tone.INFO),
    "token.issued": (_("Token of the interface issued"), Tone.INFO),
}


def refusal_of(error: DomainError | None) -> Refusal | None:
    """A refusal at the door; no money is near."""
    return Refusal.of(error, money=NOTHING_DONE) if error else None


def strength_of(standing: Standing) -> State:
    """How strongly a person's log-in is proved, in a word."""
    if standing.has_passkey:
        return State(_("Passkey"), Tone.GOOD)
    if standing.has_app:
        return State(_("Password and code"), Tone.GOOD)
    return State(_("Password only"), Tone.WARNING if standing.needs_factor else Tone.NEUTRAL)


def grouped(secret: str) -> str:
    """A secret as one types it from the screen, in fours."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def keep_logged_in(request: HttpRequest, user: User) -> None:
    """After a new password this browser stays inside."""
    update_session_auth_hash(request, user)


def sessions_of(user_id: UUID, *, current: UUID | None) -> list[dict[str, object]]:
    """Open sessions with what may be done to each."""
    return [
        {
            "session": one,
            "strength": STRENGTHS[one.strength],
            "is_current": one.id == current,
            "end": Action(_("End"), reverse("web:my-session-end", args=[one.id]), posts=True),
        }
        for one in sessions.open_sessions(user_id)
    ]


def devices_of(user_id: UUID) -> list[dict[str, object]]:
    """Known devices with what may be done to each."""
    return [
        {
            "device": one,
            "forget": Action(
                _("Forget"), reverse("web:my-device-forget", args=[one.id]), posts=True,
                confirm=_("Forget this device? Its sessions end."),
            ),
        }
        for one in sessions.known_devices(user_id)
    ]  # fmt: skip


def session_table(found: list[LogInSession]) -> Table:
    """Open sessions for the administrator: device, place, last use."""
    return Table(
        caption=_("Open sessions"),
        columns=[
            Column(name="device", title=_("Device")),
            Column(name="address", title=_("Address"), on_phone=False),
            Column(name="used", title=_("Last used")),
            Column(name="strength", title=_("Proved by"), kind=Kind.TEXT, on_phone=False),
        ],
        rows=[
            Row(
                str(one.id),
                {
                    "device": one.device.label,
                    "address": one.address,
                    "used": one.last_used_at,
                    "strength": STRENGTHS[one.strength],
                },
            )
            for one in found
        ],
        empty=Empty(_("No open session"), ""),
    )


def events_of(user_id: UUID, *, limit: int = 40) -> list[Happening]:
    """What happened at the door with this person, the latest first."""
    found = SecurityEvent.objects.select_related("actor").filter(user_id=user_id)
    return [
        Happening(
            what=EVENTS.get(one.kind, (one.kind, Tone.NEUTRAL))[0],
            at=one.at,
            who=one.actor.full_name if one.actor else "",
            detail=one.address,
            tone=EVENTS.get(one.kind, (one.kind, Tone.NEUTRAL))[1],
        )
        for one in found.order_by("-at")[:limit]
    ]
