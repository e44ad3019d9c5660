import math
from datetime import datetime

import optuna
import pytest
import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.distributions import (
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.storages import RDBStorage
from optuna.storages._rdb import models  # the columns that this program must agree with
from optuna.trial import FrozenTrial, TrialState

from dctaxi.storage import KNOWN_SCHEMA, tables
from dctaxi.storage.database import quiet_optuna, writing
from dctaxi.storage.writer import OptunaTrialWriter, RoundWriter, trial_writer

DISTRIBUTIONS = {
    "seed": IntDistribution(0, 2**31 - 2),
    "lr": FloatDistribution(1e-6, 1.0, log=True),
    "optimizer": CategoricalDistribution(("Adam", "SGD")),
    "width": CategoricalDistribution((7, 11)),
    "batch_size": IntDistribution(16, 256, log=True),
}

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | FINITE | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ATTRIBUTES = st.dictionaries(st.text(min_size=1, max_size=20), JSON, max_size=4)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1))


@st.composite
def finished_trials(draw) -> FrozenTrial:
    params = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "seed": st.integers(0, 2**31 - 2),
                "lr": st.floats(1e-6, 1.0),
                "optimizer": st.sampled_from(("Adam", "SGD")),
                "width": st.sampled_from((7, 11)),
                "batch_size": st.integers(16, 256),
            },
        )
    )
    state = draw(st.sampled_from((TrialState.COMPLETE, TrialState.FAIL)))
    value = draw(st.floats(allow_nan=False)) if state == TrialState.COMPLETE else None
    return FrozenTrial(
        number=-1,
        trial_id=-1,
        state=state,
        value=value,
        datetime_start=draw(MOMENTS),
        datetime_complete=draw(MOMENTS),
        params=params,
        distributions={name: DISTRIBUTIONS[name] for name in params},
        user_attrs=draw(ATTRIBUTES),
        system_attrs=draw(ATTRIBUTES),
        intermediate_values=draw(st.dictionaries(st.integers(0, 10**6), st.floats(), max_size=3)),
    )


def rows_of(storage: RDBStorage) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, as SQLite keeps it."""
    with storage.engine.connect() as connection:
        names = sqlalchemy.inspect(connection).get_table_names()
        return {
            name: connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1").fetchall()
            for name in names
        }


def new_study(storage: RDBStorage, name: str) -> int:
    with quiet_optuna():
        return optuna.create_study(storage=storage, study_name=name)._study_id


@pytest.fixture
def storage(tmp_path):
    with writing(f"sqlite:///{tmp_path}/studies.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def two_databases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    with (
        writing(f"sqlite:///{folder}/ours.db") as ours,
        writing(f"sqlite:///{folder}/optunas.db") as optunas,
    ):
        yield ours, optunas


def empty(storage: RDBStorage) -> None:
    with storage.engine.begin() as connection:
        for table in (*tables.OF_TRIALS, *tables.OF_STUDIES):
            connection.execute(table.delete())


@settings(max_examples=30)
@given(rounds=st.lists(st.lists(finished_trials(), max_size=4), max_size=3))
def test_writes_the_very_rows_that_optuna_writes(two_databases, rounds):
    ours, optunas = two_databases
    for database in two_databases:
        empty(database)
    writer = RoundWriter(ours, new_study(ours, "study"))
    new_study(optunas, "study")
    study = optuna.load_study(study_name="study", storage=optunas)
    for trials in rounds:
        writer.write(trials, {})
        study.add_trials(trials)

    assert rows_of(ours) == rows_of(optunas)


def test_numbers_are_consecutive_in_each_study(storage):
    first, second = new_study(storage, "first"), new_study(storage, "second")
    trial = optuna.trial.create_trial(value=1.0)

    assert trial_writer(storage, first).write([trial, trial], {}) == (0, 1)
    assert trial_writer(storage, second).write([trial], {}) == (0,)
    assert trial_writer(storage, first).write([trial], {}) == (2,)


@pytest.mark.parametrize("writer_class", [RoundWriter, OptunaTrialWriter])
def test_finishes_a_waiting_trial_in_its_place(storage, writer_class):
    study_id = new_study(storage, "study")
    study = optuna.load_study(study_name="study", storage=storage)
    study.enqueue_trial({"lr": 0.1}, user_attrs={"note": "mine"})
    waiting = study.get_trials()[0]
    waiting.state = TrialState.COMPLETE
    waiting.value = 3.0
    waiting.params, waiting.distributions = {"lr": 0.1}, {"lr": DISTRIBUTIONS["lr"]}
    waiting.user_attrs |= {"status": "finished"}
    new = optuna.trial.create_trial(value=4.0)
    new._trial_id = -1

    numbers = writer_class(storage, study_id).write([waiting, new], {})

    assert numbers == (0, 1)
    stored = study.get_trials()
    assert [t.value for t in stored] == [3.0, 4.0]
    assert stored[0].params == {"lr": 0.1}
    assert stored[0].user_attrs == {"note": "mine", "status": "finished"}
    assert stored[0].system_attrs == {"fixed_params": {"lr": 0.1}}


@pytest.mark.parametrize("writer_class", [RoundWriter, OptunaTrialWriter])
def test_sets_and_replaces_attributes_of_the_study(storage, writer_class):
    study_id = new_study(storage, "study")
    writer = writer_class(storage, study_id)

    writer.write([], {"qmc:place": 3})
    writer.write([], {"qmc:place": 4, "other": [1]})

    assert storage.get_study_system_attrs(study_id) == {"qmc:place": 4, "other": [1]}


def test_keeps_nothing_of_a_round_that_cannot_be_written(storage):
    study_id = new_study(storage, "study")
    writer = RoundWriter(storage, study_id)
    good = optuna.trial.create_trial(value=1.0)
    bad = optuna.trial.create_trial(value=1.0, user_attrs={"set": math.nan})
    bad.user_attrs["set"] = {1, 2}
    before = rows_of(storage)

    with pytest.raises(TypeError):
        writer.write([good, bad], {})

    assert rows_of(storage) == before
    assert writer.write([good], {}) == (0,)


def test_takes_optunas_own_writer_on_an_unknown_schema(storage, monkeypatch):
    monkeypatch.setattr(storage, "get_current_version", lambda: "v99.0.0.a")

    assert isinstance(trial_writer(storage, 1), OptunaTrialWriter)


def test_the_known_schema_is_optunas(storage):
    assert storage.get_current_version() == KNOWN_SCHEMA


def test_every_table_of_a_study_is_deleted_with_it():
    ours = {t.name for t in (*tables.OF_TRIALS, *tables.OF_STUDIES)}

    assert set(models.BaseModel.metadata.tables) - ours == {"version_info"}
