"""What the end of a race means, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.analysis.statistics import final_bests
from dctaxi.samplers import SAMPLERS

if TYPE_CHECKING:
    from dctaxi.analysis.statistics.final_bests import Verdict


def verdict_sentences(verdict: Verdict) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise."""
    return final_bests.verdict_sentences(verdict, thing="sampler", things="samplers", label=_label)


def _label(sampler: str) -> str:
    return SAMPLERS[sampler].label.label
