"""What the documents name is there, and what a reader must know of is in them."""

import argparse
import ast
import functools
import importlib
import itertools
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dctaxi.cli.main import main, make_parser
from pages.components.shared import sitemap

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
SOURCES = [ROOT / "app.py", *(ROOT / "dctaxi").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]

of_every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def blocks(document: Path, *languages: str) -> list[str]:
    """Return the fenced blocks of these languages."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", document.read_text("utf-8"), re.M | re.S)
    return [block for language, block in found if language in languages]


def prose(document: Path) -> str:
    return re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.M | re.S)


def codes(document: Path) -> list[str]:
    """Return what stands between single backticks."""
    return re.findall(r"`([^`\n]+)`", prose(document))


@functools.cache
def strings_of_the_app() -> str:
    """Return every text in the sources, pieces of formatted ones each by itself."""
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    nodes = itertools.chain.from_iterable(ast.walk(tree) for tree in trees)
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    lessons = [path.read_text("utf-8") for path in (ROOT / "dctaxi").rglob("*.json")]
    return "\n".join(texts + lessons)


@functools.cache
def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command by its words; the empty one is the program's."""
    found = {"": make_parser()}

    def collect(parser: argparse.ArgumentParser, words: str) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    found[f"{words} {name}".strip()] = child
                    collect(child, f"{words} {name}".strip())

    collect(found[""], "")
    return found


def leads_on(parser: argparse.ArgumentParser) -> bool:
    return any(isinstance(action, argparse._SubParsersAction) for action in parser._actions)


def commands(document: Path) -> Iterator[str]:
    """Yield what follows ``python -m dctaxi`` in code, continued lines joined, no comments."""
    for code in [*codes(document), *blocks(document, "", "sh")]:
        joined = re.sub(r"\s*#.*", "", re.sub(r"\n\s+", " ", code))
        yield from re.findall(r"(?:python -m |^)dctaxi( [^\n]*|$)", joined, re.M)


@of_every_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


@of_every_document
def test_every_file_and_folder_is_there_by_its_path_from_the_root(document: Path) -> None:
    if document.parent.name == "decisions":
        return  # they name what was there before, too
    for code in codes(document):
        if re.fullmatch(r"[\w<>{},*-][\w.<>{},*-]*(/[\w.<>{},*-]*)+|(?!__)\w+\.(py|js|toml)", code):
            pattern = re.sub(r"<\w+>", "*", code)
            prefix, _, rest = pattern.partition("{")
            endings, _, suffix = rest.partition("}")
            for ending in endings.split(","):
                assert list(ROOT.glob(f"{prefix}{ending}{suffix}".rstrip("/"))), code


@pytest.mark.parametrize(
    "room", [p.name for p in (ROOT / "dctaxi").iterdir() if not p.name.startswith("__")]
)
def test_every_room_is_on_the_map(room: str) -> None:
    assert f"`dctaxi/{room}" in (ROOT / "docs" / "architecture.md").read_text("utf-8")


@of_every_document
def test_every_module_and_name_of_the_library_is_there(document: Path) -> None:
    for code in codes(document):
        if re.fullmatch(r"dctaxi(\.\w+)+", code):
            found: object = importlib.import_module("dctaxi")
            for name in code.split(".")[1:]:
                if not hasattr(found, name):
                    importlib.import_module(f"{getattr(found, '__name__', '')}.{name}")
                found = getattr(found, name)


@of_every_document
def test_every_command_is_there_with_its_options(document: Path) -> None:
    for command in commands(document):
        words, known = "", parsers()
        for word in command.split():
            if f"{words} {word}".strip() not in known:
                break
            words = f"{words} {word}".strip()
        rest = command.strip().removeprefix(words).strip()
        assert not (leads_on(known[words]) and re.match(r"[a-z]", rest)), command
        options = known[words]._option_string_actions
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", rest)) <= set(options), command


@of_every_document
def test_every_command_in_a_block_can_be_called_so(document: Path) -> None:
    for block in blocks(document, "sh"):
        for command in re.findall(r"^python -m dctaxi( .*)", block, re.M):
            arguments = shlex.split(command.partition(" > ")[0], comments=True)
            assert make_parser().parse_args(arguments), command  # exits where it cannot be


@of_every_document
def test_every_option_is_there_with_its_choices(document: Path) -> None:
    for code in codes(document):
        for option, choices in re.findall(r"^(--[a-z-]+)(?: ([\w|-]+))?", code):
            actions = [
                parser._option_string_actions[option]
                for parser in parsers().values()
                if option in parser._option_string_actions
            ]
            assert actions, code
            named = {choice for choice in choices.split("|") if choice.islower()}
            offered = [set(action.choices) for action in actions if action.choices]
            assert not offered or any(named <= each for each in offered), code


@of_every_document
def test_every_environment_variable_is_read(document: Path) -> None:
    read = set(re.findall(r"DCTAXI_[A-Z_]+", strings_of_the_app()))
    assert set(re.findall(r"DCTAXI_[A-Z_]+", document.read_text("utf-8"))) <= read


@of_every_document
def test_every_page_button_and_label_in_italics_is_in_the_app(document: Path) -> None:
    for phrase in re.findall(r"(?<![*\w])\*([A-Z][^*]+)\*(?![*\w])", prose(document)):
        text = re.sub(r"\s+", " ", phrase).rstrip(".?")
        assert text in strings_of_the_app(), text


@of_every_document
def test_every_page_that_is_named_is_there(document: Path) -> None:
    titles = {entry.title for entry in sitemap.BY_ID.values()}
    named = re.findall(r"\*([^*\n]+)\* page\b|\bpage \*([^*\n]+)\*", prose(document))
    assert {one or other for one, other in named} <= titles
    addresses = [re.match(r"/?(\w+)\?\w+=", code) for code in codes(document)]
    assert {found[1] for found in addresses if found} <= set(sitemap.BY_ID)


@of_every_document
def test_every_make_target_is_there(document: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = re.findall(r"`make ([\w-]+)`|^make ([\w-]+)", document.read_text("utf-8"), re.M)
    assert {one or other for one, other in named} <= targets


@of_every_document
def test_every_extra_that_is_installed_is_there(document: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = re.findall(r"\.\[(\w+)\]", document.read_text("utf-8"))
    assert set(named) <= set(project["optional-dependencies"])


@pytest.mark.parametrize("command", [c for c, parser in parsers().items() if not leads_on(parser)])
def test_every_command_is_documented(command: str) -> None:
    assert f"python -m dctaxi {command}" in (ROOT / "docs" / "commands.md").read_text()


@pytest.mark.parametrize("entry", sitemap.BY_ID.values(), ids=lambda entry: entry.id)
def test_every_page_is_documented(entry: sitemap.Entry) -> None:
    text = "\n".join(prose(path) for path in DOCUMENTS if path.parent.name == "docs")
    assert re.search(rf"\*{re.escape(entry.title)}\*|^#+ .*{re.escape(entry.title)}", text, re.M)


def test_every_environment_variable_is_a_setting() -> None:
    read = set(re.findall(r"\bDCTAXI_[A-Z_]+", strings_of_the_app()))
    settings = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert read <= set(re.findall(r"^\| `(DCTAXI_[A-Z_]+)`", settings, re.M))


@pytest.mark.usefixtures("compiled")
def test_the_readmes_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    monkeypatch.chdir(tmp_path)
    (program,) = blocks(ROOT / "README.md", "python")
    exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})
    assert "params_seed" in capsys.readouterr().out
    plots = sorted(path.name for path in tmp_path.glob("*.html"))
    assert plots == ["contour.html", "importances.html", "parallel.html"]


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
def test_the_tutorials_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    monkeypatch.chdir(tmp_path)
    _make, shell = blocks(ROOT / "docs" / "tutorial.md", "sh")
    called = [shlex.split(line.removeprefix("python -m dctaxi ")) for line in shell.splitlines()]
    assert len(called) == 8
    assert [main(arguments) for arguments in called] == [0] * len(called)
    assert (tmp_path / "tutorial.html").exists()
    assert (tmp_path / "tutorial-model" / "model.safetensors").exists()
