import itertools
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from dctaxi.allowed_sources import AllowedSources
from dctaxi.data.files import globs, reading, transfer
from dctaxi.data.files.globs import opened, read_glob
from dctaxi.data.files.reading import Reading
from dctaxi.errors import DataError, StoppedError
from dctaxi.workspace import Workspace
from tests.data.hostile import ROWS, hostile_server
from tests.waiting import PATIENCE_S

HERE = Workspace(Path("nowhere"), "sqlite://")


@pytest.fixture(scope="module")
def server():
    with hostile_server() as running:
        yield running


def read(address, workspace=HERE, **options):
    (file,) = read_glob(address, Reading(workspace, **options))
    return file.content


def after(calls):
    """Return a request to stop that comes with the call of this number."""
    count = itertools.count(1)
    return lambda: next(count) >= calls


@pytest.mark.parametrize("path", ["plain", "packed", "to?/plain", "to?/to?/plain"])
def test_a_file_is_read_as_it_is_packed_or_where_its_server_sends_us(server, path):
    assert read(f"{server.address}/{path}") == ROWS


@pytest.mark.parametrize("path", ["drip", "silent", "endless", "to?/drip"])
def test_a_stop_ends_a_download_however_slow_it_is(server, path):
    with pytest.raises(StoppedError):
        read(f"{server.address}/{path}", should_stop=after(4))


@pytest.mark.parametrize("path", ["drip", "silent", "endless"])
def test_all_of_a_transfer_has_a_limit_in_time(server, path, monkeypatch):
    clock = itertools.count(1)  # a second at each look, as a fast machine reads much in one
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(reading, "MAX_READING_S", 3)
    with pytest.raises(DataError, match=r"had not come after 0\.05 minutes; use a local copy"):
        read(f"{server.address}/{path}", began=0)


def test_an_endless_file_is_read_up_to_its_limit(server, monkeypatch):
    monkeypatch.setattr(transfer, "MAX_TRANSFER_BYTES", 2**20)
    with (
        pytest.raises(DataError, match=r"GiB in one file, .*/endless goes beyond"),
        opened(f"{server.address}/endless", Reading(HERE)) as stream,
    ):
        list(iter(lambda: stream.read(2**16), b""))


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_a_set_has_its_limit_while_it_is_read_and_unpacked(server, path, monkeypatch):
    monkeypatch.setattr(globs, "MAX_SET_BYTES", 2**20)
    with pytest.raises(DataError, match=rf"at most 1 MiB in one set, .*/{path} goes beyond"):
        read(f"{server.address}/{path}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("promises", r"at most 4 GiB in one file, .*/promises goes beyond"),
        ("short", r"/short ended before its end; try again"),
        ("brotli", r"packed by gzip, found it packed by br"),
        ("round", r"sends its reader on more than 5 times"),
        ("to?file:///etc/passwd", r"which is no address of a web server"),
        ("to?ftp://127.0.0.1/x", r"which is no address of a web server"),
        ("to?s3://a/b", r"which is no address of a web server"),
    ],
)
def test_what_is_no_whole_file_of_a_web_server_is_refused(server, path, said):
    with pytest.raises(DataError, match=said):
        read(f"{server.address}/{path}")


def test_each_hop_of_a_redirect_has_to_be_allowed(server):
    allowed = Workspace(Path("nowhere"), "", sources=AllowedSources(hosts=("127.0.0.1",)))
    assert read(f"{server.address}/to?/plain", allowed) == ROWS
    beyond = f"http://localhost:{server.server_port}/plain"
    with pytest.raises(DataError, match=r"from these hosts: 127\.0\.0\.1; http://localhost"):
        read(f"{server.address}/to?{beyond}", allowed)
    with pytest.raises(DataError, match=r"from these hosts: 127\.0\.0\.1; http://localhost"):
        read(beyond, allowed)


def test_nobody_goes_on_fetching_what_nobody_reads(server):
    before = {thread for thread in threading.enumerate() if thread.name == "dctaxi-transfer"}
    with opened(f"{server.address}/endless", Reading(HERE)) as stream:
        stream.read(10)
    for thread in set(threading.enumerate()) - before:
        if thread.name == "dctaxi-transfer":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def test_reading_waits_for_no_more_than_it_needs(server):
    with opened(f"{server.address}/drip", Reading(HERE)) as stream:
        assert stream.read(2**20).strip(b"1") == b""


def test_files_are_read_in_the_allowed_folders_alone(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("a")
    (tmp_path / "out.csv").write_text("secret")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "out.csv")
    place = Workspace(tmp_path / "home", "", sources=AllowedSources(folders=(tmp_path / "in",)))
    assert read(f"file://{tmp_path}/in/a.csv", place) == b"a"
    for path in ("out.csv", "in/link.csv", "in/*.csv", "in/../out.csv", "*.csv", "in/../*"):
        with pytest.raises(DataError, match=r"from these folders: .*/in; .* lies elsewhere"):
            read(f"file://{tmp_path}/{path}", place)


def test_uploads_are_allowed_wherever_the_workspace_is(tmp_path):
    place = Workspace(tmp_path, "", sources=AllowedSources(folders=(), hosts=()))
    (tmp_path / "uploads" / "x").mkdir(parents=True)
    (tmp_path / "uploads" / "x" / "a.csv").write_text("a")
    assert read(f"file://{tmp_path}/uploads/x/a.csv", place) == b"a"
    with pytest.raises(DataError, match="from these hosts: none"):
        read("https://data.org/x.csv", place)


def test_a_stop_ends_the_reading_of_a_local_file(tmp_path):
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(StoppedError):
        read(f"file://{tmp_path}/a.csv", should_stop=lambda: True)
