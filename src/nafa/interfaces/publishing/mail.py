"""A mailbox that keeps checkpoints: the supervisor's, the auditor's, a director's."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from nafa.kernel.errors import Unavailable
from nafa.kernel.wording import date_words
from nafa.ledger.ports import Publication


class MailPublisher:
    """Sends the checkpoint as text and as a file; the tiles stay here."""

    wants_tiles = False

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = list(addresses)
        self.name = ", ".join(addresses)

    def published_size(self) -> int:
        """A mailbox does not tell what it has."""
        return 0

    def publish(self, publication: Publication) -> None:
        """Send it. Raises Unavailable."""
        day = date_words(publication.signed_at.date())
        message = EmailMessage(
            subject=_("Checkpoint of the journal, %(day)s, %(size)d entries")
            % {"day": day, "size": publication.size},
            body="\n\n".join(
                (
                    _("Keep this message: with it anybody can prove whether the past was changed."),
                    publication.checkpoint,
                    _("Public keys of the journal:") + "\n" + "\n".join(publication.vkeys),
                )
            ),
            to=self.addresses,
        )
        message.attach(f"checkpoint-{publication.size}.txt", publication.checkpoint, "text/plain")
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as fault:
            raise Unavailable(f"{self.name}: {fault}") from fault
