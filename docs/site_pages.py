"""Pages of the documentation site that are made from what is elsewhere: hooks of ``mkdocs.yml``.

The start page is the README; every command with its options comes from the parsers, the reference
from the faces of the packages, the notebook from its cells.
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
    made |= {"options.md": _options(), "api.md": _reference(), "notebook.md": _notebook()}
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
        "What `--help` prints, for every command. [Commands](commands.md) says what they are for.",
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


def _reference() -> str:
    """Return the page of the API: what each package shows to others, by its face."""
    lines = [
        "# API",
        "",
        "What each package shows to others. `import dctaxi` has what a notebook needs; each name "
        "is loaded when it is first used.",
    ]
    for package in _PACKAGES:
        lines += ["", f"## {package}", ""]
        for module, name in _face(package):
            lines += [f"::: {module}.{name}", "    options:", "      heading_level: 3", ""]
    return "\n".join(lines)


def _face(package: str) -> list[tuple[str, str]]:
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
