import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files import globs, web
from dctaxi.data.files.globs import PROTOCOLS, addresses_of, normalise_glob, read_glob
from dctaxi.data.files.reading import Reading
from dctaxi.errors import DataError
from dctaxi.workspace import Workspace


def read(glob):
    return read_glob(glob, Reading(Workspace(Path("nowhere"), "sqlite://")))


def names(files):
    return [Path(file.address).name for file in files]


@pytest.mark.parametrize("text", ["a/b.csv", "file://a/b.csv", "./a/b.csv", " a/b.csv\n"])
def test_local_paths_become_absolute_file_globs(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert normalise_glob(text) == f"file://{tmp_path}/a/b.csv"


def test_absolute_paths_and_the_home_folder_are_understood(monkeypatch):
    monkeypatch.setenv("HOME", "/home/rider")
    assert normalise_glob("/data/*.csv") == "file:///data/*.csv"
    assert normalise_glob("file:///data/*.csv") == "file:///data/*.csv"
    assert normalise_glob("~/trips.csv") == "file:///home/rider/trips.csv"


@given(st.sampled_from(PROTOCOLS), st.from_regex(r"[a-z0-9./_-]{1,30}", fullmatch=True))
def test_normalising_twice_changes_nothing(protocol, rest):
    once = normalise_glob(f"{protocol}://{rest}")
    assert normalise_glob(once) == once
    assert once.startswith(f"{protocol}://")


@pytest.mark.parametrize(
    "text", ["ftp://a/b.csv", "memory://x", "ssh://host/x", "github://o:r@/x", "data+x://y"]
)
def test_refuses_other_protocols(text):
    with pytest.raises(DataError, match=r"starts with file://, https://.* found "):
        normalise_glob(text)


def test_refuses_chains_of_protocols():
    with pytest.raises(DataError, match="one address, found the chain"):
        normalise_glob("simplecache::https://example.org/x.csv")


@pytest.mark.parametrize("text", ["", "  \n", "file://"])
def test_refuses_an_empty_address(text):
    with pytest.raises(DataError, match="found nothing"):
        normalise_glob(text)


@pytest.mark.parametrize(
    "broken", ["master/ train.csv", "master/➥\ntrain.csv", "mas ter/train.csv"]
)
def test_a_url_with_the_books_line_break_gets_the_whole_one_as_advice(broken):
    with pytest.raises(DataError) as caught:
        normalise_glob(f"https://raw.githubusercontent.com/osipov/smlbook/{broken}")
    assert "a space or a line break" in str(caught.value)
    assert str(caught.value).endswith(
        "enter https://raw.githubusercontent.com/osipov/smlbook/master/train.csv"
    )


def test_refuses_wildcards_on_web_servers():
    with pytest.raises(DataError, match="web servers cannot list files"):
        normalise_glob("https://example.org/part*.csv")


def test_a_query_of_a_url_is_no_wildcard():
    assert normalise_glob("https://example.org/x.csv?raw=1") == "https://example.org/x.csv?raw=1"


def test_files_are_read_in_the_order_of_their_names(tmp_path):
    for name in ("part-2.csv", "part-10.csv", "Part-3.csv", "other.txt"):
        (tmp_path / name).write_text(name)
    files = read(normalise_glob(f"{tmp_path}/[Pp]art*.csv"))
    assert names(files) == ["Part-3.csv", "part-10.csv", "part-2.csv"]
    assert [file.content.decode() for file in files] == names(files)


@pytest.mark.parametrize("end", ["", "/"])
def test_a_folder_stands_for_its_files(tmp_path, end):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text(name)
    assert names(read(normalise_glob(f"{tmp_path}{end}"))) == ["a.csv", "b.csv"]


def test_a_file_is_found_whatever_its_name(tmp_path):
    path = tmp_path / "trips [2019] #1 è.csv"
    path.write_text("x")
    assert read(normalise_glob(str(path)))[0].content == b"x"


def test_a_link_to_a_file_is_the_file(tmp_path):
    (tmp_path / "kept").write_text("x")
    (tmp_path / "a.csv").symlink_to(tmp_path / "kept")
    (tmp_path / "b.csv").write_text("y")
    files = read(normalise_glob(f"{tmp_path}/*.csv"))
    assert [file.content for file in files] == [b"x", b"y"]


def test_refuses_a_folder_among_the_files(tmp_path):
    (tmp_path / "a.csv").write_text("a")
    (tmp_path / "deeper").mkdir()
    with pytest.raises(DataError, match=r"found the folder .*deeper among them"):
        read(normalise_glob(str(tmp_path)))


def test_says_when_nothing_matches(tmp_path):
    with pytest.raises(DataError, match=r"No file matches file://.*/none\*\.csv"):
        read(normalise_glob(f"{tmp_path}/none*.csv"))


def test_an_upload_that_is_gone_is_to_be_uploaded_again(workspace):
    gone = normalise_glob(str(workspace.root / "uploads" / "0123" / "mine.csv"))
    with pytest.raises(DataError, match=r"^mine\.csv was uploaded and is no longer kept here"):
        addresses_of(gone, Reading(workspace))
    with pytest.raises(DataError, match="No file matches"):
        addresses_of(gone.replace("mine", "m*"), Reading(workspace))


def test_refuses_a_set_beyond_the_limit_before_reading_it_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(globs, "MAX_SET_BYTES", 2**20)
    (tmp_path / "a.csv").write_bytes(b"x" * 2**19)
    (tmp_path / "b.csv").write_bytes(b"x" * 2**19)
    assert len(read(normalise_glob(str(tmp_path)))) == 2
    (tmp_path / "c.csv").write_bytes(b"x")
    with pytest.raises(DataError, match=r"at most 1 MiB in one set, .*c\.csv goes beyond"):
        read(normalise_glob(str(tmp_path)))


def test_refuses_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(globs, "MAX_FILES", 2)
    for name in "abc":
        (tmp_path / name).write_text(name)
    with pytest.raises(DataError, match=r"at most 2 files, .* matches 3"):
        read(normalise_glob(str(tmp_path)))


def test_reads_a_file_from_a_web_server(served):
    folder, address = served
    content = b"0123456789" * 300_000
    (folder / "big.csv").write_bytes(content)
    assert read(f"{address}/big.csv")[0].content == content


def test_a_changed_file_is_read_anew(served):
    folder, address = served
    for text in ("first", "second, longer"):
        (folder / "x.csv").write_text(text)
        assert read(f"{address}/x.csv")[0].content.decode() == text
        assert read(normalise_glob(f"{folder}/x.csv"))[0].content.decode() == text


def test_says_when_a_web_server_has_no_such_file(served):
    with pytest.raises(DataError, match=r"There is no file at http://127.*/none\.csv"):
        read(f"{served[1]}/none.csv")


def test_says_what_else_a_web_server_answers(served):
    with pytest.raises(DataError, match="The server answered 500 instead of the file"):
        read(f"{served[1]}/500.csv")


def test_says_when_a_web_server_does_not_answer_in_time(served, monkeypatch):
    monkeypatch.setattr(web, "SILENCE_TIMEOUT_S", 0.2)
    with pytest.raises(DataError, match="did not answer in time"):
        read(f"{served[1]}/slow.csv")


def test_says_when_there_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(DataError, match=r"No connection to .*; check the network"):
        read(f"http://127.0.0.1:{port}/x.csv")


def test_names_the_package_that_a_protocol_needs(monkeypatch):
    def missing(*_args, **_options):
        raise ImportError

    monkeypatch.setattr("fsspec.filesystem", missing)
    with pytest.raises(DataError, match="needs the package gcsfs"):
        read("gs://bucket/x.csv")


def test_reads_s3_without_credentials_where_there_are_none(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN"):
        monkeypatch.delenv(name, raising=False)
    assert globs.filesystem_options("s3")["anon"] is True
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert globs.filesystem_options("s3")["anon"] is False


@pytest.mark.parametrize(
    "glob", ["~nobody-of-this-name/x.csv", "file://~nobody-of-this-name/x.csv"]
)
def test_the_home_of_somebody_unknown_is_a_sentence(glob: str) -> None:
    with pytest.raises(DataError, match="whose user is not known here: write the folder out"):
        normalise_glob(glob)
