import re

from dctaxi import incidents
from dctaxi.incidents import last_noted, noted
from dctaxi.workspace import Workspace


def failed(words: str) -> Exception:
    return ZeroDivisionError(words)


def test_an_error_is_in_the_log_under_the_id_that_its_reader_sees(workspace, caplog):
    one = noted(failed("first"), "The page failed", workspace)
    two = noted(failed("second"), "The job failed", workspace)
    assert re.fullmatch(r"E-[0-9a-f]{6}", one)
    assert one in caplog.text
    first, second = last_noted(workspace)
    assert first.startswith(f"{one} ")
    assert "The page failed" in first
    assert "ZeroDivisionError: first" in first
    assert second.startswith(f"{two} ")
    assert len(last_noted(workspace, 1)) == 1


def test_the_log_stays_short(workspace, monkeypatch):
    monkeypatch.setattr(incidents, "_MOST_BYTES", 2_000)
    for _ in range(50):
        noted(failed("x" * 100), "The page failed", workspace)
    assert sum(path.stat().st_size for path in workspace.root.glob("errors.log*")) < 10_000


def test_a_log_that_cannot_be_written_hides_no_error(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    nowhere = Workspace(tmp_path / "file" / "home", "")
    assert noted(failed("first"), "The page failed", nowhere) in caplog.text
    assert last_noted(nowhere) == ()
