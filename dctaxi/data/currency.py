"""What fares are in, as the name of their column or its cells say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dctaxi.data.cells import CURRENCIES
from dctaxi.data.column_words import words_of
from dctaxi.data.sources import USD

if TYPE_CHECKING:
    from dctaxi.data.file_look import FileLook

_SIGNS = {
    "€": "EUR", "£": "GBP", "R$": "BRL", "US$": "USD", "₹": "INR", "₩": "KRW", "₺": "TRY",
    "₪": "ILS", "₴": "UAH", "฿": "THB", "₱": "PHP",
}  # fmt: skip
"""Signs of one currency alone: $ and ¥ are those of several."""

_WORDS = {code.lower(): code for code in CURRENCIES} | {"euro": "EUR", "euros": "EUR"}
_LETTERS = re.compile(r"[A-Z]{3}")


def currency_of(look: FileLook, fare: str | None) -> str:
    """Return the currency of a column of fares: USD where nothing, or more than one, is said."""
    if fare is None or fare not in look.columns:  # the reader of the file says so
        return USD
    texts = set(look.texts(fare))
    said = {_WORDS[word] for word in words_of(fare) if word in _WORDS}
    said |= {code for text in texts for code in _LETTERS.findall(text) if code in CURRENCIES}
    said |= {code for sign, code in _SIGNS.items() if any(sign in text for text in {fare, *texts})}
    return said.pop() if len(said) == 1 else USD
