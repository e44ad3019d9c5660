from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.records import TrialSpec
from dctaxi.training.fused.cost import (
    CHUNK_MEMBERS,
    CHUNK_SECONDS,
    FLOPS_PER_SECOND,
    Path,
    chunks_of,
    dealt,
    mean_fan_in,
    over_soon,
    paths,
    training_flops,
)
from dctaxi.training.fused.population import Population, population_of

ROOM = 2**29


def packed(*members: tuple[tuple[int, ...], int]) -> Population:
    """Members of these neurons and rows."""
    return population_of(
        [TrialSpec(0, neurons, True, "Adam", 0.1, rows, 40) for neurons, rows in members], 8
    )


def chosen_paths(population: Population) -> list[int]:
    return paths(population, ROOM).tolist()


@pytest.mark.parametrize(
    ("neurons", "rows", "path"),
    [
        ((7, 11), 40, Path.CPU_KERNEL),
        ((23,) * 19, 65_536, Path.CPU_KERNEL),
        ((23, 23), 262_144, Path.CPU_KERNEL),
        ((48, 48), 1_024, Path.CPU_KERNEL),
        ((48, 48), 16_384, Path.ONE_BY_ONE),
        ((128,) * 10, 256, Path.CPU_KERNEL),
        ((256, 256), 64, Path.CPU_KERNEL),
        ((256, 256), 1_024, Path.ONE_BY_ONE),
        ((1_024, 1_024), 512, Path.ONE_BY_ONE),
        ((256, 256), 256, Path.CPU_KERNEL),
        ((2_048, 2_048), 128, Path.ONE_BY_ONE),
        ((4_096,), 512, Path.CPU_KERNEL),
        ((23,) * 19, 2**21, Path.ONE_BY_ONE),  # 8 GB of activations
    ],
)
def test_sends_a_member_where_it_was_measured_to_be_fastest(
    neurons: tuple[int, ...], rows: int, path: Path
) -> None:
    assert chosen_paths(packed((neurons, rows))) == [path]


def test_a_members_path_does_not_depend_on_its_neighbours() -> None:
    members = [((7,), 40), ((256, 256), 4_096), ((11, 11), 2**20), ((5, 300), 2_000)]
    alone = [chosen_paths(packed(member))[0] for member in members]
    assert chosen_paths(packed(*members)) == alone


def test_fan_in_is_the_mean_number_of_inputs_of_a_neuron() -> None:
    # 7 neurons of 8 inputs, 3 of 7, 1 of 3
    assert mean_fan_in(packed(((7, 3), 40))).tolist() == [pytest.approx((56 + 21 + 3) / 11)]


def test_a_longer_training_costs_more() -> None:
    population = packed(((7,), 30), ((7,), 31), ((7, 7), 31), ((7, 11), 31))
    assert (np.diff(training_flops(population)) > 0).all()


@given(
    st.lists(st.floats(1e3, 1e12), min_size=1, max_size=400).map(np.array),
    st.integers(1, 16),
)
def test_chunks_hold_each_chosen_member_once_and_stay_short(
    flops: np.ndarray, threads: int
) -> None:
    chosen = np.flatnonzero(np.arange(len(flops)) % 3 != 1)
    chunks = list(chunks_of(flops, chosen, threads))
    assert sorted(np.concatenate(chunks)) == chosen.tolist() if len(chosen) else not chunks
    for chunk in chunks:
        seconds = flops[chunk].sum() / FLOPS_PER_SECOND
        assert len(chunk) == 1 or (len(chunk) <= CHUNK_MEMBERS and seconds <= CHUNK_SECONDS)
    longest = [flops[chunk[0]] for chunk in chunks]
    assert longest == sorted(longest, reverse=True)


@pytest.mark.parametrize("members", [2, 10, 100, 256])
def test_few_members_are_shared_by_all_threads(members: int) -> None:
    chunks = list(chunks_of(np.full(members, 1e6), np.arange(members), threads=2))
    assert len(chunks) >= min(members, 4)
    assert max(map(len, chunks)) <= max(1, members // 4)


@given(st.integers(1, 200), st.integers(1, 16))
def test_what_is_over_soon_is_dealt_so_that_all_threads_end_together(members, threads) -> None:
    flops = np.random.default_rng(members).uniform(1e5, 1e6, members)
    assert over_soon(flops, threads)
    hands = dealt(flops, np.arange(members), threads)
    assert sorted(np.concatenate(hands).tolist()) == list(range(members))
    assert len(hands) == min(members, threads)
    work = [flops[hand].sum() for hand in hands]
    assert max(work) - min(work) <= 1e6


def test_what_takes_long_is_not_dealt_at_once() -> None:
    limit = CHUNK_SECONDS * FLOPS_PER_SECOND
    assert not over_soon(np.array([1.5 * limit]), 2)
    assert not over_soon(np.full(5, 0.5 * limit), 2)
