"""A reader's own listing 11.5, made a study of this program."""

import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.trial import create_trial

from dctaxi.analysis.reading import study_version
from dctaxi.data import SampleSource
from dctaxi.errors import StudyError
from dctaxi.populations import PopulationPlan
from dctaxi.space import PRESETS
from dctaxi.study import adopt_study, adoptable_space, create_study, find_study, run_study
from dctaxi.study.state import StudyState
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

CHAPTER = PRESETS["chapter"].space


def listing(workspace, *, trials=12, **options) -> optuna.Study:
    """Return what listing 11.5 leaves: its suggestions and values, and nothing else."""
    study = optuna.create_study(
        study_name="mine",
        storage=workspace.storage_url,
        sampler=optuna.samplers.RandomSampler(seed=0),
        **options,
    )
    study.optimize(lambda trial: CHAPTER.suggest(trial).lr, n_trials=trials)
    return study


def test_the_space_is_read_from_the_trials(workspace):
    listing(workspace)
    assert adoptable_space("mine", workspace) == CHAPTER


def test_an_adopted_study_goes_on_and_its_trials_stay(workspace):
    listing(workspace)
    before = table_of(workspace, "mine")

    plan = adopt_study("mine", workspace, source=SampleSource(rows=60), feature_set="scaled")

    assert (plan.space, plan.objective) == (CHAPTER, "train_val_rmse")
    entry = find_study("mine", workspace)
    assert (entry.plan, entry.state.state) == (plan, StudyState.FINISHED)
    assert table_of(workspace, "mine") == before
    report = run_study("mine", workspace, n_trials=5, engine=FakeEngine())
    assert (report.done, report.new) == (17, 5)
    assert PopulationPlan(entry.plan.space, n=4).specs()


def test_what_was_computed_of_a_study_before_its_adoption_is_not_taken_for_what_it_is_now(
    workspace,
):
    listing(workspace)
    before = study_version(workspace, "mine")
    adopt_study("mine", workspace, source=SampleSource(rows=60))
    assert study_version(workspace, "mine") != before


def test_a_width_of_its_own_for_a_layer_is_kept(workspace):
    space = CHAPTER.replace("num_hidden_layer_1_neurons", CHAPTER["batch_size"])
    study = optuna.create_study(study_name="mine", storage=workspace.storage_url)
    study.optimize(lambda trial: space.suggest(trial).lr, n_trials=4)
    assert adoptable_space("mine", workspace) == space


def test_parameters_that_are_not_the_chapters_are_named(workspace):
    study = optuna.create_study(study_name="mine", storage=workspace.storage_url)
    study.optimize(lambda trial: trial.suggest_float("alpha", 0, 1), n_trials=2)
    with pytest.raises(StudyError, match=r"are not those of the chapter's model: .*expected"):
        adopt_study("mine", workspace)
    assert find_study("mine", workspace).plan is None


def test_a_range_that_changed_is_said(workspace):
    study = listing(workspace)
    params = dict(study.trials[0].params) | {"lr": 0.5}
    ranges = dict(study.trials[0].distributions) | {"lr": FloatDistribution(0.1, 1.0, log=True)}
    study.add_trial(create_trial(value=1.0, params=params, distributions=ranges))
    with pytest.raises(StudyError, match="drew 'lr' from more than one range"):
        adoptable_space("mine", workspace)


@pytest.mark.parametrize("options", [{"direction": "maximize"}, {"directions": ["minimize"] * 2}])
def test_what_does_not_minimise_one_objective_is_looked_at_only(workspace, options):
    optuna.create_study(study_name="mine", storage=workspace.storage_url, **options)
    with pytest.raises(StudyError, match="does not minimise one objective"):
        adopt_study("mine", workspace)


def test_a_study_of_this_program_and_one_without_trials_are_refused(workspace):
    create_study(plan_of("ours"), workspace)
    listing(workspace, trials=0)
    with pytest.raises(StudyError, match="is this program's already"):
        adopt_study("ours", workspace)
    with pytest.raises(StudyError, match="has no finished trial yet"):
        adopt_study("mine", workspace)
    with pytest.raises(StudyError, match="There is no study 'other'"):
        adopt_study("other", workspace)
