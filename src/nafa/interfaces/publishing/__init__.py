"""Places where the log of the journal is published: adapters of `nafa.ledger.ports`."""

from nafa.interfaces.publishing.folder import FolderPublisher
from nafa.interfaces.publishing.mail import MailPublisher

__all__ = ["FolderPublisher", "MailPublisher"]
