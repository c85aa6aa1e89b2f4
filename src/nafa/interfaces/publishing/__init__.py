"""Places where the log of the journal is published: adapters of `nafa.ledger.ports`."""

from nafa.interfaces.publishing.folder import FolderPublisher
from nafa.interfaces.publishing.mail import MailPublisher
from nafa.interfaces.publishing.places import publishers

__all__ = ["FolderPublisher", "MailPublisher", "publishers"]
