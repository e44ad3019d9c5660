"""Arbitrary valid dimensions and spaces, for the property tests of everything that takes one."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange
from dctaxi.space.search_space import SearchSpace


@st.composite
def int_ranges(draw: st.DrawFn, low: int, high: int) -> IntRange:
    first = draw(st.integers(low, high - 1))
    last = draw(st.integers(first + 1, high))
    if first > 0 and draw(st.booleans()):
        return IntRange(first, last, log=True)
    return IntRange(first, last, step=draw(st.integers(1, min(last - first, 10**6))))


@st.composite
def float_ranges(draw: st.DrawFn, low: float, high: float) -> FloatRange:
    if draw(st.booleans()):
        first, last = sorted(
            draw(st.lists(st.floats(low, high), min_size=2, max_size=2, unique=True))
        )
        return FloatRange(first, last, log=first > 0 and draw(st.booleans()))
    # A step is a thing of decimals: all three numbers are whole millionths.
    millionths = st.integers(math.ceil(low * 10**6), math.floor(high * 10**6))
    first, last = sorted(draw(st.lists(millionths, min_size=2, max_size=2, unique=True)))
    return FloatRange(first / 10**6, last / 10**6, step=draw(st.integers(1, last - first)) / 10**6)


def whole_numbers(low: int, high: int) -> st.SearchStrategy[Dimension]:
    values = st.integers(low, high)
    return st.one_of(
        int_ranges(low, high),
        st.lists(values, min_size=1, max_size=6, unique=True).map(lambda v: Choices(tuple(v))),
        values.map(Fixed),
    )


def real_numbers(low: float, high: float) -> st.SearchStrategy[Dimension]:
    values = st.floats(low, high)
    return st.one_of(
        float_ranges(low, high),
        st.lists(values, min_size=1, max_size=6, unique=True).map(lambda v: Choices(tuple(v))),
        values.map(Fixed),
    )


@st.composite
def spaces(draw: st.DrawFn) -> SearchSpace:
    num_layers = draw(whole_numbers(1, 6))
    neurons = whole_numbers(1, 200)
    space = SearchSpace({
        "seed": draw(whole_numbers(0, 2**32 - 1)),
        "batch_norm_linear_layers": draw(whole_numbers(0, 1)),
        "optimizer": draw(
            st.sampled_from([Choices(("Adam", "SGD")), Choices(("SGD",)), Fixed("Adam")])
        ),
        "lr": draw(real_numbers(1e-6, 10)),
        "num_layers": num_layers,
        "num_hidden_layer_neurons": draw(neurons),
        "batch_size": draw(whole_numbers(2, 10_000)),
        "max_batches": draw(whole_numbers(1, 10_000)),
        **draw(st.fixed_dictionaries({}, optional={
            name: real_numbers(row.low, min(row.high, 10))
            for name, row in HYPERPARAMETERS.items() if name in DEFAULTS
        })),
    })  # fmt: skip
    for layer in draw(st.sets(st.integers(0, space.max_layers - 1))):
        space = space.replace(f"num_hidden_layer_{layer}_neurons", draw(neurons))
    return space
