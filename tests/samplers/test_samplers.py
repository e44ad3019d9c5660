import optuna
import pytest

from dctaxi.errors import StudyError
from dctaxi.samplers import SAMPLERS, STARTUP_TRIALS, available_samplers, make_sampler, sampler
from dctaxi.samplers.gp import MAX_GRID, BoundedGPSampler
from dctaxi.space import PRESETS

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

CHAPTER = PRESETS["chapter"].space


def test_as_printed_is_the_univariate_tpe_of_the_chapter() -> None:
    printed = optuna.samplers.TPESampler(seed=42, multivariate=False, constant_liar=False)

    def params(sampler: optuna.samplers.BaseSampler) -> list[dict[str, object]]:
        study = optuna.create_study(sampler=sampler)
        study.optimize(lambda trial: CHAPTER.suggest(trial).lr, n_trials=15)
        return [trial.params for trial in study.trials]

    asked = params(printed)
    assert params(make_sampler("tpe", seed=42, as_printed=True)) == asked
    assert params(make_sampler("tpe", seed=42)) != asked


def test_as_many_trials_are_drawn_at_random_as_optuna_says() -> None:
    for one in (optuna.samplers.TPESampler(), optuna.samplers.GPSampler()):
        assert one._n_startup_trials == STARTUP_TRIALS


def test_the_gaussian_process_leaves_long_ranges_to_another_sampler() -> None:
    # Optuna's own would list all 2^31 seeds of the chapter's space: 17 GB.
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    study.optimize(lambda trial: CHAPTER.suggest(trial).lr, n_trials=4)
    trial = study.ask()
    frozen = study._storage.get_trial(trial._trial_id)
    kept = BoundedGPSampler(seed=0).infer_relative_search_space(study, frozen)
    assert "seed" not in kept
    assert {"lr", "batch_size", "optimizer", "max_batches"} <= set(kept)
    assert all(d.high - d.low <= MAX_GRID for d in kept.values() if hasattr(d, "high"))


def test_hides_a_sampler_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler.importlib.util, "find_spec", lambda name: name != "cmaes" or None)
    assert available_samplers() == tuple(name for name in SAMPLERS if name != "cmaes")
    assert SAMPLERS["cmaes"].missing_package == "cmaes"
    with pytest.raises(StudyError, match="needs the package cmaes"):
        make_sampler("cmaes", seed=0)


@pytest.mark.parametrize(
    ("sampler_id", "seed", "as_printed", "words"),
    [
        ("bayes", 0, False, ", ".join(SAMPLERS)),
        ("tpe", -1, False, "seed"),
        ("tpe", 2**32, False, "seed"),
        ("tpe", True, False, "seed"),
        ("random", 0, True, "As printed"),
    ],
)
def test_refuses_what_it_cannot_make(sampler_id, seed, as_printed, words: str) -> None:
    with pytest.raises(StudyError, match=words):
        make_sampler(sampler_id, seed=seed, as_printed=as_printed)
