"""What people say of a study beside what it found: the trial that they chose, tags, a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from optuna.trial import TrialState

from dctaxi.access import Action
from dctaxi.errors import StudyError
from dctaxi.storage import writing
from dctaxi.study.catalog import find_study
from dctaxi.workspace import Workspace

CHOICE_KEY: Final = "dctaxi:choice"
"""The study's user attribute with the number of the trial that later steps use."""

TAGS_KEY: Final = "dctaxi:tags"
NOTE_KEY: Final = "dctaxi:note"

MAX_TAGS: Final = 8
MAX_TAG_LENGTH: Final = 24
MAX_NOTE_LENGTH: Final = 500

_MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$&:]")


def choice_of(user_attrs: Mapping[str, Any]) -> int | None:
    """Return the number of the trial that was chosen of a study; None where nobody chose one.

    Later steps use the best trial then.
    """
    number = user_attrs.get(CHOICE_KEY)
    return number if type(number) is int and number >= 0 else None


def choose_trial(name: str, number: int | None, workspace: Workspace) -> None:
    """Make a finished trial the one that later steps use; None takes the choice back.

    Raises StudyError (there is no such study, or no such finished trial in it) and StorageError
    (the database cannot be used).
    """
    workspace.allow(Action.CHANGE_STUDY)
    study_id = find_study(name, workspace).study_id
    with writing(workspace.storage_url) as storage:
        if number is not None:
            finished = storage.get_all_trials(
                study_id, deepcopy=False, states=(TrialState.COMPLETE,)
            )
            if not any(trial.number == number for trial in finished):
                raise StudyError(
                    f"The study {name!r} has no finished trial {number:d}: choose one of its "
                    "table of trials."
                )
        storage.set_study_user_attr(study_id, CHOICE_KEY, number)


def tags_of(user_attrs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a study's tags, in the order in which they were given."""
    tags = user_attrs.get(TAGS_KEY)
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def note_of(user_attrs: Mapping[str, Any]) -> str:
    """Return what somebody noted on a study, empty where nobody did."""
    note = user_attrs.get(NOTE_KEY)
    return note if isinstance(note, str) else ""


def keep_remarks(name: str, tags: Iterable[str], note: str, workspace: Workspace) -> None:
    """Store a study's tags, each once and without space around it, and the note on it.

    Raises StudyError (there is no such study, or tags or note are too long or too many) and
    StorageError (the database cannot be used).
    """
    workspace.allow(Action.CHANGE_STUDY)
    kept = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    note = note.strip()
    if len(kept) > MAX_TAGS:
        raise StudyError(f"Expected at most {MAX_TAGS} tags, got {len(kept)}: leave some out.")
    too_long = next((tag for tag in kept if len(tag) > MAX_TAG_LENGTH), None)
    if too_long is not None:
        raise StudyError(
            f"Expected tags of at most {MAX_TAG_LENGTH} characters, got {too_long!r}: shorten it."
        )
    if len(note) > MAX_NOTE_LENGTH:
        raise StudyError(
            f"Expected a note of at most {MAX_NOTE_LENGTH} characters, got {len(note):,}: "
            "shorten it."
        )
    study_id = find_study(name, workspace).study_id
    with writing(workspace.storage_url) as storage:
        storage.set_study_user_attr(study_id, TAGS_KEY, kept)
        storage.set_study_user_attr(study_id, NOTE_KEY, note)
        for key, value in _note_for_dashboards(note).items():
            storage.set_study_system_attr(study_id, key, value)


def _note_for_dashboards(note: str) -> dict[str, Any]:
    """Return the system attributes by which optuna-dashboard shows a note, which is Markdown there.

    The keys are those of its ``save_note`` (0.21). Parts are short enough for one each.
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", note).replace("\n", "  \n")
    return {"dashboard:note_ver": 1, "dashboard:note_str:0": escaped}
