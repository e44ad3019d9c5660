"""What is kept with a study beside its trials: under which keys, of which shape, read with care.

Any program may write into the database, and one that dies may leave half of what it wrote. What
cannot be read, or is not of its shape, is taken as not there: it spoils nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from dctaxi.study.holder import LOCK_KEY
from dctaxi.study.judgement import JUDGEMENT_KEY, Judgement
from dctaxi.study.plan import MAX_TRIALS
from dctaxi.study.state import STATE_KEY, StateRecord

PLAN_KEY: Final = "dctaxi:plan"
BASELINE_KEY: Final = "dctaxi:baseline"
VERSIONS_KEY: Final = "dctaxi:versions"
DEVICE_KEY: Final = "dctaxi:device"
PARENT_KEY: Final = "dctaxi:parent"
DATA_KEY: Final = "dctaxi:data"


_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_TRIALS)]


class _Parent(msgspec.Struct):
    study_id: int
    name: str
    kept: _Count
    of: _Count


class _Data(msgspec.Struct):
    fingerprint: str
    train_rows: int
    val_rows: int
    test_rows: int | None = None


_SHAPES: Mapping[str, Any] = {
    PLAN_KEY: dict[str, Any],
    STATE_KEY: StateRecord,
    BASELINE_KEY: dict[str, float],
    VERSIONS_KEY: dict[str, str | None],
    DEVICE_KEY: str,
    PARENT_KEY: _Parent,
    DATA_KEY: _Data,
    JUDGEMENT_KEY: Judgement | None,
}


def readable(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return those of a study's attributes, given as JSON texts by key, that can be read.

    Its lock is not among them: it is the running program's, not the study's.
    """
    found = {}
    for key, text in texts.items():
        if key == LOCK_KEY:
            continue
        try:
            value = json.loads(text)
            if "\\ud" in text:  # half of a pair that makes one character can be shown nowhere
                json.dumps(value, ensure_ascii=False).encode()
            if key in _SHAPES:
                msgspec.convert(value, _SHAPES[key])
        except (ValueError, RecursionError):  # msgspec's errors are ValueErrors too
            continue
        found[key] = value
    return found
