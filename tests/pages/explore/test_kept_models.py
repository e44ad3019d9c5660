from dctaxi.model import list_models, model_sentences
from dctaxi.runner import runner_for
from dctaxi.study import delete_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.explore.fitting import PAGE, keep
from tests.pages.visiting import check, open_page, texts


def test_a_link_opens_a_kept_model_and_trains_nothing(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    model = keep(workspace, study, ensemble=3, rows="train+val", steps=100)
    app = open_page(PAGE, model=model.id)
    assert app.segmented_control(key="model_kind").value == "trials"
    assert app.number_input(key="model_steps").value == 100
    assert model_sentences(model)[0] in texts(app)
    assert not [job for job in runner_for(workspace).snapshot() if job.kind == "model"]
    assert not engine.trained


def test_a_kept_model_of_the_winner_opens_as_the_winner(workspace: Workspace, study: str) -> None:
    best = keep(workspace, study)
    assert open_page(PAGE, model=best.id).selectbox(key="model_trial").value == "first"
    other = 0 if best.plan.trials[0] else 1
    app = open_page(PAGE, model=keep(workspace, study, trial=other).id)
    assert app.selectbox(key="model_trial").value == "other"
    assert app.selectbox(key="model_number").value == other


def test_a_link_to_no_model_says_so(study: str) -> None:
    app = open_page(PAGE, study=study, model="*nothing*")
    assert "There is no model" in app.warning[0].value


def test_kept_models_are_opened_and_deleted(workspace: Workspace, study: str) -> None:
    first, second = keep(workspace, study), keep(workspace, study, ensemble=2)
    app = open_page(PAGE, study=study)
    check(app.button(key=f"model_open_{second.id}").click().run())
    assert app.query_params["model"] in (second.id, [second.id])
    assert model_sentences(second)[0] in texts(app)
    check(app.button(key=f"model_delete_{second.id}").click().run())
    assert [one.id for one in list_models(workspace)] == [first.id]


def test_a_kept_model_opens_when_its_study_is_deleted(workspace: Workspace, study: str) -> None:
    model = keep(workspace, study, ensemble=2)
    delete_study(study, workspace)
    app = open_page(PAGE)
    check(app.button(key=f"model_open_{model.id}").click().run())
    said = texts(app)
    assert model_sentences(model)[0] in said
    assert "Its study is not in this workspace any more" in said
    assert app.get("plotly_chart")
    assert "model_fit" not in {button.key for button in app.button}
    assert [one.key for one in app.get("download_button")].count("model_zip") == 1
    app = open_page(PAGE, model=model.id)
    assert model_sentences(model)[0] in texts(app)
    check(app.button(key="model_close").click().run())
    assert model_sentences(model)[0] not in texts(app)
