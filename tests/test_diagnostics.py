"""A diagnosis says what helps, and nothing that is somebody's."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.cli.main import main
from dctaxi.diagnostics import diagnosis, redacted
from dctaxi.incidents import noted
from dctaxi.workspace import Workspace
from tests.studies import train_study

HOME = Workspace(Path("/home/ann/taxi/.dctaxi"), "sqlite:////home/ann/taxi/.dctaxi/studies.db")


def test_says_versions_storage_and_the_last_errors(workspace):
    train_study(workspace, "private name", n_trials=2)
    incident = noted(ValueError("odd"), "The page failed", workspace)
    found = diagnosis(workspace)
    assert found["versions"]["dctaxi"]
    assert (found["storage"]["check"], found["storage"]["trials"]) == ("ok", 2)
    assert found["storage"]["known_schema"]
    assert found["last_errors"][0].startswith(incident)
    assert "private name" not in json.dumps(found)


@pytest.mark.parametrize(
    ("content", "check"), [(b"words " * 900, "is not a database"), (b"", "nothing there yet")]
)
def test_a_database_that_is_none_is_said(workspace, content, check):
    (workspace.root / "studies.db").write_bytes(content)
    assert check in diagnosis(workspace)["storage"]["check"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("at /home/ann/taxi/.dctaxi/studies.db", "at <workspace>/studies.db"),
        ('File "/home/ann/code/dctaxi/study/run.py", line 3', 'File "…/run.py", line 3'),
        ("File '/home/ann/my things/x.csv'", "File '…/x.csv'"),
        ("mysql://ann:pw@host/db", "mysql://…@host/db"),
        ("https://host/trips.csv?token=abc", "https://host/trips.csv?…"),
        (r"C:\Users\ann\x.csv", "…/x.csv"),
        ("1/2 of a/b", "1/2 of a/b"),
    ],
)
def test_leaves_out_secrets_and_paths_of_others(text, kept):
    assert redacted(text, HOME) == kept


@given(st.text("abc/@:?. ", max_size=40))
def test_no_text_keeps_a_folder_outside_of_the_workspace(text):
    assert "/secretfolder/" not in redacted(f"{text} /secretfolder/{text}x y", HOME)


def test_the_command_writes_one_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DCTAXI_STORAGE", "mysql://ann:pw@nowhere.invalid/db")
    assert main(["diagnostics", "--to", str(tmp_path / "it.json")]) == 0
    assert "look at it before you send it" in capsys.readouterr().out
    text = (tmp_path / "it.json").read_text()
    assert "pw" not in text
    assert str(tmp_path) not in text
    assert json.loads(text)["settings"]


def test_an_unforeseen_error_of_a_command_is_one_line_with_an_id(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))

    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("dctaxi.cli.diagnostics.run", broken)
    assert main(["diagnostics"]) == 1
    assert "failed unexpectedly (E-" in capsys.readouterr().err
