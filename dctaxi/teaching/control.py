"""A control of a page that a lesson may set, lock or hide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """A control in words, and what it takes: whole numbers in ``limits``, some of ``choices``
    (``many``: a list of them), a line of up to ``letters``, true or false where it has none of
    them. A ``row`` takes no value of its own: the lesson's space sets it.
    """

    title: str
    limits: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    letters: int = 0
    row: bool = False

    def takes(self, value: object) -> bool:
        """Tell whether the control can show a value."""
        if self.row:
            return False
        if self.many:
            # Strings may be looked up in a tuple whatever else a hostile list holds.
            return isinstance(value, tuple) and all(v in self.choices for v in value)
        if self.choices:
            return isinstance(value, str) and value in self.choices
        if self.limits:
            low, high = self.limits
            return type(value) is int and low <= value <= high
        if self.letters:
            return isinstance(value, str) and len(value) <= self.letters and value.isprintable()
        return isinstance(value, bool)

    @property
    def words(self) -> str:
        """What the control takes, for a sentence."""
        if self.row:
            return "no value: the lesson's space sets it"
        if self.choices:
            many = "a list of some of " if self.many else "one of "
            return many + ", ".join(self.choices)
        if self.limits:
            return f"a whole number from {self.limits[0]:,} to {self.limits[1]:,}"
        if self.letters:
            return f"a line of up to {self.letters:,} letters"
        return "true or false"
