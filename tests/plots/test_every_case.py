"""Every view of trials on the cases that break plots elsewhere, counted by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dctaxi.analysis import Baseline, Selection, mode_gaps
from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import Parameter
from dctaxi.analysis.statistics.best_so_far import band, best_by_second, best_by_trial
from dctaxi.plots import gallery
from dctaxi.plots.compare.progress import progress_data, progress_figure, progress_text
from dctaxi.plots.parts.template import TemplateName
from dctaxi.plots.study.contour import contour_data, contour_figure, contour_text
from dctaxi.plots.study.curves import curves_data
from dctaxi.plots.study.distribution import (
    distribution_data,
    distribution_figure,
    distribution_text,
)
from dctaxi.plots.study.history import history_data, history_text
from dctaxi.plots.study.honesty import honesty_data
from dctaxi.plots.study.parallel import parallel_data
from dctaxi.plots.study.parallel_canvas import canvas_data
from dctaxi.plots.study.slice import slice_data
from dctaxi.plots.view import LISTED, Comparison, Scene, Search, StudyView
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan
from tests.plots.conftest import rows

LR = Parameter("lr", "float", 0.01, 1.0, log=True)
SIZE = Parameter("size", "int", 0, 4)
WIDTH = Parameter("width", "categorical", choices=(7, 11))
NAN = float("nan")
PLAN = StudyPlan(name="it", space=PRESETS["chapter"].space)


class Case(NamedTuple):
    """Trials, their parameters, and by hand: objectives by number, and who has no result."""

    trials: pd.DataFrame
    parameters: tuple[Parameter, ...]
    finished: Mapping[int, float]
    failed: frozenset[int]

    @property
    def best(self) -> tuple[int, float] | None:
        return min(self.finished.items(), key=lambda one: (one[1], one[0]), default=None)


def case(
    values: list[float | None], *parameters: Parameter, states: Any = None, **columns: Any
) -> Case:
    trials = rows(values, states, **columns)
    finite = trials["value"].map(math.isfinite) & (trials["state"] == "COMPLETE")
    started = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(len(values)), unit="s")
    trials = trials.assign(
        status=np.where(finite, "finished", "diverged"),
        train_rmse=0.4 * trials["value"],
        train_rmse_eval=0.4 * trials["value"],
        val_rmse=0.6 * trials["value"],
        train_s=0.5,
        duration_s=1.0,
        datetime_start=started,
        datetime_complete=started + pd.Timedelta(seconds=1),
        curve=[[[10, 0.4 * v, 0.6 * v]] if ok else None
               for v, ok in zip(trials["value"], finite, strict=True)],
    )  # fmt: skip
    numbered = dict(zip(trials["number"].tolist(), trials["value"].tolist(), strict=True))
    finished = {n: v for n, v in numbered.items() if finite[n]}
    return Case(trials, parameters, finished, frozenset(numbered) - frozenset(finished))


CASES = {
    "the value 0": case([0.0, 2.0, 1.0], LR, SIZE, lr=[0.01, 0.1, 1.0], size=[0, 0, 4]),
    "one trial": case([3.0], LR, WIDTH, lr=[0.1], width=[7]),
    "all equal": case([2.0] * 4, LR, SIZE, lr=[0.1] * 4, size=[3] * 4),
    "one parameter": case([1.0, 3.0, 2.0], LR, lr=[0.01, 0.02, 0.03]),
    "all failed": case([None] * 3, LR, WIDTH, lr=[0.1, 0.2, 0.3], width=[7, 7, 11]),
    "a result that is no number": case(
        [NAN, 4.0, 5.0], LR, SIZE, states=["COMPLETE"] * 3, lr=[0.1, 0.2, 0.3], size=[1, 2, 3]
    ),
    "a conditional parameter": case(
        [4.0, 3.0, None, 6.0], LR, WIDTH, lr=[0.1, 0.2, 0.3, 0.4], width=[7.0, NAN, 7.0, 11.0]
    ),
    "the chapter's seed": case(
        [3.0, 1.0, 2.0],
        LR,
        Parameter("seed", "int", 0, 2**31 - 2),
        lr=[0.1, 0.2, 0.3],
        seed=[0, 1, 2**31 - 2],
    ),
    "two parameters": case([5.0, 4.0], SIZE, WIDTH, size=[0, 4], width=[11, 7]),
    "thirty parameters": case(
        [5.0, 4.0, 6.0],
        *(Parameter(f"p{place}", "float", 0.0, 1.0) for place in range(30)),
        **{f"p{place}": [0.0, 0.5, place / 30] for place in range(30)},
    ),
    "no trial": case([], LR, SIZE, lr=[], size=[]),
}


@pytest.fixture(params=list(CASES))
def made(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def check(figure: Callable[..., go.Figure], data: Any, text: str, **options: Any) -> None:
    """Draw both looks as strict JSON; the sentence holds no number that is none."""
    looks: tuple[TemplateName, ...] = ("light", "dark")
    for look in looks:
        drawn = json.loads(figure(data, template=look, **options).to_json())
        json.dumps(drawn, allow_nan=False)
    assert text.strip()
    assert "nan" not in text.lower().split()
    assert "inf" not in text.lower().split()


@pytest.mark.parametrize("view", gallery.VIEWS.values(), ids=gallery.VIEWS)
@pytest.mark.parametrize("plan", [None, PLAN], ids=["foreign", "own"])
def test_a_view_draws_any_study_or_says_why_not(
    made: Case, view: StudyView, plan: StudyPlan | None
) -> None:
    looked_at = Selection("it", picked=tuple(made.finished)[:1])
    constant = Baseline(3.0, 4.0, 5.0)
    scene = Scene("it", made.trials, made.parameters, looked_at, plan, constant)
    missing = view.missing(scene)
    if missing:
        assert missing.endswith(".")
        return
    data = view.data(scene)
    check(view.figure, data, view.sentence(data))
    assert isinstance(view.table(scene, data), pd.DataFrame)
    if view.excerpt is not None:
        assert len(view.excerpt.rows(data)) <= max(LISTED, len(made.parameters))


@pytest.mark.parametrize("view", gallery.COMPARISONS, ids=lambda view: view.name)
def test_a_comparison_draws_any_two_searches(made: Case, view: Comparison) -> None:
    searches = [
        Search("alone", (made.trials,), made.parameters, "random"),
        Search("twice", (made.trials, made.trials), made.parameters, None),
    ]
    data = view.data(searches)
    check(view.figure, data, view.sentence(data))
    assert isinstance(view.table(searches, data), pd.DataFrame)


TURNED = "turned\N{RIGHT-TO-LEFT OVERRIDE}"


def test_no_figure_draws_a_mark_of_direction_of_a_stranger() -> None:
    """What is drawn has it written out; what a click gives back is the name as it is."""
    names = (
        Parameter(TURNED, "float", 0.0, 1.0),
        Parameter("kind", "categorical", choices=(TURNED, "b")),
    )
    columns = {TURNED: np.linspace(0, 1, 60), "kind": [TURNED, "b", TURNED] * 20}
    strange = case(np.linspace(1, 9, 60).tolist(), *names, **columns)
    scene = Scene(TURNED, strange.trials, names, Selection(TURNED), None, Baseline(3.0, 4.0, 5.0))
    searches = [Search(TURNED, (strange.trials,), names, "random")] * 2
    lines = parallel_data(strange.trials, names, [TURNED, "kind"])
    figures = [
        *(v.figure(v.data(scene), template="light") for v in gallery.VIEWS.values()
          if not v.missing(scene)),
        *(c.figure(c.data(searches), template="light") for c in gallery.COMPARISONS),
    ]  # fmt: skip
    drawn = [canvas_data(lines, template="light"), *(one.to_plotly_json() for one in figures)]
    texts = [text for one in drawn for text in _drawn_texts(one)]
    assert sum(r"turned\u202e" in text for text in texts) > 5
    assert not [text for text in texts if TURNED in text]


def _drawn_texts(drawn: Any) -> Iterator[str]:
    """Yield the texts of a figure, but what a click on it gives back."""
    if isinstance(drawn, Mapping):
        for name, value in drawn.items():
            if name not in ("customdata", "column"):
                yield from _drawn_texts(value)
    elif isinstance(drawn, str):
        yield drawn
    elif isinstance(drawn, (list, tuple, np.ndarray)):
        for value in drawn:
            yield from _drawn_texts(value)


def test_history_has_every_result_and_names_the_best(made: Case) -> None:
    data = history_data(made.trials)
    assert dict(zip(data.numbers.tolist(), data.values.tolist(), strict=True)) == made.finished
    assert set(data.failed_numbers.tolist()) == made.failed
    text = history_text(data)
    if made.best is not None:
        number, value = made.best
        assert (data.best_numbers[-1], data.best_values[-1]) == (number, value)
        assert f"{value:.2f} USD, at trial {number}" in text


def test_parallel_lines_are_all_trials_and_lose_no_conditional_one(made: Case) -> None:
    names = [parameter.name for parameter in made.parameters]
    data = parallel_data(made.trials, made.parameters, names)
    lines = dict(zip(data.numbers.tolist(), data.values.tolist(), strict=True))
    assert {n: v for n, v in lines.items() if math.isfinite(v)} == made.finished
    assert set(lines) == set(made.finished) | made.failed
    assert data.best == made.best
    assert len(data.dimensions) == len(names) + 1


def test_contours_count_the_trials_that_have_both(made: Case) -> None:
    for x, y in zip(made.parameters, made.parameters[1:], strict=False):
        both = made.trials[[x.column, y.column]].notna().all(axis=1)
        there = set(made.trials["number"][both].tolist())
        data = contour_data(made.trials, x, y)
        assert set(data.cells.numbers.tolist()) == there
        assert data.cells.lacking == (~both).sum()
        assert data.cells.counts.sum() == len(there & set(made.finished))
        check(contour_figure, data, contour_text(data))


def test_slices_have_a_point_for_every_result(made: Case) -> None:
    data = slice_data(made.trials, made.parameters)
    assert len(data.panels) == len(made.parameters)
    assert set(data.numbers.tolist()) == set(made.finished)


def test_curves_are_those_of_the_trials_with_a_result(made: Case) -> None:
    data = curves_data(made.trials, best=20, trials=made.trials)
    assert {curve.number: curve.value for curve in data.curves} == made.finished


def test_honesty_has_every_trial_with_all_three_errors(made: Case) -> None:
    data = honesty_data(mode_gaps(made.trials))
    gaps = data.gaps
    assert dict(zip(gaps.numbers.tolist(), gaps.values.tolist(), strict=True)) == made.finished
    assert gaps.lacking == len(made.failed)
    assert not gaps.differs.any()


def test_distributions_hold_the_results_in_order(made: Case) -> None:
    data = distribution_data([("it", made.trials["value"].to_numpy())])
    (sample,) = data.samples
    assert sample.values.tolist() == sorted(made.finished.values())
    assert sample.without_result == len(made.failed)
    check(distribution_figure, data, distribution_text(data))
    check(distribution_figure, data, distribution_text(data), kind="strip")


def test_progress_ends_at_the_best(made: Case) -> None:
    for across, curve in (("trials", best_by_trial), ("seconds", best_by_second)):
        data = progress_data([band("it", [curve(made.trials)])], across)  # type: ignore[arg-type]
        (line,) = data.bands
        if made.best is not None:
            assert line.median[-1] == made.best[1]
        check(progress_figure, data, progress_text(data))


def test_importances_judge_every_parameter_or_say_why_not(made: Case) -> None:
    result = importances(made.trials, made.parameters)
    names = {bar.name for bar in result.parameters}
    expected = {parameter.name for parameter in made.parameters}
    assert names == expected if not result.reason else not names
    if result.reason:  # nothing to compare
        assert len(set(made.finished.values())) < 2
    else:
        assert sum(bar.importance for bar in result.parameters) == pytest.approx(1)
        assert {bar.verdict for bar in result.parameters} == {"too-few"}
