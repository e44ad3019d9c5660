"""A name for people, with what it means and its unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A name for people, one paragraph on what it means, and the unit, if it has one."""

    label: str
    help: str
    unit: str = ""

    @property
    def with_unit(self) -> str:
        """The name, and the unit behind it in brackets: ``Validation RMSE (USD)``."""
        return f"{self.label} ({self.unit})" if self.unit else self.label
