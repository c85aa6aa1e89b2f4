"""The rights that exist: declared by commands and pages, held by roles."""

_declared: dict[str, None] = {}


def declare(permission: str) -> str:
    """Make a right known and give it back, so that a page can name it in one place."""
    _declared[permission] = None
    return permission


def declared() -> tuple[str, ...]:
    """Every right of the running program, sorted."""
    return tuple(sorted(_declared))
