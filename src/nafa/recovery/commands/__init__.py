"""What recovery does."""

from nafa.recovery.commands._define_plan import define_plan
from nafa.recovery.commands._hand_over import hand_over
from nafa.recovery.commands._record_act import record_act
from nafa.recovery.commands._settle_promises import settle_promises
from nafa.recovery.commands._write_letter import write_letter

__all__ = ["define_plan", "hand_over", "record_act", "settle_promises", "write_letter"]
