"""Whether the card trains as PyTorch does: tried once per process, before anything relies on it.

That a kernel compiles says little: a driver, a card or a launch may still refuse it, or a card may
compute something else. Three small trainings, a few milliseconds, tell. A card that fails later, in
the middle of a run, is not relied on again in this process, whose context is of no more use then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from dctaxi.errors import EngineError
from dctaxi.records import TrialSpec, never_stop
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.on_cuda import backend
from dctaxi.training.fused.population import Columns, Population, population_of

SPECS = (
    # a second turn of the generator
    TrialSpec(2**31 - 2, (20, 16), batch_norm_linear_layers=True, optimizer="Adam", lr=0.03,
              batch_size=5, max_batches=2),
    # more rows than a warp has lanes
    TrialSpec(7, (3,), batch_norm_linear_layers=False, optimizer="SGD", lr=0.01,
              batch_size=33, max_batches=2),
    # two points of the curve
    TrialSpec(8, (5, 4, 3), batch_norm_linear_layers=True, optimizer="SGD", lr=0.02,
              batch_size=7, max_batches=21),
)  # fmt: skip

AGREEMENT = 1e-6
"""Largest relative difference of an RMSE; sums in another order give some 1e-12."""

_NUM_FEATURES = 2

_Train = Callable[..., Iterator[TrainedChunk]]


class TrialRun:
    """The answer of one process, found by the first thread that asks."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._done = False
        self._problem: str | None = None

    def problem(self) -> str | None:
        """Return in one sentence why the card cannot be relied on, or None. May compile first."""
        with self._asking:
            if not self._done:
                self._problem = _tried()
                self._done = True
        return self._problem

    @property
    def known_problem(self) -> str | None:
        """What is known of it by now, without trying."""
        return self._problem

    def forget(self) -> None:
        """Know nothing any more, since another kernel is to be tried."""
        with self._asking:
            self._done, self._problem = False, None

    def failed(self, error: Exception) -> str:
        """Remember that the card failed in a run, and return why it cannot be relied on."""
        with self._asking:
            self._done = True
            self._problem = _in_words(error)
        return self._problem


def _tried() -> str | None:
    from dctaxi.training.fused import one_by_one

    population, columns = population_of(SPECS, _NUM_FEATURES), _columns()
    try:
        ours = _rmses(backend.train, population, columns)
    except Exception as error:  # whatever a driver raises: the card is of no use then
        return _in_words(error)
    if not np.allclose(ours, _rmses(one_by_one.train, population, columns), AGREEMENT, 0.0):
        return "The card computes other numbers than PyTorch does; choose the device 'cpu'."
    return None


def _in_words(error: Exception) -> str:
    if isinstance(error, EngineError):
        return str(error)
    reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    return f"The card cannot train here ({reason}); choose the device 'cpu'."


def _rmses(train: _Train, population: Population, columns: Columns) -> NDArray[np.float64]:
    """Return every RMSE of the curves and at the end, members in order."""
    everybody = np.arange(len(SPECS))
    found: dict[int, list[float]] = {}
    for chunk in train(population, everybody, columns, keep_weights=False, should_stop=never_stop):
        for place, member in enumerate(chunk.members.tolist()):
            first, last = chunk.results.point[place : place + 2]
            curve = chunk.results.curve[first:last].ravel().tolist()
            found[member] = [*curve, *chunk.results.final[place].tolist()]
    return np.array([rmse for member in sorted(found) for rmse in found[member]])


def _columns() -> Columns:
    """Return made-up data: labels of some 15 USD and two features of unlike scale."""
    random = np.random.default_rng(0)
    scale = np.array([[5.0], [1.0], [0.1]])
    offset = np.array([[15.0], [40.0], [0.5]])
    return Columns(*(offset + scale * random.uniform(-1, 1, (3, rows)) for rows in (13, 9, 5, 9)))


card = TrialRun()
"""What this process knows of its card."""


def limit_registers(most: int | None) -> None:
    """Train with a kernel of at most so many registers a thread, for those who measure.

    None is the usual one. The card is tried again before it is relied on.
    """
    backend.compile_anew(most)
    card.forget()
