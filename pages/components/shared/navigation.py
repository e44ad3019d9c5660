"""The ways to the pages: the navigation and links."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import streamlit as st

from dctaxi.classroom import VARIABLE
from pages.components.shared import sitemap
from pages.components.shared.plain import Markdown, Plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from streamlit.navigation.page import StreamlitPage


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages as the navigation takes them, by their sections.

    *Class* is in the menu where a class is served.
    """
    menu = {
        section: [_page(entry) for entry in entries]
        for section, entries in sitemap.SECTIONS.items()
    }
    if os.environ.get(VARIABLE):
        menu["Learn"].append(_page(sitemap.CLASSROOM))
        menu["Learn"].append(_page(sitemap.STAGE, visibility="hidden"))
    menu["Learn"] += [_page(entry, visibility="hidden") for entry in sitemap.HIDDEN]
    return menu


def _page(
    entry: sitemap.Entry, *, visibility: Literal["visible", "hidden"] = "visible"
) -> StreamlitPage:
    return st.Page(
        entry.file,
        title=entry.title,
        icon=entry.icon,
        help=Plain(entry.help),
        default=entry is sitemap.HOME,
        visibility=visibility,
    )


def link(
    entry: sitemap.Entry,
    *,
    label: str | None = None,
    icon: str | None = None,
    help: str | None = None,  # noqa: A002  # st.page_link's name for it
    query_params: Mapping[str, str] | None = None,
    width: Literal["stretch", "content"] = "content",
) -> None:
    """Draw a link to a page, under its own title and icon unless others are given."""
    st.page_link(
        entry.file,
        label=Markdown.of(label or entry.title),
        icon=icon or entry.icon,
        help=None if help is None else Markdown.of(help),
        query_params=query_params,
        width=width,
    )


def go(entry: sitemap.Entry) -> NoReturn:
    """Leave for a page, with nothing of this page's address."""
    # By default Streamlit refuses to leave a page that has a widget bound to its address.
    st.switch_page(entry.file, query_params={})
