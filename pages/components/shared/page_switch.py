"""Going to another page from code, with nothing of this page's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from typing import NoReturn


def to(page: str) -> NoReturn:
    """Leave for a page, named by its file."""
    # By default Streamlit refuses to leave a page that has a widget bound to its address.
    st.switch_page(page, query_params={})
