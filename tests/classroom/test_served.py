"""The settings of a class that is served, while its file changes."""

import os
import re

import pytest

from dctaxi.access import LOCAL, Actor, Role
from dctaxi.classroom import (
    VARIABLE,
    class_of_server,
    enter,
    member_of,
    read_settings,
    renew_code,
    renew_code_of_server,
    served,
    write_settings,
)
from dctaxi.errors import AccessError, ClassError

LEAST = 'code = "students"\nteacher_code = "teachers"\n'


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "class.toml"))
    return written(tmp_path / "class.toml", LEAST)


def written(path, text):
    """Write a file with a time of change that it had never before."""
    path.write_text(text, "utf-8")
    written.clock = getattr(written, "clock", 0) + 1
    os.utime(path, ns=(written.clock * 10**9, written.clock * 10**9))
    return path


def test_a_server_serves_a_class_only_where_it_was_told_to(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert class_of_server() is None
    assert served() is None
    with pytest.raises(ClassError, match="No class is served"):
        renew_code_of_server(LOCAL)


def test_a_class_without_a_file_cannot_be_served(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(ClassError, match="cannot be read"):
        class_of_server()


def test_another_code_in_the_file_is_in_force_at_once_and_who_is_in_stays(path):
    word = enter(class_of_server(), "students", "Ada")
    written(path, LEAST.replace("students", "newcomers"))

    with pytest.raises(ClassError, match="code"):
        enter(class_of_server(), "students", "Bob")
    assert enter(class_of_server(), "newcomers", "Bob")
    assert member_of(class_of_server(), word).name == "Ada"


@pytest.mark.parametrize("text", ["code = ", 'code = "abc"\nteacher_code = "teachers"\n', None])
def test_a_file_that_cannot_be_read_any_more_changes_nothing_and_is_told(path, text):
    before = class_of_server()
    if text is None:
        path.unlink()
    else:
        written(path, text)
    assert class_of_server() == before
    assert str(path) in served().problem

    written(path, LEAST)
    assert class_of_server() == before
    assert served().problem is None


def test_a_new_code_leaves_everything_else_of_the_file(tmp_path):
    path = tmp_path / "class.toml"
    before = write_settings(path)
    text = path.read_text("utf-8")
    after = renew_code(path, LOCAL)

    assert after == read_settings(path)
    assert after.code != before.code
    assert path.read_text("utf-8") == text.replace(before.code, after.code)
    assert path.stat().st_mode & 0o077 == 0
    assert renew_code(path, LOCAL, "teacher_code").teacher_code != before.teacher_code
    assert renew_code(path, LOCAL, "viewer_code").viewer_code
    assert read_settings(path).code == after.code


@pytest.mark.parametrize(
    "text",
    [
        "[data]\nhosts = []\n[other]\n",
        'code = """students"""\nteacher_code = "teachers"\n',
        'title = """\ncode = "x"\n"""\ncode = "students"\nteacher_code = "teachers"\n',
        'teacher_code = "teachers"\n"code" = "students"\n',
    ],
)
def test_a_file_where_no_line_can_be_changed_is_left_as_it_is(tmp_path, text):
    path = written(tmp_path / "class.toml", text)
    with pytest.raises(ClassError, match=re.escape(str(path))):
        renew_code(path, LOCAL)
    assert path.read_text("utf-8") == text
    assert [one.name for one in tmp_path.iterdir()] == ["class.toml"]


def test_a_code_that_the_file_does_not_name_is_added_by_hand(tmp_path):
    path = written(tmp_path / "class.toml", LEAST)
    with pytest.raises(ClassError, match="no line says viewer_code alone"):
        renew_code(path, LOCAL, "viewer_code")


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VIEWER])
def test_only_a_teacher_makes_a_new_code(path, role):
    with pytest.raises(AccessError):
        renew_code_of_server(Actor("s", "S", role))
    assert path.read_text("utf-8") == LEAST
    renew_code_of_server(Actor("t", "T", Role.TEACHER))
    assert class_of_server().code != "students"
