"""Amounts in the currency of a study's own trips.

What is said of trials is made in dollars, as the chapter's fares are; where it is shown, the
currency of the study's data takes that word's place. What people call their studies and parameters
keeps it: a text is either put together behind this edge, or the edge is told the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

USD = "USD"

_SMALL = 0.1
"""Amounts below it have digits behind the cents."""

_UNIT = rf"(?:(?<=[\d}}%)] )|(?<=\()|(?<=, )|(?<=\bin )){USD}\b|^{USD}$"
"""Behind a number (or its place in a template), in brackets or behind a comma: as the unit of an
amount. Elsewhere it is a word of somebody's, such as the name of a study."""

_NAMED = re.compile(rf".*\b{USD}\b", re.DOTALL)
_UNITS = (USD, f"in {USD}")
"""Names that are nothing but a unit stay between quotation marks or as bold or code type alone:
elsewhere they would keep the unit of amounts too."""

_MARKS = "'\"`*\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
_END_MARKS = "'\"`*\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"


def amount_text(value: float, decimals: int = 2) -> str:
    """Return an amount with cents, or more decimals; a small one with three digits."""
    return f"{value:.3g}" if is_small(value) else f"{value:,.{decimals}f}"


def is_small(value: float) -> bool:
    """Tell whether cents would hardly show an amount, as a loss of another program may be."""
    return 0 < abs(value) < _SMALL


def in_currency(text: str, currency: str, names: Iterable[str] = ()) -> str:
    """Return a text with another currency in place of ``USD`` where that is the unit of amounts.

    ``names`` are what people call what the text may quote, such as studies: they stay, also where
    a text is shortened behind that word of theirs.
    """
    if currency == USD or USD not in text:
        return text
    return _around(tuple(names)).sub(lambda found: found[1] or currency, text)


@lru_cache(maxsize=256)
def _around(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a name, as its group, before it finds the units in it."""
    found = {match[0] for name in names if (match := _NAMED.match(name)) and name not in _UNITS}
    longest_first = sorted(found, key=len, reverse=True)
    marked = [rf"(?<=[{_MARKS}]){name}(?=[{_END_MARKS}])" for name in _UNITS if name in names]
    kept = "|".join((*marked, *map(re.escape, longest_first))) or r"(?!)"
    return re.compile(f"({kept})|{_UNIT}")
