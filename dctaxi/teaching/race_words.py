"""What the end of a race means, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.analysis import final_bests
from dctaxi.search import labels

if TYPE_CHECKING:
    from dctaxi.analysis.final_bests import Verdict


def verdict_sentences(verdict: Verdict) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise."""
    return final_bests.verdict_sentences(verdict, thing="sampler", things="samplers", label=_label)


def _label(sampler: str) -> str:
    return labels.SAMPLERS[sampler].label
