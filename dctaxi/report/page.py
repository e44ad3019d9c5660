"""The report of a study as one HTML page: light, printable, and whole without a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from dctaxi.plots.parts.export import (
    CONTENT_POLICY,
    figure_html,
    figure_json,
    scripts_html,
)
from dctaxi.report.content import SPACE_COLUMNS, Report, report_of

if TYPE_CHECKING:
    from dctaxi.report.plots import Plot
    from dctaxi.workspace import Workspace

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 sans-serif; color: #1C2326; background: #FFFFFF; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #E4EAE8; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .9rem; min-width: min(26rem, 100%); }
caption { text-align: left; color: #5A6569; padding-bottom: .3rem; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #E4EAE8;
  vertical-align: top; }
figure { margin: 1rem 0; break-inside: avoid; }
figcaption, .question { color: #5A6569; margin: .5rem 0; }
button { font: inherit; border: 1px solid #8A979B; border-radius: .3rem; background: none;
  padding: .1rem .7rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 12px; } button { display: none; }
  .wide { overflow-x: visible; break-inside: avoid; } table { font-size: 9px; }
}
"""


def report_html(name: str, workspace: Workspace) -> str:
    """Return the report of a study as one HTML file.

    Raises StudyError (there is none of this name) and StorageError (the database cannot be read).
    """
    return page_of(report_of(name, workspace))


def page_of(report: Report) -> str:
    """Return the page of a report; whatever it says is shown as text."""
    title = escape(f"Study {report.name}")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{_paragraphs(report.summary)}
<h2>What was searched</h2>
{_table("How the study was made", ("Setting", "Value"), report.facts)}
{_table("The search space, as the trials drew from it", SPACE_COLUMNS, report.space)}
<h2>Best trials</h2>
{_table("The lowest objectives first", report.best_columns, report.best)}
<h2>Was the winner lucky?</h2>
{_paragraphs(report.seeds)}
<h2>Plots</h2>
{"".join(map(_plot, report.plots))}
<h2>Versions</h2>
{_table("What the trainings ran with", ("Package", "Version"), report.versions)}
</main>
{scripts_html()}
</body>
</html>
"""


def _plot(plot: Plot) -> str:
    table = _table(plot.caption, plot.columns, plot.rows) if plot.rows else ""
    return f"""<section>
<h3>{escape(plot.title)}</h3>
<p class="question">{escape(plot.question)}</p>
{figure_html(figure_json(plot.figure), plot.takeaway, plot.name)}
{table}
</section>
"""


def _paragraphs(sentences: Iterable[str]) -> str:
    return "\n".join(f"<p>{_with_code(sentence)}</p>" for sentence in sentences)


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return f"<p>{escape(caption)}: nothing is stored.</p>"
    head = "".join(f'<th scope="col">{_breaking(column)}</th>' for column in columns)
    body = "\n".join(
        "<tr>"
        + f'<th scope="row">{_breaking(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"""<div class="wide"><table>
<caption>{escape(caption)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table></div>"""


def _with_code(sentence: str) -> str:
    """Return a sentence in which what stands between backticks is a command."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(sentence))


def _breaking(name: str) -> str:
    """Return a heading that may break after an underscore, so that wide tables fit a page."""
    return escape(name).replace("_", "_<wbr>")
