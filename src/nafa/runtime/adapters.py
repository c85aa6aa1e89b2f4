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
from nafa.runtime.configuration.key_holders import KeyHolders
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _


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
    _bind_key_holders(settings.NAFA_KEY_HOLDERS)
    if settings.NAFA_SMS_URL:
        bind_messages(SmppMessages(settings.NAFA_SMS_URL, sender=settings.NAFA_SMS_SENDER))
    if settings.NAFA_BUREAU_URL:
        lending.bind_bureau(
            NeutralBureau(settings.NAFA_BUREAU_URL, token=settings.NAFA_BUREAU_TOKEN)
        )


def _bind_key_holders(given: KeyHolders) -> None:
    """The present one wraps, if there is one; those of before are only asked to unwrap."""
    present = [_token(one, given) for one in (given.token,) if one]
    present += [_kms(one, given) for one in (given.kms_key,) if one]
    earlier = [_token(one, given) for one in given.earlier_tokens]
    earlier += [_kms(one, given) for one in given.earlier_kms_keys]
    bind_master(present[0] if present else None, earlier=earlier)


def _token(named: str, given: KeyHolders) -> MasterKey:
    """The library of a token is loaded only where one is used."""
    from nafa.connectors.keys.pkcs11 import TokenMaster

    library, _sign, token = named.rpartition(":")
    return TokenMaster(library, token=token, pin=given.pin)


def _kms(key_id: str, given: KeyHolders) -> MasterKey:
    """As with a token: the client of the service is loaded only where one is used."""
    try:
        from nafa.connectors.keys.kms import KmsAccess, KmsMaster
    except ModuleNotFoundError:
        raise Refused(
            _("The key service (NAFA_KMS_KEY) needs a part that is not installed."),
            _("Install it: pip install 'nafa[kms]'"),
        ) from None
    access = KmsAccess(
        given.kms_endpoint, given.kms_region, given.kms_access_key, given.kms_secret_key
    )
    return KmsMaster(access, key_id=key_id)
