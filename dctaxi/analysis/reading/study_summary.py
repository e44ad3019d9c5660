"""A study as one line of the list of studies."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, get_args

from dctaxi.analysis.reading.headline import Headline
from dctaxi.analysis.reading.parameters import Parameter
from dctaxi.errors import SpaceError
from dctaxi.records import ObjectiveName
from dctaxi.space import describe_space, space_from_json
from dctaxi.study import StateRecord, state_of


class BestRow(NamedTuple):
    """The best trial as the database has it: its value in USD, and as JSON the constant's."""

    number: int
    value: float
    constant_json: str | None


@dataclass(frozen=True)
class StudySummary:
    """A study as the list of studies shows it.

    ``state`` is a ``StudyState``'s value, None for a study that another program made. ``done``
    trials have a value, ``failed`` ones (pruned and diverged ones too) have none. ``total`` is the
    number of trials asked for, or those there are if that is more. ``best`` is None for a study
    without a result, and for one that does not minimise one objective. ``space`` is one line of
    words.
    ``attributes`` are the study's user attributes. Times are naive local ones.
    """

    name: str
    state: str | None
    done: int
    failed: int
    running: int
    total: int
    best: Headline | None
    space: str
    created: datetime | None
    updated: datetime | None
    parent: str | None
    attributes: Mapping[str, Any]

    @property
    def best_value(self) -> float | None:
        """The value of the best trial in USD."""
        return None if self.best is None else self.best.value


def make_summary(
    name: str,
    *,
    held: bool,
    counts: Mapping[str, int],
    best: BestRow | None,
    parameters: Iterable[Parameter],
    started: Iterable[datetime],
    ended: Iterable[datetime],
    attributes: Mapping[str, Any],
) -> StudySummary:
    """Make a summary from the number of trials in each of Optuna's states and the rest.

    ``held`` says whether a program that lives holds the study's lock.
    """
    starts = list(started)
    record = state_of(attributes)
    record = None if record is None else record.seen(running=held)
    requested = record.requested_trials if record else None
    parent = attributes.get("dctaxi:parent")
    return StudySummary(
        name=name,
        state=record.state.value if record else None,
        done=counts.get("COMPLETE", 0),
        failed=counts.get("FAIL", 0) + counts.get("PRUNED", 0),
        running=counts.get("RUNNING", 0),
        total=max(requested or 0, sum(counts.values())),
        best=None if best is None else _headline(best, attributes),
        space=_space(attributes) or _describe(parameters),
        created=min(starts, default=None),
        updated=max([*starts, *ended], default=_since(record)),
        parent=parent.get("name") if isinstance(parent, Mapping) else None,
        attributes=attributes,
    )


def _since(record: StateRecord | None) -> datetime | None:
    """Return when the state of a study without trials last changed."""
    try:
        since = None if record is None else datetime.fromisoformat(record.updated_at)
        return None if since is None else since.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):  # whatever stands there
        return None


def _headline(best: BestRow, attributes: Mapping[str, Any]) -> Headline:
    plan = attributes.get("dctaxi:plan")
    named = plan.get("objective") if isinstance(plan, Mapping) else None
    return Headline(
        best.number,
        best.value,
        _constant(best.constant_json),
        named if named in get_args(ObjectiveName) else None,
    )


def _constant(text: str | None) -> float | None:
    try:
        constant = None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None
    return constant if type(constant) is float and math.isfinite(constant) else None


def _space(attributes: Mapping[str, Any]) -> str:
    """Return the planned space in words, empty where there is none that can be read."""
    plan = attributes.get("dctaxi:plan")
    try:
        return describe_space(space_from_json(plan["space"])) if isinstance(plan, Mapping) else ""
    except (SpaceError, KeyError):
        return ""


def _describe(parameters: Iterable[Parameter]) -> str:
    """Say a space in one line, such as ``lr 0.009-0.07 log, optimizer Adam | SGD``."""
    return ", ".join(
        f"{p.name} {' | '.join(map(str, p.choices))}"
        if p.kind == "categorical"
        else f"{p.name} {p.low:g}\N{EN DASH}{p.high:g}{' log' if p.log else ''}"
        for p in parameters
    )
