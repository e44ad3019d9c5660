"""What passes of system attributes, where a study comes in and where a sampler reads."""

import json

import pytest
import sqlalchemy as sa

from dctaxi.storage import drop_others, kept_of_study, kept_of_trial
from dctaxi.study import find_study
from tests.studies import train_study

QMC = "qmc:" + "0a" * 32
OF_STUDY = {
    "study:metric_names": ["rmse"],
    QMC: 7,
    "dashboard:note_ver": 1,
    "dashboard:note_str:0": "words",
}
OF_TRIAL = {
    "fixed_params": {"lr": 0.1, "optimizer": "Adam", "batch_norm": False, "none": None},
    "dctaxi:generation": 3,
    "constraints": [0.5, -1],
    "constraints:a\nname": 2.0,
}
OTHERS = {
    "cma:optimizer:0": "80049528",
    "cma:generation": 3,
    "tpe:relative_params:0": "{}",
    "constraintsx": 1.0,
    f"{QMC}0": 1,
    "dashboard:note_str:": "words",
}
MISSHAPEN = {
    "study:metric_names": "rmse",
    QMC: True,
    "dashboard:note_ver": -1,
    "fixed_params": {"lr": [0.1]},
    "dctaxi:generation": 3.0,
    "constraints": [["0.5"]],
    "constraints:a": "2.0",
}


def test_what_is_known_passes_and_nothing_else() -> None:
    assert kept_of_study(OF_STUDY | OTHERS) == OF_STUDY
    assert kept_of_trial(OF_TRIAL | OTHERS) == OF_TRIAL


@pytest.mark.parametrize("key", MISSHAPEN)
def test_what_has_another_shape_does_not(key: str) -> None:
    assert kept_of_study({key: MISSHAPEN[key]}) == kept_of_trial({key: MISSHAPEN[key]}) == {}


TABLES = {"study": ("studies", OF_STUDY), "trial": ("trials", OF_TRIAL)}


def test_the_rest_is_deleted_from_a_database(workspace) -> None:
    train_study(workspace, "one")
    train_study(workspace, "two")
    engine = sa.create_engine(workspace.storage_url)
    with engine.begin() as connection:
        for kind, (table, known) in TABLES.items():
            connection.exec_driver_sql(f"DELETE FROM {kind}_system_attributes")
            texts = {key: json.dumps(value) for key, value in (known | OTHERS).items()}
            for key, text in (texts | {"nested": "[" * 9_000}).items():
                connection.exec_driver_sql(
                    f"INSERT INTO {kind}_system_attributes ({kind}_id, key, value_json) "
                    f"SELECT {kind}_id, ?, ? FROM {table}",
                    (key, text),
                )

    def keys(kind: str) -> list[str]:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(f"SELECT key FROM {kind}_system_attributes")
            return [key for (key,) in rows]

    whole = len(OF_TRIAL) + len(OTHERS) + 1
    with engine.begin() as connection:
        drop_others(connection, find_study("one", workspace).study_id)
    assert len(keys("trial")) == 6 * (len(OF_TRIAL) + whole)
    assert len(keys("study")) == len(OF_STUDY) * 2 + len(OTHERS) + 1

    with engine.begin() as connection:
        drop_others(connection)
    assert sorted(keys("study")) == sorted([*OF_STUDY] * 2)
    assert sorted(keys("trial")) == sorted([*OF_TRIAL] * 12)
