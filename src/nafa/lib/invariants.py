"""Checks that stay on in production: a broken one is a fault of the program, never of its user."""


class InvariantBroken(AssertionError):
    """Something that must hold does not. It is a bug: the transaction is rolled back."""


def ensure(condition: object, meaning: str) -> None:
    """Raise InvariantBroken, with what should have held, unless the condition is true."""
    if not condition:
        raise InvariantBroken(meaning)
