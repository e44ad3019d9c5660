"""Amounts in the currency of a study's own trips.

What is said of trials is made in dollars, as the chapter's fares are; where it is shown, the
currency of the study's data takes that word's place.
"""

from __future__ import annotations

import re

USD = "USD"

_UNIT = re.compile(rf"(?:(?<=[\d}}%)] )|(?<=\()|(?<=, )|(?<=\bin )){USD}\b|^{USD}$")
"""Behind a number (or its place in a template), in brackets or behind a comma: as the unit of an
amount. Elsewhere it is a word of somebody's, such as the name of a study."""


def in_currency(text: str, currency: str) -> str:
    """Return a text with another currency in place of ``USD`` where that is the unit of amounts."""
    return text if currency == USD else _UNIT.sub(lambda _: currency, text)
