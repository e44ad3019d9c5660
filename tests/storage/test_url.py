from pathlib import Path

import pytest

from dctaxi.errors import StorageError
from dctaxi.storage import stored_studies, writing
from dctaxi.storage.url import file_of, is_missing, parse_url, shown, url_for_reading
from dctaxi.workspace import database_url


def test_knows_the_file_behind_a_url(tmp_path: Path) -> None:
    assert file_of(parse_url(f"sqlite:///{tmp_path}/a.db")) == tmp_path / "a.db"
    assert file_of(parse_url(f"sqlite:///file:{tmp_path}/a.db?mode=ro&uri=true")) == (
        tmp_path / "a.db"
    )
    assert file_of(parse_url("postgresql://host/studies")) is None


@pytest.mark.parametrize("name", ["100%", "a%20b", "what?", "a?b=c", "a#b", "{a}", "q'\"u", "a&b"])
def test_a_workspace_of_any_name_has_its_database_in_it(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / "studies.db"
    assert file_of(parse_url(database_url(file))) == file
    with writing(database_url(file)):
        assert file.exists()
    assert stored_studies(database_url(file)) == ()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_missing_until_something_is_in_it(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path}/a.db")
    assert is_missing(url)
    (tmp_path / "a.db").touch()
    assert is_missing(url)
    (tmp_path / "a.db").write_text("studies")
    assert not is_missing(url)
    assert not is_missing(parse_url("postgresql://host/studies"))


@pytest.mark.parametrize(
    ("writable", "waiting", "immutable"),
    [(True, b"", False), (False, None, True), (False, b"", True), (False, b"rows", False)],
)
def test_a_file_is_said_not_to_change_where_nothing_can_be_written_beside_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    writable: bool,
    waiting: bytes | None,
    immutable: bool,
) -> None:
    if waiting is not None:
        (tmp_path / "a.db-wal").write_bytes(waiting)
    monkeypatch.setattr("os.access", lambda path, _mode: writable or path != tmp_path)
    query = url_for_reading(parse_url(f"sqlite:///{tmp_path}/a.db")).query
    assert query["mode"] == "ro"
    assert ("immutable" in query) == immutable


def test_a_server_is_read_as_it_is() -> None:
    url = parse_url("postgresql://host/studies")
    assert url_for_reading(url) == url


def test_shows_a_file_as_its_path_and_a_server_without_its_password(tmp_path: Path) -> None:
    assert shown(parse_url(f"sqlite:///{tmp_path}/a.db")) == f"{tmp_path}/a.db"
    assert shown(parse_url("postgresql://me:secret@host/s")) == "postgresql://me:***@host/s"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_refuses_a_database_in_memory(url: str) -> None:
    with pytest.raises(StorageError, match="lost with its connection: name a file"):
        parse_url(url)
