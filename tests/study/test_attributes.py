"""What is kept with a study may be forged or half written: it spoils that study at most."""

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.reading import read_studies, read_trials
from dctaxi.errors import StudyError
from dctaxi.storage import file_of, parse_url
from dctaxi.study import find_study, list_studies, run_study
from dctaxi.study.attributes import (
    BASELINE_KEY,
    DATA_KEY,
    DEVICE_KEY,
    PARENT_KEY,
    PLAN_KEY,
    VERSIONS_KEY,
    readable,
)
from dctaxi.study.judgement import JUDGEMENT_KEY
from dctaxi.study.state import STATE_KEY
from tests.fake_engine import FakeEngine
from tests.studies import train_study

KEYS = [
    PLAN_KEY, STATE_KEY, BASELINE_KEY, PARENT_KEY, VERSIONS_KEY, DATA_KEY, DEVICE_KEY,
    JUDGEMENT_KEY, "theirs",
]  # fmt: skip

FORGED = [
    "", "{", "not json", "null", "3", "-1", "1e400", '"x"', "[]", "{}", "true", "NaN", "[1, 2]",
    '{"name": 3}', '{"state": "running"}', '{"fingerprint": []}', '{"val_rmse_all": "x"}',
    '{"state": "finished", "message": 3, "requested_trials": "x", "updated_at": null}',
    '{"study_id": 1, "name": "p", "kept": 1000000000000, "of": -1}',
    '{"version": 1, "name": "q", "space": null}', '{"space": []}', '{"objective": []}',
    '"\\ud800"', '{"optuna": "\\ud83d"}', "[" * 3000, "1" * 5000, "\x00", '{"a": 1} {"b": 2}',
]  # fmt: skip

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def keep(workspace, key: str, text: str, name: str = "study") -> None:
    """Write a text where a study keeps an attribute, as any program might."""
    with closing(sqlite3.connect(file_of(parse_url(workspace.storage_url)))) as database:
        (study_id,) = database.execute(
            "SELECT study_id FROM studies WHERE study_name = ?", (name,)
        ).fetchone()
        database.execute(
            "DELETE FROM study_user_attributes WHERE study_id = ? AND key = ?", (study_id, key)
        )
        database.execute(
            "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (?, ?, ?)",
            (study_id, key, text),
        )
        database.commit()


@pytest.mark.parametrize("key", KEYS)
def test_one_forged_attribute_takes_no_list_of_studies_down(workspace, key):
    train_study(workspace, "study", n_trials=2)
    train_study(workspace, "other", n_trials=2)
    for text in FORGED:
        keep(workspace, key, text)
        assert {study.name for study in read_studies(workspace)} == {"study", "other"}, text
        assert [entry.name for entry in list_studies(workspace)] == ["study", "other"], text
        assert find_study("other", workspace).plan is not None
        json.dumps(dict(find_study("study", workspace).user_attrs), ensure_ascii=False).encode()


@given(st.sampled_from(KEYS), JSON.map(json.dumps) | st.text())
def test_whatever_an_attribute_holds_it_is_read_or_left_out(key, text):
    kept = readable({key: text, "beside": "1"})
    assert kept.pop("beside") == 1
    assert set(kept) <= {key}


@pytest.mark.parametrize("key", [PARENT_KEY, DATA_KEY, VERSIONS_KEY, STATE_KEY, "theirs"])
def test_a_study_runs_on_whatever_stands_beside_its_plan(workspace, key):
    train_study(workspace, "study", n_trials=2)
    keep(workspace, key, "{")
    report = run_study("study", workspace, n_trials=3, engine=FakeEngine())
    assert (report.done, report.new) == (5, 3)


def test_what_stands_with_a_best_trial_may_be_forged_too(workspace):
    train_study(workspace, "study", n_trials=3)
    with closing(sqlite3.connect(file_of(parse_url(workspace.storage_url)))) as database:
        database.execute("UPDATE trial_user_attributes SET value_json = '1, 2' WHERE trial_id = 1")
        database.execute("UPDATE trial_user_attributes SET value_json = '{' WHERE trial_id = 2")
        database.commit()
    (summary,) = read_studies(workspace)
    trials = read_trials(workspace, "study")
    assert (summary.done, len(trials)) == (3, 3)
    assert trials["val_rmse"].notna().tolist() == [False, False, True]


def test_a_forged_range_is_said_where_its_study_is_opened(workspace):
    train_study(workspace, "study", n_trials=2)
    train_study(workspace, "other", n_trials=2)
    with closing(sqlite3.connect(file_of(parse_url(workspace.storage_url)))) as database:
        database.execute(
            "UPDATE trial_params SET distribution_json = '{\"name\": 3}' "
            "WHERE param_name = 'lr' AND trial_id <= 2"
        )
        database.commit()
    assert {study.name for study in read_studies(workspace)} == {"study", "other"}
    assert len(read_trials(workspace, "other")) == 2
    with pytest.raises(StudyError, match="The range of the parameter 'lr' is damaged"):
        read_trials(workspace, "study")
