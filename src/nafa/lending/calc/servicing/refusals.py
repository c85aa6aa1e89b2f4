"""Facts that a loan refuses."""


class ServicingRefused(ValueError):
    """A fact that cannot be taken: a stable code and the fact."""

    def __init__(self, code: str, event: object) -> None:
        super().__init__(f"{code}: {event}")
        self.code = code
        self.event = event
