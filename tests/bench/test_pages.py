from pathlib import Path

from dctaxi.analysis.frames import read_studies
from dctaxi.bench.pages import measure_pages, pages_text, write_made_up_study
from dctaxi.workspace import Workspace


def test_measures_every_size_and_counts_what_is_sent() -> None:
    result = measure_pages((20, 60))
    assert [times.trials for times in result.first] == [20, 60]
    for first, again in zip(result.first, result.again, strict=True):
        assert first.figures_bytes == again.figures_bytes > 5_000
        assert first.total_s == first.read_s + first.figures_s > 0
    assert set(result.to_json()) == {"first", "again"}
    assert len(pages_text(result).splitlines()) == 3


def test_the_study_that_is_measured_has_trials_without_a_result(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path / 's.db'}")
    write_made_up_study(workspace, 40)
    (study,) = read_studies(workspace)
    assert (study.done, study.failed, study.total) == (38, 2, 40)
