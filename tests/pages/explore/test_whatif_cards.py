import json

from streamlit.testing.v1 import AppTest

from dctaxi.populations import POPULATIONS
from dctaxi.space import EN_DASH
from dctaxi.study import find_study
from dctaxi.workspace import Workspace
from pages.components.trained import origin
from pages.components.whatif import cards as whatif_cards
from pages.components.whatif.question import from_text
from tests.fake_engine import FakeEngine
from tests.pages.explore.whatif import LOW_RATES, PAGE, at_hand, cards, train, write
from tests.pages.visiting import check, open_page, texts


def test_each_trained_what_if_becomes_a_card_and_undo_takes_it_back(study: str) -> None:
    app = train(write(open_page(PAGE, study=study), "lr", "0.02:0.04"))
    app = write(app, "optimizer", "Adam")
    assert [b.key for b in app.button if b.key.startswith("whatif_use_")] == [
        "whatif_use_0", "whatif_use_1",
    ]  # fmt: skip
    assert f"**optimizer Adam, lr 0.02{EN_DASH}0.04 log**" in texts(app)
    check(app.button(key="whatif_undo").click().run())
    assert cards(app) == ["n=256;seed=0;lr=0.02:0.04"]
    assert at_hand(app) == "n=256;seed=0;lr=0.02:0.04"
    check(app.button(key="whatif_undo").click().run())
    assert cards(app) == []


def test_a_card_can_be_named_used_again_and_removed(workspace: Workspace, study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    check(app.text_input(key="whatif_title_0").set_value("Small; rates").run())
    assert "**Small; rates**" in texts(app)
    assert "Small; rates" in {one.plan.title for one in POPULATIONS.list(workspace)}
    write(app, "lr", "0.03:0.05")
    check(app.button(key="whatif_use_1").click().run())
    assert at_hand(app) == f"{LOW_RATES};title=Small; rates"
    check(app.button(key="whatif_remove_1").click().run())
    assert cards(app) == ["n=64;seed=0;lr=0.03:0.05"]
    assert at_hand(app) == "n=64;seed=0"


def test_the_address_shows_the_same_cards_in_another_tab(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    again = open_page(PAGE, **app.query_params)

    def said(page: AppTest) -> list[str]:
        # How long ago the study began is another number a second later.
        return [line for line in texts(page).splitlines() if not line.startswith("Started ")]

    assert said(again) == said(app)


def test_an_address_that_makes_no_sense_is_left_out_with_a_sentence(study: str) -> None:
    app = open_page(PAGE, study=study, whatif="n=few;lr=0.02:0.04")
    assert "was left out" in app.warning[0].value
    assert "Move a range" in texts(app)


def test_any_two_cards_compare(study: str) -> None:
    app = train(open_page(PAGE, study=study, whatif=LOW_RATES))
    app = write(app, "lr", "0.009:0.01")
    assert "Worse: the median in what-if 1" in texts(app)
    check(
        app.selectbox(key="whatif_pair_second")
        .set_value(app.selectbox(key="whatif_pair_first").value)
        .run()
    )
    assert "Choose two different what-ifs" in texts(app)


def test_seed_and_size_are_part_of_the_question(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.number_input(key="whatif_option_n").set_value(32).run())
    check(app.number_input(key="whatif_option_seed").set_value(7).run())
    assert at_hand(app) == "n=32;seed=7;lr=0.02:0.04"
    train(app)
    assert len(engine.trained) == 64


def test_too_many_trainings_are_refused(study: str) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.number_input(key="whatif_option_n").set_value(10**6).run())
    assert "at most 65,536 trainings" in app.error[0].value


def test_cards_leave_as_a_file_with_their_numbers(workspace: Workspace, study: str) -> None:
    train(open_page(PAGE, study=study, whatif=LOW_RATES))
    start = origin.of_study(find_study(study, workspace))
    assert start is not None
    card, never_trained = (from_text(text, start) for text in (LOW_RATES, "n=8;lr=0.03"))
    first, second = json.loads(whatif_cards.file_of(start, (card, never_trained)))
    assert (first["study"], first["n"], first["seed"]) == (study, 64, 0)
    assert first["narrow"] == ["lr=0.02:0.04"]
    assert first["population"]["id"] == card.plan(start).key
    assert first["against_whole_space"]["verdict"] == "better"
    assert second["population"] is None
