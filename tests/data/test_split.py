import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.split import Split, shared_out, split_from_json
from dctaxi.errors import DataError

shares = st.floats(0.05, 0.4)


@given(st.sampled_from(["time", "random"]), st.integers(3, 300), st.integers(0, 5), shares, shares)
def test_every_row_is_in_one_set_and_the_shares_hold(kind, rows, seed, val, test):
    split = Split(kind, None, seed, val, test)
    seconds = np.random.default_rng(1).integers(0, 50, rows).astype(float)
    sets = shared_out(split, rows, seconds, None)
    assert sorted(np.concatenate(sets)) == list(range(rows))
    assert abs(len(sets[1]) - max(1, rows * val)) <= 1
    assert abs(len(sets[2]) - rows * test) <= 1
    again = shared_out(split, rows, seconds, None)
    assert all((a == b).all() for a, b in zip(sets, again, strict=True))


@given(st.integers(6, 200))
def test_by_time_what_comes_later_judges(rows):
    seconds = np.random.default_rng(rows).permutation(rows).astype(float)
    train, val, test = (seconds[one] for one in shared_out(Split(), rows, seconds, None))
    assert train.max() < val.min()
    assert val.max() < test.min()


def test_rows_of_a_set_stand_in_a_drawn_order():
    train, _, _ = shared_out(Split(), 300, np.arange(300.0), None)
    assert not (np.diff(train) > 0).all()
    other, _, _ = shared_out(Split(seed=1), 300, np.arange(300.0), None)
    assert sorted(train) == sorted(other)


@pytest.mark.parametrize("name", ["valid", "Validation", "dev"])
def test_a_column_names_the_sets(name):
    groups = np.array(["train"] * 5 + [name] * 3 + ["TEST"] * 2, dtype=object)
    sets = shared_out(Split("column", "split"), 10, np.full(10, np.nan), groups)
    assert [sorted(one) for one in sets] == [[0, 1, 2, 3, 4], [5, 6, 7], [8, 9]]


def test_without_a_validation_set_it_comes_from_the_training_rows():
    groups = np.array(["train"] * 12 + ["test"] * 4, dtype=object)
    train, val, test = shared_out(Split("column", "split"), 16, np.full(16, np.nan), groups)
    assert (len(train), len(val), sorted(test)) == (10, 2, [12, 13, 14, 15])


@given(st.lists(st.sampled_from("abcdefgh"), min_size=30, max_size=90), st.integers(0, 9))
def test_other_values_keep_together(values, seed):
    groups = np.array(values, dtype=object)
    if len(set(values)) < 3:
        return
    sets = shared_out(
        Split("column", "driver", seed), len(values), np.full(len(values), 0.0), groups
    )
    kept = [set(groups[one]) for one in sets]
    assert not kept[0] & kept[1] | kept[0] & kept[2] | kept[1] & kept[2]
    assert all(kept)


@pytest.mark.parametrize("seed", range(5))
def test_a_few_groups_of_other_sizes_fill_all_three_sets(seed):
    groups = np.array(["a"] * 3 + ["b"] * 50 + ["c"] * 7, dtype=object)
    sets = shared_out(Split("column", "driver", seed), 60, np.zeros(60), groups)
    assert all(map(len, sets))
    without = Split("column", "driver", seed, test_share=0.0)
    assert [len(one) > 0 for one in shared_out(without, 60, np.zeros(60), groups)] == [1, 1, 0]


@pytest.mark.parametrize("other", ["", "unused"])
@pytest.mark.parametrize("first", ["train", "rest"])
def test_a_column_of_sets_names_one_in_every_row(first, other):
    groups = np.array([first] * 9 + ["valid"] * 3 + ["test"] * 3 + [other], dtype=object)
    with pytest.raises(DataError, match=rf"every row, found .*{other!r}.* in (1|10) rows?; name"):
        shared_out(Split("column", "split"), 16, np.zeros(16), groups)


def test_sets_without_a_training_set_are_no_groups():
    groups = np.array(["val"] * 3 + ["dev"] * 3 + ["test"] * 3, dtype=object)
    with pytest.raises(DataError, match="expected the names train, valid and test"):
        shared_out(Split("column", "split"), 9, np.zeros(9), groups)


def test_refusals():
    with pytest.raises(DataError, match="at random"):
        shared_out(Split(), 5, np.full(5, np.nan), None)
    with pytest.raises(DataError, match="choose another column"):
        shared_out(Split("column", "a"), 4, np.zeros(4), np.array(list("xxyy"), dtype=object))
    for wrong in ({"kind": "magic"}, {"kind": "column"}, {"column": "x"}, {"seed": -1},
                  {"val_share": 0.6, "test_share": 0.5}, {"val_share": 0.0}):  # fmt: skip
        with pytest.raises(DataError, match="Split"):
            Split(**wrong)


@given(st.integers(0, 2**40), shares, shares)
def test_splits_survive_json(seed, val, test):
    for split in (Split("random", None, seed, val, test), Split("column", "a b", seed)):
        assert split_from_json(split.to_json()) == split
