from types import SimpleNamespace

from dctaxi.data import SampleSource, load_tables
from dctaxi.errors import DataError
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan
from pages.components.shared import tables
from pages.components.study.opening import Opened


def test_a_baseline_shows_once_the_data_are_back(workspace, monkeypatch):
    plan = StudyPlan("s", PRESETS["chapter"].space, source=SampleSource(60))
    opened = SimpleNamespace(study=SimpleNamespace(attributes={}), plan=plan)
    baseline = Opened.baseline.fget

    def gone(_source):
        raise DataError("There is no file.")

    monkeypatch.setattr(tables, "read", gone)
    assert baseline(opened) is None
    monkeypatch.setattr(tables, "read", lambda source: load_tables(source, workspace))
    assert baseline(opened) is not None


def test_a_baseline_follows_files_that_change_in_their_place(workspace, monkeypatch):
    plan = StudyPlan("s", PRESETS["chapter"].space, source=SampleSource(60))
    opened = SimpleNamespace(study=SimpleNamespace(attributes={}), plan=plan)
    found = []
    for rows in (60, 90):  # what stands in the same place
        held = load_tables(SampleSource(rows), workspace)
        monkeypatch.setattr(tables, "read", lambda _source, held=held: held)
        found.append(Opened.baseline.fget(opened))
    assert found[0] != found[1]
