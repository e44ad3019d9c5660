"""What strangers say, made fit to be seen: nothing in it is hidden, steers or is run.

Strangers are files, addresses, databases of other programs and whoever types into a field. A
terminal obeys control characters, a line of text turns at a mark for its direction, and a
spreadsheet computes what begins like a formula.
"""

from __future__ import annotations

import re
import unicodedata

MOST = 1000
"""Characters of a text that are shown; of a longer one the middle is left out."""

_KEPT = frozenset("\u200c\u200d")
"""Joiners, which the scripts of many languages and emoji need."""

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that look like nothing at all."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def visible(text: object, most: int = MOST) -> str:
    """Return a text as one line in which nothing is hidden, as ``revealed`` does.

    White space becomes single blanks. A text of more than ``most`` characters keeps its beginning
    and its end.
    """
    return revealed(re.sub(r"\s+", " ", _shortened(str(text), most)).strip())


def revealed(line: str) -> str:
    r"""Return a line with what is hidden in it written as Python writes it, such as ``\x1b``.

    That are control characters, marks of direction, and letters that show nothing.
    """
    return line if line.isascii() and line.isprintable() else "".join(map(_revealed, line))


def opens_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute a cell with this text; a number is none of those."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end]} … {text[-end:]}"


def _revealed(character: str) -> str:
    hidden = unicodedata.category(character) in _HIDDEN and character not in _KEPT
    if not hidden and character not in _BLANK:
        return character
    return character.encode("unicode_escape").decode()
