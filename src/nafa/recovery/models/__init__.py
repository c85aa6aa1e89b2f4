"""Tables of recovery."""

from nafa.recovery.models.act import Act, Promise
from nafa.recovery.models.claim import Claim
from nafa.recovery.models.plan import Collector, PlanVersion

__all__ = ["Act", "Claim", "Collector", "PlanVersion", "Promise"]
