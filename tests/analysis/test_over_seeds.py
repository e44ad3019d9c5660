import numpy as np
import pandas as pd

from dctaxi.analysis import seed_spread_sentence, trial_seeds_sentence


def test_a_trials_seeds_are_told_from_low_to_high_and_what_diverged_comes_last():
    assert trial_seeds_sentence([2.5, None, 2.25, 3.0], 0.382, "median") == (
        "The median of 4 seeds: 2.250, 2.500, 3.000, diverged; standard deviation 0.382 USD."
    )
    assert trial_seeds_sentence([2.5], None, "mean") == "The mean of 1 seeds: 2.500."


def test_the_spread_of_seeds_stands_beside_what_the_trials_span():
    trials = pd.DataFrame({
        "value": [1.0, 2.0, 3.0, 4.0, np.nan], "seed_spread": [0.1, 0.2, 0.3, 0.4, np.nan],
        "seeds": [[1, 2]] * 5,
    })  # fmt: skip
    assert seed_spread_sentence(trials) == (
        "Each of these values is made of 2 seeds. Another seed moves one configuration by 0.250 "
        "USD (standard deviation, the median of 4 trials); the middle half of the trials spans "
        "1.500 USD."
    )


def test_nothing_is_said_of_trials_of_one_seed_or_of_too_few():
    assert seed_spread_sentence(pd.DataFrame({"value": [1.0] * 9})) is None
    few = pd.DataFrame({"value": [1.0, 2.0], "seed_spread": [0.1, 0.2], "seeds": [[1, 2]] * 2})
    assert seed_spread_sentence(few) is None
