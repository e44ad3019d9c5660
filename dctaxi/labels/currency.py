"""Amounts in the currency of a study's own trips.

What is said of trials is made in dollars, as the chapter's fares are; where it is shown, the
currency of the study's data takes that word's place.
"""

from __future__ import annotations

import re

USD = "USD"

_WORD = re.compile(rf"\b{USD}\b")


def in_currency(text: str, currency: str) -> str:
    """Return a text with another currency in place of ``USD``."""
    return text if currency == USD else _WORD.sub(lambda _: currency, text)
