import threading
from contextlib import contextmanager

import pytest

from dctaxi.errors import StudyError
from dctaxi.study import lifecycle, lock, run_study
from dctaxi.study.catalog import find_study, study_exists
from dctaxi.study.lifecycle import copy_study
from dctaxi.study.lock import held
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import table_of, train_study


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    for module in (lifecycle, lock):
        monkeypatch.setattr(module, "_PATIENCE_S", 0.0)


@pytest.fixture
def copiers(tmp_path) -> list[Workspace]:
    roots = [tmp_path / f"person-{n}" for n in range(4)]
    return [Workspace(root, f"sqlite:///{root}/studies.db") for root in roots]


def test_a_class_copies_one_study_at_once_and_its_source_is_only_read(
    workspace, copiers, monkeypatch
):
    train_study(workspace, "study")
    real, written = lifecycle.writing, []
    monkeypatch.setattr(lifecycle, "writing", lambda url: written.append(url) or real(url))
    gate = threading.Barrier(len(copiers))
    failures = []

    def copy(to: Workspace) -> None:
        gate.wait()
        try:
            copy_study("study", "mine", workspace, to)
        except Exception as error:
            failures.append(error)

    copying = [threading.Thread(target=copy, args=(to,)) for to in copiers]
    for thread in copying:
        thread.start()
    for thread in copying:
        thread.join()
    assert failures == []
    assert {len(table_of(to, "mine")) for to in copiers} == {6}
    assert sorted(written) == sorted(to.storage_url for to in copiers)


def test_a_study_that_runs_is_not_copied(workspace, copiers):
    train_study(workspace, "study")
    study_id = find_study("study", workspace).study_id
    with (
        held(study_id, "study", workspace),
        pytest.raises(StudyError, match="The study 'study' is running: stop it"),
    ):
        copy_study("study", "mine", workspace, copiers[0])
    assert not study_exists("mine", copiers[0])


def test_a_study_that_went_on_while_it_was_read_is_read_again(workspace, copiers, monkeypatch):
    train_study(workspace, "study")
    monkeypatch.setattr(lifecycle, "_PATIENCE_S", 60.0)
    real, read = lifecycle.reading, []

    @contextmanager
    def reading(url):
        with real(url) as storage:
            yield storage
        read.append(url)
        if len(read) == 1:
            run_study("study", workspace, n_trials=4, engine=FakeEngine())

    monkeypatch.setattr(lifecycle, "reading", reading)
    assert copy_study("study", "mine", workspace, copiers[0]) == 10
    assert len(read) == 2
    assert table_of(copiers[0], "mine") == table_of(workspace)
