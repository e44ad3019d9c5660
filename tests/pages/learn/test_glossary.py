from dctaxi.search import labels
from tests.pages.populations import texts
from tests.pages.visiting import check, open_page

PAGE = "pages/learn/glossary.py"


def test_every_entry_stands_there_with_a_way_to_its_page() -> None:
    app = open_page(PAGE)
    for entry in labels.GLOSSARY.values():
        assert entry.label.help in texts(app), entry.term
    assert len(app.get("page_link")) >= len(labels.GLOSSARY)
    assert [heading.value for heading in app.subheader][:2] == ["Words", "Hyperparameters"]


def test_a_search_shows_the_best_match_first_and_nothing_else() -> None:
    app = open_page(PAGE, term="median")
    check(app.text_input(key="find").set_value("learning rate").run())
    names = [text.value for text in app.markdown if text.value.startswith("**")]
    assert names[0] == "**Learning rate**"
    assert "**Hidden layers (layers)**" not in names
    assert "term" not in app.query_params  # a search leaves the entry that was open


def test_the_search_and_the_group_come_with_the_address() -> None:
    app = open_page(PAGE, find="draws", group="Samplers")
    assert app.text_input(key="find").value == "draws"
    assert labels.SAMPLERS["random"].help in texts(app)
    assert labels.TERMS["sampler"].help not in texts(app)


def test_an_address_opens_on_its_entry() -> None:
    app = open_page(PAGE, term="lr")
    assert app.subheader[0].value == "Learning rate"
    assert app.subheader[1].value == "Words"
    check(next(button for button in app.button if button.label == "Close").click().run())
    assert app.subheader[0].value == "Words"


def test_an_unknown_word_in_the_address_is_one_sentence_above_the_whole_glossary() -> None:
    app = open_page(PAGE, term="nonsense")
    (warning,) = app.warning
    assert "no entry for the word in this address" in warning.value
    assert labels.TERMS["trial"].help in texts(app)


def test_a_search_in_vain_is_one_sentence() -> None:
    app = open_page(PAGE, find="zebra")
    (info,) = app.info
    assert "No entry has these words" in info.value
