"""What *New study* says of a card, with a made-up driver."""

from collections.abc import Iterator

import pytest

from dctaxi.training import cards, engines
from tests.pages.visiting import check, open_page, texts

PAGE = "pages/search/new.py"


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    engines.cuda_problem.cache_clear()
    for module in (cards, engines):
        monkeypatch.setattr(module, "driver_is_there", lambda: True)
    monkeypatch.setattr(cards, "extra_is_missing", lambda: True)
    yield
    engines.cuda_problem.cache_clear()


@pytest.mark.usefixtures("driver")
def test_a_card_is_not_passed_over_and_the_line_for_the_extra_is_shown() -> None:
    app = open_page(PAGE)
    assert "There is a card, but the fused engine trains on the CPU" in texts(app)
    assert "experimental" in texts(app)
    assert cards.INSTALL_GPU in [code.value for code in app.code]
    check(app.selectbox(key="launch_engine").set_value("lightning").run())
    assert "Lightning" in texts(app)
    assert cards.INSTALL_GPU not in [code.value for code in app.code]
    assert "experimental" not in texts(app)


def test_without_a_driver_the_page_says_that_there_is_none() -> None:
    engines.cuda_problem.cache_clear()
    if cards.driver_is_there():
        pytest.skip("here is a driver")
    app = open_page(PAGE)
    assert "this machine has none" in texts(app)
    assert cards.INSTALL_GPU not in [code.value for code in app.code]
