"""What follows from a row of the table, walked in a copy of the program that has one more.

A program of its own, since modules read the table when they are imported: run by
``test_recipe_hyperparameter`` in a copy whose table knows ``momentum``. Nothing else was changed.
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
from dctaxi.training.hyperparameters import hyperparameters, parse_hyperparameters
from pages.components.search import parameter_form

CHAPTER = PRESETS["chapter"].space
SEARCHED = CHAPTER.replace("momentum", FloatRange(0.5, 0.99))


def refused(error: type[Exception], call: object, *arguments: object) -> str:
    try:
        call(*arguments)  # type: ignore[operator]
    except error as refusal:
        return str(refusal)
    raise AssertionError(f"{arguments} were taken")


def main(link: str) -> None:
    old = space_from_link(link)
    assert old["momentum"] == CHAPTER["momentum"] == Fixed(0.9)
    assert "momentum" not in CHAPTER.to_json()["parameters"]

    form = parameter_form.form_of("momentum", CHAPTER["momentum"])
    assert (form["searched"], form["fixed"], form["low"], form["high"]) == (False, 0.9, 0.5, 0.99)
    assert parameter_form.dimension_of("momentum", form | {"searched": True}) == FloatRange(
        0.5, 0.99
    )

    said = refused(SpaceError, CHAPTER.replace, "momentum", Fixed(1.5))
    assert said == "momentum.value: expected a finite number of at least 0 and at most 1, got 1.5."
    configuration = {**hyperparameters(draw_specs(CHAPTER, 1, 0)[0], 8), "momentum": "0.25"}
    assert parse_hyperparameters(configuration).momentum == 0.25  # type: ignore[attr-defined]
    said = refused(HyperparameterError, parse_hyperparameters, configuration | {"momentum": -1})
    assert "momentum must be a finite number of at least 0 and at most 1, but is -1" in said
    del configuration["momentum"]
    assert parse_hyperparameters(configuration).momentum == 0.9  # type: ignore[attr-defined]

    assert space_from_json(json.loads(json.dumps(SEARCHED.to_json()))) == SEARCHED
    specs = draw_specs(SEARCHED, 64, 0)
    drawn = {spec.momentum for spec in specs}  # type: ignore[attr-defined]
    assert len(drawn) == 64
    assert all(0.5 <= value <= 0.99 for value in drawn)
    assert list(SEARCHED.distributions())[-1] == "momentum"

    assert "momentum 0.5\N{EN DASH}0.99" in describe_space(SEARCHED)
    assert "momentum" not in describe_space(CHAPTER)
    assert 'momentum = trial.suggest_float("momentum", 0.5, 0.99)' in suggest_source(SEARCHED)
    assert '"momentum": momentum,' in suggest_source(SEARCHED)
    assert "momentum" not in suggest_source(CHAPTER)
    assert narrow_by_texts(SEARCHED, ["momentum=0.6:0.7"])["momentum"] == FloatRange(0.6, 0.7)

    assert "params_momentum" in PopulationPlan(SEARCHED, 4).frame_columns()
    assert labels.parameter_label("momentum").label == "Momentum"
    assert "momentum" in glossary.GLOSSARY
    assert {"momentum"} < set(CONTROLS["new"]) & set(CONTROLS["whatif"])

    assert MEMBER.names is not None
    assert "momentum" in MEMBER.names
    population = population_of(specs, 8)
    assert tuple(spec_of_member(population, number) for number in range(64)) == specs


if __name__ == "__main__":
    main(sys.argv[1])
