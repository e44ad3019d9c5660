"""The one way in which a stranger's text reaches a page: as text.

Streamlit reads Markdown in bodies, labels, options, captions, tooltips, toasts and errors. What
came from a file, an address, a database or a person goes through ``Plain``, and what a page hands
to Streamlit is its own words or ``Markdown``, which a test of the pages' source checks.

A backslash keeps Markdown's marks from meaning anything. Some things are found only in the text
that is left after that, addresses and emoji among them: an invisible word joiner, which no line
is broken at, stands within those.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import pandas as pd
import pyarrow as pa

from dctaxi.foreign_text import MOST, opens_formula, revealed, visible

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

SeriesT = TypeVar("SeriesT", pd.Series, pd.Index)

_JOINER = "\u2060"

_MARK = re.compile(
    r"[\\`*~\[\]<$|]"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # between letters it is one of them
    r"|:(?!\s)"  # icons, emoji and colours
    r"|&(?=[#A-Za-z])"
    r"|^[#>+=({-]"  # what begins a line, or goes on with a link before it
    r"|!$"  # a link may follow
)
"""The marks that Markdown would take for its own."""

_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")

_FOUND_LATER = re.compile(
    r"(?<=:)(?=//|material/|[\w+-]+:)"  # https://, wherever it stands, :material/bolt:, :smile:
    r"|(?<=www)(?=\.)"
    r"|(?<=[\w.+-])(?=@)"  # addresses of e-mail
    r"|(?:(?<=\s)|^)[<>~-](?=(?:->|[->=])(?:\s|$))",  # arrows, dashes and comparisons
    re.IGNORECASE,
)

_LEADS = re.compile(
    r"(?<=\])(?=[(\[:])"  # links, pictures and what they are defined by
    r"|(?<=<)(?=\S)"
    r"|(?<=&)(?=[#\w])"  # a mark that is spelled as a number or by its name
    r"|(?<=:)(?=//)"
    r"|(?<=www)(?=\.)"
    r"|(?<=[\w.+-])(?=@)",
    re.IGNORECASE,
)


Text: TypeAlias = str
"""A page's own words, in Markdown: the same test sees to it that no stranger has a say in them."""


class Markdown(str):
    """A text that Streamlit may read as Markdown: a page's own words, and ``Plain`` among them."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Markdown], tuple[str]]:
        """Come out of a cache as it went in: ``Plain`` would be made of itself once more."""
        return Markdown, (str(self),)

    @staticmethod
    def of(text: str) -> Markdown:
        """Return Markdown as it is, and any other text as ``Plain``."""
        return text if isinstance(text, Markdown) else Plain(text)


class Plain(Markdown):
    """A stranger's text as Markdown that shows exactly this text, in one line.

    No picture, link, emphasis, formula, icon, emoji, colour, HTML, heading or list comes of it.
    What is hidden in it is shown, and of a long text the middle is left out, as ``visible`` does.
    """

    __slots__ = ()

    def __new__(cls, text: object, most: int = MOST) -> Plain:
        """Make it; of a text of more than ``most`` characters the middle is left out."""
        marked = _MARK.sub(r"\\\g<0>", _joined(visible(text, most)))
        return super().__new__(cls, _NUMBERED.sub(r"\1\\\2", marked))


def code(text: object, most: int = MOST) -> Markdown:
    """Return a stranger's text in code type, otherwise as ``Plain`` shows it."""
    shown = visible(text, most).replace(":material/", f":{_JOINER}material/")
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest else ""
    return Markdown(f"{fence}{blank}{shown or ' '}{blank}{fence}")


def prose(text: str) -> Markdown:
    """Return a text of several lines that may use emphasis, lists and code, and leads nowhere.

    It is for the tasks of lessons, whose authors write them in Markdown.
    """
    lines = (revealed(line.expandtabs()) for line in text.splitlines())
    return Markdown(_LEADS.sub(_JOINER, "\n".join(lines)))


def plain_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as a table of a page shows them: nothing is hidden in what strangers say.

    The table's menu gives it as CSV, so a joiner, which nobody sees, stands before what a
    spreadsheet would compute.
    """
    columns = {shown: _texts(rows[name]) for name, shown in plain_columns(rows).items()}
    return pd.DataFrame(columns, index=_texts(rows.index))


def plain_columns(names: Iterable[Hashable]) -> dict[Hashable, str]:
    """Return what ``plain_rows`` calls columns, for what is said of them beside.

    Names may look the same that are not; the second of them has a number, so that none is lost.
    """
    shown: dict[Hashable, str] = {}
    for name in names:
        title = str(_cell(name))
        same = (title, *(f"{title} ({number})" for number in range(2, len(shown) + 3)))
        shown[name] = next(each for each in same if each not in shown.values())
    return shown


def plain_table(rows: pd.DataFrame) -> pa.Table:
    """Return ``plain_rows`` as they are sent to a browser, for tabs to share."""
    return pa.Table.from_pandas(plain_rows(rows))


def _texts(values: SeriesT) -> SeriesT:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.map(_cell)


def _cell(value: object) -> object:
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [_cell(one) for one in value]
    if not isinstance(value, str) or (value.isalnum() and value.isascii()):
        return value
    return f"{_JOINER}{visible(value)}" if opens_formula(value) else visible(value)


def _joined(text: str) -> str:
    return _FOUND_LATER.sub(lambda found: found[0] + _JOINER, text)
