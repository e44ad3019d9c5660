"""What an assessment says, in sentences; where a baseline is better, that comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.model.assessment import BASELINES, FEWEST_FOR_MEANS
from dctaxi.study import FEWEST_ROWS

if TYPE_CHECKING:
    from dctaxi.model.assessment import Assessment, BaselineErrors, Interval
    from dctaxi.model.fare_model import FareModel


NO_INTERVAL_TEXT = (
    f"On fewer than {FEWEST_FOR_MEANS} rows a few large errors decide a mean, so RMSE and mean "
    "absolute error have no interval."
)


def model_sentences(model: FareModel, unit: str | None = None) -> tuple[str, ...]:
    """Return what is to be known of a model: how good it is, on which rows, and what it saw.

    The first sentence says how it stands to the baselines. ``unit`` stands for its currency.
    """
    return (*_assessment(model.assessment, unit or model.provenance.currency), *_fitting(model))


def _assessment(found: Assessment | None, unit: str) -> tuple[str, ...]:
    if found is None:
        return (
            "The model's answers to the rows that judge it are too large for fares, or no numbers: "
            "fit another trial.",
        )
    rows = f"{found.n_rows:,} {'test' if found.rows == 'test' else 'validation'} rows"
    return (
        verdict(found, unit),
        f"On {rows} its RMSE is {shown(found.model.rmse, unit)}, its mean absolute error "
        f"{shown(found.model.mae, unit)}, and half of the fares are off by less than "
        f"{shown(found.model.median, unit)}.",
        *(() if found.n_rows >= FEWEST_FOR_MEANS else (NO_INTERVAL_TEXT,)),
        *(
            ()
            if found.rows == "test"
            else (
                "There is no test set, and the validation rows chose the trial, so these numbers "
                "flatter: hold back rows that choose nothing.",
            )
        ),
    )


def shown(interval: Interval, unit: str = "") -> str:
    """Return a number with its interval where it has one, and its unit where there is one."""
    number = f"{interval.value:.2f} {unit}".rstrip()
    if interval.low is None or interval.high is None:
        return f"{number} (no interval)"
    return f"{number} ({interval.low:.2f} to {interval.high:.2f})"


def verdict(found: Assessment, unit: str) -> str:
    """Return how a model stands to the baselines; one that is better comes first."""
    ranked = sorted(found.baselines, key=lambda one: one.errors.rmse.value)
    ahead = [one for one in ranked if one.gap.low > 0]
    best = (ahead or ranked)[0]
    name = BASELINES[best.id]
    pair = f"RMSE {best.errors.rmse.value:.2f} against {found.model.rmse.value:.2f} {unit}"
    if found.n_rows < FEWEST_ROWS:
        return (
            f"{found.n_rows} row{' is' if found.n_rows == 1 else 's are'} too few to tell whether "
            f"this model is better than {name}: "
            f"{pair}; hold back {FEWEST_ROWS} or more to judge by."
        )
    if ahead:
        answers = "answer" if best.id == "trees" else "answers"
        return (
            f"{_capital(name)} {answers} better than this model: {pair}, the model is further "
            f"off by {_between(best, unit)}."
        )
    level = [BASELINES[one.id] for one in ranked if one.gap.low <= 0 <= one.gap.high]
    if level:
        return f"The model is not told apart from {' and '.join(level)} on these rows: {pair}."
    return (
        f"The model beats all three baselines; the best of them is {name}: {pair}, closer by "
        f"{_between(best, unit)}."
    )


def _between(one: BaselineErrors, unit: str) -> str:
    ends = sorted((abs(one.gap.low), abs(one.gap.high)))
    return f"{abs(one.gap.value):.2f} {unit} ({ends[0]:.2f} to {ends[1]:.2f})"


def _fitting(model: FareModel) -> tuple[str, ...]:
    rows = model.provenance.rows
    with_val = " and validation" if model.plan.rows == "train+val" else ""
    met = (
        f"It met {rows['seen']:,} of the {rows['fitted']:,} training{with_val} rows: more steps "
        "would show it more."
        if rows["seen"] < rows["fitted"]
        else f"It met all {rows['fitted']:,} training{with_val} rows."
    )
    left_out = model.provenance.left_out
    lost = (
        (f"{left_out} of {model.plan.networks} networks did not finish and are left out.",)
        if left_out
        else ()
    )
    return (met, *lost)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
