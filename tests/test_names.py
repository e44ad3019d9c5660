import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import StudyError
from dctaxi.names import MAX_NAME_LENGTH, check_name


@pytest.mark.parametrize("name", ["a", "chapter 11.5", "lr_0-1", "_", "Größe", "時間", "x" * 60])
def test_takes_names_of_people(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Expected a name"),
        (None, "Expected a name"),
        (7, "Expected a name"),
        ("x" * 61, "at most 60 characters, got 61"),
        ("a/b", "got '/'"),
        ("a\\b", "got"),
        ("a?b", "got '?'"),
        ("a#b", "got '#'"),
        ("a\nb", "got"),
        ("<b>", "got '<'"),
        (" a", "begins and ends"),
        ("a.", "begins and ends"),
        ("..", "begins and ends"),
        ("con", "Windows"),
        ("LPT1.csv", "Windows"),
        ("Gro\u0308ße", "got"),
    ],
)
def test_refuses_names_that_break_addresses_or_files(name, why):
    with pytest.raises(StudyError, match=why.replace("?", r"\?")):
        check_name(name)


@given(st.text())
def test_a_name_that_is_taken_is_a_file_name_and_needs_no_quoting_rules(name):
    try:
        check_name(name)
    except StudyError:
        return
    assert len(name.encode()) < 255 - len(".csv")
    assert len(name) <= MAX_NAME_LENGTH
    assert not set(name) & set("/\\?#%&<>:\"'|*\0\n\r\t")
    assert name == name.strip()
