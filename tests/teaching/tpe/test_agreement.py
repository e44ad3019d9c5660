"""Optuna is asked what it does, whatever its version is called."""

import optuna
import pytest
from optuna.samplers import TPESampler

from dctaxi.errors import StudyError
from dctaxi.teaching.tpe import agreement
from dctaxi.teaching.tpe.agreement import check_agreement
from dctaxi.teaching.tpe.parzen import CategoryKernels, Kernels


@pytest.fixture(autouse=True)
def looked_at_anew():
    agreement._agrees.cache_clear()
    yield
    agreement._agrees.cache_clear()


def test_the_installed_optuna_does_what_is_shown() -> None:
    check_agreement()


def test_the_name_of_a_version_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optuna, "__version__", "5.9.1")
    check_agreement()


def refused(sentence: str = "does not give the numbers") -> None:
    with pytest.raises(StudyError, match=sentence):
        check_agreement()


def test_refuses_a_sampler_without_the_places_that_are_listened_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(optuna, "__version__", "5.9.1")
    monkeypatch.delattr(TPESampler, "_build_parzen_estimator")
    refused(r"with this Optuna, 5\.9\.1: .* Optuna 5\.0\.0 does\.")


@pytest.mark.parametrize(("kernels", "method"), [(Kernels, "density"), (Kernels, "probability"),
                                                 (CategoryKernels, "likelihood")])  # fmt: skip
def test_refuses_densities_that_are_not_optunas(
    kernels: type, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = getattr(kernels, method)
    monkeypatch.setattr(kernels, method, lambda *arguments: own(*arguments) ** 1.01)
    refused()


def test_refuses_a_sampler_that_takes_another_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(samples, _scores):
        return {name: values[0].item() for name, values in samples.items()}

    monkeypatch.setattr(TPESampler, "_compare", staticmethod(first))
    refused()


def test_refuses_a_sampler_that_leaves_running_trials_out(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = TPESampler.__init__
    monkeypatch.setattr(
        TPESampler, "__init__", lambda self, **options: whole(self, constant_liar=False, **options)
    )
    refused()


def test_refuses_a_sampler_that_asks_otherwise_when_it_is_listened_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listen = agreement.listen

    def disturbing(sampler):
        heard = listen(sampler)
        sampler._rng.rng.random_sample()
        sampler._random_sampler._rng.rng.random_sample()
        return heard

    monkeypatch.setattr(agreement, "listen", disturbing)
    refused()
