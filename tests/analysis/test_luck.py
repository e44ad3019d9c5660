import dataclasses

import numpy as np
import pytest

from dctaxi.analysis import FreshSeeds, luck_sentence
from dctaxi.analysis.statistics import Estimate, median_estimate, share
from dctaxi.data import SampleSource, load
from dctaxi.populations.plan import fresh_seeds
from dctaxi.populations.trained import outcome_columns
from dctaxi.space import PRESETS, draw_specs
from dctaxi.training import make_engine


def seeds(score, low, high):
    return FreshSeeds(score, 64, Estimate((low + high) / 2, low, high), share(3, 64))


def test_a_score_holds_where_the_whole_interval_lies_within_the_margin():
    assert seeds(10.0, 9.0, 10.5).verdict == "holds"
    assert seeds(10.0, 10.1, 10.5).verdict == "holds"
    assert seeds(10.0, 10.1, 10.51).verdict == "too few"
    assert seeds(10.0, 10.5, 12.0).verdict == "too few"
    assert seeds(10.0, 10.51, 12.0).verdict == "lucky"


def test_the_sentence_has_every_number_with_its_interval():
    assert luck_sentence(seeds(10.0, 11.0, 13.0), "The winner") == (
        "The winner scored 10.00 USD; with 64 fresh seeds its median is 12.00 USD (95 % interval "
        "11.00 to 13.00), and 3 of them reach what it scored (4.7%, 1.6% to 12.9%): it was lucky."
    )
    assert "1 of them reaches" in luck_sentence(
        seeds(10.0, 9.0, 9.5)._replace(as_good=share(1, 64)), "Trial 3"
    )


def test_nothing_is_told_of_a_score_by_few_seeds_or_where_half_of_them_diverged():
    def told(values):
        values = np.array(values)
        found = FreshSeeds(5.0, len(values), median_estimate(values), share(1, len(values)))
        return found.verdict, luck_sentence(found, "Trial 3")

    verdict, sentence = told([5.0] + [np.nan] * 63)
    assert verdict == "no median"
    assert "holds" not in sentence
    assert "lucky" not in sentence
    for value in (5.1, 5.4):
        verdict, sentence = told([value])
        assert verdict == "too few"
        assert "(too few for an interval)" in sentence


@pytest.mark.calibration
def test_winners_of_searches_are_told_lucky_from_good(workspace, cases, rate):
    """Of winners, each held against 512 further seeds, hardly any is called what it is not."""
    engine, space = make_engine("fused"), PRESETS["chapter"].space
    n, wrong, opposite, decided = cases(40), 0, 0, 0
    for feature_set in ("raw", "scaled", "distance"):
        data = load(SampleSource(), feature_set, workspace)

        def objectives(specs, data=data):
            columns = outcome_columns(engine.run(specs, data), "train_val_rmse")
            return np.array(columns["objective"], dtype=float)

        for search in range(n):
            specs = draw_specs(space, 100, search)
            values = objectives(specs)
            winner = specs[int(np.nanargmin(values))]
            again = objectives(
                [dataclasses.replace(winner, seed=seed) for seed in fresh_seeds(640, search)]
            )
            told = []
            for part in (again[:64], again[64:128]):
                median = median_estimate(part)
                told.append(FreshSeeds(float(np.nanmin(values)), 64, median, share(0, 64)))
            truth = np.median(np.where(np.isfinite(again[128:]), again[128:], np.inf))
            verdicts = {one.verdict for one in told}
            wrong += sum(
                one.verdict != "too few"
                and one.verdict != ("holds" if truth <= one.limit else "lucky")
                for one in told
            )
            opposite += verdicts == {"holds", "lucky"}
            decided += sum(one.verdict != "too few" for one in told)
    assert rate("a winner is called what it is not", wrong, 6 * n).at_most(0.05)
    assert rate("two draws of seeds say the opposite", opposite, 3 * n).at_most(0.01)
    assert rate("it holds or lucky is said", decided, 6 * n).at_least(0.6)
