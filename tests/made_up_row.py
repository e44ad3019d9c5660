"""What follows from a row of the table, walked in a copy of the program that has one more.

A program of its own, since modules read the table when they are imported: run by
``test_recipe_hyperparameter`` in a copy whose table knows ``dampening``. Nothing else was changed.
"""

from __future__ import annotations

import json
import sys

from dctaxi import glossary, labels
from dctaxi.errors import HyperparameterError, SpaceError
from dctaxi.populations import PopulationPlan
from dctaxi.space import (
    PRESETS,
    Fixed,
    FloatRange,
    describe_space,
    draw_specs,
    narrow_by_texts,
    space_from_json,
    space_from_link,
    suggest_source,
)
from dctaxi.teaching.lessons.controls import CONTROLS
from dctaxi.training.fused.population import MEMBER, population_of, spec_of_member
from dctaxi.training.hyperparameters import (
    hyperparameters,
    parameters_of,
    parse_hyperparameters,
)
from pages.components.search import parameter_form

CHAPTER = PRESETS["chapter"].space
SEARCHED = CHAPTER.replace("dampening", FloatRange(0.5, 0.99))


def refused(error: type[Exception], call: object, *arguments: object) -> str:
    try:
        call(*arguments)  # type: ignore[operator]
    except error as refusal:
        return str(refusal)
    raise AssertionError(f"{arguments} were taken")


def main(link: str) -> None:
    old = space_from_link(link)
    assert old["dampening"] == CHAPTER["dampening"] == Fixed(0.9)
    assert "dampening" not in CHAPTER.to_json()["parameters"]

    form = parameter_form.form_of("dampening", CHAPTER["dampening"])
    assert (form["searched"], form["fixed"], form["low"], form["high"]) == (False, 0.9, 0.5, 0.99)
    assert parameter_form.dimension_of("dampening", form | {"searched": True}) == FloatRange(
        0.5, 0.99
    )

    said = refused(SpaceError, CHAPTER.replace, "dampening", Fixed(1.5))
    assert said == "dampening.value: expected a finite number of at least 0 and at most 1, got 1.5."
    spec = draw_specs(CHAPTER.replace("optimizer", Fixed("SGD")), 1, 0)[0]
    configuration = {**hyperparameters(spec, 8), "dampening": "0.25"}
    assert parse_hyperparameters(configuration).dampening == 0.25  # type: ignore[attr-defined]
    said = refused(HyperparameterError, parse_hyperparameters, configuration | {"dampening": -1})
    assert "dampening must be a finite number of at least 0 and at most 1, but is -1" in said
    said = refused(
        HyperparameterError, parse_hyperparameters, configuration | {"optimizer": "Adam"}
    )
    assert said == "dampening exists only where optimizer is SGD; leave it out."
    del configuration["dampening"]
    assert parse_hyperparameters(configuration).dampening == 0.9  # type: ignore[attr-defined]

    assert space_from_json(json.loads(json.dumps(SEARCHED.to_json()))) == SEARCHED
    specs = draw_specs(SEARCHED, 64, 0)
    drawn = [spec.dampening for spec in specs if spec.optimizer == "SGD"]  # type: ignore[attr-defined]
    assert 10 < len(set(drawn)) == len(drawn) < 54
    assert all(0.5 <= value <= 0.99 for value in drawn)
    others = [spec for spec in specs if spec.optimizer == "Adam"]
    assert {spec.dampening for spec in others} == {0.9}  # type: ignore[attr-defined]
    assert "dampening" not in parameters_of(others[0])
    assert list(SEARCHED.distributions())[-1] == "dampening"

    assert "dampening 0.5\N{EN DASH}0.99 where optimizer is SGD" in describe_space(SEARCHED)
    assert "dampening" not in describe_space(CHAPTER)
    asked = 'dampening = trial.suggest_float("dampening", 0.5, 0.99) if optimizer == "SGD" else 0.9'
    assert asked in suggest_source(SEARCHED)
    assert '"dampening": dampening,' in suggest_source(SEARCHED)
    assert "dampening" not in suggest_source(CHAPTER)
    assert narrow_by_texts(SEARCHED, ["dampening=0.6:0.7"])["dampening"] == FloatRange(0.6, 0.7)

    assert "params_dampening" in PopulationPlan(SEARCHED, 4).frame_columns()
    assert labels.parameter_label("dampening").label == "Dampening"
    assert "dampening" in glossary.GLOSSARY
    assert {"dampening"} < set(CONTROLS["new"]) & set(CONTROLS["whatif"])

    assert MEMBER.names is not None
    assert "dampening" in MEMBER.names
    population = population_of(specs, 8)
    assert tuple(spec_of_member(population, number) for number in range(64)) == specs


if __name__ == "__main__":
    main(sys.argv[1])
