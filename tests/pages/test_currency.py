"""A study of trips that are paid in another currency says so wherever amounts stand.

What people call things keeps its words, also those that read like the unit of an amount.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from dctaxi.data import TripSource, Wishes, keep_data_set, load_tables, source_of_files
from dctaxi.model import files_of, fit, fit_plan, keep_model, kept_model, model_sentences
from dctaxi.report import report_html
from dctaxi.runner import StudyJob, runner_for
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.data.odd_files import new_york
from tests.fake_engine import FakeEngine, install
from tests.model.conftest import UntrainedEngine
from tests.pages.visiting import ROOT, TIMEOUT_S, check, go, open_page
from tests.studies import keep_study, plan_of, short_plan, train_study
from tests.waiting import until_idle


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
    for page in ("pages/explore/trials.py", "pages/search/studies.py"):
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


PAGES = sorted(
    str(path.relative_to(ROOT))
    for section in ("search", "explore", "learn")
    for path in (ROOT / "pages" / section).glob("*.py")
)


STUDY, DATA_SET, CITY, COLUMN, FILE = (
    "rides in USD", "trips in USD", "Paris (USD)", "tip, USD", "rides-(USD).csv",
)  # fmt: skip
"""What people may call a study of trips that are paid in EUR, and what belongs to it."""


def named(unit: str) -> re.Pattern[str]:
    """Return what finds these names, as pages, addresses and files have them, with some unit."""
    between = r"(?:[ +_-]|%20)"
    return re.compile(
        rf"(?:rides|trips){between}in{between}{unit}|Paris{between}\(?{unit}\)?"
        rf"|tip,?{between}{unit}|rides-(?:\(|%28){unit}"
    )


@pytest.fixture(scope="module")
def of_paris(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TripSource, str]:
    """A workspace whose data, study and model are of Paris; the model's id."""
    folder = tmp_path_factory.mktemp("paris")
    workspace = Workspace(folder / "home", f"sqlite:///{folder / 'home' / 'studies.db'}")
    trips = new_york().assign(**{COLUMN: np.arange(240) % 7})
    trips.to_csv(folder / FILE, index=False)
    wishes = Wishes(city=CITY, currency="EUR", extras=(COLUMN,))
    source = source_of_files(str(folder / FILE), workspace, wishes=wishes)
    assert isinstance(source, TripSource)
    keep_data_set(DATA_SET, load_tables(source, workspace), workspace)
    train_study(workspace, STUDY, source=source)
    train_study(workspace, "other", source=source)
    model = fit(fit_plan(STUDY, workspace, ensemble=2), workspace, engine=UntrainedEngine())
    assert model is not None
    keep_model(model, workspace)
    return folder / "home", source, model.id


def everything(block: Block) -> Iterator[str]:
    """Yield what the browser is sent of each element: text, labels, tooltips, charts, columns."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from everything(child)
        yield str(child.proto)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_any_page_speaks_of_dollars(
    page: str, of_paris: tuple[Path, TripSource, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, source, model = of_paris
    monkeypatch.setenv("DCTAXI_HOME", str(home))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    opened: dict[str, str | list[str]] = {"study": STUDY}
    if page == "pages/explore/model.py":
        opened = {"model": model}
    elif page == "pages/explore/compare.py":
        opened = {"studies": [STUDY, "other"]}
    chosen = {"source": source.to_json(), "feature_set": "distance"}
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=TIMEOUT_S)
    app.session_state["working_data"] = chosen
    for name, value in opened.items():
        app.query_params[name] = value
    go(app, page)
    sent = "\n".join(part for root in (app.main, app.sidebar) for part in everything(root))
    sent = sent.replace("\\", "")  # names are escaped, once as Markdown and once here
    assert named("EUR").findall(sent) == []
    assert re.findall(r".{0,60}USD.{0,20}", named("USD").sub("", sent)) == []
    if page in ("pages/search/data.py", "pages/explore/model.py", "pages/explore/trials.py"):
        assert "EUR" in sent


def test_files_that_are_taken_along_say_its_currency(
    of_paris: tuple[Path, TripSource, str],
) -> None:
    home, _, own_id = of_paris
    workspace = Workspace(home, f"sqlite:///{home / 'studies.db'}")
    model = kept_model(own_id, workspace)
    assert model is not None
    card, report = files_of(model)["README.md"].decode(), report_html(STUDY, workspace)
    assert "fares in `EUR`" in card
    for said in (card, report, *model_sentences(model)):
        assert named("EUR").findall(said) == []
        # A word of Plotly's own stands in the report too.
        assert not re.search(r"[\d}(,] ?USD\b", named("USD").sub("", said))
    for name in (STUDY, CITY, FILE):
        assert name in card
        assert name in report


def test_studies_in_several_currencies_are_compared_each_in_its_own(
    paris: TripSource, workspace: Workspace
) -> None:
    train_study(workspace, "paris", source=paris)
    keep_study(plan_of("dc"), workspace, [3.0, 4.0, 5.0])
    said = texts(open_page("pages/explore/compare.py", studies=["paris", "dc"]))
    assert "(in its own currency)" in said


def test_jobs_say_the_best_in_the_currency_of_their_trips(
    paris: TripSource, workspace: Workspace
) -> None:
    plan = short_plan("paris", source=paris)
    runner_for(workspace).submit(StudyJob(plan, engine=FakeEngine()))
    until_idle(workspace)
    said = texts(open_page("pages/search/studies.py"))
    assert "EUR, trial" in said
    assert "USD" not in said


def test_what_seeds_and_ranges_are_worth_is_told_in_its_currency(
    paris: TripSource, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    train_study(
        workspace, "paris", source=paris, n_trials=60, round_size=60, space=PRESETS["chapter"].space
    )
    app = open_page("pages/learn/luck.py", study="paris", luck_seeds="64")
    check(app.button(key="luck_train").click().run())
    until_idle(workspace)
    said = texts(check(app.run()))
    assert "The winner scored" in said
    assert "USD" not in said
