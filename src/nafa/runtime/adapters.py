"""Which adapter serves which port of the modules, by the settings of this installation."""

from django.conf import settings

from nafa.assets import ports as assets
from nafa.assets import queries as goods
from nafa.connectors.bureaus.neutral import NeutralBureau
from nafa.connectors.gateways.smpp import SmppMessages
from nafa.kernel import clock
from nafa.kernel.copies import bind_copies
from nafa.kernel.messages import bind_messages
from nafa.kernel.secrets.master import MasterKey, bind_master
from nafa.lending import ports as lending
from nafa.lending.commands.origination.readiness import demand_room
from nafa.runtime.backup.status import read_status


def bind_adapters() -> None:
    """Connect the ports; one whose settings are empty stays unconnected."""
    lending.bind_engagements(goods.engaged)
    assets.bind_limits(demand_room)
    if settings.NAFA_KEEPS_COPIES:
        bind_copies(
            lambda: read_status(settings.NAFA_DATA).worst(
                clock.now(), drill_days=settings.NAFA_DRILL_DAYS
            )
        )
    if settings.NAFA_KEY_TOKEN:
        bind_master(_token(settings.NAFA_KEY_TOKEN))
    if settings.NAFA_SMS_URL:
        bind_messages(SmppMessages(settings.NAFA_SMS_URL, sender=settings.NAFA_SMS_SENDER))
    if settings.NAFA_BUREAU_URL:
        lending.bind_bureau(
            NeutralBureau(settings.NAFA_BUREAU_URL, token=settings.NAFA_BUREAU_TOKEN)
        )


def _token(named: str) -> MasterKey:
    """The library of a token is loaded only where one is used."""
    from nafa.connectors.keys.pkcs11 import TokenMaster

    library, _sign, token = named.rpartition(":")
    return TokenMaster(library, token=token, pin=settings.NAFA_KEY_PIN)
