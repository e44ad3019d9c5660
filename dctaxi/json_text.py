"""JSON that people write or send: read strictly, and what is wrong with it said in one sentence."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NoReturn

    from dctaxi.errors import DcTaxiError


def parse_json(content: bytes | str, error: type[DcTaxiError]) -> object:
    """Return what a JSON text holds.

    Raises ``error`` with a sentence that names the line of a slip. So it does for a key that comes
    twice in an object, of which JSON lets the last win unseen, for NaN and infinity, which JSON
    does not have, and for what Python cannot read: endless digits and endless nesting.
    """

    def without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            often = Counter(key for key, _value in pairs)
            twice = next(key for key, times in often.items() if times > 1)
            raise error(f"{twice[:60]}: expected each key once, got it twice; remove one.")
        return found

    def refuse_constant(name: str) -> NoReturn:
        raise error(f"Expected finite numbers, got {name}; replace it.")

    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return json.loads(
            text, object_pairs_hook=without_repeated_keys, parse_constant=refuse_constant
        )
    except json.JSONDecodeError as slip:
        raise error(
            f"Invalid JSON in line {slip.lineno}, column {slip.colno} ({slip.msg}); correct that "
            "line."
        ) from slip
    except UnicodeDecodeError as slip:
        raise error(
            f"Expected UTF-8 text, got another encoding at byte {slip.start}; save it as UTF-8."
        ) from slip
    except RecursionError as slip:
        raise error("Expected a plain JSON document, got one nested far too deeply.") from slip
    except ValueError as slip:  # a whole number of thousands of digits
        raise error("Expected a plain JSON document, got a number too long to read.") from slip
