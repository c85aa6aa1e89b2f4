"""How often a page without log-in may be asked for: by address, and by everybody together.

Counted in each process for itself: what a crowd costs stays bounded, and nothing is kept of who
asked.
"""

from django.core.cache import cache
from django.http import HttpRequest

from nafa.kernel import clock

MOST_BY_ADDRESS = 30
MOST_TOGETHER = 300
WINDOW_SECONDS = 60


def is_within_limits(request: HttpRequest) -> bool:
    """Count a request; whether it may be answered in this minute."""
    minute = int(clock.now().timestamp()) // WINDOW_SECONDS
    address = request.META.get("REMOTE_ADDR", "")
    return _counted(f"simulator/{minute}/{address}") <= MOST_BY_ADDRESS and (
        _counted(f"simulator/{minute}") <= MOST_TOGETHER
    )


def _counted(key: str) -> int:
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return int(cache.incr(key))
