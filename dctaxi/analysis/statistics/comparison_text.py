"""A comparison of two populations in sentences that a user can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dctaxi.analysis.statistics.estimate import estimate_json

if TYPE_CHECKING:
    from dctaxi.analysis.statistics.comparison import BestOf, Comparison, Verdict
    from dctaxi.analysis.statistics.estimate import Estimate

_MILLION = 1e6


def comparison_sentences(
    comparison: Comparison, *, inside: str = "in here", baseline: str = "out there"
) -> tuple[str, ...]:
    """Return one sentence per finding, the verdict first; numbers with their 95 % intervals."""
    sentences = [verdict_sentence(comparison, inside=inside, baseline=baseline)]
    for threshold, chance in (
        ("the study's best", comparison.beats_best),
        ("the study's median", comparison.beats_median),
    ):
        if chance is not None:
            sentences.append(
                f"A random configuration {inside} beats {threshold} with a probability of "
                f"{_percent(chance)}."
            )
    sentences += [best_of_sentence(best, inside, baseline) for best in comparison.best_of]
    here, there = comparison.diverged_inside, comparison.diverged_baseline
    if here.value or there.value:
        sentences.append(f"Diverged: {_percent(here)} {inside}, {_percent(there)} {baseline}.")
    return tuple(sentences)


_WORDS: dict[Verdict, str] = {
    "better": "Better",
    "worse": "Worse",
    "inconclusive": "Inconclusive",
    "mixed": "Mixed",
}


def verdict_sentence(
    comparison: Comparison, *, inside: str = "in here", baseline: str = "out there"
) -> str:
    """Return what the changes of the median and of the best of some tries say, plainly."""
    verdict = comparison.verdict

    def told(change: Estimate) -> str:
        noise = "" if change.excludes_zero or verdict == "inconclusive" else ", inconclusive"
        return f"{in_usd(change, sign=True)}{noise}"

    best = ", ".join(f"of {best.tries} tries by {told(best.change)}" for best in comparison.best_of)
    bests = f"; the expected best {best}" if best else ""
    return (
        f"{_WORDS[verdict]}: the median {inside} is {in_usd(comparison.median_inside)}, {baseline} "
        f"{in_usd(comparison.median_baseline)}, a change of {told(comparison.median_change)}"
        f"{bests}."
    )


def brief_verdict(comparison: Comparison, *, inside: str, baseline: str) -> str:
    """Return the verdict with the evidence for it: the median, unless only a best is clear."""
    word = _WORDS[comparison.verdict]
    rows = [
        ("median", comparison.median_inside, comparison.median_baseline, comparison.median_change),
        *(
            (f"expected best of {best.tries}", best.inside, best.baseline, best.change)
            for best in comparison.best_of
        ),
    ]
    clear = [row for row in rows if row[3].excludes_zero]
    if comparison.verdict == "mixed":
        lower, higher = (
            next(row for row in clear if (row[3].high < 0) is falls) for falls in (True, False)
        )
        return (
            f"{word}: {inside} the {lower[0]} changes by {in_usd(lower[3], sign=True)}, the "
            f"{higher[0]} by {in_usd(higher[3], sign=True)}."
        )
    name, here, there, change = (clear or rows)[0]
    rest = " The change of the median is inconclusive." if clear and clear[0] != rows[0] else ""
    return (
        f"{word}: the {name} {inside} is {in_usd(here)}, {baseline} {in_usd(there)}, a change of "
        f"{in_usd(change, sign=True)}.{rest}"
    )


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain JSON values; an estimate is value, low and high."""
    return {
        "verdict": comparison.verdict,
        "n_inside": comparison.n_inside,
        "n_baseline": comparison.n_baseline,
        **{
            name: estimate_json(getattr(comparison, name))
            for name in (
                "median_inside",
                "median_baseline",
                "median_change",
                "beats_best",
                "beats_median",
                "diverged_inside",
                "diverged_baseline",
            )
        },
        "expected_best": {
            str(best.tries): {
                "inside": estimate_json(best.inside),
                "baseline": estimate_json(best.baseline),
                "change": estimate_json(best.change),
            }
            for best in comparison.best_of
        },
    }


def best_of_sentence(best: BestOf, inside: str, baseline: str) -> str:
    """Return the expected best of so many tries in two populations, with its change."""
    said = "" if best.change.excludes_zero else ", inconclusive"
    return (
        f"Expected best of {best.tries} tries: {in_usd(best.inside)} {inside}, "
        f"{in_usd(best.baseline)} {baseline}, a change of {in_usd(best.change, sign=True)}{said}."
    )


def estimate_texts(estimate: Estimate, *, sign: bool = False, lead: str = "") -> tuple[str, str]:
    """Return an amount in USD and its interval, with cents as long as a million is far.

    ``sign`` is for a difference; ``lead`` says before the interval what it is. What came
    close to diverging may have a hundred digits, of which three are enough.
    """
    plus = "+" if sign else ""

    def write(number: float) -> str:
        return format(number, f"{plus},.2f" if abs(number) < _MILLION else f"{plus}.3g")

    if not estimate.is_there:
        return ("no amount", "a median is missing") if sign else ("none", _MISSING)
    return write(estimate.value), estimate.ends_text(write, lead)


_MISSING = "half of them or more have no result"


def in_usd(estimate: Estimate, *, sign: bool = False, lead: str = "") -> str:
    """Return an amount in USD with its interval, such as ``4.20 USD (4.05 to 4.31)``."""
    value, ends = estimate_texts(estimate, sign=sign, lead=lead)
    return f"{value}{' USD' if estimate.is_there else ''} ({ends})"


def _percent(share: Estimate) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
