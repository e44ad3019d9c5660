"""A program with what it needs: script, notebook, and the trips of the study."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Literal

from dctaxi.data import load_tables, prepare
from dctaxi.errors import SpaceError, StudyError
from dctaxi.populations import finished_trials, ranked_trials, trial_numbered
from dctaxi.program.notebook import notebook_of
from dctaxi.program.source import Recorded, program_source
from dctaxi.storage import reading
from dctaxi.study import check_same_data, choice_of, find_study, study_id_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from optuna.trial import FrozenTrial

    from dctaxi.data import TaxiTables
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace


def program_files(
    study: str,
    workspace: Workspace,
    *,
    trial: int | Literal["best"] | None = None,
    whole: bool = False,
    tables: TaxiTables | None = None,
) -> dict[str, bytes]:
    """Return the files of a program by name: of a ``whole`` study, or of one of its trials.

    ``trial`` None means the one that was chosen of the study, else the best. The CSV files hold
    the rows as the study trained on them, in full precision. ``tables`` are its data where they
    were read already.

    Raises StudyError (there is no such study or trial, another program made it, or its data
    changed), DataError and StorageError.
    """
    entry = find_study(study, workspace)
    plan = entry.own_plan(", so what its trials trained is unknown: it has no program.")
    left_out: list[int] = []
    if whole:
        ended = _ended(study, workspace)
        recorded = [one for trial_ in ended if (one := _recorded(trial_, plan)) is not None]
        left_out = [one.number for one in ended if _recorded(one, plan) is None]
    else:
        recorded = [_one(trial, choice_of(entry.user_attrs), plan, workspace)]
    if not recorded:
        raise StudyError(f"No trial of {study!r} has ended: run the study first.")
    program = program_source(plan, recorded, whole=whole, left_out=left_out)
    name = "study" if whole else f"trial_{recorded[0].number}"
    tables = tables if tables is not None else load_tables(plan.source, workspace)
    check_same_data(entry, prepare(tables, plan.feature_set))
    sets = {"train.csv": tables.train, "valid.csv": tables.val, "test.csv": tables.test}
    return {
        f"{name}.py": program.encode(),
        f"{name}.ipynb": notebook_of(program).encode(),
        **{
            file: _csv(rows, plan.source.columns) for file, rows in sets.items() if rows is not None
        },
    }


def program_zip(files: dict[str, bytes], name: str) -> bytes:
    """Return files in a folder called ``name`` as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(f"{name}/{file}", content)
    return buffer.getvalue()


def _ended(study: str, workspace: Workspace) -> tuple[FrozenTrial, ...]:
    with reading(workspace.storage_url) as storage:
        if storage is None:
            return ()
        trials = storage.get_all_trials(study_id_of(storage, study), deepcopy=False)
    return tuple(sorted((t for t in trials if t.state.is_finished()), key=lambda t: t.number))


def _one(
    trial: int | Literal["best"] | None,
    chosen: int | None,
    plan: StudyPlan,
    workspace: Workspace,
) -> Recorded:
    if isinstance(trial, int):
        found = trial_numbered(trial, finished_trials(plan.name, workspace))
    else:
        ranked = ranked_trials(plan.name, workspace)
        mine = [one for one in ranked if trial is None and one.number == chosen]
        found = (mine or ranked)[0]
    recorded = _recorded(found, plan)
    if recorded is None:
        raise StudyError(
            f"Trial {found.number} was added by another program from outside of the study's space: "
            "choose another."
        )
    return recorded


def _recorded(trial: FrozenTrial, plan: StudyPlan) -> Recorded | None:
    """Return a trial as programs have it; None for one from outside of the space."""
    try:
        spec = plan.space.spec_of(trial.params)
    except SpaceError:
        return None
    return Recorded(trial.number, trial.params, spec, trial.value)


def _csv(rows: NDArray[np.float64], columns: tuple[str, ...]) -> bytes:
    import pandas as pd

    names = [" ".join(name.splitlines()) for name in columns]  # programs skip one line
    return pd.DataFrame(rows, columns=names).to_csv(index=False).encode()
