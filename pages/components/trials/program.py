"""A trial as Python that trains it again and prints its objective."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING

from dctaxi.training.hyperparameters import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.records import TrialSpec
    from dctaxi.study import StudyPlan

_PROGRAM = """\
from dctaxi.data.loading import load
from dctaxi.data.sources import source_from_json
from dctaxi.training.engines import make_engine
from dctaxi.training.hyperparameters import parse_hyperparameters
from dctaxi.training.over_seeds import over_seeds
from dctaxi.workspace import Workspace

hyperparameters = {hyperparameters}
source = {source}

data = load(source_from_json(source), {feature_set!r}, Workspace.current())
engine = over_seeds(make_engine({engine!r}), {count}, {over!r}, {objective!r})
(outcome,) = engine.run([parse_hyperparameters(hyperparameters)], data)
print(outcome.value({objective!r}))
"""
"""What it prints is the trial's objective."""


def source(spec: TrialSpec, plan: StudyPlan) -> str:
    """Return Python that trains a study's trial again."""
    return _PROGRAM.format(
        hyperparameters=_literal(configuration(spec)),
        source=_literal(plan.source.to_json()),
        feature_set=plan.feature_set,
        engine=plan.engine,
        count=plan.seeds_per_trial,
        over=plan.over_seeds,
        objective=plan.objective,
    )


def _literal(value: Mapping[str, object]) -> str:
    return pformat(dict(value), sort_dicts=False, width=80)
