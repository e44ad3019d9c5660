"""What the board in the browser counts is what the library computes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from dctaxi.analysis.statistics.order_statistics import expected_best
from dctaxi.plots.study.board import KEY_BYTES, BoardAxis, codes_of, member_columns, members_bytes
from dctaxi.populations import POOLS, PoolPlan, train
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace, database_url
from tests.fake_engine import FakeEngine

COUNTS = Path(__file__).parents[3] / "pages/components/whatif/board_counts.js"
LR = BoardAxis("lr", "Learning rate", "", (0.009, 0.02, 0.05, 0.07), ("a", "b", "c", "d"),
               ("lr",), listed=False, discrete=False, log=True, now=(1, 2))  # fmt: skip
OPTIMIZER = BoardAxis("optimizer", "Optimiser", "", ("Adam", "SGD"), ("Adam", "SGD"),
                      ("optimizer",), listed=True, discrete=True, log=False, now=(1,))  # fmt: skip


def test_a_code_tells_a_stop_from_what_lies_beside_it() -> None:
    values = np.array([0.009, 0.01, 0.02, 0.0200001, 0.05, 0.07])
    assert codes_of(LR, values).tolist() == [1, 2, 3, 4, 5, 7]
    assert codes_of(OPTIMIZER, np.array(["SGD", "Adam"], dtype=object)).tolist() == [3, 1]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_browser_counts_as_the_library_does(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, database_url(tmp_path / "studies.db"))
    pool = train(PoolPlan(PRESETS["chapter"].space, n=2_000), POOLS, workspace, engine=FakeEngine())
    axes = (LR, OPTIMIZER)
    (tmp_path / "members").write_bytes(members_bytes(pool, axes)[KEY_BYTES:])
    module = tmp_path / "counts.mjs"
    module.write_text(COUNTS.read_text("utf-8"), "utf-8")
    given = [
        {"name": a.name, "label": a.label, "stops": a.texts, "places": [0, 0.4, 0.8, 1],
         "listed": a.listed, "discrete": a.discrete, "columns": a.columns, "now": a.now}
        for a in axes
    ]  # fmt: skip
    script = f"""
import {{ readFileSync }} from "node:fs";
import * as c from "{module}";
const bytes = new Uint8Array(readFileSync("{tmp_path / "members"}"));
const members = c.membersOf(bytes, {json.dumps(member_columns(axes))});
const axes = {json.dumps(given)}.map((one) => new c.Axis(one, members));
const inside = new Uint32Array(members.rows);
const n = c.count(members, axes, null, inside);
const [lr, optimizer] = axes.map((axis) => [...axis.counts].reduce((a, b) => a + b));
const {{ value }} = c.median(members, inside, n);
const best = c.expectedBest(members, inside, n, 50);
console.log(JSON.stringify({{ n, median: value, best, lr, optimizer }}));
"""
    run = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    said = json.loads(run.stdout)
    rates = pool.column("params_lr").to_numpy()
    sgd = pool.column("params_optimizer").to_numpy() == "SGD"
    between = (rates >= 0.02) & (rates <= 0.05)
    values = pool.values[between & sgd]
    assert said["n"] == len(values)
    assert said["median"] == pytest.approx(np.median(values), rel=1e-6)
    assert said["best"] == pytest.approx(expected_best(values, 50), rel=1e-6)
    assert (said["lr"], said["optimizer"]) == (int(sgd.sum()), int(between.sum()))
