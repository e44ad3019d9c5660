from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visiting import TIMEOUT_S


def asks() -> None:
    import streamlit as st

    from pages.components.shared import consent

    consent.note(st.session_state["page"], carried={"lesson"})
    if st.session_state.get("clicked"):
        consent.give()
    awaited = {
        place: consent.awaited(place, plans) for place, plans in st.session_state["asked"].items()
    }
    st.session_state["awaited"] = awaited


def run(app: AppTest, page: str, clicked: bool = False, **asked: list[str]) -> dict[str, bool]:
    app.session_state["page"] = page
    app.session_state["clicked"] = clicked
    app.session_state["asked"] = asked
    app.run()
    assert not app.exception
    awaited: dict[str, bool] = app.session_state["awaited"]
    return awaited


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(asks, default_timeout=TIMEOUT_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app


def test_without_parameters_nothing_waits() -> None:
    app = opened()
    assert run(app, "whatif", a=["1"]) == {"a": False}
    app.query_params["whatif"] = "x"  # as a page writes it when something moves
    assert run(app, "whatif", a=["2"]) == {"a": False}


def test_what_the_address_asks_for_waits_on_every_run_until_a_click() -> None:
    app = opened(whatif="x")
    for _ in range(2):
        assert run(app, "whatif", a=["1", "2"], b=["3"]) == {"a": True, "b": True}
    assert run(app, "whatif", clicked=True, a=["1", "2"], b=["3"]) == {"a": False, "b": False}
    assert run(app, "whatif", a=["1", "2"], c=["4"]) == {"a": False, "c": False}


def test_a_move_asks_for_itself_and_for_what_comes_after_it_at_its_place() -> None:
    app = opened(whatif="x")
    run(app, "whatif", a=["1"], b=["3"])
    assert run(app, "whatif", a=["2"], b=["3"]) == {"a": False, "b": True}
    assert run(app, "whatif", a=["1"], b=["3"]) == {"a": False, "b": True}


@pytest.mark.parametrize(("name", "waits"), [("whatif", False), ("lesson", True)])
def test_parameters_bind_their_own_page_and_what_is_carried_every_page(
    name: str, waits: bool
) -> None:
    app = opened(**{name: "x"})
    run(app, "whatif")
    assert run(app, "seeds", a=["1"]) == {"a": waits}
    assert run(app, "seeds", a=["2"]) == {"a": waits}  # what moved stands on what was carried
    assert run(app, "whatif", b=["1"]) == {"b": True}
