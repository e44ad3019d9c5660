import pytest

from dctaxi.bench.study import StudyResult, measure_study, study_text

pytestmark = pytest.mark.usefixtures("compiled")


def test_the_ratio_is_that_of_the_whole_times():
    result = StudyResult(100, 50.0, 2.0, "cpu, 2 cores", 10, 1.0, 0.1, 0.2)

    assert result.ratio == 25
    assert result.to_json()["ratio"] == 25
    text = study_text(result)
    assert "ours, rounds of 10, fused" in text
    assert "25.0 x" in text
    assert "cpu, 2 cores" in text


def test_measures_both_loops_with_real_trainings(monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))

    result = measure_study(trials=3)

    assert result.chapter_s > 0
    assert result.ours_s > 0
    assert result.trials == 3
