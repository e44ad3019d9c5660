import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.access import Actor, Role
from dctaxi.classroom import enter, let_in_again, member_of, members, remove, role_of
from dctaxi.errors import AccessError, ClassError


@pytest.mark.parametrize(
    ("code", "role"),
    [("student", Role.STUDENT), ("teacher", Role.TEACHER), (" viewer ", Role.VIEWER)],
)
def test_a_code_gives_a_role_and_the_browser_a_word_that_is_known_again(settings, code, role):
    word = enter(settings, code, "  Ada   Lovelace ")
    member = member_of(settings, word)
    assert (member.name, member.role) == ("Ada Lovelace", role)
    assert members(settings) == (member,)


@pytest.mark.parametrize("code", ["StuDent", " stu-dent ", "STU DENT"])
def test_a_code_is_read_in_any_case_with_and_without_hyphen(settings, code):
    assert role_of(settings, code) is Role.STUDENT
    assert role_of(dataclasses.replace(settings, code="Stu-Dent"), code) is Role.STUDENT


@pytest.mark.parametrize("code", ["", "-", "studen", "teacherx", "é"])
def test_another_code_lets_nobody_in(settings, code):
    with pytest.raises(ClassError, match="Expected the class code"):
        enter(settings, code, "Ada")


def test_an_empty_viewer_code_lets_nobody_in(settings):
    with pytest.raises(ClassError, match="Expected the class code"):
        enter(dataclasses.replace(settings, viewer_code=""), "", "Ada")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 41,
        "a\x00b",
        "a\u202eb",
        "\u3164",
        "a\u200bb",
        "a\u200db",
        "a\ufe0fb",
        "\u2800",
    ],
)
def test_a_name_is_a_line_that_can_be_seen(settings, name):
    with pytest.raises(ClassError, match="Expected a name"):
        enter(settings, "student", name)


@pytest.mark.parametrize("name", ["Te\u0430ch", "\u03a4each"])
def test_a_name_has_the_letters_of_one_script(settings, name):
    with pytest.raises(ClassError, match="letters of one script, got letters of"):
        enter(settings, "student", name)


@pytest.mark.parametrize(
    "name",
    [
        "M\u00fcller-L\u00fcdenscheidt 2",
        "\u5c71\u7530 \u3042\u304b\u308a",
        "\u0410\u043d\u043d\u0430",
        "O'Neill",
    ],
)
def test_names_of_all_peoples_are_names(settings, name):
    assert member_of(settings, enter(settings, "student", name)).name == name


def test_wide_letters_are_no_other_name(settings):
    enter(settings, "teacher", "Teach")
    with pytest.raises(ClassError, match="Somebody called 'Teach' is in this class already"):
        enter(settings, "student", "\uff34\uff45\uff41\uff43\uff48")


def test_a_name_belongs_to_one_until_the_teacher_lets_them_in_again(settings, teacher):
    first = enter(settings, "student", "Ada")
    with pytest.raises(ClassError, match="Somebody called 'ADA' is in this class"):
        enter(settings, "student", "ADA")
    member = member_of(settings, first)
    let_in_again(settings, teacher, member.id)
    assert members(settings)[0].open
    second = enter(settings, "student", "ada")
    assert member_of(settings, second).id == member.id
    assert member_of(settings, first) is None
    with pytest.raises(ClassError, match="Somebody called"):
        enter(settings, "student", "Ada")


def test_nobody_becomes_a_teacher_by_a_teachers_name_or_a_student_by_the_teachers_code(settings):
    enter(settings, "teacher", "Ms T")
    with pytest.raises(ClassError, match="Somebody called"):
        enter(settings, "student", "Ms T")
    enter(settings, "student", "Ada")
    with pytest.raises(ClassError, match="Somebody called"):
        enter(settings, "teacher", "Ada")
    enter(settings, "teacher", "Ms T")  # from another browser


def test_who_is_put_out_is_not_known_any_more(settings, teacher):
    word = enter(settings, "student", "Ada")
    remove(settings, teacher, member_of(settings, word).id)
    assert member_of(settings, word) is None
    assert members(settings) == ()


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VIEWER])
def test_only_a_teacher_manages_the_class(settings, role):
    word = enter(settings, "student", "Ada")
    member = member_of(settings, word)
    for act in (let_in_again, remove):
        with pytest.raises(AccessError, match="may not manage the class"):
            act(settings, Actor("x", "X", role), member.id)
    assert members(settings) == (member,)


def test_a_word_is_known_in_its_own_class_only(settings, tmp_path):
    word = enter(settings, "student", "Ada")
    other = dataclasses.replace(settings, folder=tmp_path / "other")
    enter(other, "student", "Ada")
    assert member_of(other, word) is None


@given(place=st.integers(0, 200), letter=st.characters(codec="ascii"))
def test_no_changed_word_is_known(tmp_path_factory, place, letter):
    from dctaxi.classroom import ClassSettings

    settings = ClassSettings(tmp_path_factory.mktemp("class"), "student", "teacher")
    word = enter(settings, "student", "Ada")
    at = place % len(word)
    forged = word[:at] + letter + word[at + 1 :]
    # Four of the signature's last letters stand for the same bytes, and so do + and -, / and _.
    if forged.translate(str.maketrans("+/", "-_")) != word and at < len(word) - 1:
        assert member_of(settings, forged) is None
    for other in (None, "", word[:-2], f"{word}.x", letter):
        assert member_of(settings, other) is None
