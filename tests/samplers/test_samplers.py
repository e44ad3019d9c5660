import logging

import optuna
import pytest

from dctaxi.errors import StudyError
from dctaxi.samplers import samplers
from dctaxi.samplers.gp import MAX_GRID, BoundedGPSampler
from dctaxi.samplers.samplers import SAMPLERS, available_samplers, make_sampler
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

CHAPTER = PRESETS["chapter"].space


def search(sampler: optuna.samplers.BaseSampler, space: SearchSpace, rounds: int) -> optuna.Study:
    """Ask in rounds of four, as studies do, and answer with something that depends on lr."""
    study = optuna.create_study(sampler=sampler)
    for _ in range(rounds):
        trials = [study.ask() for _ in range(4)]
        for trial in trials:
            spec = space.suggest(trial)
            assert space.contains(trial.params)
            study.tell(trial, spec.lr * spec.batch_size)
    return study


SLOW_TO_ASK = {"gp": [pytest.mark.slow]}


@pytest.mark.parametrize(
    "sampler_id", [pytest.param(s, marks=SLOW_TO_ASK.get(s, ())) for s in SAMPLERS]
)
def test_searches_the_chapters_space_without_a_warning(
    sampler_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    optuna.logging.enable_propagation()
    try:
        with caplog.at_level(logging.WARNING, "optuna"):
            study = search(make_sampler(sampler_id, seed=3), CHAPTER, rounds=4)
    finally:
        optuna.logging.disable_propagation()
    assert len(study.trials) == 16
    # That GP would be faster with another package is worth a line on the terminal.
    assert [r.message for r in caplog.records if "greenlet" not in r.message] == []


@pytest.mark.parametrize("sampler_id", [s for s in SAMPLERS if s != "gp"])
def test_the_same_seed_makes_the_same_trials(sampler_id: str) -> None:
    first, second = (
        [t.params for t in search(make_sampler(sampler_id, seed=5), CHAPTER, rounds=4).trials]
        for _ in range(2)
    )
    assert first == second


def test_as_printed_is_the_univariate_tpe_of_the_chapter() -> None:
    printed = optuna.samplers.TPESampler(seed=42, multivariate=False, constant_liar=False)

    def params(sampler: optuna.samplers.BaseSampler) -> list[dict[str, object]]:
        study = optuna.create_study(sampler=sampler)
        study.optimize(lambda trial: CHAPTER.suggest(trial).lr, n_trials=15)
        return [trial.params for trial in study.trials]

    asked = params(printed)
    assert params(make_sampler("tpe", seed=42, as_printed=True)) == asked
    assert params(make_sampler("tpe", seed=42)) != asked


def test_the_gaussian_process_leaves_long_ranges_to_another_sampler() -> None:
    # Optuna's own would list all 2^31 seeds of the chapter's space: 17 GB.
    study = search(optuna.samplers.RandomSampler(seed=0), CHAPTER, rounds=1)
    trial = study.ask()
    frozen = study._storage.get_trial(trial._trial_id)
    kept = BoundedGPSampler(seed=0).infer_relative_search_space(study, frozen)
    assert "seed" not in kept
    assert {"lr", "batch_size", "optimizer", "max_batches"} <= set(kept)
    assert all(d.high - d.low <= MAX_GRID for d in kept.values() if hasattr(d, "high"))


def test_hides_a_sampler_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samplers.importlib.util, "find_spec", lambda name: name != "cmaes" or None)
    assert available_samplers() == ("tpe", "random", "qmc", "gp")
    assert SAMPLERS["cmaes"].missing_package == "cmaes"
    with pytest.raises(StudyError, match="needs the package cmaes"):
        make_sampler("cmaes", seed=0)


@pytest.mark.parametrize(
    ("sampler_id", "seed", "as_printed", "words"),
    [
        ("bayes", 0, False, "tpe, random, qmc, gp, cmaes"),
        ("tpe", -1, False, "seed"),
        ("tpe", 2**32, False, "seed"),
        ("tpe", True, False, "seed"),
        ("random", 0, True, "As printed"),
    ],
)
def test_refuses_what_it_cannot_make(sampler_id, seed, as_printed, words: str) -> None:
    with pytest.raises(StudyError, match=words):
        make_sampler(sampler_id, seed=seed, as_printed=as_printed)
