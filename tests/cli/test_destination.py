import io
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dctaxi.cli.destination import check_destination, say, write_text
from dctaxi.cli.main import main
from dctaxi.errors import DcTaxiError

QUIET = f"'{sys.executable}' -W ignore"
"""Python for a shell: what its packages warn of must not stand beside what the program says."""


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("old")
    write_text("new", str(target), "--json")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_has_the_rights_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_text("{}", str(tmp_path / "result.json"), "--json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "result.json").stat().st_mode) == 0o644


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "there.json")
    write_text("{}", str(tmp_path / "link.json"), "--json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "there.json").read_text() == "{}"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    check_destination(str(pipe), "--json")
    write_text("{}", str(pipe), "--json")
    reader.join()
    assert read == ["{}"]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("place", "reason"), [("", "it is a folder"), ("none/x.json", "there is no folder")]
)
def test_a_place_for_no_file_is_refused_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, reason: str
) -> None:
    run = ["study", "run", "--name", "new", "--trials", "1", "--json", str(tmp_path / place)]
    assert main(run) == 1
    assert reason in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_never_replaced_by_what_a_command_writes(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["study", "run", "--name", "one", "--preset", "first", "--trials", "2"]
    assert main(run) == 0
    database = str(workspace / "studies.db")
    for command in (
        ["list", "--json", database],
        ["export", "one", "--out", database],
        ["report", "one", "--html", database],
        ["backup", "--to", database],
        ["restore", database],
    ):
        capsys.readouterr()
        assert main(["study", *command]) == 1
        assert "database" in capsys.readouterr().err
    assert main(["study", "show", "one"]) == 0


def test_a_file_that_cannot_be_replaced_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DcTaxiError, match="--json cannot write"):
        write_text("{}", str(tmp_path / "folder"), "--json")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_the_encoding_of_standard_output_lacks_is_written_as_python_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a console of Windows, or into its pipes."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    write_text("5 € \U0001f695\n", "-", "--json")
    assert raw.getvalue().decode("cp1252") == "5 € \\U0001f695\n"


def test_a_standard_error_that_was_closed_from_the_start_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("heard by nobody")
    assert sys.stderr is None


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no such device here")
def test_standard_output_may_be_named_by_its_device() -> None:
    command = [sys.executable, "-m", "dctaxi", "space", "show", "--preset", "chapter"]
    done = subprocess.run([*command, "--json", "/dev/stdout"], capture_output=True, check=True)
    assert json.loads(done.stdout)["version"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize(
    ("shell", "error"),
    [
        ("| true", ""),
        pytest.param(
            "> /dev/full",
            "dctaxi: Standard output cannot be written (No space left on device): "
            "name a file with --json.\n",
            marks=pytest.mark.skipif(
                not Path("/dev/full").is_char_device(), reason="no device that is always full"
            ),
        ),
    ],
)
def test_a_standard_output_that_is_gone_or_full_leaves_no_traceback(shell: str, error: str) -> None:
    command = f"{QUIET} -m dctaxi space show --preset chapter {shell}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == error


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_a_closed_standard_output_is_said_and_nothing_takes_its_place(
    tmp_path: Path, closed: str
) -> None:
    command = f"{QUIET} -m dctaxi study list --json - {closed}"
    ended = subprocess.run(
        ["sh", "-c", command],
        env=os.environ | {"DCTAXI_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    expected = "dctaxi: Standard output is closed: open it, or name a file with --json.\n"
    assert ended.stderr == ("" if "2" in closed else expected)
