"""How far a study has come, as stored with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

STATE_KEY = "dctaxi:state"

_MOST_REQUESTED = 1_000_000_000
"""No study asks for more; a larger number was written by something else."""


class StudyState(StrEnum):
    """What a study is doing. ``interrupted`` is never stored: its program died while it ran."""

    CREATED = "created"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class StateRecord:
    """The state of a study, since when (ISO 8601, UTC), and why.

    ``requested_trials`` counts the trials that the study is to have in the end; None when only
    time limits it.
    """

    state: StudyState
    message: str
    requested_trials: Annotated[int, msgspec.Meta(ge=0, le=_MOST_REQUESTED)] | None
    updated_at: str

    @classmethod
    def now(
        cls, state: StudyState, *, requested_trials: int | None, message: str = ""
    ) -> StateRecord:
        """Make a record of this moment."""
        return cls(
            state, message, requested_trials, datetime.now(UTC).isoformat(timespec="seconds")
        )

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain JSON values."""
        return {
            "state": self.state.value,
            "message": self.message,
            "requested_trials": self.requested_trials,
            "updated_at": self.updated_at,
        }

    def seen(self, *, running: bool) -> StateRecord:
        """Return the record as it is to be read, given whether some program runs the study."""
        if self.state is StudyState.RUNNING and not running:
            message = "The program ended while the study ran; every finished round was kept."
            return replace(self, state=StudyState.INTERRUPTED, message=message)
        return self


def state_of(user_attrs: Mapping[str, Any]) -> StateRecord | None:
    """Return the state among a study's user attributes; None where this program left none."""
    try:
        return msgspec.convert(user_attrs.get(STATE_KEY), StateRecord)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
