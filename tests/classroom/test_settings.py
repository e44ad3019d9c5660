import pytest

from dctaxi.classroom import read_settings, write_settings
from dctaxi.errors import ClassError
from dctaxi.limits import Limits

LEAST = 'code = "students"\nteacher_code = "teachers"\n'


def test_a_new_file_reads_back_with_codes_that_nobody_knows(tmp_path):
    one, two = (write_settings(tmp_path / name / "class.toml") for name in "ab")

    assert one == read_settings(tmp_path / "a" / "class.toml")
    assert len({one.code, one.teacher_code, two.code, two.teacher_code}) == 4
    assert (one.folder, one.viewer_code, one.limits.trials) == (tmp_path / "a", "", 2000)
    assert (tmp_path / "a" / "class.toml").stat().st_mode & 0o077 == 0


def test_what_is_left_out_is_as_in_a_new_file(tmp_path):
    (tmp_path / "class.toml").write_text(LEAST, "utf-8")
    found = read_settings(tmp_path / "class.toml")
    fresh = write_settings(tmp_path / "new" / "class.toml")
    assert (found.limits, found.address, found.port) == (fresh.limits, fresh.address, fresh.port)


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "class.toml"
    path.write_text(LEAST, "utf-8")
    assert read_settings(path).port == 8501
    path.write_text(f"{LEAST}port = 9000\n[limits]\ntrials = 5\n", "utf-8")
    assert (read_settings(path).port, read_settings(path).limits.trials) == (9000, 5)
    assert isinstance(read_settings(path).limits, Limits)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("code = ", "expected TOML"),
        ('code = "students"\n', "missing required field `teacher_code`"),
        (f"{LEAST}port = 'x'\n", "port"),
        (f"{LEAST}port = 0\n", "port: expected 1 to 65,535, got 0"),
        (f"{LEAST}colour = 1\n", "unknown field `colour`"),
        (f"{LEAST}[limits]\ntrials = 0\n", "limits.trials: expected a number above 0, got 0"),
        (f'{LEAST}base_url = "taxi.school"\n', "base_url: expected an address such as"),
        ('code = "abc"\nteacher_code = "teachers"\n', "code: expected 4 to 64 letters, got 3"),
        ('code = "a--b"\nteacher_code = "teachers"\n', "code: expected 4 to 64 letters"),
        ('code = "SAME one"\nteacher_code = "same-one"\n', "a different code for each role"),
        ('code = "same-one"\nteacher_code = "same-one"\n', "a different code for each role"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence_that_names_it(tmp_path, text, why):
    path = tmp_path / "class.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ClassError) as error:
        read_settings(path)
    assert why in str(error.value)
    assert str(path) in str(error.value)
