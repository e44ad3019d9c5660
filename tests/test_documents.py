"""What the documents promise is there."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dctaxi.cli.main import make_parser

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    children = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not children:
        yield " ".join(words)
    for action in children:
        for name, child in action.choices.items():
            yield from commands(child, (*words, name))


@pytest.mark.parametrize("command", list(commands(make_parser())))
def test_every_command_is_documented(command: str) -> None:
    assert f"python -m dctaxi {command}" in (ROOT / "docs" / "commands.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = re.findall(r"`make (\w+)`|^make (\w+)", document.read_text(), flags=re.MULTILINE)
    assert {a or b for a, b in named} <= targets
