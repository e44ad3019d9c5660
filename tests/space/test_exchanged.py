import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.space import PRESETS, asked_names, draw_columns
from dctaxi.space.exchanged import exchanged_columns
from tests.space.space_strategies import spaces

CHAPTER = PRESETS["chapter"].space


@settings(max_examples=25)
@given(spaces(), st.integers(0, 2**53 - 1))
def test_each_place_has_one_parameter_of_the_other_draw(space, seed):
    columns = exchanged_columns(space, 8, seed)
    names = asked_names(space)
    for name, column in columns.items():
        assert column.shape == (8, 2, 1 + len(names))
        for place, exchanged in enumerate(names, start=1):
            mine, other = column[:, :, 0], column[:, ::-1, 0]
            expected = other if exchanged == name else mine
            assert column[:, :, place].tolist() == expected.tolist()


def test_both_draws_are_spread_as_evenly_as_one():
    columns = exchanged_columns(CHAPTER, 1024, 3)
    for half in (0, 1):
        lr = np.log(columns["lr"][:, half, 0])
        shares, _ = np.histogram(lr, bins=32, range=(np.log(0.009), np.log(0.07)))
        assert shares.min() >= 30
        assert shares.max() <= 34
    assert set(columns["optimizer"].ravel()) == {"Adam", "SGD"}
    assert abs(np.corrcoef(columns["lr"][:, 0, 0], columns["lr"][:, 1, 0])[0, 1]) < 0.05


def test_the_same_seed_draws_the_same_and_another_does_not():
    first, again, other = (exchanged_columns(CHAPTER, 64, seed)["lr"] for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()
    assert first[:, 0, 0].tolist() != draw_columns(CHAPTER, 64, 1)["lr"].tolist()
