"""Finding a study among the tables, for the queries that read it."""

from __future__ import annotations

import sqlalchemy as sa

from dctaxi.errors import StudyError
from dctaxi.study import MEASURED_KEY


def missing_study(name: str) -> StudyError:
    """Return the error for a study that is not there."""
    return StudyError(f"There is no study {name!r}: choose one from the list of studies.")


def find_study(connection: sa.Connection, name: str) -> int:
    """Return the id of a study that minimises one objective; raises ``StudyError``."""
    rows = connection.execute(
        sa.text(
            "SELECT s.study_id, d.direction FROM studies s "
            "LEFT JOIN study_directions d ON d.study_id = s.study_id WHERE s.study_name = :name"
        ),
        {"name": name},
    ).all()
    if not rows:
        raise missing_study(name)
    if len(rows) > 1 or rows[0][1] == "MAXIMIZE":
        raise StudyError(
            f"Expected a study that minimises one objective, which {name!r} does not: "
            "open it with optuna-dashboard."
        )
    return int(rows[0][0])


def measured_at(connection: sa.Connection, study_id: int) -> str:
    """Return when a study's ended trials were last measured anew; empty where they never were."""
    query = sa.text(
        "SELECT value_json FROM study_user_attributes WHERE study_id = :study_id AND key = :key"
    )
    named = {"study_id": study_id, "key": MEASURED_KEY}
    return str(connection.execute(query, named).scalar() or "")
