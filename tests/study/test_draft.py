"""Drafts: what is set for the next study, as files of the workspace."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dctaxi.data import GlobSource, SampleSource
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.space import PRESETS
from dctaxi.study import draft as drafts
from dctaxi.study.draft import (
    Draft,
    draft_from_json,
    latest_draft,
    load_draft,
    merged,
    new_draft_id,
    save_draft,
)
from dctaxi.workspace import Workspace

SPACE = PRESETS["chapter"].space
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "space": st.sampled_from([preset.space for preset in PRESETS.values()]),
        "source": st.sampled_from([SampleSource(900, 3), GlobSource("a*.csv", "b*.csv")]),
        "feature_set": st.sampled_from(["raw", "distance"]),
        "name": st.none() | st.text(max_size=5),
        "n_trials": st.none() | st.integers(1, 2**53 - 1),
        "minutes": st.none() | st.floats(0, 1e6),
        "sampler": st.sampled_from(["tpe", "random"]),
        "sampler_seed": st.none() | st.integers(0, 2**40),
        "objective": st.sampled_from([None, "val_rmse", "val_rmse_all"]),
        "as_printed": st.booleans(),
        "round_size": st.none() | st.integers(1, 50),
        "seeds_per_trial": st.integers(1, 64),
        "over_seeds": st.sampled_from(["median", "mean"]),
        "enqueue": st.lists(st.just({"lr": 0.02}), max_size=2).map(tuple),
        "rows": st.dictionaries(
            st.sampled_from(["lr", "seed"]), st.fixed_dictionaries({"low": st.integers(0, 9)})
        ),
    },
)


def made(changes) -> Draft:
    return Draft(**{"space": SPACE} | changes)


def read(document):
    """Return the draft, or the sentence that says why there is none."""
    try:
        return draft_from_json(document)
    except DcTaxiError as error:
        return str(error)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")


@given(CHANGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_draft_is_found_as_it_was_kept(workspace, changes) -> None:
    draft = made(changes)
    save_draft("mine", draft, workspace)
    assert load_draft("mine", workspace) == draft
    assert [path.name for path in (workspace.root / "drafts").iterdir()] == ["mine.json"]


@given(st.sampled_from(sorted(Draft(SPACE).to_json())), JSON)
def test_any_value_in_any_field_is_read_or_refused_in_a_sentence(field, value) -> None:
    document = {**Draft(SPACE).to_json(), field: value}
    found = read(document)
    if isinstance(found, str):
        assert "\n" not in found
    else:
        assert read(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"\xff\xfe", json.dumps({**Draft(SPACE).to_json(), "n_trials": 0}),
     b" " * (drafts.MAX_BYTES + 1)],
)  # fmt: skip
def test_a_damaged_file_is_refused_in_a_sentence(workspace, content) -> None:
    path = workspace.folder("drafts") / "mine.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DcTaxiError):
        load_draft("mine", workspace)
    save_draft("mine", Draft(SPACE), workspace)
    assert load_draft("mine", workspace) == Draft(SPACE)


@pytest.mark.parametrize("changes", [{"version": 2}, {"dropout": 0.5}, {"sampler": "genetic"}])
def test_a_file_of_a_newer_release_says_so(workspace, changes) -> None:
    document = {**Draft(SPACE).to_json(), **changes}
    (workspace.folder("drafts") / "mine.json").write_text(json.dumps(document))
    with pytest.raises(DcTaxiError) as caught:
        load_draft("mine", workspace)
    assert caught.value.newer


@pytest.mark.parametrize("word", ["", "../studies", "a" * 40, "UPPER", "gone", "a/b"])
def test_a_word_that_names_no_draft_is_refused_and_leads_nowhere(workspace, word) -> None:
    with pytest.raises(StudyError, match="no draft"):
        load_draft(word, workspace)
    assert not (workspace.root / "drafts").exists()


def test_the_latest_is_the_one_that_was_changed_last(workspace) -> None:
    assert latest_draft(workspace) is None
    for name in ("first", "second", "first"):
        save_draft(name, Draft(SPACE), workspace)
    assert latest_draft(workspace) == "first"


def test_only_so_many_drafts_stay(workspace, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    kept = [new_draft_id() for _ in range(5)]
    for name in kept:
        save_draft(name, Draft(SPACE), workspace)
    left = {path.stem for path in (workspace.root / "drafts").iterdir()}
    assert left == set(kept[-3:])


def test_a_folder_that_cannot_be_written_to_is_said(workspace, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    save_draft("mine", Draft(SPACE), workspace)
    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StudyError, match="No space left"):
        save_draft("mine", Draft(SPACE, n_trials=3), workspace)
    assert load_draft("mine", workspace) == Draft(SPACE)


@given(CHANGES, CHANGES)
def test_what_two_tabs_set_is_both_kept(mine, theirs) -> None:
    before = Draft(SPACE)
    both = merged(before, made(mine), made(theirs))
    for field in dataclasses.fields(Draft):
        if field.name != "rows":
            wanted = {**theirs, **{k: v for k, v in mine.items() if v != getattr(before, k)}}
            assert getattr(both, field.name) == wanted.get(field.name, getattr(before, field.name))
    assert both.rows == {**theirs.get("rows", {}), **mine.get("rows", {})}
    assert merged(before, before, both) == both
    assert merged(before, both, before) == both
