from hypothesis import given
from hypothesis import strategies as st

from dctaxi.samplers import LATE
from dctaxi.space import PRESETS
from dctaxi.study.asking.round_sampler import (
    SPREAD_ROUND,
    RoundSampler,
    auto_round_size,
    round_seed,
    rounds_of,
    spreading_note,
)
from dctaxi.study.plan import StudyPlan, as_printed

SEEDS = st.integers(0, 2**32 - 1)


def plan_of(**changes) -> StudyPlan:
    return StudyPlan("study", PRESETS["chapter"].space, **changes)


@given(SEEDS)
def test_the_first_round_has_the_studys_own_seed(seed):
    assert round_seed(seed, 0) == seed


@given(SEEDS, st.lists(st.integers(1, 10**5), min_size=2, max_size=20, unique=True))
def test_later_rounds_have_seeds_of_their_own(seed, counts):
    seeds = [round_seed(seed, count) for count in counts]

    assert len(set(seeds)) == len(counts)
    assert all(0 <= s < 2**32 for s in seeds)


def test_as_printed_keeps_one_sampler_for_the_whole_run():
    samplers = RoundSampler(as_printed(plan_of()))

    assert samplers.for_round(0) is samplers.for_round(1)


def test_as_printed_is_one_at_a_time_whatever_the_engine():
    assert auto_round_size(as_printed(plan_of()), "fused", trials_so_far=5) == 1


def test_the_plans_round_size_wins_over_the_automatic_one():
    assert auto_round_size(plan_of(round_size=33), "lightning", trials_so_far=0) == 33


def test_a_search_that_knows_much_asks_for_more_at_once():
    sizes = [
        auto_round_size(plan_of(asker=asker), "fused", trials_so_far=trials)
        for asker in ("rustuna", "optuna")
        for trials in (LATE - 1, LATE)
    ]
    assert sizes == [10, 20, 10, 10]
    assert auto_round_size(plan_of(asker="rustuna"), "lightning", trials_so_far=LATE) == 1


@given(st.integers(0, 700), st.integers(1, 700))
def test_rounds_are_counted_as_they_are_run(first, trials):
    plan, known, rounds = plan_of(asker="rustuna"), first, 0.0
    while known < first + trials:
        size = auto_round_size(plan, "fused", trials_so_far=known)
        rounds += 1
        known += size
    counted = rounds_of(plan, "fused", first=first, trials=trials)
    assert rounds - 2 <= counted <= rounds + 1


def test_qmc_begins_with_one_trial_that_says_what_the_sequence_covers():
    plan = plan_of(sampler="qmc", round_size=33)

    assert auto_round_size(plan, "fused", trials_so_far=0) == 1
    assert auto_round_size(plan, "fused", trials_so_far=1) == 33


def test_on_several_machines_rounds_are_large_where_a_sampler_learns_nothing():
    sizes = {
        sampler: auto_round_size(plan_of(sampler=sampler), "ray", trials_so_far=1)
        for sampler in ("random", "qmc", "tpe")
    }
    assert sizes == {"random": SPREAD_ROUND, "qmc": SPREAD_ROUND, "tpe": 10}


def test_a_search_that_gains_nothing_by_machines_is_told_so():
    assert "gains nothing" in spreading_note("tpe", "ray")
    assert spreading_note("random", "ray") == spreading_note("tpe", "fused") == ""
