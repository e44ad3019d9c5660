"""What studies and trainings cost by the references, scaled to a machine.

The references are seconds on two cores of an AMD EPYC; docs/decisions/time.md says how they were
measured. They hold until a machine has measured its own, which then takes their place.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from dctaxi.samplers import SAMPLERS
from dctaxi.timing.compiling import compilation_on

if TYPE_CHECKING:
    from dctaxi.samplers import AskerId, SamplerId
    from dctaxi.timing.machine import Machine
    from dctaxi.training import Work

PARAMETERS: Final = 10
"""Searched parameters of the chapter's space, to which samplers' references belong."""


class Cost(NamedTuple):
    """Seconds, and whether all of them go by what was measured on this machine."""

    seconds: float = 0.0
    measured: bool = True

    def plus(self, other: Cost) -> Cost:
        """Return both together."""
        return Cost(self.seconds + other.seconds, self.measured and other.measured)


class Asked(NamedTuple):
    """Who is asked for trials, of how many searched parameters."""

    sampler: SamplerId
    asker: AskerId
    parameters: int

    def reference(self, trials: float) -> float:
        """Return the reference's seconds for one trial after so many others."""
        times = SAMPLERS[self.sampler].times_to_ask(self.asker)
        return times.after(trials) * self.parameters / PARAMETERS


class _Training(NamedTuple):
    """Seconds of a call of an engine, and in it of a training, a step, and an operation."""

    call: float
    training: float
    step: float
    flop: float


_TRAINING: Final = {
    "fused": _Training(6e-4, 7.5e-5, 5e-7, 5e-11),
    "ray": _Training(2e-2, 7.5e-5, 5e-7, 5e-11),
    "lightning": _Training(2e-3, 4e-2, 1.5e-3, 1e-10),
}
_STORED_ROUND_S: Final = 5e-3
_STORED_TRIAL_S: Final = 6e-4

_JUDGED_S: Final = 0.3
_TREES_ROW_S: Final = 1.5e-6
_TREES_VALUE_S: Final = 4e-7
"""Seconds to judge a model: of the intervals, and of the trees for each row and each value in it,
on one thread (docs/decisions/models.md)."""

_BEGUN_S: Final = {"fused": 0.3, "ray": 0.3, "lightning": 0.3}
_FIRST_S: Final = {"fused": 0.9, "ray": 5.0, "lightning": 6.0}


def asking_name(asked: Asked) -> str:
    """Return the name under which asking a sampler is measured."""
    return f"ask/{asked.sampler}/{asked.asker}"


def training_name(engine: str, device: str, loader: str) -> str:
    """Return the name under which training is measured."""
    return f"train/{engine}/{device}/{loader}"


def begin_name(engine: str, *, first: bool) -> str:
    """Return the name under which all is measured that is done once in a run."""
    return f"begin/{engine}/{'first' if first else 'again'}"


STORE, JUDGE = "store/rows", "judge/baselines"


def expected_asking(asked: Asked, first: int, trials: int) -> float:
    """Return the reference's seconds to ask for so many trials after ``first`` others."""
    return sum(
        count * asked.reference(middle) for middle, count in _doublings(first, first + trials)
    )


def asking(machine: Machine, asked: Asked, *, first: int, trials: int) -> Cost:
    """Return what it costs to ask for so many trials after ``first`` others."""
    name, total = asking_name(asked), Cost()
    for middle, count in _doublings(first, first + trials):
        factor = machine.factor(name, middle)
        seconds = factor.value * count * asked.reference(middle)
        total = total.plus(Cost(seconds, factor.measured))
    return total


def expected_training(engine: str, work: Work, calls: float) -> float:
    """Return the reference's seconds for work that so many calls of an engine do."""
    each = _TRAINING[engine]
    return (
        calls * each.call
        + work.trainings * each.training
        + work.steps * each.step
        + work.flops * each.flop
    )


def training(
    machine: Machine, engine: str, device: str, loader: str, work: Work, *, calls: float
) -> Cost:
    """Return what work costs that is done in so many calls of an engine."""
    name = training_name(engine, device, loader)
    factor = machine.factor(name, work.trainings / calls if calls else 1)
    return Cost(factor.value * expected_training(engine, work, calls), factor.measured)


def expected_storing(trials: float, rounds: float) -> float:
    """Return the reference's seconds to store so many trials in so many rounds."""
    return rounds * _STORED_ROUND_S + trials * _STORED_TRIAL_S


def storing(machine: Machine, trials: float, rounds: float) -> Cost:
    """Return what storing costs."""
    factor = machine.factor(STORE, trials / rounds if rounds else 1)
    return Cost(factor.value * expected_storing(trials, rounds), factor.measured)


def expected_beginning(engine: str, *, first: bool) -> float:
    """Return the reference's seconds for what is done once in a run.

    That is: opening the database, reading the data, judging the best; at the ``first`` use of an
    engine in a process also loading its libraries.
    """
    return _BEGUN_S[engine] + (_FIRST_S[engine] if first else 0.0)


def beginning(machine: Machine, engine: str, *, first: bool) -> Cost:
    """Return what is paid once in a run, the compilation of a kernel left out."""
    factor = machine.factor(begin_name(engine, first=first))
    return Cost(factor.value * expected_beginning(engine, first=first), factor.measured)


def expected_judging(rows: float, inputs: int) -> float:
    """Return the reference's seconds to judge a model beside trees that learn from so many rows."""
    return _JUDGED_S + rows * (_TREES_ROW_S + inputs * _TREES_VALUE_S)


def judging(machine: Machine, rows: float, inputs: int) -> Cost:
    """Return what it costs to judge a model beside the baselines."""
    factor = machine.factor(JUDGE, max(1.0, rows))
    return Cost(factor.value * expected_judging(rows, inputs), factor.measured)


def compiling(machine: Machine) -> Cost:
    """Return what it costs to compile the fused engine's kernel."""
    found = compilation_on(machine)
    return Cost(found.seconds, found.basis == "compiled")


def _doublings(first: int, last: int) -> list[tuple[float, int]]:
    """Cut numbers of trials where they have doubled; return the middle and the length of each."""
    parts, start = [], first
    while start < last:
        end = min(last, max(10, 2 * start))
        parts.append((math.sqrt(max(start, 1) * end), end - start))
        start = end
    return parts
