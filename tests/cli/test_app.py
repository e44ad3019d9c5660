import os
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from dctaxi.cli import app, main
from dctaxi.cli.completion import SHELLS


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8501.5", "9" * 5000])
@pytest.mark.parametrize("command", ["app", "serve"])
def test_a_port_that_cannot_be_is_refused(command, port, refusal):
    said = refusal(command, f"--port={port}", status=2)
    assert "expected a port from 1 to 65535" in said
    assert f"{command} --help" in said


@pytest.fixture
def served(monkeypatch) -> list[tuple[Path, object]]:
    """Where the app was found and with which settings it was served, in place of serving it."""
    found: list[tuple[Path, object]] = []

    def run_path(script: str):
        serve = SimpleNamespace(run=lambda config: found.append((Path(script), config)))
        return {"app": serve}

    monkeypatch.setattr(runpy, "run_path", run_path)
    monkeypatch.setattr("sys.argv", ["dctaxi"])
    monkeypatch.setattr("sys.path", ["elsewhere"])
    return found


def test_in_a_checkout_the_app_beside_the_library_is_served(served):
    assert main(["app", "--port", "8700", "--no-browser"]) == 0
    ((script, settings),) = served
    assert script == Path(__file__).parents[2] / "app.py"
    assert settings == {"server.port": 8700, "server.headless": True}


def test_another_address_is_served_only_where_it_is_named(served, monkeypatch):
    monkeypatch.delenv("DCTAXI_RAY_ADDRESS", raising=False)
    assert main(["app", "--address", "0.0.0.0"]) == 0
    assert served[0][1] == {"server.address": "0.0.0.0"}
    assert "DCTAXI_RAY_ADDRESS" not in os.environ


def test_without_options_the_settings_beside_the_app_decide(served):
    assert main(["app"]) == 0
    assert served[0][1] == {}


def test_without_its_pages_the_app_says_how_to_get_them(served, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(app, "_FOLDERS", (tmp_path,))
    assert main(["app"]) == 1
    assert "install the package again" in capsys.readouterr().err
    assert served == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_told_every_command(shell, capsys):
    assert main(["completion", shell]) == 0
    said = capsys.readouterr().out
    for word in ("dctaxi", "study", "population", "searches", "completion"):
        assert word in said
