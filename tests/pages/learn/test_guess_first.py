"""While a lesson's question is open, nothing that a page shows or trains answers it."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from dctaxi.populations import POPULATIONS
from dctaxi.teaching.learn_pages import LEARN_PAGES
from dctaxi.teaching.lessons import SHIPPED, Lesson, keep_guess, kept_guess, score
from dctaxi.workspace import Workspace
from pages.components.shared import sitemap
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, keys, open_page, texts
from tests.studies import train_study
from tests.waiting import until_idle

ASKING = [name for name, lesson in SHIPPED.items() if lesson.guess is not None]
of_every_question = pytest.mark.parametrize("name", ASKING)

VERDICTS = ("Better:", "Worse:", "Inconclusive", "the median in", "of 100 points", "RMSE at step")
"""What results of trainings say on the pages of the lessons."""


def everything(block: Block) -> Iterator[str]:
    """Yield what the browser is sent of each element."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from everything(child)
        yield str(child.proto)


def sent(app: AppTest) -> str:
    return "\n".join(part for root in (app.main, app.sidebar) for part in everything(root))


def page_of(lesson: Lesson) -> str:
    return sitemap.BY_ID[lesson.page].file


def guess_of(lesson: Lesson) -> float | str:
    assert lesson.guess is not None
    return 7.0 if lesson.guess.kind == "number" else lesson.guess.options[-1].label


def answered(app: AppTest, lesson: Lesson) -> AppTest:
    assert lesson.guess is not None
    kind = app.number_input if lesson.guess.kind == "number" else app.radio
    check(kind(key="lesson_answer").set_value(guess_of(lesson)).run())
    return check(app.button(key="lesson_commit").click().run())


@of_every_question
def test_nothing_that_is_shown_answers_an_open_question(
    name: str, workspace: Workspace, engine: FakeEngine
) -> None:
    lesson = SHIPPED[name]
    assert lesson.guess is not None
    train_study(workspace, "sixty", n_trials=12, round_size=12)
    before = answered(open_page(page_of(lesson), lesson=name), lesson)
    for _ in range(3):  # all that the page offers is trained
        if trains := [b for b in before.button if str(b.key).endswith("_train")]:
            check(trains[0].click().run())
        until_idle(workspace)
        check(before.run())
    found = [POPULATIONS.find_for(plan, workspace) for plan in lesson.guess_plans()]
    populations = [one for one in found if one is not None]
    truth = score(lesson.guess, guess_of(lesson), populations)
    check(before.button(key="lesson_again").click().run())
    engine.trained.clear()

    app = open_page(page_of(lesson), lesson=name)
    shown = sent(app)
    ends = [page.conclusion[-25:] for page in LEARN_PAGES if page.id == lesson.page]
    for sentence in (truth.sentence[:25], lesson.notes[:25], *ends, *VERDICTS):
        assert sentence not in shown
    assert not [key for key in keys(app) if key.endswith(("_train", "_show"))]
    assert not engine.trained

    shown = sent(answered(app, lesson))
    assert all(end in shown for end in ends)


@of_every_question
def test_a_guess_outlives_a_reload(name: str) -> None:
    lesson = SHIPPED[name]
    answered(open_page(page_of(lesson), lesson=name), lesson)
    again = open_page(page_of(lesson), lesson=name)
    assert "Your guess: " in texts(again)
    assert "lesson_commit" not in keys(again)


def test_the_guess_of_easy_batch_outlives_a_reload() -> None:
    page = "pages/learn/easy_batch.py"
    app = open_page(page)
    check(app.number_input(key="easy_batch_field").set_value(8.0).run())
    check(app.button(key="easy_batch_commit").click().run())
    assert "your guess of 8.00 USD was" in texts(open_page(page))


def test_the_first_guess_stays_and_a_damaged_file_is_none(workspace: Workspace) -> None:
    assert kept_guess("q", workspace) is None
    for answer in (3.5, None, "low"):
        keep_guess("q", answer, workspace)
        assert kept_guess("q", workspace) == (3.5, answer)
    (file,) = (workspace.root / "guesses").iterdir()
    for content in ("", "[1]", "{}", "7", "[[], 2]"):
        file.write_text(content, encoding="utf-8")
        assert kept_guess("q", workspace) is None
