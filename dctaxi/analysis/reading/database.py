"""Finding a study among the tables, for the queries that read it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from dctaxi.errors import StudyError
from dctaxi.storage import StoredStudy, studies_over
from dctaxi.study import (
    GOAL_KEY,
    LEFT_OUT_KEY,
    PLAN_KEY,
    Goal,
    attributes_of,
    goal_in,
    left_out_of,
)


def missing_study(name: str) -> StudyError:
    """Return the error for a study that is not there."""
    return StudyError(f"There is no study {name!r}: choose one from the list of studies.")


class FoundStudy(NamedTuple):
    """A study among the tables, and how its trials are to be read.

    ``left_out`` are numbers of trials of which nothing is computed. ``ours`` tells that this
    program made it, and ``seen`` changes whenever ended trials are to be read in another way.
    """

    study_id: int
    goal: Goal
    left_out: frozenset[int]
    ours: bool
    seen: str


def find_study(connection: sa.Connection, name: str) -> FoundStudy:
    """Return the study of this name; raises ``StudyError``."""
    found = studies_over(connection, name)
    if not found:
        raise missing_study(name)
    return found_study(found[0])


def found_study(study: StoredStudy) -> FoundStudy:
    """Return how the trials of a stored study are to be read."""
    kept = attributes_of(study)
    keys = (GOAL_KEY, LEFT_OUT_KEY)
    ours = PLAN_KEY in kept
    return FoundStudy(
        study.study_id,
        goal_in(kept),
        left_out_of(kept),
        ours,
        "".join([*(study.attributes.get(key, "") for key in keys), "ours" if ours else ""]),
    )
