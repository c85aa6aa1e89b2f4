"""What changes tills and moves cash."""

from nafa.payments.commands._open_till import open_till
from nafa.payments.commands._sessions import close_session, open_session
from nafa.payments.commands._transfer import supply_till, transfer_cash

__all__ = ["close_session", "open_session", "open_till", "supply_till", "transfer_cash"]
