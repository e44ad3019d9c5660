"""No page hands a stranger's text to Streamlit as Markdown: its source is read for that.

Streamlit reads Markdown in bodies, labels, options, captions, tooltips, toasts and errors. What
comes from a file, an address, a database or a person goes there as ``Plain``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.source_modules import ROOT, Module, home_of, module, parsed
from tests.source_reader import TEXT, Reader, texts_in

TEXTS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        ("markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "toast",
         "success", "button", "download_button", "form_submit_button", "text_input", "text_area",
         "number_input", "selectbox", "multiselect", "slider", "select_slider", "toggle",
         "checkbox", "file_uploader", "expander", "popover", "dialog", "badge", "status", "spinner",
         "write", "text", "tabs"),
        (0,),
    ),
    **dict.fromkeys(("radio", "segmented_control", "pills", "menu_button"), (0, 1)),
    "metric": (0, 1, 2),
    "progress": (1,),
    "page_link": (),
}  # fmt: skip
"""Calls that draw, and which of their arguments are Markdown."""

KEYWORDS = {
    "help",
    "label",
    "text",
    "body",
    "captions",
    "delta",
    "delta_description",
    "format_func",
}
NOT_MARKDOWN = {"selectbox", "multiselect"}
"""Their options are shown as they are, so a format function of theirs may return any text."""


def handed_over(call: ast.Call, here: Module) -> Iterator[ast.expr]:
    """Give the arguments of a call that Streamlit reads as Markdown."""
    if isinstance(call.func, ast.Name) and call.func.id == "Markdown":
        yield from call.args
        return
    there, name = home_of(call.func, here)
    if there is not None:
        if name in there.functions:
            yield from texts_in(call, there.functions[name], TEXT)
        return
    if ast.unparse(call.func).endswith("partial") and isinstance(call.args[0], ast.Attribute):
        call = ast.Call(call.args[0], call.args[1:], call.keywords)
    if not isinstance(call.func, ast.Attribute):
        return
    name = call.func.attr
    if name == "dataframe":
        yield call.args[0]
        return
    drawing = name in TEXTS or any(k.arg == "help" for k in call.keywords)
    if not drawing:
        return
    formatted = any(keyword.arg == "format_func" for keyword in call.keywords)
    for place in TEXTS.get(name, ()):
        if place < len(call.args) and not (formatted and place == 1):
            yield call.args[place]
    for keyword in call.keywords:
        if keyword.arg in KEYWORDS and not (keyword.arg == "format_func" and name in NOT_MARKDOWN):
            yield keyword.value


def findings(here: Module) -> list[str]:
    """Return each place where a module hands over what may be a stranger's."""
    found = []

    def read(scope: ast.AST, outer: Reader | None) -> None:
        reader = Reader(here, scope, outer)
        for node in reader.nodes():
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                read(node, reader)
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        read(inner, reader)
            elif isinstance(node, ast.Call):
                found.extend(
                    f"line {one.lineno}: {ast.unparse(one)}"
                    for one in handed_over(node, here)
                    if not reader.ours(one)
                )

    read(here.tree, None)
    return found


PAGES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "pages").rglob("*.py"))
    if path.name != "plain.py"  # which makes Markdown of what is not
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_hands_over_its_own_words_alone(name: str) -> None:
    here = module(name)
    assert here is not None
    assert findings(here) == []


def test_html_is_made_in_few_places_which_escape_what_they_are_given() -> None:
    pages = ROOT / "pages"
    paths = pages.rglob("*.py")
    sources = {
        path.relative_to(pages).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }
    assert not [name for name, source in sources.items() if "unsafe_allow_html" in source]
    makers = {name for name, source in sources.items() if "st.html(" in source}
    assert makers == {
        "components/classroom/stage.py",
        "components/search/sample_bars.py",
        "components/whatif/trials_so_far.py",
        "components/search/halves.py",
        "components/whatif/halves.py",
        "components/trials/body.py",
        "components/study/live.py",
        "components/shared/present.py",
        "frame.py",
    }
    assert 'st.html(Path(__file__).with_name("frame.css"))' in sources["frame.py"]
    for name in ("components/search/halves.py", "components/classroom/stage.py"):
        assert "st.html(_STYLE)" in sources[name]  # a file of its own, and nobody's text
    styles = sources[
        "components/shared/present.py"
    ]  # the same, and a rule with the number of a picture
    assert styles.count("st.html(") == 2
    assert "st.html(_STYLE)" in styles
    assert (
        'st.html(f"<style>.st-key-{_place(at)} {{ translate: none !important }}</style>")' in styles
    )
    assert "def _place(index: int) -> str:" in styles
    texts = makers - {
        "components/classroom/stage.py",
        "components/search/halves.py",
        "components/whatif/halves.py",
        "components/trials/body.py",
        "components/study/live.py",
        "components/shared/present.py",
        "frame.py",
    }
    assert all("from html import escape" in sources[name] for name in texts)


BEGIN = """
import streamlit as st
from pages.components.shared import formats, navigation, term_link
from pages.components.shared.plain import Markdown, Plain, Text

_ICONS = {"a": ":material/add:"}
def _said(text: str) -> str:
    return f"**{text}**"
def _listed(study: object) -> str:
    words = ["one"]
    words.append(study.name)
    return " ".join(words)
def _draw(title: Text) -> None:
    st.markdown(title)
def page(study: object, job: object, number: int, text: str, markdown: Markdown) -> None:
    """


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(study.name)",
        "st.markdown(text)",
        "st.caption(f'of {study.name}')",
        "st.caption(f'of {study.name:>10}')",
        "st.error(str(error))",
        "st.button('a' if number else study.name)",
        "name = study.name; st.subheader(name)",
        "st.markdown(_said(study.name))",
        "st.markdown(_listed(study))",
        "st.markdown(Markdown(f'**{text}**'))",
        "st.markdown(' '.join(name for name in study.names))",
        "for name in study.names: st.markdown(name)",
        "st.pills('x', study.names)",
        "st.radio('x', study.names, format_func=lambda name: f'{name}!')",
        "st.text_input('x', help=study.help)",
        "st.columns(2)[0].metric('x', study.value)",
        "st.progress(0.5, text=job.message)",
        "_draw(study.name)",
        "st.dataframe(study.rows)",
        "st.markdown(st.session_state['x'])",
        "st.markdown(_ICONS.get(study.name, study.name))",
    ],
)
def test_a_strangers_words_are_found(line: str) -> None:
    assert findings(parsed(BEGIN + line, ROOT / "page.py"))


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown('own words')",
        "st.markdown(f'{number} of {study.count:,}, {study.value:.2f} USD, {study.when:%Y}')",
        "st.markdown(f'**{Plain(study.name)}** {formats.state_badge(job.state)}')",
        "st.markdown(markdown)",
        "st.markdown(_said('own'))",
        "st.caption(formats.usd(study.value))",
        "st.pills('x', study.names, format_func=Plain)",
        "st.radio('x', study.names, format_func=lambda name: f'{Plain(name)}!')",
        "st.selectbox('x', study.names)",
        "st.text_input('x', help=term_link.word('trial', 'own'))",
        "st.markdown(f'{_ICONS[study.kind]} x')",
        "for icon, word in ((':material/add:', 'a'),): st.markdown(f'{icon} {word}')",
        "_draw(f'own {number}')",
    ],
)
def test_a_pages_own_words_pass(line: str) -> None:
    assert findings(parsed(BEGIN + line, ROOT / "page.py")) == []
