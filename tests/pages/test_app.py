import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pages.components.shared import address
from tests.pages.visiting import ROOT, open_page

FRAME = (ROOT / "app.py").read_text(encoding="utf-8")
PAGES = re.findall(r'"(pages/[a-z_]+/[a-z_]+\.py)"', FRAME)
HOME = "pages/search/studies.py"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_a_fresh_workspace(page: str) -> None:
    app = open_page(page)
    assert len(app.title) == 1
    assert app.caption[0].value  # the frame's sentence about the page


@pytest.mark.parametrize("page", [page for page in PAGES if page != HOME])
def test_every_page_has_a_file_for_its_address(page: str) -> None:
    file = ROOT / "pages" / Path(page).name
    assert "address.hand_over()" in file.read_text(encoding="utf-8")


def test_no_address_is_without_a_page() -> None:
    addresses = {path.name for path in (ROOT / "pages").glob("*.py")}
    assert addresses == {Path(page).name for page in PAGES if page != HOME}


def test_an_address_on_a_fresh_server_hands_over_to_the_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed_over = []
    hand_over = address.hand_over

    def recorded() -> None:
        handed_over.append(True)
        hand_over()

    monkeypatch.setattr(address, "hand_over", recorded)
    # AppTest forgets before every run that app.py called st.navigation: each is a fresh server.
    app = open_page("pages/search/space.py")
    assert handed_over
    assert [title.value for title in app.title] == ["Space"]


def test_every_widget_has_a_label() -> None:
    for page in PAGES:
        app = open_page(page)
        widgets = [*app.button, *app.number_input, *app.text_input, *app.selectbox, *app.toggle,
                   *app.multiselect, *app.segmented_control]  # fmt: skip
        assert all(widget.label.strip() for widget in widgets), page


def test_an_unforeseen_error_is_a_sentence_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_workspace: object) -> None:
        raise ZeroDivisionError("secret detail")

    app = open_page(HOME)
    monkeypatch.setattr("dctaxi.analysis.reading.frames.read_studies", broken)
    app.run()
    assert not app.exception
    (error,) = app.error
    assert "did not foresee" in error.value
    assert "secret" not in error.value
    assert any(record.exc_info for record in caplog.records)


def test_the_pages_load_neither_torch_nor_lightning() -> None:
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from streamlit import config
from tests.pages.visiting import open_page
config.get_option("server.port")  # reads the files, which would override what follows
config.set_option("runner.enforceSerializableSessionState", False)  # as conftest.py does
for page in {PAGES!r}:
    open_page(page)
heavy = [name for name in ("torch", "pytorch_lightning", "numba", "kaen") if name in sys.modules]
assert not heavy, heavy
"""
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr[-2000:]


def test_the_server_is_private_and_quiet() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["fileWatcherType"] == "none"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "http" not in str(config["theme"])


def test_every_setting_of_the_server_says_why() -> None:
    text = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")
    settings, _, _ = text.partition("[theme.light]")
    lines = [line for line in settings.splitlines() if "=" in line and not line.startswith("#")]
    assert lines
    assert all("#" in line for line in lines)
