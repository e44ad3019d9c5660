"""Every element of Streamlit that the pages use, showing what a stranger says."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dctaxi.foreign_text import visible
from pages.components.shared.plain import Markdown, Plain, code

ELEMENTS: dict[str, Callable[[Plain, str], object]] = {
    "markdown": lambda text, _: st.markdown(text),
    "inside": lambda text, _: st.markdown(Markdown(f"**{text}** and :small[:gray[{text}]]")),
    "linked": lambda text, _: st.markdown(Markdown(f"[{text}](glossary?term=trial)")),
    "caption": lambda text, _: st.caption(text, help=text),
    "title": lambda text, _: st.title(text, anchor=False),
    "subheader": lambda text, _: st.subheader(text, anchor=False),
    "error": lambda text, _: st.error(text),
    "warning": lambda text, _: st.warning(text),
    "info": lambda text, _: st.info(text),
    "write": lambda text, _: st.write(text),
    "toast": lambda text, _: st.toast(text, duration="infinite"),
    "button": lambda text, key: st.button(text, key=key),
    "download": lambda text, key: st.download_button(text, b"", "x", key=key),
    "link": lambda text, _: st.page_link(PAGE, label=text),
    "text_input": lambda text, key: st.text_input(text, key=key),
    "number_input": lambda text, key: st.number_input(text, key=key),
    "selectbox": lambda text, key: st.selectbox(text, ["x"], key=key),
    "radio": lambda text, key: st.radio("x", [text], key=key),
    "segmented": lambda text, key: st.segmented_control("x", [text], key=key),
    "pills": lambda text, key: st.pills("x", [text], key=key),
    "toggle": lambda text, key: st.toggle(text, key=key),
    "slider": lambda text, key: st.select_slider("x", [text, "y"], key=key),
    "expander": lambda text, _: st.expander(text),
    "popover": lambda text, _: st.popover(text),
    "tabs": lambda text, _: st.tabs([text]),
    "metric": lambda text, _: st.metric(text, text, delta=text),
    "progress": lambda text, _: st.progress(0.5, text=text),
    "menu": lambda text, key: st.menu_button(text, ["x"], key=key),
    "uploader": lambda text, key: st.file_uploader(text, key=key),
    "table": lambda text, _: st.table(pd.DataFrame({text: [text]}, index=[text])),
}
"""How an element shows a text, and under which key."""

RAW: dict[str, Callable[[str, str], object]] = {
    "code": lambda text, _: st.markdown(code(text)),
    "options": lambda text, key: st.multiselect("x", [text], [text], key=key, format_func=visible),
}


def show() -> None:
    sayings = json.loads(os.environ["SAYINGS"])
    start = int(st.query_params.get("from", 0))
    elements = {
        **{
            name: (lambda text, key, draw=draw: draw(Plain(text), key))
            for name, draw in ELEMENTS.items()
        },
        **RAW,
    }
    for place, saying in list(enumerate(sayings))[start : start + 10]:
        for name, draw in elements.items():
            with st.container(key=f"said-{name}-{place}"):
                draw(saying, f"{name}_{place}")


def slipped() -> None:
    st.markdown(st.query_params["text"])


PAGE = st.Page(show, url_path="show", default=True)
st.navigation([PAGE, st.Page(slipped, url_path="slipped")]).run()
