"""What start-up and the command line refuse: words for a person, and what to do next."""


class Refused(Exception):
    """A command cannot go on. `advice` says what the person can do about it."""

    def __init__(self, words: str, advice: str) -> None:
        super().__init__(words)
        self.words = words
        self.advice = advice
