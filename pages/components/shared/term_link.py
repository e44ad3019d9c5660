"""The way from a word on a page to its explanation in the glossary.

A link in a text opens a tab of its own, beside the work: in the same tab Streamlit would begin a
new session, and forget with the old one what was set. Tooltips close when the keyboard or a finger
leaves their mark, and that of a toggle takes no click: what is chosen among a few has its link in
sight, and the frame has one to the whole glossary.
"""

from __future__ import annotations

import re

import streamlit as st

from dctaxi import glossary, labels
from pages.components.shared.plain import Markdown, Plain, prose

_ADDRESSES = {term: f"glossary?term={entry.term}" for term, entry in glossary.GLOSSARY.items()}


def word(term: str, text: str) -> Markdown:
    """Return a text as a link to an entry; ``term`` is its word in ``glossary.GLOSSARY``."""
    return Markdown(f"[{Markdown.of(text)}]({_ADDRESSES[term]})")


def read(text: str) -> Markdown:
    """Return a text of the library; its links, as ``[log scale](log-scale)``, lead to entries."""
    before, *links = re.split(r"\[([^]]+)\]\(([a-z0-9_-]+)\)", text)
    pieces = [prose(before)]
    for label, term, after in zip(links[::3], links[1::3], links[2::3], strict=True):
        pieces += [word(term, label), prose(after)]
    return Markdown("".join(pieces))


def linked(label: labels.Label, text: str) -> Markdown:
    """Return a text as a link to a label's entry; as it is where there is none."""
    entry = glossary.entry_of(label)
    return Markdown.of(text) if entry is None else word(entry.term, text)


def show(label: labels.Label, more: str = "", *, named: bool = False) -> None:
    """Write below a choice what the chosen thing means, small; a caption's links would be pale.

    ``named`` puts its name before, where the choice itself shows another.
    """
    name = Markdown(f"**{Plain(label.label)}.**" if named else "")
    text = " ".join(filter(None, (name, Plain(label.help), Markdown.of(more))))
    st.markdown(f":small[:gray[{text}] {linked(label, 'Glossary')}]")


def about(label: labels.Label, more: str = "") -> Markdown:
    """Return what a label means, then more on it, then the link to its entry, if it has one."""
    link = Markdown() if glossary.entry_of(label) is None else linked(label, "Glossary")
    return Markdown(" ".join(filter(None, (Plain(label.help), Markdown.of(more), link))))


def about_choice(asked: labels.Label, chosen: labels.Label) -> Markdown:
    """Return what a choice means, then the name of what is chosen and what that means."""
    return about(asked, Markdown(f"**{Plain(chosen.label)}**: {about(chosen)}"))
