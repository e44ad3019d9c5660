"""What an assessment says, in sentences: the strongest baseline first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dctaxi.study.assessment import BASELINES, FEWEST_FOR_MEANS
from dctaxi.study.held_out import FEWEST_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.study.assessment import Assessment, BaselineErrors, Gap, Interval

NO_INTERVAL_TEXT: Final = (
    f"On fewer than {FEWEST_FOR_MEANS} rows a few large errors decide a mean, so RMSE, mean "
    "absolute error and mean error have no interval."
)


class Standing(StrEnum):
    """How a network or model compares with answers that need no search."""

    BEATS = "better"
    TOO_CLOSE = "inconclusive"
    TOO_FEW = "too few rows"
    DOES_NOT_BEAT = "worse"


def standing(gap: Gap, rows: int) -> Standing:
    """Return what the 95 % interval of a difference on so many rows allows to say."""
    if rows < FEWEST_ROWS:
        return Standing.TOO_FEW
    if gap.high < 0:
        return Standing.BEATS
    return Standing.DOES_NOT_BEAT if gap.low > 0 else Standing.TOO_CLOSE


def standing_of(found: Assessment) -> Standing:
    """Return how it compares with the baselines together: better only if better than each."""
    all_of_them = [standing(one.gap, found.n_rows) for one in found.baselines]
    return max(all_of_them, key=list(Standing).index)


def headline(found: Assessment, who: str, unit: str) -> str:
    """Return the verdict in one line: RMSE and rows, and each baseline that is not beaten."""
    own = f"{who}: {found.model.rmse.value:.2f} {unit} off (RMSE) on {rows_text(found)}"
    ranked = sorted(found.baselines, key=lambda one: one.errors.rmse.value)
    best, verdict = ranked[0], standing_of(found)
    if verdict is Standing.TOO_FEW:
        return (
            f"{own}; {_named(ranked[:1])}. These are too few rows to compare them: hold back "
            f"{FEWEST_ROWS} or more."
        )
    if verdict is Standing.BEATS:
        return f"{own}; better than all baselines, the strongest {_named([best])}."
    level = [one for one in ranked if standing(one.gap, found.n_rows) is not Standing.BEATS]
    end = "not a model to use yet" if verdict is Standing.DOES_NOT_BEAT else "inconclusive"
    return f"{own}; {_named(level)}: {end}."


def assessment_sentences(found: Assessment, unit: str) -> tuple[str, ...]:
    """Return the evidence behind a headline: differences, other errors, and how the rows differ."""
    nearest = min(found.baselines, key=lambda one: one.errors.mae.value)
    return (
        f"RMSE {error_text(found.model.rmse, unit)}, less that of "
        + "; of ".join(f"{BASELINES[one.id]} {_gap(one.gap)}" for one in found.baselines)
        + ".",
        f"Mean error {_bias(found.model.bias, unit)}. Mean absolute error "
        f"{error_text(found.model.mae, unit)}, that of {BASELINES[nearest.id]} "
        f"{nearest.errors.mae.value:.2f}.",
        *_shift(found, unit),
        *(() if found.n_rows >= FEWEST_FOR_MEANS else (NO_INTERVAL_TEXT,)),
        *(
            ()
            if found.rows == "test"
            else (
                "There is no test set, and the validation rows chose the trial, so these numbers "
                "look better than they are: hold back rows that choose nothing.",
            )
        ),
    )


def _bias(bias: Interval, unit: str) -> str:
    said = f"{bias.value:+.2f} {unit}{_ends(bias)}"
    if bias.low is None or bias.high is None or bias.low <= 0 <= bias.high:
        return said
    return f"{said}: answers are too {'high' if bias.low > 0 else 'low'} on average"


def rows_text(found: Assessment) -> str:
    """Return on which rows, and on how many, the errors are."""
    return f"{found.n_rows:,} {'test' if found.rows == 'test' else 'validation'} rows"


def error_text(interval: Interval, unit: str = "") -> str:
    """Return a number with its unit where there is one, and its interval where it has one."""
    return f"{interval.value:.2f} {unit}".rstrip() + _ends(interval)


def _ends(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return " (no interval)"
    return f" ({interval.low:.2f} to {interval.high:.2f})"


def _shift(found: Assessment, unit: str) -> tuple[str, ...]:
    fares = found.fares
    trained = fares.mean + found.baseline("mean").errors.bias.value
    said = []
    if fares.told:
        said.append(
            f"Their fares differ from the training fares: on average {fares.mean:.2f} {unit}, in "
            f"training {trained:.2f} (KS distance {fares.size:.2f})."
        )
    if found.new_years > 0:
        said.append(
            f"{found.new_years:.0%} of these rows are of years that training lacks, where a "
            "network extrapolates: keep the year from it."
        )
    return tuple(said)


def _named(baselines: Sequence[BaselineErrors]) -> str:
    return ", ".join(f"{BASELINES[one.id]} {one.errors.rmse.value:.2f}" for one in baselines)


def _gap(gap: Gap) -> str:
    return f"{gap.value:+.2f} ({gap.low:+.2f} to {gap.high:+.2f})"
