"""How TPE chose one parameter of one trial: two densities, their ratio, the candidates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.plots.parts.axes import listed_values, value_text
from dctaxi.plots.parts.numbers import count_text, number_text
from dctaxi.plots.view import Plot
from dctaxi.samplers import STARTUP_TRIALS
from dctaxi.teaching.tpe import CategoryKernels, Kernels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import Parameter
    from dctaxi.teaching.tpe import Draw, Parzen, Step

    Array = NDArray[np.float64]

_GRID = 400

TPE = Plot(
    name="tpe",
    title="Densities and candidates",
    question="Above, the densities of the good and the bad trials along one hyperparameter; in "
    "the middle, the trials in the order in which they came, from the foot up; below, the ratio "
    "good / bad, the candidates and the one taken. A density of 1 is that of an even draw: 2 "
    "means that values are twice as frequent there.",
)


class Half(NamedTuple):
    """The good or the bad trials of a choice.

    ``curve`` [grid] is their density over the range, in which 1 is the density of an even
    distribution, or the probability of each value where values are listed. ``kernels`` [kernels,
    grid] add up to it, the prior last; they are empty where values are listed. ``spots`` are the
    trials' values as the axis places them, ``trials`` their numbers and ``running`` whether a
    trial had no result yet.
    """

    curve: Array
    kernels: Array
    spots: Array
    trials: tuple[int, ...]
    running: tuple[bool, ...]


class Choice(NamedTuple):
    """One choice of TPE, seen along one parameter.

    ``grid`` are the parameter's values, or the places of listed values; ``ratio`` is good / bad
    on the grid. ``candidates`` lie on the same axis, in the order of drawing; ``scores`` are
    their ratio good / bad over all parameters drawn together, ``own_scores`` over this one alone,
    ``chosen`` is the place of the one taken.
    """

    grid: Array
    good: Half
    bad: Half
    ratio: Array
    candidates: Array
    scores: Array
    own_scores: Array
    chosen: int


class Tpe(NamedTuple):
    """A trial and one of its parameters; ``choice`` is None where TPE made none.

    ``listed`` are the texts of a parameter's values where they are few; ``shown`` is the chosen
    value as text. ``together`` counts the parameters that were drawn at once. ``values`` are the
    objectives in USD by trial, ``last`` the study's last trial. ``given`` says that rustuna
    chose, which shows nothing of its reasons: densities and candidates are Optuna's on
    the same trials, and what was taken stands after the candidates.
    """

    number: int
    how: str
    known: int
    parameter: Parameter
    listed: tuple[str, ...]
    choice: Choice | None
    together: int
    shown: str
    values: Mapping[int, float]
    last: int
    given: bool = False


def tpe_data(step: Step, parameter: Parameter, values: Mapping[int, float]) -> Tpe:
    """Return what is to draw of a trial's choice; ``values`` are the objectives by trial."""
    draw = step.draw_of(parameter.name)
    listed = listed_values(parameter)
    choice = None if draw is None else _choice(draw, parameter, len(listed))
    shown = ""
    if choice is not None:
        value = float(choice.candidates[choice.chosen])
        shown = value_text(listed[int(value)]) if listed else number_text(value)
    return Tpe(
        step.number,
        step.how,
        step.known,
        parameter,
        tuple(value_text(value) for value in listed),
        choice,
        1 if draw is None else len(draw.parameters),
        shown,
        values,
        max(values, default=step.number),
        draw is not None and draw.given,
    )


def tpe_text(data: Tpe) -> str:
    """Say how the value was chosen, or why TPE chose none."""
    trial, choice = f"Trial {data.number}", data.choice
    if data.how == "queued":
        return f"{trial} was put in by hand: TPE did not choose it, and only learns from it."
    if data.how == "carried over":
        return (
            f"{trial} was carried over from the parent study: TPE did not choose it here, and only "
            "learns from it."
        )
    if data.how == "random":
        return (
            f"{trial} was drawn at random: TPE begins when {STARTUP_TRIALS} trials have a "
            f"result, and {count_text(data.known, 'trial')} had one."
        )
    if choice is None:
        return (
            f"{trial} has no {data.parameter.name}: what it had chosen before, such as its number "
            "of layers, leaves no use for it."
        )
    if data.given:
        return _given_text(data, choice)
    good, bad, running = len(choice.good.trials), len(choice.bad.trials), sum(choice.bad.running)
    sentence = (
        f"{trial}: {_best(good)} against the other {bad:,}"
        f"{f' ({running} still running, taken as bad)' if running else ''}. Of "
        f"{len(choice.candidates)} candidates drawn from the good, TPE took "
        f"{data.parameter.name} = {data.shown}"
    )
    score, own = choice.scores[choice.chosen], choice.own_scores[choice.chosen]
    if data.together == 1:
        return f"{sentence}, where good / bad is {_ratio(score)}: the highest of all candidates."
    better = int((choice.own_scores > own * (1 + 1e-9)).sum())
    return (
        f"{sentence}. It judged {data.together} parameters together, where good / bad is "
        f"{_ratio(score)}; by this one alone it is {_ratio(own)}, and "
        f"{count_text(better, 'candidate')} would have stood higher."
    )


def _given_text(data: Tpe, choice: Choice) -> str:
    """Say what rustuna took and where it stands; whose densities and candidates these are."""
    good, bad = len(choice.good.trials), len(choice.bad.trials)
    others = len(choice.candidates) - 1
    score, own = choice.scores[choice.chosen], choice.own_scores[choice.chosen]
    higher = int((choice.scores[:others] > score * (1 + 1e-9)).sum())
    beyond = "none stands" if higher == 0 else "1 stands" if higher == 1 else f"{higher} stand"
    together = "" if data.together == 1 else f" over {data.together} parameters together"
    alone = "" if data.together == 1 else f", and {_ratio(own)} by this one alone"
    return (
        f"Trial {data.number}: {_best(good)} against the other {bad:,}. "
        f"rustuna took {data.parameter.name} = {data.shown}, where good / bad is "
        f"{_ratio(score)}{together}{alone}. It shows neither its densities nor its candidates, so "
        f"these are Optuna's on the same trials: of {others} candidates that Optuna draws from the "
        f"good, {beyond} higher."
    )


def _choice(draw: Draw, parameter: Parameter, listed: int) -> Choice:
    l, g = draw.l[parameter.name], draw.g[parameter.name]  # noqa: E741  (the paper's names)
    inner = draw.candidates[parameter.name]
    candidates = inner
    positions = grid = np.arange(listed, dtype=np.float64)
    if isinstance(l, Kernels) and listed:
        candidates = (inner - parameter.low) / l.step
    elif isinstance(l, Kernels):
        positions = np.linspace(l.low, l.high, _GRID)
        grid = np.exp(positions) if l.log else positions
    running = frozenset(draw.running)
    good = _half(l, positions, parameter, running, listed=listed > 0)
    bad = _half(g, positions, parameter, running, listed=listed > 0)
    return Choice(
        grid,
        good,
        bad,
        good.curve / bad.curve,
        candidates,
        np.exp(draw.scores),
        l.likelihood(inner) / g.likelihood(inner),
        draw.chosen,
    )


def _half(
    parzen: Parzen,
    positions: Array,
    parameter: Parameter,
    running: frozenset[int],
    *,
    listed: bool,
) -> Half:
    is_running = tuple(number in running for number in parzen.trials)
    none = np.empty((0, len(positions)))
    if isinstance(parzen, CategoryKernels):
        spots = parzen.shares[:-1].argmax(axis=1).astype(np.float64)
        return Half(parzen.probability(positions), none, spots, parzen.trials, is_running)
    centres = np.exp(parzen.centres[:-1]) if parzen.log else parzen.centres[:-1]
    if listed:
        spots = np.round((centres - parameter.low) / parzen.step)
        curve = parzen.probability(parameter.low + positions * parzen.step)
        return Half(curve, none, spots, parzen.trials, is_running)
    each = parzen.each(positions) * (parzen.high - parzen.low)
    return Half(each.sum(axis=0), each, centres, parzen.trials, is_running)


def _ratio(ratio: float) -> str:
    digits = max(0, 1 - math.floor(math.log10(ratio))) if ratio > 0 else 0
    return f"{ratio:,.{min(digits, 3)}f}"


def _best(count: int) -> str:
    return "the best trial" if count == 1 else f"the best {count_text(count, 'trial')}"
