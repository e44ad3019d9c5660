"""What a study and its children make of trials that somebody left out."""

from __future__ import annotations

import pytest

from dctaxi.analysis.reading import read_studies
from dctaxi.analysis.studies import judgement_of_best
from dctaxi.populations import repeats_of
from dctaxi.study import (
    Judgement,
    inherited_trials,
    judge_study,
    leave_out,
    run_study,
)
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import short_plan, train_study


@pytest.fixture
def ranked(workspace: Workspace) -> list[int]:
    """The trials of a study, the best first, which is left out."""
    train_study(workspace, "study")
    ranked = [trial.number for trial in repeats_of("study", workspace, top=6).trials]
    leave_out("study", ranked[:1], workspace)
    return ranked


def judged(workspace: Workspace) -> Judgement | None:
    (summary,) = read_studies(workspace)
    assert summary.best is not None
    return judgement_of_best(summary.attributes, summary.best.trial)


def test_a_child_takes_over_no_trial_that_was_left_out(
    workspace: Workspace, ranked: list[int]
) -> None:
    found = inherited_trials(short_plan("child", parent="study"), workspace, carry_over=True)
    assert (len(found.trials), found.of) == (len(ranked) - 1, len(ranked))


def test_the_best_that_counts_is_judged(workspace: Workspace, ranked: list[int]) -> None:
    assert judged(workspace) is None
    judge_study("study", workspace, engine=FakeEngine())
    found = judged(workspace)
    assert found is not None
    assert found.trial == ranked[1]


def test_a_study_that_goes_on_judges_the_best_that_counts(
    workspace: Workspace, ranked: list[int]
) -> None:
    report = run_study("study", workspace, n_trials=1, engine=FakeEngine())
    assert report.best_number != ranked[0]
    assert judged(workspace) is not None


def test_where_every_trial_is_left_out_nothing_is_the_best(
    workspace: Workspace, ranked: list[int]
) -> None:
    leave_out("study", ranked, workspace)
    assert run_study("study", workspace, n_trials=1, engine=FakeEngine()).best_number == 6
