import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.shared import sitemap
from tests.pages.visiting import ROOT, TIMEOUT_S, check, open_page

HOME = sitemap.HOME.file

of_every_page = pytest.mark.parametrize("entry", sitemap.OPEN, ids=lambda entry: entry.id)


@of_every_page
def test_every_page_opens_on_a_fresh_workspace_with_a_label_on_every_widget(
    entry: sitemap.Entry,
) -> None:
    app = open_page(entry.file)
    assert len(app.title) == 1
    said = app.subheader[0].value if entry in sitemap.LEARN_PAGES else app.caption[0].value
    assert said == entry.help
    assert "chapter 11 of Carl Osipov's MLOps Engineering at Scale" in app.title[0].proto.help
    widgets = [*app.button, *app.number_input, *app.text_input, *app.selectbox, *app.toggle,
               *app.multiselect, *app.segmented_control]  # fmt: skip
    assert all(widget.label.strip() for widget in widgets)


@of_every_page
def test_a_page_is_found_in_its_file_and_under_its_id(entry: sitemap.Entry) -> None:
    file = Path(entry.file)
    assert file.is_file()
    assert (file.stem, file.parent.name) == (entry.id, entry.section)


def test_the_application_shows_the_first_page() -> None:
    app = check(AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S).run())
    assert [title.value for title in app.title] == [sitemap.HOME.title]


def test_an_unforeseen_error_is_a_sentence_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_workspace: object) -> None:
        raise ZeroDivisionError("secret detail")

    app = open_page(HOME)
    monkeypatch.setattr("dctaxi.analysis.reading.read_studies", broken)
    app.run()
    assert not app.exception
    (error,) = app.error
    assert "failed unexpectedly" in error.value
    assert "secret" not in error.value
    (incident,) = re.findall(r"E-[0-9a-f]{6}", error.value)
    assert any(incident in record.getMessage() for record in caplog.records)
    assert any(record.exc_info for record in caplog.records)


def test_the_pages_load_neither_torch_nor_lightning() -> None:
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from streamlit import config
from pages.components.shared import sitemap
from tests.pages.visiting import open_page
config.get_option("server.port")  # reads the files, which would override what follows
config.set_option("runner.enforceSerializableSessionState", False)  # as conftest.py does
for entry in sitemap.OPEN:
    open_page(entry.file)
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
