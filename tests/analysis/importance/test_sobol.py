from itertools import combinations

import numpy as np
import pytest
from scipy.stats import sobol_indices as scipys_indices

from dctaxi.analysis.importance import sobol_indices
from dctaxi.analysis.importance.sobol_estimators import Shares, shares_of, terms_of
from dctaxi.data import SampleSource
from dctaxi.populations import SENSITIVITIES, SensitivityPlan, train
from tests.analysis.importance import known_functions as known
from tests.fake_engine import FakeEngine

SOURCE = SampleSource(rows=60)


def trained(workspace, value, space=known.CONTINUOUS, samples=1024, **options):
    engine = FakeEngine(value=value, **options)
    plan = SensitivityPlan(space, samples=samples, source=SOURCE)
    return train(plan, SENSITIVITIES, workspace, engine=engine)


@pytest.mark.parametrize(
    ("value", "first", "total"),
    [
        (known.ishigami, known.ISHIGAMI_FIRST, known.ISHIGAMI_TOTAL),
        (known.g_function, known.G_FIRST, known.G_TOTAL),
    ],
)
def test_known_functions_have_their_indices(workspace, value, first, total):
    result = sobol_indices(trained(workspace, value), "usd")
    assert (result.samples, result.unfinished, result.reason) == (1024, 0, "")
    for one in result.indices:
        assert one.first.value == pytest.approx(first[one.name], abs=0.03)
        assert one.total.value == pytest.approx(total[one.name], abs=0.03)
        assert one.first.low <= one.first.value <= one.first.high


def test_a_pair_is_found_and_what_has_no_effect_matters_not(workspace):
    result = sobol_indices(trained(workspace, known.ishigami), "usd")
    pair, others = result.pairs[0], result.pairs[1:]
    names, truth = known.ISHIGAMI_PAIR
    assert frozenset(pair.names) == names
    assert pair.told
    assert pair.share.low <= truth <= pair.share.high
    assert not any(other.told for other in others)
    assert {one.name for one in result.indices if one.matters} == set(known.INPUTS) - {"seed"}
    assert result.luck is not None
    assert result.luck.total.value == 0


def test_luck_is_what_the_seed_does_in_all_and_beyond_it_is_the_mean_over_seeds(workspace):
    result = sobol_indices(trained(workspace, known.g_function), "usd")
    assert result.luck is not None
    assert result.luck.total.low <= known.G_TOTAL["seed"] <= result.luck.total.high
    for one in result.indices:
        if one.beyond_luck is not None:
            assert one.beyond_luck.value == pytest.approx(known.G_BEYOND_LUCK[one.name], abs=0.03)


def test_a_small_space_agrees_with_all_its_trainings(workspace):
    names, whole = known.brute_force(known.scattered)
    deep = whole.take([1], axis=names.index("num_layers"))  # the second layer is there
    result = sobol_indices(trained(workspace, known.scattered, known.SMALL), "usd")
    everything, seed = range(len(names)), names.index("seed")
    assert {one.name for one in result.indices} == set(names)
    assert result.trainings <= whole.size
    for one in result.indices:
        at = names.index(one.name)
        table = deep if one.name in result.conditional else whole
        rest = [place for place in everything if place != at]
        assert one.first.value == pytest.approx(known.closed(table, [at]), abs=0.04)
        assert one.total.value == pytest.approx(1 - known.closed(table, rest), abs=0.06)
        if one.beyond_luck is not None:
            free = [place for place in rest if place != seed]
            of_means = known.closed(table, [*free, at]) - known.closed(table, free)
            assert one.beyond_luck.value == pytest.approx(of_means, abs=0.06)
    for pair in result.pairs:
        one, other = (names.index(name) for name in pair.names)
        table = deep if set(pair.names) & set(result.conditional) else whole
        truth = known.closed(table, [one, other]) - sum(
            known.closed(table, [i]) for i in (one, other)
        )
        assert pair.share.value == pytest.approx(truth, abs=0.05)
    assert result.conditional == ("num_hidden_layer_1_neurons",)


def test_the_estimators_agree_with_scipys_on_the_same_points():
    def function(x):
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    rng = np.random.default_rng(0)
    a, b = rng.uniform(-np.pi, np.pi, (2, 2**15, 3))
    values = np.empty((2**15, 2, 4))
    for k, (own, other) in enumerate(((a, b), (b, a))):
        values[:, k, 0] = function(own.T)
        for i in range(3):
            exchanged = own.copy()
            exchanged[:, i] = other[:, i]
            values[:, k, 1 + i] = function(exchanged.T)
    terms = terms_of(values)
    theirs = scipys_indices(
        func={
            "f_A": values[:, 0, 0], "f_B": values[:, 1, 0], "f_AB": values[:, 0, 1:].T[:, None]
        },
        n=2**15,
    )  # fmt: skip
    first, total = (shares_of(one, terms.variance).value for one in (terms.first, terms.total))
    assert first == pytest.approx(np.clip(theirs.first_order, 0, 1), abs=0.02)
    assert total == pytest.approx(theirs.total_order, abs=0.02)


def test_by_rank_a_training_without_result_is_the_last_and_by_error_the_worst(workspace):
    def hopeless(spec):
        return spec.lr > 1.9

    found = trained(workspace, known.g_function, samples=256, diverges=hopeless)
    ranks, usd = sobol_indices(found), sobol_indices(found, "usd")
    share_of_all = ranks.unfinished / ranks.trainings
    assert share_of_all == pytest.approx(0.1, abs=0.02)
    assert usd.unfinished == ranks.unfinished
    by_name = {one.name: one for one in ranks.indices}
    assert by_name["lr"].first.value > 0.4
    assert ranks.to_json()["scale"] == "ranks"


def test_ranks_are_the_same_whatever_the_errors_are_called(workspace):
    def exploding(spec, step):
        return float(np.exp(4 * known.g_function(spec, step)))

    plain = sobol_indices(trained(workspace, known.g_function, samples=256))
    plan = SensitivityPlan(known.CONTINUOUS, samples=256, source=SOURCE, seed=0, title="other")
    SENSITIVITIES.delete(plan.key, workspace)
    again = sobol_indices(trained(workspace, exploding, samples=256))
    assert [one.name for one in again.indices] == [one.name for one in plain.indices]
    for one, other in zip(again.indices, plain.indices, strict=True):
        assert one.total == pytest.approx(other.total)


def test_a_stopped_run_answers_from_the_base_samples_that_are_whole(workspace):
    engine = FakeEngine(value=known.g_function)
    plan = SensitivityPlan(known.CONTINUOUS, samples=256, source=SOURCE)
    half = train(
        plan, SENSITIVITIES, workspace, engine=engine,
        should_stop=lambda: len(engine.trained) >= 1300,
    )  # fmt: skip
    result = sobol_indices(half)
    assert not half.complete
    assert result.samples == 1300 // 10
    assert result.indices


def test_what_says_nothing_has_a_reason(workspace):
    engine = FakeEngine(value=known.g_function)
    plan = SensitivityPlan(known.CONTINUOUS, samples=256, source=SOURCE)
    few = train(
        plan, SENSITIVITIES, workspace, engine=engine,
        should_stop=lambda: len(engine.trained) >= 50,
    )  # fmt: skip
    assert "train the rest" in sobol_indices(few).reason
    SENSITIVITIES.delete(few.id, workspace)
    same = trained(workspace, lambda _spec, _step: 5.0, samples=256)
    assert "same result" in sobol_indices(same).reason
    SENSITIVITIES.delete(same.id, workspace)
    none = trained(workspace, known.g_function, samples=256, diverges=lambda _spec: True)
    assert "No training finished" in sobol_indices(none).reason
    assert sobol_indices(none).to_json()["parameters"] == []


def _held(shares: Shares, truth) -> np.ndarray:
    return (shares.low <= truth + 1e-9) & (truth <= shares.high + 1e-9)


@pytest.mark.calibration
@pytest.mark.parametrize("exchanged", ["sobol", "random"])
def test_intervals_hold_the_true_indices_in_95_of_a_hundred_draws(exchanged, cases, rate):
    """Ishigami's function: first, total and pairs, of 1,024 base samples."""
    from scipy.stats import qmc

    names = known.INPUTS[:3]
    first = np.array([known.ISHIGAMI_FIRST[name] for name in names])
    total = np.array([known.ISHIGAMI_TOTAL[name] for name in names])
    together = np.zeros((3, 3))
    together[0, 2] = together[2, 0] = known.ISHIGAMI_PAIR[1]
    pairs = np.triu_indices(3, 1)
    held = {"first": np.zeros(3), "total": np.zeros(3), "together": np.zeros(3)}
    n = cases(1000)
    for seed in range(n):
        points = (
            qmc.Sobol(6, rng=seed).random_base2(10)
            if exchanged == "sobol"
            else np.random.default_rng(seed).random((1024, 6))
        )
        halves = np.stack(np.split(points, 2, axis=1), axis=1)
        x = np.repeat(halves[:, :, None], 4, axis=2)
        for i in range(3):
            x[:, :, 1 + i, i] = halves[:, ::-1, i]
        one, two, three = np.moveaxis(np.pi * (2 * x - 1), -1, 0)
        terms = terms_of(np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one))
        held["first"] += _held(shares_of(terms.first, terms.variance), first)
        held["total"] += _held(shares_of(terms.total, terms.variance), total)
        shares = shares_of(terms.together, terms.variance)
        held["together"] += _held(shares, together)[pairs]
    for what, counts in held.items():
        for place, count in enumerate(counts.astype(int)):
            told = f"{exchanged}, index {what} {place}: in its interval"
            assert rate(told, int(count), n).at_least(0.93)


@pytest.mark.calibration
def test_intervals_of_ranks_hold_the_indices_of_much_larger_draws(workspace, cases, rate):
    """The g-function with luck as its fourth input, drawn anew with 256 samples."""
    plans = [
        SensitivityPlan(known.CONTINUOUS, samples=256, source=SOURCE, seed=seed)
        for seed in range(cases(100))
    ]
    samples = max(2048, cases(8192))
    large = SensitivityPlan(known.CONTINUOUS, samples=samples, source=SOURCE, seed=1000)
    engine = FakeEngine(value=known.g_function)
    truth = {
        one.name: one for one in
        sobol_indices(train(large, SENSITIVITIES, workspace, engine=engine)).indices
    }  # fmt: skip
    held = total = 0
    for plan in plans:
        for one in sobol_indices(train(plan, SENSITIVITIES, workspace, engine=engine)).indices:
            for found, true in (
                (one.first, truth[one.name].first),
                (one.total, truth[one.name].total),
                (one.beyond_luck, truth[one.name].beyond_luck),
            ):
                if found is not None and true is not None:
                    total += 1
                    held += found.low <= true.value <= found.high
    assert rate("indices of ranks in their intervals", held, total).at_least(0.93)


@pytest.mark.calibration
def test_of_what_does_nothing_hardly_anything_is_told(workspace, cases, rate):
    """Luck alone: draws in each of which neither three inputs nor six pairs do anything."""

    def luck(spec, _step):
        return hash((hash(spec), "mixed")) % 2**32 / 2**32

    n, told, pairs = max(40, cases(100)), 0, 0
    for seed in range(n):
        plan = SensitivityPlan(known.CONTINUOUS, samples=256, source=SOURCE, seed=seed)
        found = train(plan, SENSITIVITIES, workspace, engine=FakeEngine(value=luck))
        result = sobol_indices(found)
        told += any(one.matters for one in result.indices if one.beyond_luck is not None)
        pairs += any(pair.told for pair in result.pairs if "seed" not in pair.names)
    # The lower end of Wilson's interval for 9 of 100 is below 5 %, for 10 above.
    assert rate("luck alone: an input is told", told, n).at_most(0.09)
    assert rate("luck alone: a pair is told", pairs, n).at_most(0.09)


def test_pairs_are_all_there_once(workspace):
    result = sobol_indices(trained(workspace, known.g_function, samples=256))
    assert {frozenset(pair.names) for pair in result.pairs} == {
        frozenset(names) for names in combinations(known.INPUTS, 2)
    }
