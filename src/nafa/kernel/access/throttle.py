"""How long one waits after failed attempts: by account, by device, by address.

Nobody can lock others out. A device on which a person has logged in before counts its failures for
itself, so attempts from elsewhere never delay the owner at the usual machine; and an address, which
a whole branch may share, delays only devices that are unknown to the account.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

FREE_FAILURES = 4  # the fifth in a row waits (RTS 2018/389, article 4(3)(b))
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
WINDOW = timedelta(hours=24)
LOCKED_AFTER = 50  # on unknown devices; NIST allows a hundred
DEVICE_FREE = 9
DEVICE_LONGEST = timedelta(minutes=2)  # colleagues share the counter's machine
ADDRESS_FREE = 99
ADDRESS_WINDOW = timedelta(minutes=15)
DOUBLINGS = 16


class Failures(NamedTuple):
    """Failed attempts that count, and the instant of the last of them."""

    number: int = 0
    last_at: datetime | None = None


class Seen(NamedTuple):
    """What is known of an attempt before the password is looked at."""

    account: Failures
    device: Failures
    address: Failures
    is_device_known: bool


class Verdict(NamedTuple):
    """Until when nobody looks at the password; whether only known devices are let in."""

    wait_until: datetime | None = None
    is_locked: bool = False


def delay(count: int, *, free: int, longest: timedelta) -> timedelta:
    """Nothing at first, then twice as long with each failure, up to the longest."""
    beyond = count - free
    if beyond <= 0:
        return timedelta()
    doubled: timedelta = FIRST_DELAY * 2 ** min(beyond - 1, DOUBLINGS)
    return min(doubled, longest)


def judge(seen: Seen, *, now: datetime) -> Verdict:
    """Whether an attempt is looked at now."""
    if not seen.is_device_known and seen.account.number >= LOCKED_AFTER:
        return Verdict(is_locked=True)
    waits = [
        _until(seen.account, free=FREE_FAILURES, longest=LONGEST_DELAY),
        _until(seen.device, free=DEVICE_FREE, longest=DEVICE_LONGEST),
    ]
    if not seen.is_device_known:
        waits.append(_until(seen.address, free=ADDRESS_FREE, longest=LONGEST_DELAY))
    late = max((wait for wait in waits if wait is not None and wait > now), default=None)
    return Verdict(wait_until=late)


def _until(failures: Failures, *, free: int, longest: timedelta) -> datetime | None:
    if failures.last_at is None:
        return None
    return failures.last_at + delay(failures.number, free=free, longest=longest)
