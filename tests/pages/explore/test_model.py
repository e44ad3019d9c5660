import io
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto

from dctaxi.data import GlobSource, SampleSource, sample_trips
from dctaxi.model import fit_plan, list_models, model_sentences
from dctaxi.runner import runner_for
from dctaxi.study import Standing, choose_trial, standing
from dctaxi.workspace import Workspace
from pages.components.shared import tables
from tests.data.csv_files import write_csv
from tests.fake_engine import FakeEngine, install
from tests.model.conftest import UntrainedEngine
from tests.pages.explore.fitting import PAGE, keep, press, press_and_wait
from tests.pages.visiting import check, go, open_page, texts
from tests.studies import train_study
from tests.waiting import until, until_idle


def test_without_a_study_says_where_to_start_one() -> None:
    assert "There is no study yet" in texts(open_page(PAGE))


def test_a_study_without_a_finished_trial_has_no_winner(workspace: Workspace) -> None:
    train_study(workspace, "bad", diverges=True)
    app = open_page(PAGE, study="bad")
    assert "no winner" in texts(app)
    assert "model_fit" not in {button.key for button in app.button}


def test_the_price_stands_before_the_button(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, study=study)
    assert "1 training and the baselines beside it, about" in texts(app)
    assert not engine.trained
    app.toggle(key="model_longer").set_value(True)
    app.segmented_control(key="model_kind").set_value("trials")
    assert f"{5 * 17} trainings" in texts(check(app.run()))


def test_a_fitted_model_is_kept_and_its_sentences_and_pictures_are_shown(
    workspace: Workspace,
) -> None:
    train_study(workspace, "many", source=SampleSource(rows=1200))
    app = press_and_wait(open_page(PAGE, study="many"))
    (model,) = list_models(workspace)
    for sentence in model_sentences(model):
        assert sentence in texts(app)
    assert app.metric[0].value.startswith(f"{model.assessment.model.rmse.value:.2f}")
    # Only of the RMSE it is known what differs by more than chance.
    rmse, *others = [metric.proto.color for metric in app.metric[:4]]
    assert others == [MetricProto.GRAY] * 3
    found = model.assessment
    told = standing(found.best_baseline.gap, found.n_rows)
    assert told is Standing.DOES_NOT_BEAT
    assert rmse == MetricProto.RED
    assert app.query_params["model"] in (model.id, [model.id])
    assert len(app.get("plotly_chart")) == 5
    assert "Fitted" in texts(app)


def test_a_difference_on_few_rows_has_no_colour(workspace: Workspace, tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", sample_trips(200, 1))
    write_csv(tmp_path / "val.csv", sample_trips(40, 2))
    source = GlobSource(str(tmp_path / "train.csv"), str(tmp_path / "val.csv"))
    train_study(workspace, "few", source=source)
    found = keep(workspace, "few").assessment
    assert found.best_baseline.gap.low > 0
    assert standing(found.best_baseline.gap, found.n_rows) is Standing.TOO_FEW
    app = open_page(PAGE, study="few")
    assert "too few rows to compare them" in texts(app)
    assert {metric.proto.color for metric in app.metric[:4]} == {MetricProto.GRAY}


def test_files_that_change_are_said_to_until_they_are_put_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    before, after = sample_trips(60, 1), sample_trips(60, 2)
    source = GlobSource(
        write_csv(tmp_path / "train.csv", before), write_csv(tmp_path / "val.csv", before)
    )
    train_study(workspace, "own", source=source)
    app = open_page(PAGE, study="own", model=keep(workspace, "own").id)
    for trips, changed in ((before, False), (after, True), (before, False)):
        write_csv(tmp_path / "train.csv", trips)
        tables.forget(source)
        assert ("have changed since it was fitted" in texts(check(app.run()))) == changed


def test_the_trial_that_was_chosen_is_fitted(workspace: Workspace, study: str) -> None:
    best = fit_plan(study, workspace).trials[0]
    other = 0 if best else 1
    choose_trial(study, other, workspace)
    app = open_page(PAGE, study=study)
    assert f"Trial {other} is the one that you chose; the best one is {best}" in texts(app)
    press_and_wait(app)
    (model,) = list_models(workspace)
    assert model.plan.trials == (other,)


def test_an_ensemble_says_where_its_networks_disagree(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_study(workspace, "many", source=SampleSource(rows=1200))
    engine = UntrainedEngine()
    monkeypatch.setattr("dctaxi.model.fitting.make_engine", lambda *_args, **_options: engine)
    app = open_page(PAGE, study="many")
    app.segmented_control(key="model_kind").set_value("seeds")
    check(app.run())
    app.number_input(key="model_networks").set_value(3)
    press_and_wait(check(app.run()))
    (model,) = list_models(workspace)
    assert (len(model.members), model.plan.seeds) == (3, 3)
    assert "spread of the networks" in texts(app)


def test_while_it_trains_it_can_be_stopped_and_nothing_is_kept(
    workspace: Workspace, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, waits=True)
    app = press(open_page(PAGE, study=study))
    check(app.button(key="model_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert list_models(workspace) == ()
    assert "model_fit" in {button.key for button in app.button}


def test_why_a_fit_failed_is_said(study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(diverges=lambda _spec: True)
    monkeypatch.setattr("dctaxi.model.fitting.make_engine", lambda *_args, **_options: engine)
    app = press_and_wait(open_page(PAGE, study=study))
    assert "diverged; choose another trial" in texts(app)


def test_the_calculator_prices_the_places_that_are_typed(workspace: Workspace, study: str) -> None:
    model = keep(workspace, study)
    app = open_page(PAGE, study=study)
    assert app.text_input(key="fare_start").value
    app.text_input(key="fare_start").set_value("38.90, -77.03")
    app.text_input(key="fare_end").set_value("38.92 -77.01")
    app.number_input(key="fare_hour").set_value(8)
    check(app.run())
    day = app.date_input(key="fare_date").value
    fare, spread = model.fare(
        origin_block_latitude_double=38.90, origin_block_longitude_double=-77.03,
        destination_block_latitude_double=38.92, destination_block_longitude_double=-77.01,
        year_integer=day.year, month_integer=day.month, dow_integer=day.isoweekday() % 7 + 1,
        hour_integer=8,
    )  # fmt: skip
    assert spread is None
    assert f"{fare:,.2f} USD" in {metric.value for metric in app.metric}
    assert len(app.dataframe[-1].value) == 5


def test_a_place_that_no_training_trip_knows_is_said_in_words(
    workspace: Workspace, study: str
) -> None:
    keep(workspace, study)
    app = open_page(PAGE, study=study)
    assert not app.warning  # the trip and the day that it begins with are such as it knows
    app.text_input(key="fare_start").set_value("60, -77.03")
    check(app.run())
    said = app.warning[0].value.replace("\\", "")
    assert "it begins 1,4" in said
    assert "miles outside of the training trips' area. Its fare is a guess." in said


@pytest.mark.parametrize("typed", ["here", "95, 10", "38.9", "1, 2, 3", "*38*"])
def test_what_is_no_place_is_said_and_no_fare_is_shown(
    workspace: Workspace, study: str, typed: str
) -> None:
    keep(workspace, study)
    app = open_page(PAGE, study=study)
    app.text_input(key="fare_end").set_value(typed)
    check(app.run())
    assert "Expected a latitude" in texts(app)
    assert "Fare" not in {metric.label for metric in app.metric}


def test_a_place_where_no_training_trip_is_gets_a_warning(workspace: Workspace, study: str) -> None:
    keep(workspace, study)
    app = open_page(PAGE, study=study)
    app.text_input(key="fare_end").set_value("52.5, 13.4")
    check(app.run())
    assert any("guess" in warning.value for warning in app.warning)


def test_the_download_is_the_folder(workspace: Workspace, study: str) -> None:
    from dctaxi.model import zip_of

    model = keep(workspace, study)
    with zipfile.ZipFile(io.BytesIO(zip_of(model, "mine"))) as archive:
        names = set(archive.namelist())
        assert names == {"mine/model.json", "mine/model.safetensors", "mine/README.md"}
        assert json.loads(archive.read("mine/model.json"))["plan"]["study"] == study
    assert "Model (zip)" in {
        button.label for button in open_page(PAGE, study=study).get("download_button")
    }


def test_data_that_are_gone_leave_the_numbers(
    workspace: Workspace, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dctaxi.errors import DataError
    from pages.components.shared import tables

    model = keep(workspace, study)

    def gone(_source: object) -> None:
        raise DataError("There is no file at *that* address; check it.")

    monkeypatch.setattr(tables, "read", gone)
    app = open_page(PAGE, study=study)
    assert model_sentences(model)[0] in texts(app)
    assert "There is no file at *that* address" in texts(app)
    assert not app.get("plotly_chart")


def test_a_job_of_another_tab_is_watched(
    workspace: Workspace, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = install(monkeypatch, waits=True)
    press(open_page(PAGE, study=study))
    until(lambda: any(job.partial for job in runner_for(workspace).snapshot()))
    other = open_page(PAGE, study=study)
    assert "model_stop" in {button.key for button in other.button}
    engine.go.set()
    until_idle(workspace)
    assert list_models(workspace)
    assert "Fitted" in texts(go(other, PAGE))
