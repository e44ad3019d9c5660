"""A study that another program made with the chapter's parameters, made this program's own.

A reader's own listing 11.5 leaves trials and the ranges that they were drawn from, and no plan.
The ranges are the space; what nobody stored, the data and the objective, whoever adopts says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState

from dctaxi.access import Action
from dctaxi.data import DataSource, FeatureSet, SampleSource
from dctaxi.errors import SpaceError, StudyError
from dctaxi.hyperparameters import WIDTH, layer_of, place_of
from dctaxi.records import ObjectiveName
from dctaxi.space import Choices, Dimension, FloatRange, IntRange, SearchSpace
from dctaxi.storage import drop_others, reading, stored_studies, writing
from dctaxi.study.attributes import PLAN_KEY, VERSIONS_KEY
from dctaxi.study.lock import held
from dctaxi.study.plan import MAX_TRIALS, StudyPlan
from dctaxi.study.state import STATE_KEY, StateRecord, StudyState
from dctaxi.versions import installed_versions
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from optuna.storages import RDBStorage


def adoptable_space(name: str, workspace: Workspace) -> SearchSpace:
    """Return the space that a study's trials were drawn from.

    Raises StudyError (there is no such study, it is this program's already, maximises, has several
    objectives, or parameters that are not the chapter's) and StorageError.
    """
    with reading(workspace.storage_url) as storage:
        trials = () if storage is None else _trials(name, workspace, storage)
    return _space(name, trials)


def adopt_study(
    name: str,
    workspace: Workspace,
    *,
    objective: ObjectiveName = "train_val_rmse",
    source: DataSource | None = None,
    feature_set: FeatureSet = "raw",
) -> StudyPlan:
    """Give a study the plan that its trials speak of, so that everything works on it.

    Its trials stay as they are. Its values are taken for the ``objective`` on the data of
    ``source``, which nothing stored says: the chapter's by default.

    Raises StudyError as ``adoptable_space`` does, and where it runs, and StorageError.
    """
    workspace.allow(Action.CHANGE_STUDY)
    with writing(workspace.storage_url) as storage:
        trials = _trials(name, workspace, storage)
        ended = sum(trial.state.is_finished() for trial in trials)
        plan = StudyPlan(
            name,
            _space(name, trials),
            n_trials=max(1, min(ended, MAX_TRIALS)),
            objective=objective,
            source=source or SampleSource(),
            feature_set=feature_set,
        )
        study_id = storage.get_study_id_from_name(name)
        with held(study_id, name, workspace):
            with storage.engine.begin() as connection:
                drop_others(connection, study_id)
            state = StateRecord.now(StudyState.FINISHED, requested_trials=ended)
            for key, value in (
                (VERSIONS_KEY, installed_versions()),
                (STATE_KEY, state.to_json()),
                (PLAN_KEY, plan.to_json()),  # last: with it the study is this program's
            ):
                storage.set_study_user_attr(study_id, key, value)
    return plan


def _trials(name: str, workspace: Workspace, storage: RDBStorage) -> tuple[FrozenTrial, ...]:
    found = stored_studies(workspace.storage_url, name)
    if not found:
        raise StudyError(f"There is no study {name!r}: choose one from the list of studies.")
    (study,) = found
    if PLAN_KEY in study.attributes:
        raise StudyError(f"The study {name!r} is this program's already.")
    if study.directions != ("MINIMIZE",):
        raise StudyError(
            f"The study {name!r} does not minimise one objective, as the chapter's do: it can be "
            "looked at, and not gone on with."
        )
    return tuple(storage.get_all_trials(study.study_id, deepcopy=False))


def _space(name: str, trials: tuple[FrozenTrial, ...]) -> SearchSpace:
    """Read the space from the distributions of a study's trials."""
    ranges: dict[str, BaseDistribution] = {}
    for trial in trials:
        for parameter, distribution in trial.distributions.items():
            known = ranges.setdefault(parameter, distribution)
            if known != distribution:
                raise StudyError(
                    f"The trials of {name!r} drew {parameter!r} from more than one range: adopt a "
                    "study whose ranges stayed the same."
                )
    if not any(trial.state == TrialState.COMPLETE for trial in trials):
        raise StudyError(f"The study {name!r} has no finished trial yet: run it first.")
    try:
        space = _space_of(ranges)
        for trial in trials:
            if trial.state == TrialState.COMPLETE:
                space.spec_of(trial.params)
    except SpaceError as error:
        raise StudyError(
            f"The parameters of {name!r} are not those of the chapter's model: {error}"
        ) from error
    return space


def _space_of(ranges: Mapping[str, BaseDistribution]) -> SearchSpace:
    """Return the space of some ranges; layers share a width where theirs are the same."""
    dimensions = {name: _dimension(ranges[name]) for name in sorted(ranges, key=place_of)}
    layers = {name: own for name, own in dimensions.items() if layer_of(name) is not None}
    if layers:
        shared = dimensions.setdefault(WIDTH, next(iter(layers.values())))
        for name in (name for name, own in layers.items() if own == shared):
            del dimensions[name]
    return SearchSpace(dimensions)


def _dimension(distribution: BaseDistribution) -> Dimension:
    if isinstance(distribution, CategoricalDistribution):
        return Choices(distribution.choices)  # type: ignore[arg-type]  # what is none is refused
    if isinstance(distribution, IntDistribution):
        return IntRange(
            distribution.low, distribution.high, step=distribution.step, log=distribution.log
        )
    if isinstance(distribution, FloatDistribution):
        return FloatRange(
            distribution.low, distribution.high, step=distribution.step, log=distribution.log
        )
    raise SpaceError(f"Expected a range of numbers or choices, got {distribution!r}.")
