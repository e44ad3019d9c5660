from dctaxi import glossary, labels
from dctaxi.samplers import SAMPLERS
from tests.pages.visiting import check, open_page, texts

PAGE = "pages/learn/glossary.py"


def test_every_group_has_its_entries_each_with_a_way_to_its_page() -> None:
    app = open_page(PAGE)
    groups = app.pills(key="group")
    seen = 0
    for group in groups.options:
        check(app.pills(key="group").set_value(group).run())
        entries = [entry for entry in glossary.GLOSSARY.values() if entry.group == group]
        pages = [link.proto.page or "studies" for link in app.get("page_link")]
        assert pages == [entry.page.rpartition("/")[2] for entry in entries]
        assert all(entry.label.help in texts(app) for entry in entries)
        seen += len(entries)
    assert seen == len(glossary.GLOSSARY)


def test_a_search_looks_into_every_group_and_shows_the_best_match_first() -> None:
    app = open_page(PAGE, term="median", group="Plots")
    check(app.text_input(key="find").set_value("learning rate").run())
    names = [text.value for text in app.markdown if text.value.startswith("**")]
    assert names[0] == "**Learning rate**"
    assert "**Gradient**" in names
    assert "**Hidden layers (layers)**" not in names
    assert "term" not in app.query_params  # a search leaves the entry that was open


def test_the_search_and_the_group_come_with_the_address() -> None:
    assert SAMPLERS["random"].label.help in texts(open_page(PAGE, find="draws independently"))
    app = open_page(PAGE, group="Samplers")
    assert SAMPLERS["gp"].label.help in texts(app)
    assert labels.TERMS["sampler"].help not in texts(app)


def test_an_address_opens_on_its_entry() -> None:
    app = open_page(PAGE, term="lr")
    assert app.subheader[0].value == "Learning rate"
    assert labels.TERMS["trial"].help in texts(app)
    check(next(button for button in app.button if button.label == "Close").click().run())
    assert not app.subheader


def test_an_unknown_word_in_the_address_is_one_sentence_above_the_glossary() -> None:
    app = open_page(PAGE, term="nonsense")
    (warning,) = app.warning
    assert "no entry for the word in this address" in warning.value
    assert labels.TERMS["trial"].help in texts(app)


def test_a_search_in_vain_is_one_sentence() -> None:
    app = open_page(PAGE, find="zebra")
    (info,) = app.info
    assert "No entry has these words" in info.value
