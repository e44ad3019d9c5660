"""What choices are worth, on trials few enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis import Selection
from dctaxi.analysis.importance import ImportanceResult, ParameterImportance
from dctaxi.teaching.narrowing.task import (
    choice_sentences,
    gathering,
    interval_problem,
    of_parameters,
    offered,
    pair_check,
)


def judged(**verdicts):
    """Importances in the order given, with 40 %, 20 %, 10 % … and so on."""
    found = tuple(
        ParameterImportance(
            name, 0.4 / 2**place, 0.0, 1.0, verdict,
            trials_needed=260 if verdict == "too-few" else None,
        )
        for place, (name, verdict) in enumerate(verdicts.items())
    )  # fmt: skip
    return ImportanceResult("ped-anova", 200, found)


FOUR = judged(lr="above", batch_size="too-few", seed="at", optimizer="at", num_layers="below")


def trials(values, status="finished", **params):
    frame = pd.DataFrame({"value": np.asarray(values, dtype=float), "status": status})
    frame["number"] = range(len(frame))
    return frame.assign(**{f"params_{name}": column for name, column in params.items()})


def between(low, high, name="lr"):
    return Selection().with_range(f"params_{name}", low, high)


def test_the_seed_is_no_choice_and_the_most_important_comes_first():
    assert offered(FOUR) == ("lr", "batch_size", "optimizer", "num_layers")


def test_every_kept_parameter_is_judged_and_so_is_what_should_not_be_fixed():
    kept = choice_sentences(FOUR, ["lr", "batch_size", "optimizer"])
    assert kept[0] == "**lr** (40%) does more than luck: its range is worth a look."
    assert kept[1].startswith("**batch_size** (20%): too few trials to tell it from luck, ")
    assert "about 260 would do" in kept[1]
    assert kept[2].startswith("**optimizer** (5%) is no more than luck")
    (last,) = kept[3:]
    assert last.startswith("Fixed, though these trials show neither that it matters nor that it ")
    assert "**num_layers**" in last

    nothing = choice_sentences(FOUR, [])
    assert nothing[0].startswith("**lr** (40%) does more than luck, and you fix it")
    assert nothing[1] == (
        "To fix **batch_size** is a guess: too few trials to say, about 260 would do."
    )
    (last,) = nothing[2:]
    assert "nor that it does not: **optimizer**, **num_layers**." in last
    assert choice_sentences(judged(lr="above", seed="at"), ["lr"]) == (kept[0],)


def test_the_best_tenth_is_counted_in_an_interval_beside_all_trials():
    # 40 trials, the best four at lr 0.02; of the others 6 of 36 lie there as well.
    lr = [0.02] * 4 + [0.02] * 6 + [0.05] * 30
    found = gathering(trials(range(40), lr=lr), between(0.01, 0.03), "lr")
    assert (found.inside, found.of, found.everywhere) == (4, 4, 0.25)
    # Wilson (1927) for 4 of 4: from 4 / (4 + 1.96²) to 1.
    assert found.best == pytest.approx((1.0, 4 / (4 + 1.959964**2), 1.0))
    assert found.verdict == "gathers"
    assert found.sentence == (
        "**lr**: 4 of the best 4 trials lie in your interval, 100% (51% to 100%), of all trials "
        "25%. The good trials gather there."
    )


def test_an_interval_with_no_more_of_the_best_than_of_all_gathers_nothing():
    lr = ([0.02, 0.05] * 20)[:40]
    found = gathering(trials(range(40), lr=lr), between(0.01, 0.03), "lr")
    assert (found.inside, found.of, found.everywhere) == (2, 4, 0.5)
    assert found.verdict == "does not"
    assert found.sentence.endswith("chance gives to an interval that is looked for.")


def _drawn_around_the_best(seed: int) -> list[str]:
    """Where nothing matters, draw around the middle of the best as a student would, three times."""
    rng = np.random.default_rng(seed)
    frame = trials(rng.normal(size=100), **{f"p{i}": rng.uniform(size=100) for i in range(3)})
    best = frame.nsmallest(10, "value")
    verdicts = []
    for name in ("p0", "p1", "p2"):
        low, high = np.sort(best[f"params_{name}"])[[1, -2]]
        found = gathering(frame, between(low, high, name), name, looked_at=3)
        verdicts.append(found.verdict)
    return verdicts


@pytest.mark.calibration
def test_where_nothing_matters_an_interval_around_the_best_is_hardly_ever_a_finding():
    told = sum("gathers" in _drawn_around_the_best(seed) for seed in range(400))
    assert told <= 0.05 * 400


def test_a_category_is_judged_with_how_many_there_were_to_choose_from():
    optimizer = ["Adam"] * 10 + ["SGD"] * 45 + ["Adam"] * 45
    wanted = Selection().with_values("params_optimizer", ["Adam"])
    found = gathering(trials(range(100), optimizer=optimizer), wanted, "optimizer")
    assert (found.inside, found.of, found.verdict) == (10, 10, "gathers")
    # C(55, 10) / C(100, 10), twice since either category might have been chosen.
    assert found.chance == pytest.approx(0.003379, rel=1e-3)


def test_an_interval_without_the_best_is_where_they_do_not_pass():
    lr = [0.05] * 20 + [0.02] * 180
    found = gathering(trials(range(200), lr=lr), between(0.01, 0.03), "lr")
    assert (found.inside, found.of, found.everywhere) == (0, 20, 0.9)
    assert found.verdict == "avoids"
    assert found.sentence.endswith("The good trials pass elsewhere.")


def test_an_interval_of_everything_leaves_nothing_out_and_an_empty_one_is_unknown():
    frame = trials(range(40), lr=[0.02] * 40)
    assert gathering(frame, Selection(), "lr").sentence == (
        "**lr**: your interval leaves nothing out yet."
    )
    empty = gathering(frame, between(0.5, 0.6), "lr")
    assert empty.verdict == "unknown"
    assert empty.sentence == (
        "**lr**: no trial lies in your interval, so nothing is known about it."
    )


def test_only_finished_trials_that_have_the_parameter_count():
    width = [7.0] * 10 + [np.nan] * 10
    frame = trials(range(20), num_hidden_layer_2_neurons=width)
    frame.loc[9, "status"] = "diverged"
    wanted = Selection().with_values("params_num_hidden_layer_2_neurons", [7])
    found = gathering(frame, wanted, "num_hidden_layer_2_neurons")
    assert (found.inside, found.of, found.everywhere) == (1, 1, 1.0)
    nowhere = frame.assign(status="failed")
    assert gathering(nowhere, wanted, "num_hidden_layer_2_neurons") is None


def test_only_the_conditions_on_the_parameter_itself_count():
    both = between(0.01, 0.03).with_values("params_optimizer", ["Adam"])
    both = Selection("s", ("finished",), both.ranges, both.categories, top_percent=5.0)
    assert of_parameters(both, ["lr"]) == Selection("s", ranges=between(0.01, 0.03).ranges)
    assert of_parameters(both, ["optimizer"]).values_of("params_optimizer") == ("Adam",)
    assert of_parameters(both, ["lr", "optimizer"]).columns == both.columns
    frame = trials(range(40), lr=[0.02] * 20 + [0.05] * 20, optimizer=["SGD"] * 40)
    assert gathering(frame, both, "lr").everywhere == 0.5


def test_an_end_that_cannot_be_is_said_in_one_sentence():
    assert interval_problem(between(0.03, 0.01), "lr") == (
        "lr: the lower bound 0.03 is above the upper 0.01; swap them."
    )
    assert interval_problem(between(0.03, 0.01), "batch_size") is None


CORNERS = [(0.02, 32), (0.02, 48), (0.05, 32), (0.05, 48)]
PAIR = between(0.01, 0.03).with_range("params_batch_size", 30, 40)


def corners(medians):
    """Twenty trials in each corner of two parameters, spread by 0.4 around its median."""
    around = np.linspace(-0.2, 0.2, 20)
    values = np.concatenate([median + around for median in medians])
    lr, batch = zip(*[corner for corner in CORNERS for _ in around], strict=True)
    return trials(values, lr=lr, batch_size=batch)


@pytest.mark.parametrize(
    ("medians", "verdict", "begins"),
    [
        ((3, 5, 5, 9), "agree", "They agree: lr and batch_size are good together"),
        ((5, 3, 3, 9), "disagree", "They disagree: where both are kept it is worse"),
        ((5, 5, 5, 9), "cannot tell", "Within noise: these trials do not tell the two apart."),
    ],
)
def test_two_intervals_agree_where_both_together_beat_either_alone(medians, verdict, begins):
    found = pair_check(corners(medians), PAIR, "lr", "batch_size")
    assert (found.in_both, found.in_one) == (20, 40)
    assert found.verdict == verdict
    assert found.sentence.startswith(begins)
    assert f"The 20 trials in both intervals have a median of {medians[0]:.2f} USD" in (
        found.sentence
    )
    assert f"the 40 in only one of them {medians[1]:.2f} USD" in found.sentence


def test_fewer_than_six_trials_on_a_side_say_nothing():
    frame = corners((3, 5, 5, 9))
    few = frame.drop(index=range(20, 55))  # 5 trials are left in only one of the intervals
    found = pair_check(few, PAIR, "lr", "batch_size")
    assert (found.in_both, found.in_one, found.verdict) == (20, 5, "too few")
    assert "with fewer than 6 on a side nothing can be said" in found.sentence
    six = frame.drop(index=range(20, 54))
    assert pair_check(six, PAIR, "lr", "batch_size").verdict == "agree"


def test_a_pair_without_two_intervals_says_what_is_missing():
    found = pair_check(corners((3, 5, 5, 9)), between(0.01, 0.03), "lr", "batch_size")
    assert found.verdict == "no interval"
    assert found.sentence == (
        "Whether two intervals agree can be asked once both leave something out: batch_size keeps "
        "its whole range."
    )
    neither = pair_check(corners((3, 5, 5, 9)), Selection(), "lr", "batch_size")
    assert neither.sentence.endswith("lr and batch_size keep their whole ranges.")


def test_trials_that_lack_one_of_the_two_are_left_out():
    frame = corners((3, 5, 5, 9))
    frame.loc[:9, "params_batch_size"] = np.nan
    found = pair_check(frame, PAIR, "lr", "batch_size")
    assert (found.in_both, found.in_one) == (10, 40)
