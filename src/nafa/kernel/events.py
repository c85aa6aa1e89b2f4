"""Events: facts in the past tense, written with the command, told after its commit."""

from typing import ClassVar


class Event:
    """Base of frozen event dataclasses. The name is stable: subscribers and webhooks know it."""

    name: ClassVar[str]
