"""What terms and facts are refused with: a stable code and what is at fault."""

from collections.abc import Mapping


class TermsRefused(ValueError):
    """Terms that make no loan: a stable code, the field at fault and the values that show why."""

    def __init__(self, code: str, field_name: str, **values: object) -> None:
        shown = ", ".join(f"{name}={value}" for name, value in values.items())
        super().__init__(f"{code} ({field_name}): {shown}" if shown else f"{code} ({field_name})")
        self.code = code
        self.field = field_name
        self.values: Mapping[str, object] = values


class ServicingRefused(ValueError):
    """A fact that cannot be taken: a stable code and the fact."""

    def __init__(self, code: str, event: object) -> None:
        super().__init__(f"{code}: {event}")
        self.code = code
        self.event = event
