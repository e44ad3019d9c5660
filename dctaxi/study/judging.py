"""Judges the best trial of a study that is not judged: its run was cut, or another is the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.access import Action
from dctaxi.data import load_tables, prepare
from dctaxi.records import ShouldStop, never_stop
from dctaxi.storage import writing
from dctaxi.study.catalog import check_same_data, find_study
from dctaxi.study.judgement import judge_trial, keep_judgement
from dctaxi.study.left_out import best_counting
from dctaxi.study.lock import held
from dctaxi.training import Engine, make_engine, over_seeds

if TYPE_CHECKING:
    from dctaxi.data import ReadTables
    from dctaxi.study.judgement import Judgement
    from dctaxi.workspace import Workspace


def judge_study(
    name: str,
    workspace: Workspace,
    *,
    should_stop: ShouldStop = never_stop,
    engine: Engine | None = None,
    read: ReadTables = load_tables,
) -> Judgement | None:
    """Train the best trial that counts once more, judge it on held-out rows, and keep that.

    ``engine`` replaces that of the plan; ``read`` reads the data otherwise. None where no trial
    counts, or it has no network.

    Raises StudyError (there is no such study, it is running or was not made here, or its data
    changed), DataError, EngineError and StorageError (the data, the engine or the database cannot
    be used).
    """
    workspace.allow(Action.RUN_STUDY)
    entry = find_study(name, workspace)
    plan = entry.own_plan(": its best trial cannot be judged.")
    with writing(workspace.storage_url) as storage, held(entry.study_id, name, workspace):
        data = prepare(read(plan.source, workspace, should_stop=should_stop), plan.feature_set)
        check_same_data(entry, data)
        engine = engine or make_engine(plan.engine, device=plan.device, loader=plan.loader)
        engine = over_seeds(engine, plan.seeds_per_trial, plan.over_seeds, plan.objective)
        best = best_counting(storage, entry.study_id)
        if best is None:
            return None
        judgement = judge_trial(best.number, best.params, plan.space, engine, data)
        keep_judgement(judgement, storage, entry.study_id)
    return judgement
