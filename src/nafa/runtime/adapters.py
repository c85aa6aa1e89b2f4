"""Which adapter serves which port of the modules, by the settings of this installation."""

from django.conf import settings

from nafa.connectors.bureaus.neutral import NeutralBureau
from nafa.connectors.gateways.smpp import SmppMessages
from nafa.kernel import clock
from nafa.kernel.copies import bind_copies
from nafa.kernel.messages import bind_messages
from nafa.lending import ports as lending
from nafa.runtime.backup.status import read_status


def bind_adapters() -> None:
    """Connect the ports; one whose settings are empty stays unconnected."""
    if settings.NAFA_KEEPS_COPIES:
        bind_copies(
            lambda: read_status(settings.NAFA_DATA).worst(
                clock.now(), drill_days=settings.NAFA_DRILL_DAYS
            )
        )
    if settings.NAFA_SMS_URL:
        bind_messages(SmppMessages(settings.NAFA_SMS_URL, sender=settings.NAFA_SMS_SENDER))
    if settings.NAFA_BUREAU_URL:
        lending.bind_bureau(
            NeutralBureau(settings.NAFA_BUREAU_URL, token=settings.NAFA_BUREAU_TOKEN)
        )
