import json
import threading

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from dctaxi.errors import PopulationError, WorkspaceError
from dctaxi.populations import parts
from dctaxi.populations.population import POPULATIONS
from tests.fake_engine import FakeEngine
from tests.populations.small_population import files, plan_of, run
from tests.waiting import PATIENCE_S


@pytest.mark.parametrize("reason", ["a file in its place", "no right to write"])
def test_nothing_is_trained_where_nothing_could_be_kept(workspace, monkeypatch, reason):
    if reason == "no right to write":
        monkeypatch.setattr("os.access", lambda path, _mode: path.name != "populations")
    else:
        (workspace.root / "populations").write_text("in the way")
    engine = FakeEngine()
    with pytest.raises((PopulationError, WorkspaceError), match="DCTAXI_HOME"):
        run(plan_of(), workspace, engine)
    assert not engine.trained


def test_nothing_half_written_is_ever_read(workspace, monkeypatch):
    def write_half(_writer, _table, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", write_half)
    with pytest.raises(PopulationError, match="No space left on device"):
        run(plan_of(), workspace)
    assert files(workspace) == []


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 400])
def test_a_file_that_is_none_is_passed_over_and_trained_again(workspace, content):
    path = workspace.folder("populations") / f"{plan_of().key}.parquet"
    path.write_bytes(content)
    assert POPULATIONS.list(workspace) == ()
    assert run(plan_of(), workspace).complete
    assert len(POPULATIONS.list(workspace)) == 1


def test_a_parquet_file_of_another_program_is_passed_over(workspace):
    path = workspace.folder("populations") / f"{plan_of().key}.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    assert POPULATIONS.list(workspace) == ()
    with pytest.raises(PopulationError, match="no population"):
        POPULATIONS.load(plan_of().key, workspace)


def test_lists_names_and_deletes(workspace):
    first = run(plan_of(title="wide"), workspace)
    run(plan_of(seed=4), workspace)
    listed = POPULATIONS.list(workspace)
    assert [one.plan.title for one in listed] == ["wide", ""]
    assert listed[0].best == first.values.min()
    assert listed[0].median == np.median(first.values)

    POPULATIONS.rename(first.id, "wider", workspace)
    assert POPULATIONS.resolve("wider", workspace).id == first.id
    assert POPULATIONS.resolve(first.id[:5], workspace).plan.title == "wider"
    assert run(plan_of(), workspace).plan.title == "wider"

    POPULATIONS.delete(first.id, workspace)
    assert len(POPULATIONS.list(workspace)) == 1
    with pytest.raises(PopulationError, match="no population"):
        POPULATIONS.delete(first.id, workspace)


def test_a_run_that_ends_while_it_is_renamed_keeps_all_of_it(workspace, monkeypatch):
    """Whoever renames waits for a run that ends, and gives its title to what that has kept."""
    half = _half(workspace)
    write, alone, renaming = parts.write_rows, POPULATIONS._alone, []
    asks = threading.Event()

    def alone_as_is_seen(workspace):
        if threading.current_thread() in renaming:
            asks.set()
        return alone(workspace)

    def write_while_renamed(rows, provenance, path):
        if not renaming:
            title = threading.Thread(
                target=POPULATIONS.rename, args=(half.id, "wide", workspace), daemon=True
            )
            renaming.append(title)
            title.start()
            assert asks.wait(PATIENCE_S)
        write(rows, provenance, path)

    monkeypatch.setattr(POPULATIONS, "_alone", alone_as_is_seen)
    monkeypatch.setattr(parts, "write_rows", write_while_renamed)
    run(plan_of(), workspace)
    renaming[0].join()
    kept = POPULATIONS.load(half.id, workspace)
    assert (kept.done, kept.plan.title) == (32, "wide")


def test_a_title_given_while_it_trains_stays(workspace):
    half = _half(workspace)
    engine = FakeEngine(before_each=lambda _: POPULATIONS.rename(half.id, "wide", workspace))
    run(plan_of(), workspace, engine)
    kept = POPULATIONS.load(half.id, workspace)
    assert (kept.done, kept.plan.title) == (32, "wide")


@pytest.mark.parametrize("resumed", [False, True])
def test_a_run_that_is_stopped_takes_nothing_from_another_of_the_same(workspace, resumed):
    """Two commands at once: one ends whole while the other trains, which is then stopped."""
    if resumed:
        _half(workspace)
    others = []

    def train_it_all(_number: int) -> None:
        if not others:
            others.append(run(plan_of(), workspace))
            POPULATIONS.rename(others[0].id, "whole", workspace)

    stopped = run(
        plan_of(), workspace, FakeEngine(before_each=train_it_all), should_stop=lambda: bool(others)
    )
    assert stopped.done < 32
    kept = POPULATIONS.load(stopped.id, workspace)
    assert (kept.done, kept.complete, kept.plan.title) == (32, True, "whole")


def _half(workspace):
    asked = []
    engine = FakeEngine(before_each=asked.append)
    half = run(plan_of(), workspace, engine, should_stop=lambda: len(asked) >= 10)
    assert 0 < half.done < 32
    return half


def test_refuses_a_title_that_is_ambiguous(workspace):
    run(plan_of(title="same"), workspace)
    run(plan_of(title="same", seed=4), workspace)
    with pytest.raises(PopulationError, match="names 2 populations"):
        POPULATIONS.resolve("same", workspace)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 15, "0" * 15 + "/"])
def test_refuses_an_id_that_is_none(workspace, name):
    with pytest.raises(PopulationError, match="no population"):
        POPULATIONS.load(name, workspace)


@pytest.mark.parametrize(
    "change",
    [
        {"created_at": "yesterday"},
        {"wall_s": "long"},
        {"versions": None},
        {"plan": 5},
        {"plan": {"version": 2, "kind": "population"}},
    ],
)
def test_passes_over_a_file_whose_provenance_is_not_ours(workspace, change):
    kept = run(plan_of(), workspace)
    path = workspace.folder("populations") / f"{kept.id}.parquet"
    table = pq.read_table(path)
    facts = json.loads(table.schema.metadata[b"dctaxi"])
    changed = json.dumps({**facts, **change}).encode()
    pq.write_table(table.replace_schema_metadata({b"dctaxi": changed}), path)
    assert POPULATIONS.list(workspace) == ()
    assert POPULATIONS.find(kept.id, workspace) is None
    with pytest.raises(PopulationError):
        POPULATIONS.load(kept.id, workspace)


def test_reads_a_file_whose_provenance_says_more(workspace):
    kept = run(plan_of(), workspace)
    path = workspace.folder("populations") / f"{kept.id}.parquet"
    table = pq.read_table(path)
    facts = json.loads(table.schema.metadata[b"dctaxi"])
    more = json.dumps({**facts, "energy_kwh": 0.1}).encode()
    pq.write_table(table.replace_schema_metadata({b"dctaxi": more}), path)
    assert [one.id for one in POPULATIONS.list(workspace)] == [kept.id]
    assert POPULATIONS.load(kept.id, workspace).created_at == kept.created_at
