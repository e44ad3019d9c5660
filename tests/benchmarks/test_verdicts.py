from collections import Counter

import numpy as np

from benchmarks.verdicts import ALIKE, FURTHER, MORE_SEEDS, SEEDS, count_winner


def test_what_is_said_of_a_winner_is_held_against_seeds_that_said_nothing() -> None:
    seeds = 2 * SEEDS + MORE_SEEDS + FURTHER
    again = np.full(seeds, 5.0)
    counts: Counter[str] = Counter()
    count_winner(counts, 5.0, again)  # it holds
    count_winner(counts, 3.0, again)  # it was lucky
    again[:SEEDS] = 9.0
    count_winner(counts, 5.0, again)  # told lucky by the first seeds alone
    assert {name: n for name, n in counts.items() if n} == {
        "winners": 3, "holds": 1, "lucky": 2, "lucky, truth within": 1, "opposite": 1,
    }  # fmt: skip


def test_populations_that_are_alike_have_as_many_trainings_as_were_asked_for() -> None:
    rng = np.random.default_rng(0)
    for draw in ALIKE.values():
        values = draw(rng, 64)
        assert values.shape == (64,)
        assert np.isfinite(values).all()
