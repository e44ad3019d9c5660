"""What the end of a race means, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.search import labels

if TYPE_CHECKING:
    from dctaxi.teaching.race_statistics import Comparison, Verdict


def verdict_sentences(verdict: Verdict) -> tuple[str, ...]:
    """Return who ended best, and for all pairs together what is more than noise."""
    medians = verdict.medians
    if not medians:
        return ("No sampler has spent its budget yet.",)
    best, *others = medians
    if not others:
        return (f"{_label(best)} ends at {medians[best]:,.2f} USD, half of its repeats below.",)
    standing = "; ".join(f"{_label(name)} {median:,.2f}" for name, median in medians.items())
    sentences = [f"Median of the final best in USD: {standing}."]
    if not verdict.decidable:
        repeats = min(len(finals) for finals in verdict.finals.values())
        sentences.append(
            f"{repeats} repeats are too few to tell any difference, however large, from noise."
        )
        return tuple(sentences)
    real = [each for each in verdict.comparisons if not each.is_noise]
    if not real:
        sentences.append(
            "The differences are noise: with these repeats no two samplers can be told apart."
        )
        return tuple(sentences)
    sentences += [_difference(each) for each in real]
    if len(real) < len(verdict.comparisons):
        sentences.append("Every other difference is within noise.")
    return tuple(sentences)


def _difference(comparison: Comparison) -> str:
    low, high = comparison.difference.low, comparison.difference.high
    first, second = _label(comparison.first), _label(comparison.second)
    return (
        f"{first} ends lower than {second} by {comparison.difference.value:,.2f} USD "
        f"({low:,.2f} to {high:,.2f}), more than noise."
    )


def _label(sampler: str) -> str:
    return labels.SAMPLERS[sampler].label
