"""A model as the page shows it: its verdict, the fare calculator, its pictures, its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.model import calculator, downloads, pictures, standing

if TYPE_CHECKING:
    from dctaxi.model import FareModel


def show(model: FareModel, *, with_programs: bool = True) -> None:
    """Draw a model; without its study there are no programs of that."""
    standing.show(model)
    tables = pictures.tables_of(model)
    if tables is not None:
        calculator.show(model, tables)
        pictures.show(model, tables)
    downloads.show(model, with_programs=with_programs)
