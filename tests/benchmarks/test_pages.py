from pathlib import Path

import pytest

from benchmarks import pages
from benchmarks.pages import measure_pages, pages_text, write_made_up_study
from dctaxi.analysis.reading import read_studies
from dctaxi.errors import StudyError
from dctaxi.workspace import Workspace


def test_draws_the_whole_page_of_every_size_and_counts_what_is_sent() -> None:
    result = measure_pages((20, 60), repeats=1)
    few, more = result.pages
    assert (few.trials, more.trials) == (20, 60)
    assert 20_000 < few.sent_bytes < more.sent_bytes
    for times in result.pages:
        assert min(times.cold + times.warm + times.unchanged + times.read + times.read_new) > 0
    assert set(result.to_json()) == {"processor", "day", "load", "pages"}
    assert len(pages_text(result).splitlines()) == 4


def test_a_page_without_a_table_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_NAME", "missing")
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    with pytest.raises(StudyError, match="Expected the trials page"):
        pages._checked(pages._opened())


def test_the_study_that_is_measured_has_trials_without_a_result(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path / 's.db'}")
    write_made_up_study(workspace, 40)
    (study,) = read_studies(workspace)
    assert (study.done, study.failed, study.total) == (38, 2, 40)
