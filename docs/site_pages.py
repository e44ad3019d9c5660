"""Pages of the documentation site that are made from what is elsewhere: hooks of ``mkdocs.yml``.

The start page is the README; options come from the parsers, hyperparameters and explanations from
their tables, the API from the packages' public interfaces, the notebook from its cells.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dctaxi.cli.main import make_parser  # noqa: E402 (the root is no package)
from dctaxi.glossary import GLOSSARY  # noqa: E402
from dctaxi.hyperparameters import HYPERPARAMETERS  # noqa: E402

# Pages by the file at the root that they are.
_FROM_ROOT = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
_PACKAGES = (
    "dctaxi", "dctaxi.space", "dctaxi.samplers", "dctaxi.data", "dctaxi.study",
    "dctaxi.populations", "dctaxi.searches", "dctaxi.training", "dctaxi.analysis",
    "dctaxi.analysis.reading", "dctaxi.analysis.importance", "dctaxi.plots", "dctaxi.model",
    "dctaxi.exports", "dctaxi.report", "dctaxi.runner",
)  # fmt: skip


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the records of decisions in the navigation."""
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    for entry in config.nav or []:
        if "Decisions" in entry:
            entry["Decisions"] = [f"decisions/{name}" for name in records]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    made = {page: (ROOT / name).read_text("utf-8") for name, page in _FROM_ROOT.items()}
    made |= {
        "options.md": _options(), "hyperparameters.md": _hyperparameters(),
        "glossary.md": _glossary(), "api.md": _reference(), "notebook.md": _notebook(),
    }  # fmt: skip
    for page, text in made.items():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_others: object) -> str:
    """Let links between files of the repository lead to the pages that they are here."""
    up = "../" * page.file.src_uri.count("/")
    if page.file.src_uri in _FROM_ROOT.values():
        markdown = markdown.replace("](docs/", "](")
    for name, target in _FROM_ROOT.items():
        markdown = re.sub(rf"\]\((?:\.\./)*{name}", f"]({up}{target}", markdown)
    markdown = markdown.replace("](decisions/)", "](decisions/house.md)")
    return markdown.replace("](chapter.ipynb)", f"]({up}notebook.md)")


def _options() -> str:
    """Return every command's own help, as `--help` prints it."""
    lines = [
        "# Every option",
        "",
        "**Reference.** `--help` of every command. [Commands](commands.md) has examples.",
    ]
    for words, parser in _commands(make_parser(), "dctaxi"):
        lines += ["", f"## `{words}`", "", "```text", parser.format_help().rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _commands(
    parser: argparse.ArgumentParser, words: str
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _commands(child, f"{words} {name}")


def _hyperparameters() -> str:
    """Return the table of hyperparameters: what each may be, its default and explanation."""
    lines = [
        "# Hyperparameters",
        "",
        "**Reference.** Spaces, commands and files use these names. Without a default, presets "
        "search the value.",
        "",
        "| name | value | default | only with | meaning |",
        "|---|---|---|---|---|",
    ]
    for name, row in HYPERPARAMETERS.items():
        default = "" if row.default is None else f"`{row.default}`"
        only_with = "" if row.only_with is None else row.only_with.words
        lines.append(f"| `{name}` | {row.expected} | {default} | {only_with} | {row.help} |")
    return "\n".join(lines) + "\n"


def _glossary() -> str:
    """Return every explanation of the app, by group: samplers, numbers, plots, options, engines."""
    lines = ["# Glossary", "", "**Reference.** What the app explains behind its help icons."]
    for group in dict.fromkeys(entry.group for entry in GLOSSARY.values()):
        lines += ["", f"## {group}", ""]
        for entry in (one for one in GLOSSARY.values() if one.group == group):
            unit = f" ({entry.label.unit})" if entry.label.unit else ""
            lines.append(f"- **{entry.label.label}**{unit}: {entry.label.help}")
    return "\n".join(lines) + "\n"


def _reference() -> str:
    """Return the page of the API: the public interface of each package."""
    lines = [
        "# API",
        "",
        "**Reference.** The public interface of each package. `import dctaxi` has what a notebook "
        "needs; each name is loaded on first use.",
    ]
    for package in _PACKAGES:
        lines += ["", f"## {package}", ""]
        for module, name in _public_names(package):
            lines += [f"::: {module}.{name}", "    options:", "      heading_level: 3", ""]
    return "\n".join(lines)


def _public_names(package: str) -> list[tuple[str, str]]:
    """Return module and name of each public function and class of a package."""
    folder = ROOT / package.replace(".", "/")
    text = (folder / "__init__.pyi").read_text("utf-8")
    found = re.findall(r"^from \.([\w.]+) import (\w+) as \w+$", text, re.M)
    shown = [(f"{package}.{module}", name) for module, name in found]
    if package == "dctaxi":  # its names are those of the packages below, but for the chapter's own
        shown = [(module, name) for module, name in shown if module.startswith("dctaxi.training.")]
    return [(module, name) for module, name in shown if not name.isupper()]


def _notebook() -> str:
    """Return the notebook's cells as a page; tests execute it."""
    cells = json.loads((ROOT / "docs" / "chapter.ipynb").read_text("utf-8"))["cells"]
    texts = []
    for cell in cells:
        text = "".join(cell["source"])
        texts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    return "\n\n".join(texts) + "\n"
