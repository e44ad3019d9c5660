"""HTML pages that need neither the app nor a network: a study's report, and one figure.

They are light and printable whatever the theme. A page carries Plotly's own code, compressed, and
unpacks it in the browser; its buttons make PNG and SVG there. Templates escape whatever they are
given.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape

from dctaxi.foreign_text import revealed
from dctaxi.report.content import SPACE_COLUMNS, Report, report_of
from dctaxi.report.figures import figure_json, file_stem, plotly_code

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dctaxi.workspace import Workspace


def report_html(name: str, workspace: Workspace) -> str:
    """Return the report of a study as one HTML file.

    Raises StudyError (there is none of this name) and StorageError (the database cannot be read).
    """
    return page_of(report_of(name, workspace))


def page_of(report: Report) -> str:
    """Return the page of a report; whatever it says is shown as text."""
    return _rendered(
        "report.html",
        title=f"Study {report.name}",
        report=report,
        space_columns=SPACE_COLUMNS,
    )


def figure_page(figure: go.Figure, *, title: str, takeaway: str) -> str:
    """Return a figure of the light look as one HTML file."""
    return _rendered(
        "figure_page.html",
        title=title,
        name=file_stem(title),
        drawn=figure,
        takeaway=takeaway,
    )


def _rendered(template: str, **values: object) -> str:
    return _environment().get_template(template).render(plotly_code=plotly_code(), **values)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dctaxi.report"),
        autoescape=True,
        finalize=_shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"drawing": _drawing, "with_code": _with_code, "breaking": _breaking}
    return environment


def _shown(value: object) -> object:
    """Return what a template says, with what is hidden in a text written out."""
    return revealed(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _drawing(figure: go.Figure) -> Markup:
    """Return a figure's JSON for a script element, which it cannot end."""
    return Markup(figure_json(figure))


def _with_code(sentence: str) -> Markup:
    """Return a sentence in which what stands between backticks is a command."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


def _breaking(name: str) -> Markup:
    """Return a heading that may break after an underscore, so that wide tables fit a page."""
    return Markup("_<wbr>").join(name.split("_"))
