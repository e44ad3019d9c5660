import tempfile

import pytest

from dctaxi.bench.study import Ours, StudyResult, measure_study, study_text

pytestmark = pytest.mark.usefixtures("compiled")


def test_ratios_are_those_of_the_time_of_a_trial():
    hundred = Ours(100, 0.25, "rustuna", 10, 0.05, 0.05, 0.05)
    thousand = Ours(1000, 2.0, "rustuna", 10, 1.0, 0.3, 0.4)
    result = StudyResult(100, 50.0, (hundred, thousand), "cpu, 2 cores")

    assert result.ratio(hundred) == 200
    assert result.ratio(thousand) == 250
    assert [one["ratio"] for one in result.to_json()["ours"]] == [200, 250]
    text = study_text(result)
    assert "ours, 100 in rounds of 10, rustuna" in text
    assert "200.0 x" in text
    assert "cpu, 2 cores" in text


def test_measures_both_loops_with_real_trainings(monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    folder = tmp_path / "a?b"  # which would end the path of a database in an address
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    result = measure_study(2, (3,))

    assert result.chapter_s > 0
    assert result.ours[0].seconds > 0
    assert result.ours[0].trials == 3
    assert not (tmp_path / "a").exists()
