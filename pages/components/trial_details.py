"""One trial: its configuration, layers, learning curve and times, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dctaxi.data.columns import FEATURES
from dctaxi.errors import SpaceError
from dctaxi.search.space import space_from_json
from dctaxi.training.hyperparameters import parameter_count
from pages.components import (
    formats,
    job_words,
    trial_actions,
    trial_code,
    trial_columns,
    trial_curve,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dctaxi.analysis.parameters import Parameter
    from dctaxi.data.features import FeatureSet
    from dctaxi.records import TrialSpec

_COLORS = dict(zip(trial_columns.STATUSES, trial_columns.STATUS_COLORS, strict=True))


def show(
    trial: pd.Series,
    parameters: Sequence[Parameter],
    study: str,
    plan: Mapping[str, Any] | None,
    *,
    best: bool,
) -> None:
    """Draw one row of a study's trials; ``plan`` is the study's own, None for a foreign study."""
    params = params_of(trial, parameters)
    spec = _spec(params, plan)
    with st.container(border=True, key="trial_details"):
        status = trial["status"]
        st.markdown(
            f"### Trial {trial['number']}  :{_COLORS.get(status, 'gray')}-badge[{status}]"
            + (" :green-badge[:material/trophy: best]" if best else "")
        )
        _numbers(trial)
        if isinstance(trial["message"], str) and trial["message"]:
            st.caption(f":material/info: {trial['message']}")
        configuration, curve = st.columns([2, 3], gap="medium")
        with configuration:
            _configuration(params, spec, plan)
        with curve:
            _curve(trial["curve"])
        trial_actions.show(int(trial["number"]), study, params, plan)
        if spec is not None and plan is not None:
            with st.expander("As code", icon=":material/code:"):
                st.caption("Runs as it is and prints this trial's objective.")
                st.code(trial_code.python_source(spec, plan))


def params_of(trial: pd.Series, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return what the trial was asked for, as plain numbers and words.

    A column with gaps holds whole numbers as floats; the parameter knows what they were.
    """
    return {
        parameter.name: _plain(trial[parameter.column], parameter)
        for parameter in parameters
        if parameter.column in trial and not pd.isna(trial[parameter.column])
    }


def _plain(value: Any, parameter: Parameter) -> Any:
    if parameter.kind == "categorical":
        return next((choice for choice in parameter.choices if choice == value), value)
    return int(value) if parameter.kind == "int" else float(value)


def _spec(params: Mapping[str, Any], plan: Mapping[str, Any] | None) -> TrialSpec | None:
    if plan is None:
        return None
    try:
        return space_from_json(plan["space"]).spec_of(params)
    except SpaceError:
        return None  # a trial that was never asked for all its parameters


def _numbers(trial: pd.Series) -> None:
    tiles = st.grid(4, min_column_width=110)
    for column in ("value", "val_rmse", "train_rmse", "train_rmse_eval"):
        tiles.metric(
            trial_columns.label(column).capitalize(),
            "–" if pd.isna(trial[column]) else f"{trial[column]:.3f}",
            help=trial_columns.about(column),
        )
    times = [
        f"{label} {formats.duration(trial[column])}"
        for label, column in (("trial", "duration_s"), ("training alone", "train_s"))
        if not pd.isna(trial[column])
    ]
    started = trial["datetime_start"]
    if not pd.isna(started):
        times.append(f"started {started:%Y-%m-%d %H:%M:%S}")
    st.caption(" · ".join(["USD", *times]))


def _configuration(
    params: Mapping[str, Any], spec: TrialSpec | None, plan: Mapping[str, Any] | None
) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                "hyperparameter": list(params),
                "value": [job_words.number(value) for value in params.values()],
            }
        ),
        hide_index=True,
        height="content",
        alt="The trial's hyperparameters",
    )
    if spec is not None and plan is not None:
        features = _num_features(plan["feature_set"])
        widths = " → ".join(map(str, (features, *spec.num_hidden_neurons, 1)))
        norm = ", batch norm before each" if spec.batch_norm_linear_layers else ""
        st.caption(
            f"Layers {widths}{norm}: "
            f"{formats.count(parameter_count(spec, features), 'trained parameter')}."
        )


def _curve(curve: object) -> None:
    if isinstance(curve, list) and curve:
        trial_curve.show(curve)
    else:
        st.caption("This trial has no learning curve.")


def _num_features(feature_set: FeatureSet) -> int:
    return len(FEATURES) + (feature_set == "distance")
