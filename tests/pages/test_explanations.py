import re

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi import glossary, labels
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.plots import gallery
from dctaxi.samplers import SAMPLERS, available_samplers
from dctaxi.workspace import Workspace
from pages.components.shared import term_link
from tests.pages.visiting import check, open_page, texts
from tests.studies import keep_study, plan_of


def terms(text: str | None) -> list[str]:
    """Return the words of the glossary that a text links to."""
    return re.findall(r"\(glossary\?term=([a-z0-9_-]+)[ )]", text or "")


def helps(app: AppTest) -> str:
    """Return every tooltip of a page that Streamlit's tests give away."""
    shown = (*app.subheader, *app.metric, *app.number_input, *app.selectbox, *app.text_input)
    return "\n".join(str(element.help) for element in (*shown, *app.get("button_group")))


def test_an_explanation_ends_in_the_way_to_its_entry() -> None:
    assert term_link.about(SAMPLERS["tpe"].label, "More.") == (
        f"{SAMPLERS['tpe'].label.help} More. [Glossary](glossary?term=tpe)"
    )
    foreign = labels.Label("dropout", "Drops neurons.")
    assert term_link.about(foreign) == "Drops neurons."
    assert term_link.linked(foreign, "dropout") == "dropout"
    with pytest.raises(KeyError):
        term_link.word("no such word", "word")


def test_every_row_of_the_space_links_to_its_hyperparameter() -> None:
    app = open_page("pages/search/new.py")
    linked = [term for text in app.markdown for term in terms(text.value)]
    assert sorted(term for term in linked if term in HYPERPARAMETERS) == sorted(HYPERPARAMETERS)


def test_every_choice_at_launch_is_explained_with_a_link() -> None:
    app = open_page("pages/search/new.py")
    for sampler in available_samplers():
        check(app.selectbox(key="launch_sampler").set_value(sampler).run())
        assert sampler in terms(helps(app))
    assert "as_printed-option" in terms(texts(app))
    assert {"val_rmse_all", "auto-engine", "distance-features"} <= set(terms(helps(app)))
    asked = {"name", "n_trials", "timeout_s", "sampler", "sampler_seed", "objective", "engine"}
    assert {f"{name}-option" for name in asked} <= set(terms(helps(app)))


def test_a_link_from_a_plot_leads_to_its_entry(workspace: Workspace) -> None:
    keep_study(plan_of("s"), workspace, [5.0, 3.0, 4.0, 6.0])
    app = open_page("pages/explore/trials.py", study="s")
    linked = terms(helps(app))
    for plot in ("importances", "parallel", "contour", "history"):
        assert gallery.PLOTS[plot].question in helps(app)
        assert glossary.plot_term(plot) in linked
        opened = open_page("pages/learn/glossary.py", term=glossary.plot_term(plot))
        assert opened.subheader[0].value == gallery.PLOTS[plot].title
        assert gallery.PLOTS[plot].question in texts(opened)
    assert {"constant_objective", "val_rmse_all"} <= set(terms(helps(app)))


def test_the_glossary_is_one_step_from_every_page_but_itself() -> None:
    for page, ways in (("pages/search/new.py", 1), ("pages/learn/glossary.py", 0)):
        links = [link.proto.page for link in open_page(page).get("page_link")]
        assert links.count("glossary") == ways
