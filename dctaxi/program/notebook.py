"""A program in cells as a Jupyter notebook (nbformat 4.5)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)
_MARKDOWN = "[markdown]"


def notebook_of(program: str) -> str:
    """Return the notebook of a program whose cells begin with ``# %%``."""
    cells = [_cell(place, *one) for place, one in enumerate(_cells(program))]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cells(program: str) -> Iterator[tuple[str, str]]:
    """Return the title and the text of each cell."""
    parts = _CELL.split(program)[1:]
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        yield title.strip(), text.strip("\n")


def _cell(place: int, title: str, text: str) -> dict[str, Any]:
    base: dict[str, Any] = {"id": f"cell-{place}", "metadata": {}}
    if title == _MARKDOWN:
        plain = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
        return base | {"cell_type": "markdown", "source": _lines(plain)}
    code = f"# {title}\n{text}" if title else text
    return base | {
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
        "source": _lines(code),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
