"""Links to give to others: the address under which they reach this server, and its QR code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from dctaxi.classroom import address_in_network, is_everywhere
from pages.components.shared import sitemap, who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.components.shared.plain import Text

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST = 1200
"""Letters of an address whose code a telephone still reads from a wall."""


def address_of(page: str, query: Mapping[str, str] | None = None) -> str:
    """Return the address of a page for others: the class's, else what this browser says."""
    settings = who.classroom()
    base = settings.base_url if settings is not None else ""
    if not base:
        parts = urlsplit(st.context.url or "")
        host = parts.netloc
        if settings is not None and parts.hostname in _LOOPBACK and _serves_others():
            found = address_in_network()
            if found is not None:
                host = found if parts.port is None else f"{found}:{parts.port}"
        base = urlunsplit((parts.scheme, host, "", "", ""))
    path = "" if page == sitemap.HOME.id else page
    asked = f"?{urlencode(query)}" if query else ""
    return f"{base}/{path}{asked}"


def _serves_others() -> bool:
    """Tell whether the server listens to its whole network, under any name."""
    address = st.get_option("server.address") or ""
    return is_everywhere(address) and "*" in st.get_option("server.allowedHosts")


def reaches_others(address: str) -> bool:
    """Tell whether somebody on another machine could open an address."""
    return (urlsplit(address).hostname or "") not in ("", *_LOOPBACK)


def show(address: str, *, key: str, name: Text = "the page") -> None:
    """Draw an address to copy and its QR code, or why others cannot open it."""
    st.code(address, language=None, wrap_lines=True)
    if not reaches_others(address):
        st.caption(
            ":material/lan: This address works on this machine only. For others, serve a class "
            "with `python -m dctaxi serve --class` and set `base_url` in its settings."
        )
    if len(address) > _MOST:
        st.caption("It is too long for a QR code that a telephone reads: send it.")
        return
    with st.popover("QR code", icon=":material/qr_code_2:", key=f"{key}_qr"):
        st.image(qr_code(address), width=360, caption=f"The address of {name}, for a camera.")


@st.cache_data(max_entries=64, show_spinner=False)
def qr_code(address: str) -> bytes:
    """Return the QR code of an address as a PNG picture."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
