"""One piece of advice on the range of a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dctaxi.space.dimensions import Dimension

AdviceKind = Literal["widen", "cut", "log on", "log off", "fix"]


@dataclass(frozen=True, slots=True)
class RangeAdvice:
    """What to change about one parameter, why, and the dimension that ``narrow`` takes for it."""

    parameter: str
    kind: AdviceKind
    sentence: str
    evidence: str
    dimension: Dimension
