"""Nothing that a file, a database or a workspace says is run: a hostile collection is let in."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import optuna
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from dctaxi.storage import quiet_optuna, reading, writing
from dctaxi.study import create_study, run_study
from dctaxi.workspace import Workspace
from tests import postgres
from tests.fake_engine import FakeEngine
from tests.payload import TEXTS, Payload, plant
from tests.populations.small_population import plan_of as population_of
from tests.populations.small_population import run as train_population
from tests.studies import plan_of

WALK = Path(__file__).parent / "intake_walk.py"
SAMPLERS = ("cmaes", "tpe", "gp", "qmc", "random")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database, a journal, a workspace and files of trips, with payloads that write a file."""
    payload = pickle.dumps(Payload(tmp_path / "ran"))
    theirs = Workspace(tmp_path / "theirs", f"sqlite:///{tmp_path}/hostile.db")
    for sampler in SAMPLERS:
        trials = 10 if sampler == "gp" else 20  # the first ten are random
        create_study(plan_of(sampler, sampler=sampler, n_trials=trials, round_size=10), theirs)
        run_study(sampler, theirs, engine=FakeEngine())
    with quiet_optuna(), writing(theirs.storage_url) as storage:
        optuna.copy_study(
            from_study_name="tpe", from_storage=storage, to_storage=storage, to_study_name="adopted"
        )
        for name in (*SAMPLERS, "adopted"):
            plant(storage, name, payload)
    _forget_plan(tmp_path / "hostile.db")
    with quiet_optuna(), reading(theirs.storage_url) as storage:
        journal = JournalStorage(JournalFileBackend(str(tmp_path / "hostile.log")))
        for name in (*SAMPLERS, "adopted"):
            optuna.copy_study(from_study_name=name, from_storage=storage, to_storage=journal)
    _workspace(tmp_path / "kept", payload)
    _trips(tmp_path / "data", payload)
    return tmp_path


def _forget_plan(file: Path) -> None:
    """Make the study that is to be adopted one of another program."""
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "DELETE FROM study_user_attributes WHERE key LIKE 'dctaxi:%' AND study_id = "
            "(SELECT study_id FROM studies WHERE study_name = 'adopted')"
        )
        database.commit()


def _hostile_table(payload: bytes, metadata: dict[bytes, bytes]) -> pa.Table:
    """Return a table with an extension type that pyarrow once unpickled, and pandas' metadata."""
    field = pa.field(
        "fareamount",
        pa.float64(),
        metadata={
            b"ARROW:extension:name": b"arrow.py_extension_type",
            b"ARROW:extension:metadata": payload,
        },
    )
    column = {"name": TEXTS[0], "pandas_type": "object", "numpy_type": TEXTS[0], "metadata": None}
    pandas = json.dumps({"index_columns": [], "columns": [column], "column_indexes": []})
    schema = pa.schema([field], metadata={b"pandas": pandas.encode(), **metadata})
    return pa.table([pa.array([5.0, 7.5])], schema=schema)


def _workspace(root: Path, payload: bytes) -> None:
    """Write populations and a model that are what they say, but for what they hide."""
    workspace = Workspace(root, f"sqlite:///{root}/studies.db")
    train_population(population_of(), workspace)
    (file,) = (root / "populations").glob("*.parquet")
    whole = pq.read_table(file)
    schema = _hostile_table(payload, whole.schema.metadata).schema
    hostile = whole.append_column(schema.field(0), pa.array(np.zeros(len(whole))))
    pq.write_table(hostile.replace_schema_metadata(schema.metadata), file)
    model = root / "models" / ("0" * 16)
    model.mkdir(parents=True)
    (model / "model.json").write_bytes(payload)
    (model / "model.safetensors").write_bytes(payload)


def _trips(folder: Path, payload: bytes) -> None:
    folder.mkdir()
    pq.write_table(_hostile_table(payload, {}), folder / "trips.parquet")
    (folder / "trips.csv").write_text(f'fareamount,b\n"{TEXTS[0]}",=1+1\n5,6\n')
    (folder / "trips.pkl").write_bytes(payload)
    np.save(folder / "trips.npy", np.array([Payload(folder.parent / "ran")], dtype=object))


@contextmanager
def on_a_server(folder: Path) -> Iterator[list[str]]:
    """Give the address of a PostgreSQL database with the same studies; none where none can be."""
    if postgres.problem():
        yield []
        return
    with postgres.server() as server, postgres.database(server, "hostile") as url:
        with (
            quiet_optuna(),
            reading(f"sqlite:///{folder}/hostile.db") as theirs,
            writing(url) as storage,
        ):
            for name in (*SAMPLERS, "adopted"):
                optuna.copy_study(from_study_name=name, from_storage=theirs, to_storage=storage)
        yield [url]


@pytest.mark.timeout(900)
def test_a_hostile_collection_is_used_in_every_way_and_none_of_it_is_run(folder: Path) -> None:
    with on_a_server(folder) as served:
        sources = [f"{folder}/hostile.db", f"{folder}/hostile.log", *served]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(WALK), str(folder), *sources],
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
            cwd=folder,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    steps = json.loads(done.stdout.splitlines()[-1])
    # Each source and the backup is read by a process of its own, which hears, too.
    heard = (folder / "heard").read_text().splitlines()
    assert heard == ["'a reader'"] * (1 + len(sources))
    assert not (folder / "ran").exists()
    taken = [one for one in steps if ": refused" not in one]
    for name in SAMPLERS:  # imported from each, restored, and used where it lies
        assert taken.count(f"{name}: run") == taken.count(f"{name}: show") == 2 + len(sources)
        assert taken.count(f"{name}: report") == taken.count(f"{name}: copy") == 2
    assert {"cmaes: explore/trials", "adopted: explore/trials"} <= set(taken)
    assert taken.count("adopted: adopt") == taken.count("adopted: run") == 2 + len(sources)


def test_with_optunas_sampler_the_payload_writes_a_file_and_is_heard(folder: Path) -> None:
    code = (
        "import optuna; from pathlib import Path; from tests.hearing import note_what_is_run; "
        "note_what_is_run(Path('heard'), reads=True); "
        "study = optuna.load_study(study_name='cmaes', storage='sqlite:///hostile.db', "
        "sampler=optuna.samplers.CmaEsSampler()); "
        "study.ask(study.trials[0].distributions)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,  # what is unpickled is no optimizer
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(WALK.parent.parent)},
    )
    assert (folder / "ran").exists()
    assert "pickle.find_class" in (folder / "heard").read_text()
