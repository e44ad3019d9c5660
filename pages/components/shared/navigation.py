"""The ways to the pages: the navigation, links, and addresses of earlier releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from dctaxi.teaching.lessons import RENAMED_PAGES
from pages.components.shared import address, sitemap
from pages.components.shared.plain import Markdown, Plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from streamlit.navigation.page import StreamlitPage

_RENAMED: Mapping[str, sitemap.Entry] = {
    old: sitemap.BY_ID[new] for old, new in RENAMED_PAGES.items()
}
"""What opens at addresses of earlier releases whose pages have no file any more."""


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages as the navigation takes them; those that have moved are not shown in it."""
    shown = {
        section: [_page(entry) for entry in entries]
        for section, entries in sitemap.SECTIONS.items()
    }
    shown[sitemap.HOME.section.capitalize()] += [_page(entry) for entry in sitemap.MOVED] + [
        st.Page(_left_before, title=entry.title, url_path=old, visibility="hidden")
        for old, entry in _RENAMED.items()
    ]
    return shown


def _page(entry: sitemap.Entry) -> StreamlitPage:
    """Return the page as the navigation takes it."""
    return st.Page(
        entry.file,
        title=entry.title,
        icon=entry.icon,
        help=Plain(entry.help),
        default=entry is sitemap.HOME,
        visibility="hidden" if entry in sitemap.MOVED else "visible",
    )


def lead_on(page: StreamlitPage) -> None:
    """Leave an address of an earlier release for today's, with all that it carries."""
    if page.url_path in _RENAMED:
        st.switch_page(_RENAMED[page.url_path].file, query_params=address.carried())


def _left_before() -> None:
    """Stand for the script of a page that ``lead_on`` leaves before it runs."""


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
