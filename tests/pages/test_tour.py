from streamlit.testing.v1 import AppTest

from tests.pages.visiting import check, go, open_page, texts

HOME = "pages/search/studies.py"
STOPS = ("Studies", "New study", "Trials", "Learn")


def begun() -> AppTest:
    app = open_page(HOME)
    assert "A short tour" not in texts(app)
    return check(app.button(key="tour_begin").click().run())


def test_the_tour_leads_from_page_to_page_and_can_go_back_and_again() -> None:
    app = begun()
    assert "A short tour, 1 of 4" in texts(app)
    for number, page in enumerate(STOPS[1:], 2):
        button = app.button(key="tour_next")
        assert button.label == f"Next: {page}"
        check(button.click().run())
        assert app.title[0].value == page
        assert f"{number} of 4" in texts(app)
    assert not [button for button in app.button if button.key == "tour_next"]
    check(app.button(key="tour_back").click().run())
    assert app.title[0].value == "Trials"
    check(app.button(key="tour_leave").click().run())
    assert "A short tour" not in texts(app)
    go(app, HOME)
    assert "A short tour" not in texts(app)
    check(app.button(key="tour_begin").click().run())
    assert "A short tour, 1 of 4" in texts(app)


def test_who_strays_from_the_tour_finds_the_way_back_to_its_stop() -> None:
    app = begun()
    check(app.button(key="tour_next").click().run())
    assert "Go to New study" not in [link.proto.label for link in app.get("page_link")]
    go(app, "pages/explore/trials.py")
    assert "A short tour, 2 of 4" in texts(app)
    assert "Go to New study" in [link.proto.label for link in app.get("page_link")]
