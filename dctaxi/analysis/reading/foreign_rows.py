"""What trials of other programs bring beside a value: more objectives, constraints, reports.

A constraint holds where its value is 0 or less. Optuna 5 keeps each under a key of its own, earlier
ones kept a list of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import sqlalchemy as sa

from dctaxi.analysis.reading.rows import Column, Ids
from dctaxi.storage import no_number

if TYPE_CHECKING:
    from dctaxi.study import Goal

INFEASIBLE: Final = "infeasible"
"""The attribute of a trial that breaks a constraint."""

_OBJECTIVES = sa.text(
    "SELECT t.trial_id, v.objective, v.value, v.value_type FROM trials t JOIN trial_values v "
    "ON v.trial_id = t.trial_id WHERE t.study_id = :study_id ORDER BY t.trial_id"
)
CONSTRAINTS = sa.text(
    "SELECT t.trial_id, a.value_json FROM trials t JOIN trial_system_attributes a "
    "ON a.trial_id = t.trial_id WHERE t.study_id = :study_id "
    "AND (a.key = 'constraints' OR a.key LIKE 'constraints:%') ORDER BY t.trial_id"
)
_REPORTS = sa.text(
    "SELECT t.trial_id, i.step, i.intermediate_value FROM trials t "
    "JOIN trial_intermediate_values i ON i.trial_id = t.trial_id WHERE t.study_id = :study_id "
    "AND i.intermediate_value_type = 'FINITE' ORDER BY t.trial_id, i.step"
)


def objective_column(goal: Goal, place: int) -> str:
    """Return the column of one of several objectives, under its name; lower is better in all."""
    return f"objective_{'negated ' if goal.maximised[place] else ''}{goal.names[place]}"


def foreign_columns(
    connection: sa.Connection, study_id: int, known: Ids, goal: Goal
) -> dict[str, Column]:
    """Read what the ``known`` trials of a study bring beside their values."""
    named = {"study_id": study_id}
    objectives: dict[int, dict[int, float]] = defaultdict(dict)
    if len(goal.names) > 1:
        for trial, place, value, kind in connection.execute(_OBJECTIVES, named):
            objectives[place][trial] = _number(value, kind)
    broken = {trial for trial, text in connection.execute(CONSTRAINTS, named) if breaks(text)}
    reports: dict[int, dict[int, float]] = defaultdict(dict)
    for trial, step, value in connection.execute(_REPORTS, named):
        reports[trial][step] = value
    return columns_of(known.tolist(), goal, objectives, broken, reports)


def columns_of(
    known: Iterable[int],
    goal: Goal,
    objectives: Mapping[int, Mapping[int, float]],
    broken: Iterable[int],
    reports: Mapping[int, Mapping[int, float]],
) -> dict[str, Column]:
    """Return the columns of trials by id: objectives by place, broken ones, reports by step."""
    ids = sorted(known)
    here = set(ids)
    found = {
        objective_column(goal, place): _column(
            {t: -v if goal.maximised[place] else v for t, v in values.items() if t in here}
        )
        for place, values in objectives.items()
        if place < len(goal.names)
    }
    found[INFEASIBLE] = _column(dict.fromkeys(sorted(here.intersection(broken)), 1.0))
    curves = {
        trial: [[step, float("nan"), goal.sign * value] for step, value in sorted(steps.items())]
        for trial, steps in sorted(reports.items())
        if trial in here and steps
    }
    cells = np.empty(len(curves), dtype=object)
    cells[:] = list(curves.values())
    found["curve"] = Column(np.array(list(curves), dtype=np.int64), cells)
    return found


def added_to(own: Mapping[str, Column], foreign: Mapping[str, Column]) -> dict[str, Column]:
    """Return a study's own attributes and the foreign ones of trials that have none of the name."""
    found = dict(own)
    for key, column in foreign.items():
        known = own.get(key)
        if known is None:
            found[key] = column
        else:
            found[key] = known.beside(column.of(np.setdiff1d(column.ids, known.ids)))
    return found


def breaks(text: str) -> bool:
    """Tell whether a stored constraint, or one of a stored list, is broken."""
    try:
        return broken(json.loads(text))
    except (ValueError, RecursionError):
        return False


def broken(stored: Any) -> bool:
    """Tell the same of one that was read."""
    numbers = stored if isinstance(stored, list | tuple) else [stored]
    return any(isinstance(number, int | float) and number > 0 for number in numbers)


def _number(value: float | str | None, kind: str) -> float:
    infinite = {"INF_POS": np.inf, "INF_NEG": -np.inf}
    if isinstance(value, str):
        raise no_number(value)
    return float(infinite.get(kind, np.nan if value is None else value))


def _column(values: Mapping[int, float]) -> Column:
    return Column(
        np.array(list(values), dtype=np.int64), np.array(list(values.values()), dtype=np.float64)
    )
