import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.selection import Category, Range, Selection
from dctaxi.analysis.selection_text import (
    STATUSES,
    selection_from_json,
    selection_from_query,
    selection_to_json,
    selection_to_query,
)
from dctaxi.errors import SelectionError

ENDS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
COLUMNS = st.text(max_size=12)
CHOICES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


SELECTIONS = st.builds(
    Selection,
    study=st.text(max_size=8),
    statuses=st.lists(st.sampled_from(STATUSES), unique=True).map(tuple),
    ranges=st.lists(
        st.builds(Range, COLUMNS, ENDS, ENDS), max_size=4, unique_by=lambda one: one.column
    ).map(tuple),
    categories=st.lists(
        st.builds(Category, COLUMNS, st.lists(CHOICES | FINITE, min_size=1, max_size=4).map(tuple)),
        max_size=4,
        unique_by=lambda one: one.column,
    ).map(tuple),
    top_percent=st.none() | st.floats(0, 100, exclude_min=True),
    picked=st.lists(st.integers(0, 10**9), max_size=6, unique=True).map(tuple),
)


@given(SELECTIONS)
def test_an_address_says_the_whole_selection(selection: Selection) -> None:
    query = selection_to_query(selection)
    assert selection_from_query(query, selection.study) == (selection, ())


@given(SELECTIONS)
def test_json_says_the_whole_selection(selection: Selection) -> None:
    text = json.dumps(selection_to_json(selection), allow_nan=False)
    assert selection_from_json(json.loads(text)) == selection


def test_an_address_is_short_enough_to_be_read() -> None:
    selection = (
        Selection("six", ("finished",), top_percent=10, picked=(3, 7))
        .with_range("params_lr", 0.01, 0.03)
        .with_range("value", None, 4)
        .with_values("params_optimizer", ["Adam", None])
    )
    assert selection_to_query(selection) == {
        "status": ["finished"],
        "range": ["params_lr:0.01:0.03", "value::4"],
        "only": ['params_optimizer:"Adam",null'],
        "top": ["10"],
        "picked": ["3,7"],
    }
    assert selection_to_query(Selection("six")) == {}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("status", "great", "status: expected some of finished, "),
        ("range", "value:1", "range: expected a column with two finite ends"),
        ("range", "value:1:2:3", "range: expected a column with two finite ends"),
        ("range", "value:one:2", "range: expected a column with two finite ends"),
        ("range", "value:nan:2", "range: expected a column with two finite ends"),
        ("only", "params_optimizer", "only: expected a column with values"),
        ("only", "params_optimizer:Adam", "Invalid JSON in line 1"),
        ("only", "params_optimizer:[1]", "only: expected a column with values"),
        ("only", "a:1],[2", "Invalid JSON in line 1"),
        ("top", "0", "Expected a top share above 0 and up to 100 %, got 0"),
        ("top", "nan", "top: expected a number above 0 and up to 100, got 'nan'"),
        ("top", "half", "top: expected a number above 0 and up to 100, got 'half'"),
        ("picked", "3,x", "picked: expected numbers of trials such as 3,7, got 'x'"),
        ("picked", "-1", "picked: expected numbers of trials"),
        ("picked", ",".join(map(str, range(51))), "picked: expected at most 50, got '51'"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said_in_one_sentence(
    name: str, text: str, sentence: str
) -> None:
    rest = {"picked": ["5"]} if name != "picked" else {"top": ["5"]}
    selection, problems = selection_from_query({name: [text], **rest})
    assert selection in (Selection(picked=(5,)), Selection(top_percent=5.0))
    (problem,) = problems
    assert problem.startswith(sentence)


@given(st.dictionaries(st.sampled_from(("status", "range", "only", "top", "picked")),
                       st.lists(st.text(max_size=20), max_size=3)))  # fmt: skip
def test_any_address_is_read_or_refused_in_sentences(query: dict[str, list[str]]) -> None:
    selection, problems = selection_from_query(query)
    assert all(problem.endswith((".", "line.")) for problem in problems)
    assert selection_from_query(selection_to_query(selection)) == (selection, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(
    ("study", "status", "range", "only", "top", "picked"), JSON)))  # fmt: skip
def test_any_json_is_read_or_refused(plain: object) -> None:
    with suppress(SelectionError):
        selection = selection_from_json(plain)
        assert selection_from_json(selection_to_json(selection)) == selection


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ([], "a selection: expected an object"),
        ({"ranges": []}, "a selection: expected some of study, status"),
        ({"range": [["a", 1, 2], ["a", 3, 4]]}, "range: expected each column once"),
        ({"top": 10**400}, "top: expected a number above 0"),
        ({"range": [["a", None, 10**400]]}, "range: expected a column with two finite ends"),
        ({"picked": [True]}, "picked: expected numbers of trials"),
        ({"study": 5}, "study: expected a name, got '5'"),
    ],
)
def test_json_of_another_kind_is_refused(plain: object, sentence: str) -> None:
    with pytest.raises(SelectionError, match=f"^{sentence}"):
        selection_from_json(plain)
