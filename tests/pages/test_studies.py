import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_studies
from dctaxi.runner import JobState, ResumeJob, StudyJob, runner_for
from dctaxi.space import PRESETS, describe_space, space_from_json
from dctaxi.storage import writing
from dctaxi.study import (
    StateRecord,
    StudyPlan,
    StudyState,
    find_study,
    list_studies,
    repeated_of,
    tags_of,
)
from dctaxi.study.lock import held
from dctaxi.study.state import STATE_KEY
from dctaxi.workspace import Workspace
from pages.components.studies.menu import AGAIN, DELETE, DUPLICATE, REMARK, RENAME
from tests.fake_engine import install
from tests.pages.visiting import check, open_page, texts
from tests.studies import keep_study, plan_of, short_plan, train_study

STUDIES = "pages/search/studies.py"


def names(workspace: Workspace) -> set[str]:
    return {study.name for study in read_studies(workspace)}


def choose(app: AppTest, study: str, action: str) -> AppTest:
    return check(app.menu_button(key=f"study-menu-{study}").click(action).run())


def press(app: AppTest) -> AppTest:
    """Do what the dialog's primary button says."""
    return check(app.button(key="study-act").click().run())


def card(app: AppTest, study: str):
    return app.get_by_key(f"study-{study}")


def cards(app: AppTest) -> AppTest:
    return check(app.segmented_control(key="studies.look").set_value("Cards").run())


def said(app: AppTest, study: str) -> str:
    return " ".join(caption.value for caption in card(app, study).caption)


def shown(app: AppTest) -> list[str]:
    """Return the names of the studies in the list, in its order."""
    links = [link.proto.query_string for link in app.get("page_link")]
    return [query.removeprefix("study=") for query in links if query.startswith("study=")]


def test_a_first_visit_has_one_primary_button() -> None:
    app = open_page(STUDIES)
    primary = [button for button in app.button if button.proto.type == "primary"]
    assert [button.key for button in primary] == ["first-study"]


@pytest.mark.parametrize(
    ("name", "preset", "features", "objective"),
    [
        ("first", "first", "distance", "val_rmse_all"),
        ("chapter", "chapter", "raw", "train_val_rmse"),
    ],
)
def test_a_first_visit_starts_a_study_that_finds_something_or_the_chapters(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, preset: str, features: str,
    objective: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(StudyJob, "run", lambda *_: JobState.FINISHED)
    app = open_page(STUDIES)
    check(app.button(key=f"{name}-study").click().run())
    (entry,) = list_studies(workspace)
    assert entry.plan is not None
    assert entry.plan.space == PRESETS[preset].space
    assert (entry.plan.feature_set, entry.plan.objective) == (features, objective)
    assert entry.plan.source.title.startswith("Sample DC taxi data")
    assert app.title[0].value == "Trials"
    assert app.query_params["study"] == name


def test_a_card_names_the_constant_answer_and_the_verdict(workspace: Workspace) -> None:
    train_study(workspace, "done")
    keep_study(plan_of("before"), workspace, [5.0])
    app = cards(open_page(STUDIES))
    (best,) = card(app, "done").metric
    assert best.delta.startswith("constant answer ")
    assert "on 10 test rows; " in said(app, "done")
    (best,) = card(app, "before").metric
    assert best.delta == "constant answer not measured"


@pytest.mark.parametrize("look", ["Rows", "Cards"])
def test_a_study_shows_what_it_found(workspace: Workspace, look: str) -> None:
    keep_study(plan_of("done", n_trials=4), workspace, [5.25, 3.5, None, 4.0])
    app = open_page(STUDIES)
    if look == "Cards":
        cards(app)
        assert describe_space(PRESETS["chapter"].space) in said(app, "done")
    (best,) = card(app, "done").metric
    assert best.value == "3.50 USD"
    text = said(app, "done")
    assert "4 trials, 1 failed or diverged" in text
    assert "Sample DC taxi data" in text
    assert "raw features" in text
    assert len(card(app, "done").get("image")) == 1
    (link,) = card(app, "done").get("page_link")
    assert link.proto.query_string == "study=done"


def test_a_study_without_trials_says_so(workspace: Workspace) -> None:
    keep_study(plan_of("new", n_trials=20), workspace)
    app = open_page(STUDIES)
    assert card(app, "new").metric[0].value == "none yet"
    assert "0 of 20 trials" in said(app, "new")
    assert "no trial yet" in said(app, "new")


def test_a_study_can_be_renamed(workspace: Workspace) -> None:
    keep_study(plan_of("old"), workspace, [1.0])
    app = choose(open_page(STUDIES), "old", RENAME)
    app.text_input(key="study-new-name").set_value("new")
    press(app)
    assert names(workspace) == {"new"}


@pytest.mark.parametrize("name", ["taken", "", "a/b"])
def test_a_name_that_cannot_be_used_changes_nothing(workspace: Workspace, name: str) -> None:
    keep_study(plan_of("old"), workspace)
    keep_study(plan_of("taken"), workspace)
    app = choose(open_page(STUDIES), "old", RENAME)
    app.text_input(key="study-new-name").set_value(name)
    app = press(app)
    assert app.session_state["study-outcome"]  # the sentence that the open dialog shows
    assert names(workspace) == {"old", "taken"}


def test_deleting_asks_first(workspace: Workspace) -> None:
    keep_study(plan_of("old"), workspace, [1.0, 2.0])
    app = choose(open_page(STUDIES, study="old"), "old", DELETE)
    assert any("2 trials" in markdown.value for markdown in app.markdown)
    assert names(workspace) == {"old"}
    press(app)
    assert names(workspace) == set()


def test_a_running_study_is_not_deleted(workspace: Workspace) -> None:
    keep_study(plan_of("busy"), workspace, [1.0])
    app = choose(open_page(STUDIES), "busy", DELETE)
    with held(find_study("busy", workspace).study_id, "busy", workspace):
        app = press(app)
    assert "running" in app.session_state["study-outcome"]
    assert names(workspace) == {"busy"}


def test_duplicating_takes_over_the_plan_and_goes_to_new_study(workspace: Workspace) -> None:
    wide = PRESETS["wide"].space
    keep_study(plan_of("first", feature_set="distance"), workspace)
    keep_study(StudyPlan(name="second", space=wide, feature_set="scaled"), workspace)
    app = choose(open_page(STUDIES), "second", DUPLICATE)
    assert app.title[0].value == "New study"
    assert space_from_json(app.session_state["working_space"]) == wide
    assert app.session_state["working_data"]["feature_set"] == "scaled"
    assert app.text_input(key="launch_name").value == "second-2"


def test_many_studies_can_be_searched(workspace: Workspace) -> None:
    for place in range(13):
        keep_study(plan_of(f"study-{place}"), workspace)
    app = open_page(STUDIES)
    assert len([key for key in app.session_state if key.startswith("study-menu-")]) == 12
    check(app.text_input(key="studies.find").set_value("STUDY-1").run())
    assert sorted(shown(app)) == ["study-1", "study-10", "study-11", "study-12"]
    check(app.text_input(key="studies.find").set_value("nothing").run())
    assert any("No study matches" in caption.value for caption in app.caption)


def test_the_list_is_sorted_and_narrowed_by_state(workspace: Workspace) -> None:
    for name, value in (("b", 2.0), ("a", 3.0)):
        keep_study(plan_of(name), workspace, [value])
    keep_study(plan_of("c"), workspace)
    train_study(workspace, "d")
    app = open_page(STUDIES)
    check(app.selectbox(key="studies.order").set_value("Name").run())
    assert shown(app) == ["a", "b", "c", "d"]
    check(app.pills(key="studies.states").set_value(["finished"]).run())
    assert shown(app) == ["d"]


def test_tags_and_a_note_are_kept_shown_and_found(workspace: Workspace) -> None:
    for name in ("one", "two", "three", "four"):
        keep_study(plan_of(name), workspace, [1.0])
    app = choose(open_page(STUDIES), "two", REMARK)
    app.multiselect(key="study-tags").set_value(["lecture"])
    app.text_area(key="study-note").set_value("Too few steps.")
    press(app)
    check(app.run())
    assert tags_of(find_study("two", workspace).user_attrs) == ("lecture",)
    assert "lecture" in card(app, "two").markdown[0].value
    assert "Too few steps." in said(app, "two")
    check(app.text_input(key="studies.find").set_value("few steps").run())
    assert shown(app) == ["two"]
    check(app.text_input(key="studies.find").set_value("").run())
    check(app.pills(key="studies.tags").set_value(["lecture"]).run())
    assert shown(app) == ["two"]


def test_several_are_deleted_at_once_but_not_one_that_runs(workspace: Workspace) -> None:
    for name in ("one", "two", "three"):
        keep_study(plan_of(name), workspace, [1.0])
    app = open_page(STUDIES)
    for name in ("one", "two"):
        app.checkbox(key=f"study-tick-{name}").check()
    check(app.run())
    check(app.button(key="studies-delete").click().run())
    assert any("2 studies with 2 trials" in each.value for each in app.markdown)
    with held(find_study("two", workspace).study_id, "two", workspace):
        check(app.button(key="studies-delete-now").click().run())
    (problem,) = app.session_state["studies-several-outcome"]
    assert "running" in problem
    assert names(workspace) == {"two", "three"}


def test_two_that_are_selected_are_compared(workspace: Workspace) -> None:
    for name in ("one", "two", "three"):
        keep_study(plan_of(name), workspace, [1.0])
    app = open_page(STUDIES)
    for name in ("one", "three"):
        app.checkbox(key=f"study-tick-{name}").check()
    check(app.run())
    check(app.button(key="studies-compare").click().run())
    assert app.title[0].value == "Compare"
    assert set(app.multiselect(key="compare_studies").value) == {"one", "three"}


def test_a_study_is_run_again_with_other_seeds(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StudyJob, "run", lambda *_: JobState.FINISHED)
    keep_study(plan_of("first"), workspace, [1.0])
    app = choose(open_page(STUDIES), "first", AGAIN)
    app.number_input(key="study_again_runs").set_value(2)
    check(app.button(key="study_again_run").click().run())
    assert names(workspace) == {"first", "first-seed-43", "first-seed-44"}
    assert repeated_of(find_study("first-seed-43", workspace).user_attrs) == "first"
    check(app.run())
    assert "first with another seed" in said(app, "first-seed-43")


def test_a_study_that_waits_is_neither_deleted_nor_renamed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = install(monkeypatch, waits=True)
    for name in ("first", "second"):
        runner_for(workspace).submit(StudyJob(short_plan(name)))
    app = choose(open_page(STUDIES), "second", DELETE)
    app = press(app)
    assert "waits to be trained" in app.session_state["study-outcome"]
    assert "second" in names(workspace)
    engine.go.set()


def test_an_interrupted_study_runs_on_with_one_click(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ResumeJob, "run", lambda *_: JobState.FINISHED)
    keep_study(plan_of("cut", n_trials=9), workspace, [3.0, 2.0])
    running = StateRecord.now(StudyState.RUNNING, requested_trials=9)
    with writing(workspace.storage_url) as storage:
        study_id = storage.get_study_id_from_name("cut")
        storage.set_study_user_attr(study_id, STATE_KEY, running.to_json())
    app = open_page(STUDIES)
    assert "interrupted" in card(app, "cut").markdown[0].value
    check(app.button(key="job_resume_card_cut").click().run())
    (job,) = runner_for(workspace).snapshot()
    assert job.study == "cut"


def test_a_study_without_trials_has_the_time_of_its_state(workspace: Workspace) -> None:
    train_study(workspace, "a")
    keep_study(plan_of("b", n_trials=20), workspace)
    found = {study.name: study for study in read_studies(workspace)}
    assert found["b"].created is None
    assert found["b"].updated >= found["a"].created.replace(microsecond=0)


def test_an_emptied_database_says_so_beside_what_a_first_visit_shows(workspace: Workspace) -> None:
    assert "there and empty" not in texts(open_page(STUDIES))
    (workspace.root / "studies.db").touch()
    app = open_page(STUDIES)
    assert "is there and empty: if studies were in it" in texts(app)
    assert "first-study" in {button.key for button in app.button}
