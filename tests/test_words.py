"""Guides and texts of pages are said in short sentences and in the field's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
MAX_WORDS = 25

NOT_OUR_WORDS = {
    r"\basker\b": "sampler implementation",
    r"\bconstant answer": "mean-fare baseline",
    r"\bheld against\b|\bholds? [\w ]+ against\b": "compared with",
    r"\b(beyond|within) noise\b": "significant, inconclusive",
    r"\bmembers? a second\b": "training runs a second",
    r"\b(this|a|each|every|which|one) rooms?\b": "package",
    r"\bits face\b|\bthe faces\b": "public interface",
    r"\bjudged on\b": "evaluated on",
    r"\bflatters?\b": "is biased",
}
"""What the product does not say, as a pattern, and what it says in its place."""


def words(text: str) -> list[str]:
    """Return the words of a text, without what stands in brackets or as code."""
    text = re.sub(r"`[^`\n]*`|\([^()]*\)", " ", text)
    return re.findall(r"[^\W\d_][\w'-]*", text)


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of a document. Items, cells and headings end one."""
    text = re.sub(r"^```.*?^```|!\[[^\]]*\]\([^)]*\)", "", markdown, flags=re.M | re.S)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"^(#.*)$", r"\n\1\n", text, flags=re.M)
    text = re.sub(r"^\s*([-*]|\d+\.) ", "\n\n", text, flags=re.M)
    text = re.sub(r"^\|(.*)\|$", lambda row: row[1].replace("|", "\n\n") + "\n\n", text, flags=re.M)
    for block in re.split(r"\n\s*\n", text):
        yield from re.split(r"(?<=[.?!:;])[)*\"]*\s+", " ".join(block.split()))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_sentence_of_a_guide_has_at_most_25_words(guide: Path) -> None:
    found = sentences(guide.read_text("utf-8"))
    assert not [said for said in found if len(words(said)) > MAX_WORDS]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_uses_the_fields_words(guide: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", guide.read_text("utf-8"))
    assert not [word for word in NOT_OUR_WORDS if re.search(word, text, re.I)]


@pytest.mark.parametrize("guide", [path for path in GUIDES if path.parent.name == "docs"])
def test_a_guide_says_its_kind_first(guide: Path) -> None:
    text = re.sub(r"!\[.*?\]\(.*?\)", "", guide.read_text("utf-8"), flags=re.S)
    assert re.match(r"# .+\n\s*\*\*(Tutorial|How-to|Reference|Explanation)\.\*\*", text)


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("# A title\nOne. Two", ["# A title", "One.", "Two"]),
        ("- a\n- b\n\n1. c", ["a", "b", "c"]),
        ("| a | b |\n|---|---|\n| c [d](e.md) | f |", ["a", "b", "c [d]", "f"]),
        ("Before.\n```sh\na b c\n```\nAfter: more; and `x.y. z` too", None),
    ],
)
def test_sentences_are_found(markdown: str, found: list[str] | None) -> None:
    said = [one for one in sentences(markdown) if words(one)]
    assert said == (found or ["Before.", "After:", "more;", "and `x.y.", "z` too"])
