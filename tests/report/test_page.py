import re
from html.parser import HTMLParser

import optuna
import plotly.graph_objects as go
import pytest
from optuna.trial import FrozenTrial

from dctaxi.analysis.reading import read_trials
from dctaxi.errors import StudyError
from dctaxi.plots.parts.template import make_figure
from dctaxi.populations import REPEATS, finished_trials
from dctaxi.report import content
from dctaxi.report.content import report_of
from dctaxi.report.figures import plotly_code
from dctaxi.report.page import figure_page, page_of, report_html
from dctaxi.space import draw
from dctaxi.storage import trial_writer, writing
from dctaxi.study import choose_goal
from dctaxi.workspace import Workspace
from tests.analysis.test_repeats import PARAMS, repeats_of
from tests.studies import SPACE, keep_study, plan_of, train_study

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'it'"


class Outline(HTMLParser):
    """What a page holds: headings, counts of elements, whatever it would load, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.counts: dict[str, int] = {}
        self.loads: list[str] = []
        self.labels: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.loads += [known[name] or "" for name in ("src", "href", "action") if name in known]
        if known.get("role") == "img":
            self.labels.append(known.get("aria-label") or "")
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} is closed out of turn"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings.append(f"{self.open[-1]} {data}")
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data


def test_a_report_holds_space_data_best_trials_plots_verdict_and_versions(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six")
    page = report_html("six", workspace)
    outline = Outline(page)
    assert outline.headings[:5] == [
        "h1 Study six", "h2 What was searched", "h2 Best trials", "h2 Was the winner lucky?",
        "h2 Plots",
    ]  # fmt: skip
    assert outline.headings[-1] == "h2 Versions"
    assert [line for line in outline.headings if line.startswith("h3")][:4] == [
        "h3 Importances", "h3 Parallel coordinates", "h3 Contour", "h3 Optimisation history",
    ]  # fmt: skip
    assert outline.counts["caption"] == outline.counts["table"]
    assert len(outline.labels) == outline.counts["figure"]
    assert all(outline.labels)
    for told in ("Sample DC taxi data", "6 trials: 6 finished", "0.009 to 0.07", "optuna"):
        assert told in outline.text
    assert "python -m dctaxi repeat --study six" in outline.text
    assert outline.open == []


@pytest.mark.slow
def test_nothing_is_loaded_and_the_file_is_small_at_ten_thousand_trials(
    workspace: Workspace,
) -> None:
    ranges = SPACE.distributions()
    trials = [
        optuna.trial.create_trial(
            value=1 + number % 97 / 10,
            params=params,
            distributions={name: ranges[name] for name in params},
        )
        for number, params in enumerate(draw(SPACE, 10_000, seed=0))
    ]
    with writing(workspace.storage_url) as storage:
        study = optuna.create_study(study_name="many", storage=storage)
        trial_writer(storage, study._study_id).write(trials, {})
    page = report_html("many", workspace)
    assert Outline(page).loads == []
    assert "default-src 'none'" in page
    assert len(page.encode()) < 5_000_000


def test_the_best_trials_come_first_with_their_own_numbers(workspace: Workspace) -> None:
    study = optuna.create_study(study_name="s", storage=workspace.storage_url)
    for value in (3.0, 0.0, float("inf"), 1.5):
        trial = study.ask()
        trial.suggest_float("lr", 0.01, 0.02)
        study.tell(trial, value)
    report = report_of("s", workspace)
    assert [row[:2] for row in report.best] == [["1", "0"], ["3", "1.5"], ["0", "3"], ["2", "inf"]]
    assert report.summary[1] == "The best is trial 1 with 0.0000 units."
    assert report.space == [("lr", "0.01 to 0.02", "linear")]
    assert report.facts == [("Made by", "another program: only what its trials say is known")]


def test_every_plot_of_a_report_has_its_numbers_as_a_table(workspace: Workspace) -> None:
    train_study(workspace, "many", n_trials=20)
    plots = {plot.name: plot for plot in report_of("many", workspace).plots}
    assert list(plots) == ["importances", "parallel", "contour", "history", "honesty"]
    for plot in plots.values():
        assert plot.caption
        assert plot.rows
        assert {len(row) for row in plot.rows} == {len(plot.columns)}
    assert "expected at" in plots["history"].takeaway  # the study drew at random
    trials = read_trials(workspace, "many")
    best = trials.loc[trials["value"].idxmin()]
    assert plots["history"].rows[-1] == (str(best["number"]), f"{best['value']:.4g}")


def test_a_command_in_a_sentence_is_set_as_one(workspace: Workspace) -> None:
    train_study(workspace, "six")
    assert "<code>python -m dctaxi repeat --study six</code>" in report_html("six", workspace)


def test_names_are_shown_as_they_are_and_never_run(workspace: Workspace) -> None:
    study = optuna.create_study(study_name=HOSTILE, storage=workspace.storage_url)
    for value in (1.0, 2.0):
        trial = study.ask()
        trial.suggest_categorical(HOSTILE, ["</script><script>alert(2)</script>", "b"])
        trial.suggest_float("lr", 0.0, 1.0)
        study.tell(trial, value)
    page = report_html(HOSTILE, workspace)
    outline = Outline(page)
    assert outline.headings[0] == f"h1 Study {HOSTILE}"
    assert HOSTILE in outline.text
    assert not re.search(r"<script>\s*alert", page)
    assert outline.counts["script"] == outline.counts["figure"] + 2


def test_a_study_without_trials_has_a_report(workspace: Workspace) -> None:
    keep_study(plan_of("none"), workspace)
    outline = Outline(report_html("none", workspace))
    assert "No trial yet." in outline.text


def test_fresh_seeds_give_the_verdict_once_they_were_tried(workspace: Workspace) -> None:
    repeated = (*draw(SPACE, 10, 1), PARAMS[0])  # what is repeated is trial 10
    train_study(workspace, "mine", n_trials=11, enqueue=repeated)
    REPEATS.save(repeats_of([[5.0] * 64], [1.0]), workspace)
    report = report_of("mine", workspace)
    assert "it was lucky" in report.seeds[0]
    assert "it was lucky" in page_of(report)


def test_the_latest_fresh_seeds_count_and_trials_are_read_once_for_all(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    repeated = (*draw(SPACE, 10, 1), PARAMS[0])
    train_study(workspace, "mine", n_trials=11, enqueue=repeated)
    REPEATS.save(repeats_of([[5.0] * 64], [1.0]), workspace)
    REPEATS.save(repeats_of([[1.0] * 32], [1.0], seeds=32), workspace)
    read: list[str] = []

    def finished(study: str, workspace: Workspace) -> tuple[FrozenTrial, ...]:
        read.append(study)
        return finished_trials(study, workspace)

    monkeypatch.setattr(content, "finished_trials", finished)
    assert "it was lucky" not in report_of("mine", workspace).seeds[0]
    assert read == ["mine"]


def test_fresh_seeds_of_a_study_that_had_the_name_before_give_no_verdict(
    workspace: Workspace,
) -> None:
    train_study(workspace, "mine", n_trials=11)
    REPEATS.save(repeats_of([[5.0] * 64], [1.0]), workspace)
    assert report_of("mine", workspace).seeds[0].startswith("Not asked yet")


def test_the_report_of_another_programs_study_is_in_its_unit(workspace: Workspace) -> None:
    study = optuna.create_study(
        study_name="theirs", storage=workspace.storage_url, direction="maximize"
    )
    for number in range(12):
        trial = study.ask()
        trial.suggest_float("x", 0.0, 1.0)
        study.tell(trial, number / 10)
    choose_goal("theirs", 0, "accuracy", workspace)
    report = report_of("theirs", workspace)
    assert report.summary[1] == "The best is trial 11 with -1.1000 negated accuracy."
    assert "Objective, negated accuracy" in report.best_columns
    assert report.seeds == (
        "Not known: what another program trained cannot be trained again here.",
    )
    assert "USD" not in Outline(page_of(report)).text


def test_a_study_that_is_not_there_is_named(workspace: Workspace) -> None:
    with pytest.raises(StudyError, match="nobody"):
        report_html("nobody", workspace)


def test_a_figures_page_is_whole_and_loads_nothing() -> None:
    figure = make_figure([go.Bar(x=[1, 2])], "light")
    page = figure_page(figure, title='A <b>"plot"', takeaway="Best & only.")
    assert "<title>A &lt;b&gt;&#34;plot&#34;</title>" in page
    assert "Best &amp; only." in page
    assert Outline(page).loads == []
    assert "http" not in page.replace("http-equiv", "").replace(plotly_code(), "")
    assert len(page.encode()) < 2_500_000
    assert "showSendToCloud: false" in page  # Plotly's own button would upload the data
