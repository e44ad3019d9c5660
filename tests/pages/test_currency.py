"""A study of trips that are paid in another currency says so wherever amounts stand."""

import re
from pathlib import Path

import pytest

from dctaxi.data import TripSource, Wishes, source_of_files
from dctaxi.report import report_html
from dctaxi.runner import StudyJob, runner_for
from dctaxi.workspace import Workspace
from tests.data.odd_files import new_york
from tests.fake_engine import FakeEngine
from tests.pages.visiting import open_page
from tests.pages.waiting import until_idle
from tests.studies import keep_study, plan_of, short_plan, train_study


@pytest.fixture
def paris(tmp_path: Path, workspace: Workspace) -> TripSource:
    path = tmp_path / "paris.csv"
    new_york().to_csv(path, index=False)
    wishes = Wishes(city="Paris", currency="EUR")
    source = source_of_files(str(path), workspace, wishes=wishes)
    assert isinstance(source, TripSource)
    return source


def texts(app) -> str:
    found = [element.value for kind in (app.markdown, app.caption, app.metric) for element in kind]
    figures = [chart.proto.spec + chart.proto.alt for chart in app.get("plotly_chart")]
    return " ".join(map(str, found + figures))


def test_its_pages_are_in_its_currency(paris: TripSource, workspace: Workspace) -> None:
    train_study(workspace, "paris", source=paris)
    for page in ("pages/explore/trials.py", "pages/search/studies.py", "pages/explore/plots.py"):
        said = texts(open_page(page, study="paris"))
        assert "EUR" in said
        assert re.findall(r".{60}\bUSD\b.{20}", said) == []
    assert "Data</" in (report := report_html("paris", workspace))
    assert "Paris: paris.csv" in report
    assert "EUR" in report


def test_another_study_is_in_dollars_again(paris: TripSource, workspace: Workspace) -> None:
    train_study(workspace, "paris", source=paris)
    keep_study(plan_of("dc"), workspace, [3.0, 4.0, 5.0])
    open_page("pages/explore/trials.py", study="paris")
    assert "EUR" not in texts(open_page("pages/explore/trials.py", study="dc"))


@pytest.mark.parametrize(
    "page",
    [
        "pages/explore/seeds.py",
        "pages/explore/whatif.py",
        "pages/explore/landscape.py",
        "pages/explore/compare.py",
        "pages/learn/replay.py",
        "pages/learn/luck.py",
        "pages/learn/ranges.py",
        "pages/learn/tpe.py",
    ],
)
def test_no_page_of_its_trials_speaks_of_dollars(
    page: str, paris: TripSource, workspace: Workspace
) -> None:
    train_study(workspace, "paris", source=paris)
    app = open_page(page, study="paris")
    columns = [table.proto.columns for table in app.dataframe]
    assert re.findall(r".{0,60}\bUSD\b.{0,20}", f"{texts(app)} {columns}") == []


def test_studies_in_several_currencies_are_compared_each_in_its_own(
    paris: TripSource, workspace: Workspace
) -> None:
    train_study(workspace, "paris", source=paris)
    keep_study(plan_of("dc"), workspace, [3.0, 4.0, 5.0])
    said = texts(open_page("pages/explore/compare.py", studies=["paris", "dc"]))
    assert "(own currency)" in said


def test_jobs_say_the_best_in_the_currency_of_their_trips(
    paris: TripSource, workspace: Workspace
) -> None:
    plan = short_plan("paris", source=paris)
    runner_for(workspace).submit(StudyJob(plan, engine=FakeEngine()))
    until_idle(workspace)
    said = texts(open_page("pages/search/jobs.py"))
    assert "EUR, trial" in said
    assert "USD" not in said
