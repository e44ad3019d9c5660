"""What is true of every sampler: a new record is held to it without a line here."""

import dataclasses
import logging
import math
from collections.abc import Callable, Iterator
from typing import Any

import optuna
import pytest
from optuna.trial import TrialState

from dctaxi.plots import LOOKS
from dctaxi.records import TrialSpec
from dctaxi.samplers import SAMPLERS, STARTUP_TRIALS, Sampler, make_sampler
from dctaxi.space import PRESETS, SearchSpace

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

WORTH_A_LINE = "greenlet"
"""That GP would be faster with this package is worth a line on the terminal."""


def every_sampler() -> list[Any]:
    """Return the records; what takes long to ask is tested with what takes long."""
    return [
        pytest.param(
            each, id=each.id, marks=[pytest.mark.slow] if each.ask_s.after(20) > 0.1 else []
        )
        for each in SAMPLERS.values()
    ]


def value_of(spec: TrialSpec) -> float:
    return abs(math.log(spec.lr / 0.01)) + spec.batch_size / 1024


def search(
    sampler: Sampler,
    space: SearchSpace,
    *,
    seed: int = 3,
    value: Callable[[TrialSpec], float] = value_of,
) -> optuna.Study:
    """Ask in rounds of four with a sampler for each, as studies do; every ninth trial fails."""
    study = optuna.create_study()
    while len(study.trials) < STARTUP_TRIALS + 6:
        number = len(study.trials)
        study.sampler = make_sampler(sampler.id, seed=seed, round_seed=seed + number)
        size = 1 if sampler.begins_with_one and not number else 4
        for trial in [study.ask() for _ in range(size)]:
            spec = space.suggest(trial)
            if trial.number % 9 == 8:
                study.tell(trial, state=TrialState.FAIL)
            else:
                study.tell(trial, value(spec))
    return study


def table_of(study: optuna.Study) -> list[dict[str, object]]:
    return [trial.params for trial in study.trials]


class Heard(logging.Handler):
    """Keeps what Optuna warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture(scope="class")
def heard() -> Iterator[Heard]:
    handler = Heard()
    logging.getLogger("optuna").addHandler(handler)
    yield handler
    logging.getLogger("optuna").removeHandler(handler)


@pytest.fixture(scope="class")
def study(sampler: Sampler, space: SearchSpace, heard: Heard) -> optuna.Study:
    del heard  # hears what is said from now on
    return search(sampler, space)


@pytest.mark.parametrize("space", [p.space for p in PRESETS.values()], ids=PRESETS, scope="class")
@pytest.mark.parametrize("sampler", every_sampler(), scope="class")
class TestEverySamplerInEveryPreset:
    def test_every_trial_that_it_asks_for_is_one_of_the_space(
        self, study: optuna.Study, space: SearchSpace
    ) -> None:
        assert len(study.trials) >= STARTUP_TRIALS + 6
        for trial in study.trials:
            assert space.contains(trial.params)
            space.spec_of(trial.params)

    def test_a_layers_width_is_asked_for_where_there_is_that_layer_only(
        self, study: optuna.Study, space: SearchSpace
    ) -> None:
        for trial in study.trials:
            layers = len(space.spec_of(trial.params).num_hidden_neurons)
            widths = [f"num_hidden_layer_{layer}_neurons" for layer in range(layers)]
            asked = [name for name in trial.params if name.startswith("num_hidden_layer_")]
            assert asked == [name for name in widths if name in space.distributions()]

    def test_the_same_seed_makes_the_same_table_and_another_seed_another(
        self, study: optuna.Study, sampler: Sampler, space: SearchSpace
    ) -> None:
        assert table_of(search(sampler, space)) == table_of(study)
        assert table_of(search(sampler, space, seed=4)) != table_of(study)

    def test_results_change_what_it_asks_for_if_it_learns_and_only_then(
        self, study: optuna.Study, sampler: Sampler, space: SearchSpace
    ) -> None:
        turned = search(sampler, space, value=lambda spec: -value_of(spec))
        assert (table_of(turned) != table_of(study)) == sampler.learns

    def test_it_draws_parameters_together_unless_one_by_one(
        self, study: optuna.Study, sampler: Sampler
    ) -> None:
        asking = make_sampler(sampler.id, seed=3)
        trial = study.trials[-1]
        together = asking.infer_relative_search_space(study, trial)
        assert (not together) == sampler.one_by_one

    def test_it_warns_of_nothing(self, study: optuna.Study, heard: Heard) -> None:
        assert study.trials
        assert [message for message in heard.messages if WORTH_A_LINE not in message] == []


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
class TestEveryRecord:
    def test_it_stands_under_its_id(self, sampler: Sampler) -> None:
        assert SAMPLERS[sampler.id] is sampler

    def test_it_says_what_it_is_called_and_how_it_chooses(self, sampler: Sampler) -> None:
        assert sampler.label.label
        assert sampler.label.help.endswith(".")

    def test_it_has_a_cost_and_a_round(self, sampler: Sampler) -> None:
        assert sampler.ask_s.after(100) > 0
        assert sampler.round_size >= 1

    def test_it_has_a_colour_of_its_own_in_every_look(self, sampler: Sampler) -> None:
        others = [other for other in SAMPLERS.values() if other is not sampler]
        for look in LOOKS.values():
            colours = [getattr(look, other.colour) for other in others]
            assert getattr(look, sampler.colour) not in colours

    @pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Sampler)])
    def test_it_cannot_be_made_without_one_of_its_facts(self, sampler: Sampler, field: str) -> None:
        facts = {f.name: getattr(sampler, f.name) for f in dataclasses.fields(Sampler)}
        del facts[field]
        with pytest.raises(TypeError, match=field):
            Sampler(**facts)
