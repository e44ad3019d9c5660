import dataclasses
import os
import time
from pathlib import Path

import pytest

from dctaxi.access import Actor, Role
from dctaxi.data import GlobSource, keep_data_set, load_tables, sample_trips, store_upload
from dctaxi.errors import AccessError, DataError
from dctaxi.housekeeping import clean, holdings
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.study import create_study
from dctaxi.training.fused import code_folder
from dctaxi.workspace import Workspace
from tests.data.csv_files import csv_of
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, plan_of


@pytest.fixture(autouse=True)
def no_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "code"))
    return tmp_path / "code"


def uploaded(workspace, seed: int, *, days: float = 2) -> str:
    glob = store_upload("trips.csv", csv_of(sample_trips(40, seed)), workspace)
    age(Path(glob.removeprefix("file://")).parent, days)
    return glob


def age(folder: Path, days: float = 2) -> None:
    then = time.time() - days * 86_400
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))


def of(title: str, workspace):
    return next(one for one in holdings(workspace) if one.title == title)


def test_an_empty_workspace_holds_nothing(workspace):
    assert {one.bytes for one in holdings(workspace)} == {0}
    assert clean(workspace) == 0


def test_an_upload_that_nothing_names_can_go(workspace):
    glob = uploaded(workspace, 0)
    size = Path(glob.removeprefix("file://")).stat().st_size
    assert (of("Uploads", workspace).bytes, of("Uploads", workspace).removable_bytes) == (
        size,
        size,
    )
    assert clean(workspace) == size
    assert not Path(glob.removeprefix("file://")).exists()


def test_an_upload_of_today_stays(workspace):
    glob = uploaded(workspace, 0, days=0.5)
    assert clean(workspace) == 0
    assert Path(glob.removeprefix("file://")).exists()


@pytest.mark.parametrize("who", ["a data set", "a study", "a population"])
def test_an_upload_that_is_in_use_stays(workspace, who):
    source = GlobSource(uploaded(workspace, 0), uploaded(workspace, 1))
    if who == "a data set":
        keep_data_set("mine", load_tables(source, workspace), workspace)
    elif who == "a study":
        create_study(plan_of(source=source), workspace)
    else:
        plan = PopulationPlan(SPACE, n=4, source=source)
        train(plan, POPULATIONS, workspace, engine=FakeEngine())
    assert clean(workspace) == 0
    assert Path(source.train.removeprefix("file://")).exists()
    assert Path(source.val.removeprefix("file://")).exists()


def test_an_upload_on_the_shelf_of_a_class_that_only_a_students_study_names_stays(tmp_path):
    def of_class(name: str) -> Workspace:
        root = tmp_path / "class" / name
        return Workspace(root, f"sqlite:///{root}/studies.db")

    shelf = of_class("shelf")
    used, unused = uploaded(shelf, 0), uploaded(shelf, 1)
    create_study(plan_of(source=GlobSource(used, used)), of_class("people/ada"))
    of_class("people/bob").folder("drafts")
    assert clean(shelf) > 0
    assert Path(used.removeprefix("file://")).exists()
    assert not Path(unused.removeprefix("file://")).exists()


def test_caches_and_code_of_other_releases_can_go(workspace, no_code):
    left = workspace.folder("kaen-cache/old")
    (left / "copy").write_bytes(b"x" * 1000)
    age(workspace.root / "kaen-cache")
    running = workspace.folder("kaen-cache/running")
    for name in ("0123456789abcdef-01234567", code_folder.code_folder().name, "somebody's"):
        (no_code / name).mkdir(parents=True, exist_ok=True)
        (no_code / name / "code.nbc").write_bytes(b"x" * 10)
    assert clean(workspace) == 1010
    assert running.exists()
    assert not left.exists()
    assert not (no_code / "0123456789abcdef-01234567").exists()
    assert (no_code / code_folder.code_folder().name / "code.nbc").exists()
    assert (no_code / "somebody's" / "code.nbc").exists()


def test_who_may_not_delete_cleans_nothing(workspace):
    glob = uploaded(workspace, 0)
    viewer = dataclasses.replace(workspace, actor=Actor("v", "Vi", Role.VIEWER))
    with pytest.raises(AccessError):
        clean(viewer)
    assert Path(glob.removeprefix("file://")).exists()


def test_uploads_have_a_quota(workspace, monkeypatch):
    store_upload("a.csv", csv_of(sample_trips(4000, 0)), workspace)
    monkeypatch.setenv("DCTAXI_UPLOADS_MB", "0")
    store_upload("a.csv", csv_of(sample_trips(4000, 0)), workspace)  # which is there already
    with pytest.raises(DataError, match=r"may take 0 MB together, 0\.\d MB are kept .* clean"):
        store_upload("b.csv", csv_of(sample_trips(4000, 1)), workspace)
