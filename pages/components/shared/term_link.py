"""The way from a word on a page to its explanation in the glossary.

A link in a text opens a tab of its own, beside the work: in the same tab Streamlit would begin a
new session, and forget with the old one what was set. Tooltips close when the keyboard or a finger
leaves their mark, and that of a toggle takes no click: plots, and what is chosen among a few, have
their link in sight, and the frame has one to the whole glossary.
"""

from __future__ import annotations

import streamlit as st

from dctaxi import glossary, labels


def word(term: str, text: str) -> str:
    """Return a text as a link to an entry; ``term`` is its word in ``glossary.GLOSSARY``."""
    return f"[{text}](glossary?term={glossary.GLOSSARY[term].term})"


def mark(term: str) -> str:
    """Return an icon that is a link to an entry, for the row of a heading."""
    entry = glossary.GLOSSARY[term]
    return f'[:material/menu_book:](glossary?term={term} "{entry.label.label} in the glossary")'


def linked(label: labels.Label, text: str) -> str:
    """Return a text as a link to a label's entry; as it is where there is none."""
    entry = glossary.entry_of(label)
    return text if entry is None else word(entry.term, text)


def show(label: labels.Label, more: str = "", *, named: bool = False) -> None:
    """Write below a choice what the chosen thing means, small; a caption's links would be pale.

    ``named`` puts its name before, where the choice itself shows another.
    """
    name = f"**{label.label}.**" if named else ""
    text = " ".join(filter(None, (name, label.help, more)))
    st.markdown(f":small[:gray[{text}] {linked(label, 'Glossary')}]")


def about(label: labels.Label, more: str = "") -> str:
    """Return what a label means, then more on it, then the link to its entry, if it has one."""
    link = "" if glossary.entry_of(label) is None else linked(label, "Glossary")
    return " ".join(filter(None, (label.help, more, link)))
