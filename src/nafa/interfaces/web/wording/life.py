"""The life of a file: what was done on it and, for those who may see it, who read it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Happening, Tone
from nafa.interfaces.web.wording.history import CHANNELS, happenings
from nafa.interfaces.web.wording.trail import KINDS, name_word
from nafa.kernel.audit.kinds import CONSULTATION, EXPORT
from nafa.kernel.audit.reading import Asked, search
from nafa.kernel.context import Context

READ = (CONSULTATION, EXPORT)
SHOWN = 100


def life_of(ctx: Context, kind: str, subject_id: UUID) -> list[Happening]:
    """Everything on a file, newest first; with `audit.view` also who opened it or took it away."""
    done = happenings(kind, subject_id)
    if not ctx.may("audit.view"):
        return done
    rows = [
        row for one in READ for row in search(Asked(subject_id=subject_id, kind=one), limit=SHOWN)
    ]
    read = [
        Happening(
            what=KINDS[row.kind][0],
            at=row.at,
            who=row.actor or _("The institution"),
            channel=CHANNELS.get(row.channel, row.channel),
            detail=name_word(row.name),
            tone=Tone.NEUTRAL,
        )
        for row in rows
    ]
    return sorted([*done, *read], key=lambda one: one.at, reverse=True)[:SHOWN]
