"""What the board in the browser counts is what the library computes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dctaxi.analysis.statistics import may_be_lowest
from dctaxi.analysis.statistics.order_statistics import expected_best
from dctaxi.plots.study.board import KEY_BYTES, BoardAxis, codes_of, member_columns, members_bytes
from dctaxi.populations import POOLS, Pool, PoolPlan, train
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace, database_url
from tests.fake_engine import FakeEngine

NODE = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
COUNTS = Path(__file__).parents[3] / "pages/components/whatif/board_counts.js"
LR = BoardAxis("lr", "Learning rate", "", (0.009, 0.02, 0.05, 0.07), ("a", "b", "c", "d"),
               ("lr",), listed=False, discrete=False, log=True, now=(1, 2))  # fmt: skip
OPTIMIZER = BoardAxis("optimizer", "Optimiser", "", ("Adam", "SGD"), ("Adam", "SGD"),
                      ("optimizer",), listed=True, discrete=True, log=False, now=(1,))  # fmt: skip


def test_a_code_tells_a_stop_from_what_lies_beside_it() -> None:
    values = np.array([0.009, 0.01, 0.02, 0.0200001, 0.05, 0.07])
    assert codes_of(LR, values).tolist() == [1, 2, 3, 4, 5, 7]
    assert codes_of(OPTIMIZER, np.array(["SGD", "Adam"], dtype=object)).tolist() == [3, 1]


def given(axis: BoardAxis) -> dict[str, object]:
    places = [i / (len(axis.stops) - 1) for i in range(len(axis.stops))]
    return axis._asdict() | {"stops": axis.texts, "places": places}


def in_browser(folder: Path, axes: tuple[BoardAxis, ...], script: str) -> dict[str, Any]:
    """Run a script on what the browser counts of a pool of 2,000, which is in ``folder``."""
    (folder / "members").write_bytes(members_bytes(pool_in(folder), axes)[KEY_BYTES:])
    module = folder / "counts.mjs"
    module.write_text(COUNTS.read_text("utf-8"), "utf-8")
    begin = f"""
import {{ readFileSync }} from "node:fs";
import * as c from "{module}";
const bytes = new Uint8Array(readFileSync("{folder / "members"}"));
const members = c.membersOf(bytes, {json.dumps(member_columns(axes))});
const axes = {json.dumps([given(axis) for axis in axes])}.map((one) => new c.Axis(one, members));
const inside = new Uint32Array(members.rows);
const n = c.count(members, axes, null, inside);
const sums = axes.map((axis) => [...axis.counts].reduce((a, b) => a + b));
"""
    run = subprocess.run(
        ["node", "--input-type=module", "-e", begin + script],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def pool_in(folder: Path) -> Pool:
    workspace = Workspace(folder, database_url(folder / "studies.db"))
    return train(PoolPlan(PRESETS["chapter"].space, n=2_000), POOLS, workspace, engine=FakeEngine())


@NODE
def test_the_browser_counts_as_the_library_does(tmp_path: Path) -> None:
    said = in_browser(tmp_path, (LR, OPTIMIZER), """
const { value } = c.median(members, inside, n);
const best = c.expectedBest(members, inside, n, 10);
console.log(JSON.stringify({ n, median: value, best, sums }));
""")  # fmt: skip
    pool = pool_in(tmp_path)
    rates = pool.column("params_lr").to_numpy()
    sgd = pool.column("params_optimizer").to_numpy() == "SGD"
    between = (rates >= 0.02) & (rates <= 0.05)
    values = pool.values[between & sgd]
    assert said["n"] == len(values)
    assert said["median"] == pytest.approx(np.median(values), rel=1e-6)
    assert said["best"] == pytest.approx(expected_best(values, 10), rel=1e-6)
    assert said["sums"] == [int(sgd.sum()), int(between.sum())]


@NODE
def test_the_browser_finds_the_medians_and_the_lowest_cells_of_a_map(tmp_path: Path) -> None:
    axes = (LR._replace(now=None), OPTIMIZER._replace(now=None))
    said = in_browser(tmp_path, axes, """
const { medians, sizes, lowest } = c.cellMedians(members, inside, n, ...axes, 10);
console.log(JSON.stringify({ medians: [...medians], sizes: [...sizes], lowest: [...lowest] }));
""")  # fmt: skip
    pool = pool_in(tmp_path)
    column = np.searchsorted((0.02, 0.05), pool.column("params_lr").to_numpy(), side="right")
    row = (pool.column("params_optimizer").to_numpy() == "SGD").astype(int)
    cells = [pool.values[(column == x) & (row == y)] for y in range(2) for x in range(3)]
    assert said["sizes"] == [len(values) for values in cells]
    assert said["medians"] == pytest.approx([np.median(values) for values in cells], rel=1e-6)
    assert said["lowest"] == may_be_lowest(cells).tolist()


@NODE
def test_layers_that_a_network_lacks_are_filtered_by_and_not_counted(tmp_path: Path) -> None:
    layers = tuple(f"num_hidden_layer_{layer}_neurons" for layer in range(3))
    width = BoardAxis("num_hidden_layer_neurons", "Neurons", "", (7, 11), ("7", "11"), layers,
                      listed=True, discrete=True, log=False, now=(0,))  # fmt: skip
    said = in_browser(tmp_path, (width,), "console.log(JSON.stringify({ n, sums }));")
    frame = pool_in(tmp_path).frame
    all_seven = (frame[[f"params_{layer}" for layer in layers]] == 7).all(axis=1)
    assert said["n"] == all_seven.sum()
    free = in_browser(
        tmp_path, (width._replace(now=None),), "console.log(JSON.stringify({ sums }));"
    )
    assert free["sums"] == [frame["params_num_layers"].sum()]


@NODE
def test_a_list_with_gaps_leaves_out_what_lies_between(tmp_path: Path) -> None:
    sizes = tuple(range(30, 51))
    axis = BoardAxis("batch_size", "Batch size", "", sizes, tuple(map(str, sizes)), ("batch_size",),
                     listed=False, discrete=True, log=True, now=(0, 20), gaps=True)  # fmt: skip
    said = in_browser(tmp_path, (axis,), "console.log(JSON.stringify({ n }));")
    assert said["n"] == pool_in(tmp_path).frame["params_batch_size"].isin([30, 50]).sum()
