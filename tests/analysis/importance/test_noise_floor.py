import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.importance.noise_floor import (
    Evidence,
    Judgement,
    holm,
    intervals,
    judge,
    reaches,
)


def evidence(**of: tuple[float, float, float]) -> Evidence:
    """Return evidence of ``name=(importance, share that all its copies have, chance)``."""
    importance, noise, chance = (np.array(column) for column in zip(*of.values(), strict=True))
    spread = np.linspace(-0.01, 0.01, 41)
    return Evidence(
        tuple(of),
        importance,
        np.clip(importance[:, np.newaxis] + spread, 0, 1),
        noise[:, np.newaxis] * np.linspace(0, 1, 41),
        chance,
    )


def test_holm_by_hand() -> None:
    # 0.01 <= 0.04/4, 0.013 <= 0.04/3, 0.021 > 0.04/2: nothing after it passes, not even 0.03.
    assert holm([0.021, 0.01, 0.03, 0.013]).tolist() == [False, True, False, True]
    assert holm([0.04]).tolist() == [True]
    assert holm([]).tolist() == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_between_bonferroni_and_no_correction(chance: list[float]) -> None:
    found = holm(chance)
    for value, passed in zip(chance, found, strict=True):
        assert not passed or value <= 0.04
        assert passed or value > 0.04 / len(chance)


@pytest.mark.parametrize(
    ("importance", "chance", "expected"),
    [
        # Its noise lies evenly from 0 to 0.1: it reaches 0.095 in 19 of 20 cases.
        (0.5, 0.001, Judgement("above", None)),
        (0.05, 0.5, Judgement("at", None)),
        (0.004, 0.99, Judgement("below", None)),
        # By itself, but not beside others: 100 trials · 0.096 / (0.096 - 0.05) are 208.7.
        (0.096, 0.05, Judgement("too-few", 210)),
        # Beyond its tick, whatever a test says, and the other way round.
        (0.096, 0.2, Judgement("too-few", 210)),
        (0.09, 0.05, Judgement("too-few", 250)),
        (0.09, 0.06, Judgement("at", None)),
    ],
)
def test_verdicts(importance: float, chance: float, expected: Judgement) -> None:
    found = evidence(lr=(importance, 0.1, chance), seed=(0.1, 0.1, 0.5))
    assert judge(found, 100) == (expected, Judgement("at", None))


def test_a_parameter_is_held_against_its_own_noise_alone() -> None:
    """A switch with short copies is not asked to exceed those of fifty cells."""
    found = evidence(switch=(0.3, 0.1, 0.001), lr=(0.5, 0.9, 0.6), seed=(0.2, 0.9, 0.5))
    assert [one.verdict for one in judge(found, 100)] == ["above", "at", "at"]
    assert reaches(found) == pytest.approx([0.095, 0.855, 0.855])


def test_the_seed_is_the_noise_even_where_it_stands_out() -> None:
    found = evidence(seed=(0.9, 0.1, 0.0), lr=(0.1, 0.1, 0.3))
    assert judge(found, 100)[0].verdict == "at"


def test_a_parameter_without_copies_is_not_tested() -> None:
    found = evidence(lr=(0.9, 0.1, 0.03), fixed=(0.0, np.nan, 1.0))
    # Against 4 %, not against 2 %: there is one parameter to test.
    assert [one.verdict for one in judge(found, 100)] == ["above", "below"]


@given(st.floats(0, 1), st.integers(2, 60), st.integers(0, 1000))
def test_an_interval_holds_its_importance(share: float, samples: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).random((1, samples))
    nothing = np.full((1, 2), np.nan)
    low, high = intervals(Evidence(("lr",), np.array([share]), drawn, nothing, np.ones(1)))
    assert 0 <= low[0] <= share + 1e-12
    assert share - 1e-12 <= high[0] <= 1


def test_an_interval_by_hand() -> None:
    # Angles of 0.5 ± 0.1: deviation 0.1 with 1 degree of freedom would be 0.1414; Student's
    # factor is 12.7, so the interval is all of 0 to 1.
    shares = np.sin(np.array([[0.4, 0.6]])) ** 2
    centre = np.sin(np.array([0.5])) ** 2
    found = Evidence(("lr",), centre, shares, np.full((1, 2), np.nan), np.ones(1))
    assert [end[0] for end in intervals(found)] == pytest.approx([0.0, 1.0])
    many = found._replace(resampled=np.tile(shares, 2000))
    low, high = (end[0] for end in intervals(many))
    assert (low, high) == pytest.approx((np.sin(0.304) ** 2, np.sin(0.696) ** 2), abs=1e-3)
