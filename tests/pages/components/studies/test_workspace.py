import os
import time

import pytest

from dctaxi.data import sample_trips, store_upload
from tests.data.csv_files import csv_of
from tests.pages.visiting import check, open_page, texts
from tests.studies import train_study

STUDIES = "pages/search/studies.py"


@pytest.fixture(autouse=True)
def no_code(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "code"))


def panel():
    return check(open_page(STUDIES).button(key="workspace-open").click().run())


def test_nothing_can_go_where_all_is_in_use(workspace):
    train_study(workspace, "mine")
    assert "Nothing can be removed" in texts(panel())


def test_what_nothing_names_is_removed_at_a_click_and_what_is_free_is_said(workspace):
    train_study(workspace, "mine")
    store_upload("trips.csv", csv_of(sample_trips(4000, 0)), workspace)
    folder = workspace.root / "uploads"
    before = time.time() - 3 * 86_400
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (before, before))
    app = panel()
    assert app.button(key="workspace-clean").label == "Remove 0.3 MB"
    check(app.button(key="workspace-clean").click().run())
    assert not list(folder.iterdir())
