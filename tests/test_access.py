"""Every action with every role, below the pages: what the table refuses changes nothing."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dctaxi import data, model, populations, space, study
from dctaxi.access import ALLOWED, LOCAL, Action, Actor, Role
from dctaxi.errors import AccessError, DcTaxiError
from dctaxi.runner import Runner, TrainingJob
from dctaxi.space import PRESETS
from dctaxi.study import Draft, StudyPlan
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PLAN = StudyPlan("mine", PRESETS["first"].space, n_trials=2)
POPULATION = populations.PopulationPlan(PRESETS["first"].space, n=2)

Attempt = Callable[[Workspace], object]


def stop(workspace: Workspace) -> None:
    runner = Runner(workspace)
    runner.stop_now("job-1")


ATTEMPTS: dict[Action, list[Attempt]] = {
    Action.RUN_STUDY: [
        lambda w: study.create_study(dataclasses.replace(PLAN, name="new"), w),
        lambda w: study.copy_study("mine", "copy", w),
        lambda w: study.copy_study("mine", "copy", dataclasses.replace(w, actor=LOCAL), w),
        lambda w: study.run_study("mine", w),
        lambda w: study.judge_study("mine", w),
        lambda w: study.enqueue_trial("mine", {}, w),
    ],
    Action.CHANGE_STUDY: [
        lambda w: study.rename_study("mine", "yours", w),
        lambda w: study.choose_trial("mine", None, w),
        lambda w: study.keep_remarks("mine", ["tag"], "note", w),
    ],
    Action.DELETE_STUDY: [lambda w: study.delete_study("mine", w)],
    Action.SAVE_ALL_STUDIES: [
        study.back_up_studies,
        study.upgrade_studies,
        lambda w: study.restore_studies(w, w.root / "none.db"),
    ],
    Action.KEEP_DRAFT: [lambda w: study.save_draft("abcdefgh", Draft(PRESETS["first"].space), w)],
    Action.KEEP_SPACE: [lambda w: space.save_space(PRESETS["first"].space, "kept", w)],
    Action.KEEP_DATA: [
        lambda w: data.store_upload("a.csv", b"a,b\n1,2\n", w),
        lambda w: data.rename_data_set("mine", "yours", w),
        lambda w: data.keep_data_set("mine", data.load_tables(data.SampleSource(1000), w), w),
    ],
    Action.DELETE_DATA: [lambda w: data.delete_data_set("mine", w)],
    Action.TRAIN: [
        lambda w: populations.train(POPULATION, populations.POPULATIONS, w),
        lambda w: Runner(w).submit(TrainingJob(POPULATION, populations.POPULATIONS)),
    ],
    Action.RENAME_TRAINED: [lambda w: populations.POPULATIONS.rename("0" * 16, "title", w)],
    Action.DELETE_TRAINED: [lambda w: populations.POPULATIONS.delete("0" * 16, w)],
    Action.FIT_MODEL: [lambda w: model.keep_model(None, w)],  # type: ignore[arg-type]
    Action.DELETE_MODEL: [lambda w: model.delete_model("0" * 16, w)],
    Action.STOP_JOB: [stop],
}
"""What of a workspace asks for each action. Those of a class have a test where the class is."""

OF_A_CLASS = {Action.ANSWER, Action.LEAD, Action.MANAGE_CLASS}


def snapshot(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def mine(workspace: Workspace, no_notes_on_new_studies: None) -> Workspace:
    del no_notes_on_new_studies
    study.create_study(PLAN, workspace)
    return workspace


def test_every_action_is_walked() -> None:
    assert set(ATTEMPTS) | OF_A_CLASS == set(Action)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", ATTEMPTS)
def test_what_a_role_may_not_is_refused_before_anything_changes(
    mine: Workspace, role: Role, action: Action
) -> None:
    acting = dataclasses.replace(mine, actor=Actor("x", "X", role))
    before = snapshot(mine.root)
    for attempt in ATTEMPTS[action]:
        if action in ALLOWED[role]:
            acting.allow(action)
            continue
        with pytest.raises(AccessError, match=f"^A {role} may not {action} here: "):
            attempt(acting)
        assert snapshot(mine.root) == before


def test_one_person_alone_may_do_everything() -> None:
    assert Workspace.current().actor == LOCAL
    assert all(LOCAL.may(action) for action in Action)


def test_a_viewer_changes_nothing_and_a_student_leads_nothing() -> None:
    assert ALLOWED[Role.VIEWER] == frozenset()
    assert not ALLOWED[Role.STUDENT] & {
        Action.LEAD,
        Action.MANAGE_CLASS,
        Action.SAVE_ALL_STUDIES,
    }
    assert ALLOWED[Role.VIEWER] < ALLOWED[Role.STUDENT] < ALLOWED[Role.TEACHER]


WRITES = {"writing", "unlink", "rmtree", "replaced_as_a_whole", "save_model", "folder"}
"""Calls by which something of a workspace changes."""

NOBODYS = {
    "dctaxi/training/model.py": "the logs of a training, and their folder",
    "dctaxi/training/fused/preparation.py": "compiled kernels",
    "dctaxi/data/kaen_cache.py": "copies of the chapter's files while they are read",
    "dctaxi/study/lock.py": "locks, which a reader takes too",
    "dctaxi/populations/store.py:save": "what train and rename have asked for",
    "dctaxi/populations/store.py:recover": "what a killed program left, made whole",
    "dctaxi/populations/store.py:writing": "turns errors into sentences",
    "dctaxi/populations/store.py:check_writable": "train has asked",
    "dctaxi/exports/export.py": "files outside of the workspace, where a command was told to",
    "dctaxi/bench/setting.py": "files of a measurement in a folder of its own",
}
"""What writes and asks nobody, and why."""


def writers() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give the public functions that are handed a workspace and change something there."""
    for path in sorted((ROOT / "dctaxi").rglob("*.py")):
        place = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
            calls = {
                call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)
            }
            if "workspace" in names and calls & WRITES:
                yield place, node


def test_whatever_writes_in_a_workspace_asks_the_table_first() -> None:
    found = list(writers())
    assert len(found) > 15
    for place, function in found:
        if place in NOBODYS or f"{place}:{function.name}" in NOBODYS:
            continue
        asked = [ast.unparse(line) for line in function.body[:3]]
        assert any(re.match(r"(workspace|target)\.allow\(Action\.", line) for line in asked), (
            f"{place}: {function.name} changes a workspace and does not ask workspace.allow first"
        )


def test_commands_act_as_the_one_person_of_their_machine(mine: Workspace) -> None:
    with pytest.raises(DcTaxiError):
        study.delete_study("mine", dataclasses.replace(mine, actor=Actor("v", "V", Role.VIEWER)))
    study.delete_study("mine", mine)
