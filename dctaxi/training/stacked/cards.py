"""Which device the stacked engine takes, and from how many trainings on a card is worth it."""

from __future__ import annotations

import functools
import math
import threading
import time
from typing import NamedTuple

import numpy as np
import torch

from dctaxi.data import SampleSource, TaxiTables, prepare, sample_trips
from dctaxi.errors import DcTaxiError
from dctaxi.records import TrialSpec
from dctaxi.training.devices import Device, resolve_device
from dctaxi.training.engine import DeviceChoice, Engine
from dctaxi.training.fused import preparation
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.stacked.engine import StackedEngine
from dctaxi.training.stacked.hardware import GraphHardware, Hardware

_SIZES = (256, 1_024, 4_096)
"""Trainings of the trial run, the fewest first."""

_AGREEMENT = 1e-6
"""Relative difference to the CPU up to which a card agrees; trainings are short."""

_running = threading.Lock()


class Gain(NamedTuple):
    """What a trial run said: from how many trainings together a card is faster than the CPU.

    None where it is never faster, or its numbers are others.
    """

    title: str
    fewest: int | None

    def takes(self, trainings: int) -> bool:
        """Tell whether so many trainings together are done sooner on the card."""
        return self.fewest is not None and trainings >= self.fewest


def hardware_of(device: Device) -> Hardware:
    """Return what drives a device."""
    kind = GraphHardware if device.kind == "cuda" else Hardware
    return kind(torch.device(device.kind), device.title)


def stacked_engine(choice: DeviceChoice) -> StackedEngine:
    """Return the engine for a device; for ``auto`` the card where it gains, and the CPU else."""
    if choice != "auto":
        return StackedEngine(hardware_of(resolve_device(choice)))
    gain = trial_run()
    if gain is None or gain.fewest is None:
        return StackedEngine()
    return StackedEngine(card=hardware_of(resolve_device("cuda")), fewest=gain.fewest)


def trial_run() -> Gain | None:
    """Return what the first card gains, None without one: measured once in a process, in seconds.

    The CPU trains with the fused engine where its kernel is there.
    """
    with _running:
        return _trial_run()


@functools.cache
def _trial_run() -> Gain | None:
    device = resolve_device("auto")
    if device.kind == "cpu":
        return None
    compiled = preparation.is_on_disk()
    return gain_of(hardware_of(device), FusedEngine() if compiled else StackedEngine())


def gain_of(card: Hardware, cpu: Engine, sizes: tuple[int, ...] = _SIZES) -> Gain:
    """Train on a card and on the CPU, compare the numbers, and time both, the first sizes first."""
    source = SampleSource(rows=2_000, seed=1)
    trips = sample_trips(source.rows, seed=source.seed)
    data = prepare(TaxiTables(trips[:1_200], trips[1_200:1_600], trips[1_600:], source), "scaled")
    on_card = StackedEngine(card)
    try:
        for engine in (cpu, on_card):
            engine.run(_specs(16), data)
        for size in sizes:
            specs, seconds, objectives = _specs(size), [], []
            for engine in (cpu, on_card):
                began_s = time.perf_counter()
                outcomes = engine.run(specs, data)
                seconds.append(time.perf_counter() - began_s)
                objectives.append([o.objective or math.inf for o in outcomes])
            if not np.allclose(objectives[1], objectives[0], rtol=_AGREEMENT, atol=0):
                return Gain(card.title, None)
            if seconds[1] < seconds[0]:
                return Gain(card.title, size)
    except (RuntimeError, DcTaxiError):  # a card that PyTorch finds and cannot use
        pass
    return Gain(card.title, None)


def _specs(count: int) -> list[TrialSpec]:
    """Return short trainings of the kinds that the chapter searches."""
    random = np.random.default_rng(0)
    return [
        TrialSpec(
            seed=int(random.integers(2**31 - 1)),
            num_hidden_neurons=tuple(map(int, random.integers(3, 14, random.integers(1, 4)))),
            batch_norm_linear_layers=bool(random.integers(2)),
            optimizer="Adam",
            lr=float(random.uniform(0.001, 0.05)),
            batch_size=int(random.integers(16, 65)),
            max_batches=int(random.integers(20, 51)),
        )
        for _ in range(count)
    ]
