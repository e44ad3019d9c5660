"""What an assessment says, in sentences; where a baseline is better, that comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.study import assessment_sentences, headline

if TYPE_CHECKING:
    from dctaxi.model.fare_model import FareModel
    from dctaxi.study import Assessment


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
    return (headline(found, "This model", unit), *assessment_sentences(found, unit))


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
