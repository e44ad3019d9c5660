from pathlib import Path, PureWindowsPath

import pytest

from dctaxi.data.files.globs import addresses_of, normalise_glob
from dctaxi.data.files.local_paths import path_in
from dctaxi.data.files.reading import Reading
from dctaxi.errors import DataError
from dctaxi.workspace import Workspace


@pytest.mark.parametrize("text", ["a\0b.csv", "~\0", "\ud800.csv", "\ud800\0*", "file:///a\0*"])
def test_what_no_file_can_be_called_is_refused_in_a_sentence(text):
    with pytest.raises(DataError, match=r"Expected a path, found .*, which no file here can have"):
        normalise_glob(text)


@pytest.mark.parametrize("below", ["", "/*.csv", "/trips.csv"])
def test_links_in_a_circle_are_refused_in_a_sentence(below, tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    reading = Reading(Workspace(tmp_path / "home", "sqlite://"))
    with pytest.raises(DataError, match=r"which no file here can have|No file matches"):
        addresses_of(f"file://{tmp_path}/a{below}", reading)


@pytest.mark.parametrize("path", ["/trips/a.csv", "/c/a.csv", "/ä 1%20.csv"])
def test_a_path_comes_back_from_its_address(path):
    assert path_in(normalise_glob(path), windows=False) == path
    assert path_in(normalise_glob(path), windows=True) == path


def test_a_drive_of_windows_stands_at_the_beginning_of_its_path():
    path = PureWindowsPath(path_in("file:///C:/class/uploads/a.csv", windows=True))
    assert path.is_relative_to(PureWindowsPath("C:/class"))
    assert Path(path_in("file:///C:/class/a.csv", windows=False)) == Path("/C:/class/a.csv")
