"""What the help of every command says."""

import argparse
from collections.abc import Iterator

from dctaxi.cli.main import make_parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from parsers(child)


def test_every_option_and_argument_has_its_help() -> None:
    bare = [
        f"{parser.prog} {action.metavar or action.dest}"
        for parser in parsers(make_parser())
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert not bare


def test_the_help_names_the_environment() -> None:
    told = " ".join(make_parser().format_help().split())  # wherever the terminal breaks lines
    assert "DCTAXI_HOME" in told
    assert "DCTAXI_STORAGE" in told
    assert "Exit status" in told
