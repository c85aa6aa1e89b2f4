"""Where this installation publishes its log: a folder always, mailboxes when some are named."""

from pathlib import Path

from django.conf import settings

from nafa.interfaces.publishing.folder import FolderPublisher
from nafa.interfaces.publishing.mail import MailPublisher
from nafa.ledger.ports import Publisher


def publishers() -> tuple[Publisher, ...]:
    """The adapters that the settings ask for."""
    places: list[Publisher] = [FolderPublisher(Path(settings.NAFA_LOG_FOLDER))]
    if settings.NAFA_LOG_MAIL:
        places.append(MailPublisher(settings.NAFA_LOG_MAIL))
    return tuple(places)
