"""The server's application: what starts and stops with it, and what becomes of errors.

``streamlit run app.py`` and ``python app.py`` start it; ``pages/frame.py`` is what it shows.
"""

from __future__ import annotations

import os
import runpy
import threading
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route

from dctaxi.classroom import served
from dctaxi.errors import DcTaxiError
from dctaxi.runner import close_all
from dctaxi.training import warm_up
from dctaxi.training.fused.ahead import ahead
from pages import entry, headers, origins
from pages.components.shared import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

FRAME = Path(__file__).with_name("pages") / "frame.py"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Have the kernel compiled from the start; stop what trains at the end, and keep the rest."""
    ahead.begin()
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield
    ahead.stop()
    close_all()


async def first_page(request: Request) -> RedirectResponse:
    """Lead to the first page whoever types its name: its own address is the bare one."""
    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


def say(error: Exception) -> bool:
    """Draw the sentence of an error that a callback let through; True: nothing else is drawn.

    After such an error Streamlit logs it and does not run the page, so there is a way back to it.
    """
    if isinstance(error, DcTaxiError):
        refusal.show(error)
    else:
        refusal.unforeseen(error, "A callback failed")
    st.button("Show the page again", icon=":material/refresh:", key="page_again")
    return True


try:
    POLICY = headers.policy(os.environ.get(headers.HOSTS, ""))
    CLASS = served()
except DcTaxiError as error:
    raise SystemExit(f"dctaxi: {error}") from error

app = st.App(
    FRAME,
    lifespan=lifespan,
    middleware=[
        Middleware(headers.Headers, policy=POLICY),
        Middleware(origins.OneOrigin)
        if CLASS is None
        else Middleware(entry.Wall, current=CLASS.current),
    ],
    routes=[
        Route("/studies", first_page),
        *([] if CLASS is None else entry.Entry(CLASS.current).routes()),
    ],
    on_script_error=say,
)

if __name__ == "__main__":
    if st.runtime.exists():  # AppTest runs this file as if it were the frame
        runpy.run_path(str(FRAME), run_name="__main__")
    else:
        app.run()
