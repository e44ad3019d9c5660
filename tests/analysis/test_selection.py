import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.selection import MAX_PICKED, Category, Range, Selection

STATUSES = ("finished", "diverged", "failed")
NUMBERS = st.none() | st.floats(-100, 100)
WORDS = st.sampled_from(("Adam", "SGD", None))


def frame(rows: list[tuple[str, float | None, float | None, str | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": range(len(rows)),
            "status": [row[0] for row in rows],
            "value": pd.Series([row[1] for row in rows], dtype="float64"),
            "params_lr": pd.Series([row[2] for row in rows], dtype="float64"),
            "params_optimizer": pd.Series([row[3] for row in rows], dtype="str"),
        }
    )


TRIALS = st.lists(
    st.tuples(st.sampled_from(STATUSES), NUMBERS, NUMBERS, WORDS), max_size=30
).map(frame)  # fmt: skip
UNUSED = pd.DataFrame(
    {
        "number": range(4),
        "status": "finished",
        "value": [4.0, 3.0, 2.0, 1.0],
        "params_l2": [8.0, math.nan, 16.0, math.nan],
    }
)


def numbers(selection: Selection, trials: pd.DataFrame) -> list[int]:
    return selection.apply(trials)["number"].tolist()


@given(TRIALS)
def test_no_condition_keeps_every_trial(trials: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(Selection("study", picked=(1,)).apply(trials), trials)


@given(
    TRIALS, st.sets(st.sampled_from(STATUSES), min_size=1), NUMBERS, NUMBERS, st.sets(WORDS)
)  # fmt: skip
def test_keeps_exactly_the_trials_that_meet_every_condition(
    trials: pd.DataFrame,
    statuses: set[str],
    low: float | None,
    high: float | None,
    wanted: set[str | None],
) -> None:
    selection = Selection(
        statuses=tuple(statuses),
        ranges=(Range("params_lr", low, high),),
        categories=(Category("params_optimizer", tuple(wanted)),),
    )
    expected = [
        row.number
        for row in trials.itertuples()
        if row.status in statuses
        and (low is None or row.params_lr >= low)
        and (high is None or row.params_lr <= high)
        and (not wanted or _word(row.params_optimizer) in wanted)
    ]
    assert numbers(selection, trials) == expected


def _word(cell: object) -> object:
    return cell if isinstance(cell, str) else None


def test_a_trial_without_the_number_passes_no_bound() -> None:
    assert numbers(Selection(ranges=(Range("params_l2", 0.0),)), UNUSED) == [0, 2]


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection().with_values("params_l2", [None]), [1, 3]),
        (Selection().with_values("params_l2", [None, 16]), [1, 2, 3]),
        (Selection().with_range("params_l2", 10, None).with_values("params_l2", [None]), [1, 2, 3]),
        (Selection().with_range("params_l2", 10, 20), [2]),
    ],
)
def test_a_parameter_that_was_not_used_can_be_asked_for(
    selection: Selection, kept: list[int]
) -> None:
    assert numbers(selection, UNUSED) == kept


@pytest.mark.parametrize(("percent", "kept"), [(25, [3]), (26, [2, 3]), (50, [2, 3]), (100, 4)])
def test_the_top_share_is_counted_among_finished_trials_and_rounded_up(
    percent: float, kept: list[int] | int
) -> None:
    failed = UNUSED.assign(number=range(4, 8), status="failed", value=math.nan)
    found = numbers(Selection(top_percent=percent), pd.concat([UNUSED, failed], ignore_index=True))
    assert found == kept or len(found) == kept


def test_of_equal_values_the_earlier_trials_are_the_top() -> None:
    assert numbers(Selection(top_percent=50), UNUSED.assign(value=1.0)) == [0, 1]


def test_the_top_share_of_no_finished_trial_is_none() -> None:
    assert numbers(Selection(top_percent=10), UNUSED.assign(status="failed")) == []


@given(st.integers(1, 3000), st.integers(1, 100))
def test_a_whole_percentage_keeps_no_trial_too_many(number: int, percent: int) -> None:
    trials = pd.DataFrame({"number": range(number), "status": "finished", "value": 1.0})
    kept = len(numbers(Selection(top_percent=percent), trials))
    assert kept == -(-number * percent // 100)


@pytest.mark.parametrize("column", ["params_gone", "status", "curve"])
def test_a_range_of_what_holds_no_numbers_filters_nothing(column: str) -> None:
    trials = UNUSED.assign(curve=[[1], [2], None, None])
    assert len(numbers(Selection(ranges=(Range(column, 5.0),)), trials)) == 4
    assert len(numbers(Selection(categories=(Category(column, ("a",)),)), trials)) == 4


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (
            Selection(ranges=(Range("value", 2.0, 1.0), Range("params_lr", 1.0, 2.0))),
            "value: the lower bound 2 is above the upper 1; swap them.",
        ),
        (
            Selection(ranges=(Range("params_lr", math.nan),)),
            "lr: expected a finite number as an end of its range, got nan; change it.",
        ),
        (
            Selection(top_percent=0.0),
            "Expected a top share above 0 and up to 100 %, got 0; change it.",
        ),
    ],
)
def test_says_in_one_sentence_what_cannot_be(selection: Selection, sentence: str) -> None:
    assert selection.problems() == (sentence,)


def test_a_new_condition_replaces_the_columns_old_one_and_an_open_one_takes_it_away() -> None:
    selection = Selection().with_range("value", 1.0, 2.0).with_range("value", None, 3.0)
    assert selection.ranges == (Range("value", None, 3.0),)
    both = selection.with_values("params_optimizer", ["Adam"])
    assert both.columns == ("value", "params_optimizer")
    assert both.without_column("value").without_column("params_optimizer").keeps_all


@given(st.lists(st.integers(0, 200)), st.lists(st.integers(0, 200)))
def test_picking_keeps_the_order_and_at_most_so_many(first: list[int], then: list[int]) -> None:
    before = Selection().picking(first)
    after = before.picking(then)
    assert len(after.picked) == len(set(after.picked)) <= MAX_PICKED
    assert set(after.picked) <= set(then)
    stayed = [number for number in before.picked if number in then]
    assert list(after.picked[: len(stayed)]) == stayed


def test_what_is_picked_is_no_condition() -> None:
    picked = Selection("study", picked=(3, 1))
    assert picked.keeps_all
    assert hash(picked.filters) == hash(Selection("study"))
