import dataclasses
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import DcTaxiError
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange
from pages.components.trained.origin import Start
from pages.components.whatif.question import BASELINE_SEED, WhatIf, from_json, from_text, problem

SPACE = PRESETS["chapter"].space
START = Start(SPACE, {}, None)
LOW_RATES = FloatRange(0.02, 0.04, log=True)


def what_if(**changes) -> WhatIf:
    made = WhatIf()
    for name, dimension in changes.items():
        made = made.changed(name, dimension, SPACE)
    return made


ASKED = what_if(lr=LOW_RATES, optimizer=Fixed("Adam"), num_layers=Choices((1, 3)))


@given(
    st.integers(1, 65_536),
    st.integers(0, BASELINE_SEED - 1),
    st.sampled_from(["random", "sobol"]),
    st.text(max_size=60).filter(str.isprintable),
)
def test_an_address_reads_as_it_was_written(n, seed, method, title):
    asked = dataclasses.replace(ASKED, n=n, seed=seed, method=method, title=title)
    assert from_text(asked.to_text(), START) == asked
    assert from_json(dataclasses.asdict(asked)) == asked


@given(st.text(max_size=80))
def test_any_text_is_a_what_if_or_refused_with_a_sentence(text):
    with suppress(DcTaxiError):
        assert isinstance(from_text(text, START), WhatIf)


@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("lr", FloatRange(0.009, 0.7, log=True)),  # widen
        ("batch_size", IntRange(40, 50, log=True)),  # cut
        ("optimizer", Fixed("Adam")),  # cut a choice
        ("num_layers", Choices((1, 2))),
        ("lr", FloatRange(0.009, 0.07)),  # log off
        ("max_batches", Fixed(42)),  # fix
        ("num_hidden_layer_0_neurons", Fixed(11)),
    ],
)
def test_whatever_advice_gives_travels_in_an_address(name, dimension):
    asked = what_if(**{name: dimension})
    there = from_text(asked.to_text(), START)
    assert there == asked
    assert there.dimensions(SPACE) == {name: dimension}


def test_a_log_scale_that_advice_switches_on_travels_too():
    space = SPACE.replace("lr", FloatRange(0.001, 0.1))
    advised = FloatRange(0.001, 0.1, log=True)
    asked = WhatIf().changed("lr", advised, space)
    assert from_text(asked.to_text(), Start(space, {}, None)).dimensions(space) == {"lr": advised}


def test_changes_stand_in_the_order_of_the_parameters():
    assert [name for name, _ in ASKED.changes] == ["optimizer", "lr", "num_layers"]


def test_a_range_that_is_the_whole_one_is_no_change():
    assert ASKED.changed("lr", SPACE["lr"], SPACE) == ASKED.changed("lr", None, SPACE)
    assert what_if(lr=SPACE["lr"]) == WhatIf()


def test_more_layers_are_allowed_before_a_width_of_one_of_them():
    asked = what_if(num_hidden_layer_1_neurons=IntRange(3, 5), num_layers=IntRange(1, 4))
    space = asked.narrowed(SPACE)
    assert space.max_layers == 4
    assert space["num_hidden_layer_1_neurons"] == IntRange(3, 5)


def test_the_baseline_is_drawn_independently_of_every_what_if():
    assert ASKED.baseline(START).space == SPACE
    assert ASKED.baseline(START).seed != ASKED.plan(START).seed
    assert problem(dataclasses.replace(ASKED, seed=BASELINE_SEED), START) is not None


@pytest.mark.parametrize("text", ["n=0", "n=x", "seed=-1", "method=best", "lr=2:1", "speed=3",
                                  "title=" + "x" * 300])  # fmt: skip
def test_what_cannot_be_trained_is_refused(text):
    with pytest.raises(DcTaxiError):
        from_text(text, START)
