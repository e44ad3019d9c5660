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

from dctaxi.foreign_text import MOST, revealed, visible

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


class Markdown(str):
    """A text that Streamlit may read as Markdown: a page's own words, and ``Plain`` among them."""

    __slots__ = ()


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


def _joined(text: str) -> str:
    return _FOUND_LATER.sub(lambda found: found[0] + _JOINER, text)
