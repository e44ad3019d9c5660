import pytest

from dctaxi.errors import StudyError
from dctaxi.study import (
    choice_of,
    choose_trial,
    find_study,
    keep_remarks,
    note_of,
    tags_of,
)
from dctaxi.study.remarks import MAX_NOTE_LENGTH, MAX_TAG_LENGTH, MAX_TAGS
from dctaxi.workspace import Workspace
from tests.studies import keep_study, plan_of


@pytest.fixture
def study(workspace: Workspace) -> str:
    keep_study(plan_of("study"), workspace, [3.0, None, 2.0])
    return "study"


def test_without_a_choice_there_is_none(workspace: Workspace, study: str) -> None:
    assert choice_of(find_study(study, workspace).user_attrs) is None


def test_a_finished_trial_is_chosen_and_taken_back(workspace: Workspace, study: str) -> None:
    choose_trial(study, 0, workspace)
    assert choice_of(find_study(study, workspace).user_attrs) == 0
    choose_trial(study, None, workspace)
    assert choice_of(find_study(study, workspace).user_attrs) is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_trial_without_a_result_is_not_chosen(
    workspace: Workspace, study: str, number: int
) -> None:
    choose_trial(study, 2, workspace)
    with pytest.raises(StudyError, match=f"no finished trial {number}"):
        choose_trial(study, number, workspace)
    assert choice_of(find_study(study, workspace).user_attrs) == 2


@pytest.mark.parametrize("stored", ["7", 7.0, True, -1, [7], None])
def test_what_is_no_number_of_a_trial_is_no_choice(stored: object) -> None:
    assert choice_of({"dctaxi:choice": stored}) is None


def test_tags_and_a_note_are_kept_without_space_around_them(
    workspace: Workspace, study: str
) -> None:
    keep_remarks(study, [" lecture ", "", "lecture", "baseline"], " Too short. ", workspace)
    kept = find_study(study, workspace).user_attrs
    assert tags_of(kept) == ("lecture", "baseline")
    assert note_of(kept) == "Too short."


@pytest.mark.parametrize(
    ("tags", "note"),
    [
        ([str(place) for place in range(MAX_TAGS + 1)], ""),
        (["a" * (MAX_TAG_LENGTH + 1)], ""),
        ([], "a" * (MAX_NOTE_LENGTH + 1)),
    ],
)
def test_too_much_is_refused_and_changes_nothing(
    workspace: Workspace, study: str, tags: list[str], note: str
) -> None:
    keep_remarks(study, ["kept"], "kept", workspace)
    with pytest.raises(StudyError, match="Expected"):
        keep_remarks(study, tags, note, workspace)
    kept = find_study(study, workspace).user_attrs
    assert (tags_of(kept), note_of(kept)) == (("kept",), "kept")


def test_other_programs_tags_are_read_as_far_as_they_are_text() -> None:
    assert tags_of({"dctaxi:tags": ["a", 1, None]}) == ("a",)
    assert tags_of({"dctaxi:tags": "a"}) == ()
    assert note_of({"dctaxi:note": 3}) == ""
