from __future__ import annotations

import json
from pathlib import Path

import pytest

from dctaxi.bench import engines
from dctaxi.bench.engines import engines_text, measure_engines, peak_gflops
from dctaxi.workspace import Workspace

pytestmark = pytest.mark.usefixtures("compiled")


def test_peak_is_a_rate_that_processors_have() -> None:
    assert 0 < peak_gflops(size=128, repeats=1) < 1e6


def test_measures_every_way_in_one_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    monkeypatch.setattr(engines, "SIZES", (1, 5))
    monkeypatch.setattr(engines, "_ONE_AT_A_TIME", 1)
    monkeypatch.setattr(engines, "_WARM_UP", 1)
    monkeypatch.setattr(engines, "_SHORTEST_S", 0.0)
    result = measure_engines("cpu")
    assert [(row.way, row.members) for row in result.rows] == [
        ("the chapter's loop", 1),
        ("lightning", 1),
        ("fused", 1),
        ("fused", 5),
    ]
    assert result.rows[0].ratio == 1.0
    chapter, *_, fused = result.rows
    assert fused.ratio == pytest.approx(fused.members_per_s / chapter.members_per_s)
    assert all(row.seconds > 0 and row.device == "cpu" for row in result.rows)
    assert len(json.loads(json.dumps(result.to_json()))["rows"]) == 4
    assert all(row.way in engines_text(result) for row in result.rows)
    assert not list(Workspace.current().root.glob("csv"))
