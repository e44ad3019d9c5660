"""What stands in sight on a screen of 1280 by 800, and on a telephone, without scrolling."""

from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dctaxi.space import PRESETS
from dctaxi.study import create_study, run_study
from tests.browser.driver import ENDLESS, LONG_S, Tab
from tests.browser.server import Server
from tests.studies import plan_of

SCREEN = 1280, 800
TELEPHONE = 390, 844
SAID_BESIDE = (
    "(./preceding-sibling::*[1] | ./following-sibling::*[1])//*[@data-testid='stCaptionContainer']"
)
"""What a picture shows, in the element before or after it."""


def finished(server: Server, name: str = "chapter") -> None:
    """Keep a finished study of the chapter's space in the server's workspace."""
    plan = plan_of(name, space=PRESETS["chapter"].space, n_trials=40)
    create_study(plan, server.workspace)
    run_study(name, server.workspace)


def span(tab: Tab, css: str) -> tuple[float, float]:
    """Return where the first such thing begins and ends, in pixels from the top of the window."""
    found = tab.one(css)
    top, bottom = tab.driver.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.top, box.bottom]", found
    )
    return top, bottom


def board_of(study: str) -> tuple[str, ...]:
    """Return the table and the three plots of *Trials*."""
    plots = ("importances", "parallel", "contour")
    return (f".st-key-trial_table_{study}_all", *(f".st-key-panel_{plot}" for plot in plots))


def in_sight(tab: Tab, *parts: str) -> None:
    """Wait until these things stand on the screen as wholes."""
    for part in parts:
        tab.until(lambda part=part: 0 <= span(tab, part)[0] < span(tab, part)[1] <= SCREEN[1])  # type: ignore[misc]


def test_table_and_plots_with_their_findings_share_one_screen(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*SCREEN)
    tab.open("trials?study=chapter")
    tab.settle()
    in_sight(tab, ".st-key-standing", *board_of("chapter"))
    for panel in ("importances", "parallel", "contour"):
        said = tab.one(f".st-key-panel_{panel} [data-testid='stCaptionContainer']")
        assert said.text
    assert span(tab, ".st-key-trials_below")[0] > span(tab, ".st-key-panel_contour")[1]


@pytest.mark.slow
def test_they_share_it_with_the_head_of_a_study_that_trains(new_tab: Callable[[], Tab]) -> None:
    tab = new_tab()
    tab.resize(*SCREEN)
    tab.open("new")
    tab.launch("long", ENDLESS)
    tab.until(tab.finished_trials, LONG_S)
    history = ".st-key-study_live [data-testid='stVegaLiteChart']"
    in_sight(tab, ".st-key-job_stop_after", history, *board_of("long"))
    cut = "[data-testid='stCaptionContainer'] [data-testid='stTooltipIcon']"
    panels = (".st-key-panel_importances", ".st-key-panel_parallel")
    tab.until(lambda: all(tab.all(f"{panel} {cut}") for panel in panels), LONG_S)
    in_sight(tab, ".st-key-job_stop_after", history, *board_of("long"))
    assert "Best so far" in tab.one(".st-key-study_live").text
    assert "Time left" in tab.one(".st-key-study_live").text
    tab.press("job_stop_after")
    tab.until(lambda: "Resume: " in tab.text)
    in_sight(tab, ".st-key-standing", *board_of("long"))


@pytest.mark.slow
def test_pictures_end_with_what_they_show_within_the_screen(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*SCREEN)
    for page, button, picture in (
        ("easy_batch?study=chapter", "easy_batch_show", "constant_map"),
        ("luck?study=chapter", "luck_train", "seed_luck"),
        ("race?race_repeats=2&race_trials=10", "race_train", "race_plot"),
        ("data", "", "data-fares"),
    ):
        tab.open(page)
        drawn = f".st-key-{picture} .js-plotly-plot"
        ready = f"{drawn}, .st-key-{button} button" if button else drawn
        tab.until(lambda ready=ready: tab.all(ready))  # type: ignore[misc]
        if not tab.all(drawn):
            tab.press(button)
        tab.until(lambda drawn=drawn: tab.all(drawn), LONG_S)  # type: ignore[misc]
        tab.settle()
        beside = tab.one(f".st-key-{picture}").find_elements(By.XPATH, SAID_BESIDE)
        ends = [each.rect["y"] + each.rect["height"] for each in beside if each.text]
        assert ends, page
        assert max(*ends, span(tab, drawn)[1]) <= SCREEN[1], page


@pytest.mark.slow
def test_on_a_telephone_the_answer_of_a_what_if_stands_above_its_ranges(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*SCREEN)
    tab.open("whatif?study=chapter&whatif_plain=true&whatif=n=64;seed=0;lr=0.02:0.05")
    tab.press("whatif_train")
    tab.until(lambda: tab.all(".st-key-whatif_plot .js-plotly-plot"), LONG_S)
    tab.settle()
    assert span(tab, ".st-key-whatif_plot")[1] <= SCREEN[1]
    tab.resize(*TELEPHONE)
    tab.settle()
    answer, ranges = span(tab, ".st-key-whatif_answer"), span(tab, ".st-key-whatif_ranges")
    plot = span(tab, ".st-key-whatif_plot")
    assert plot[1] <= TELEPHONE[1]
    assert answer[1] <= ranges[0] < ranges[1] <= span(tab, ".st-key-whatif_deeper")[0]


@pytest.mark.slow
def test_what_seeds_cost_and_what_they_say_come_first_on_a_telephone(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*TELEPHONE)
    tab.open("whatif?ask=repeat&study=chapter")
    tab.settle()
    assert "trainings" in tab.one(".st-key-seeds_question [data-testid='stCaptionContainer']").text
    assert span(tab, ".st-key-seeds_train")[1] <= TELEPHONE[1] / 2
    tab.press("seeds_train")
    tab.until(lambda: tab.all(".st-key-seeds_plot .js-plotly-plot"), LONG_S)
    tab.settle()
    assert span(tab, ".st-key-seeds_answer")[1] <= TELEPHONE[1]
    tab.resize(*SCREEN)
    tab.settle()
    assert span(tab, ".st-key-seeds_plot")[1] <= SCREEN[1]


@pytest.mark.slow
def test_what_acts_on_a_picture_lies_on_its_legend_only_while_it_is_touched(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*TELEPHONE)
    tab.open("trials?study=chapter")
    tab.settle()
    bar = tab.one("[data-testid='stPlotlyChart'] .modebar-container")
    assert not bar.is_displayed()
    ActionChains(tab.driver).move_to_element(tab.one("[data-testid='stPlotlyChart']")).perform()
    tab.until(bar.is_displayed)


@pytest.mark.slow
def test_a_presentation_is_led_by_the_keyboard_and_every_picture_fits_the_screen(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    finished(server)
    tab = new_tab()
    tab.resize(*SCREEN)
    tab.open("trials?study=chapter&present=1")
    tab.until(lambda: "1 of 5" in tab.text)
    for number in range(1, 6):
        tab.until(lambda number=number: f"{number} of 5" in tab.text)  # type: ignore[misc]
        tab.settle()
        place = f".st-key-present_{number - 1}"
        assert span(tab, f"{place} h2")[0] >= 0
        said = tab.all(f"{place} > [data-testid='stElementContainer'] p")[-1]
        assert float(said.value_of_css_property("font-size").removesuffix("px")) >= 24
        assert said.rect["y"] + said.rect["height"] <= SCREEN[1]
        tab.type_into(tab.one("body"), Keys.ARROW_RIGHT)
    tab.until(lambda: "1 of 5" in tab.text)
    tab.type_into(tab.one("body"), Keys.ESCAPE)
    tab.until(lambda: tab.all(".st-key-present_begin button"))
