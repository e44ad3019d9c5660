"""Interactive hyperparameter search on a taxi-fare model: the library under the app.

The chapter's names are importable from here; each is loaded when it is first used, so that
``import dctaxi`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dctaxi.study.objective import objective
    from dctaxi.training.model import DcTaxiModel, build
    from dctaxi.training.network import batch_norm_linear, build_hidden_layers

__version__ = "0.1.0"

_HOMES = {
    "DcTaxiModel": "dctaxi.training.model",
    "build": "dctaxi.training.model",
    "build_hidden_layers": "dctaxi.training.network",
    "batch_norm_linear": "dctaxi.training.network",
    "objective": "dctaxi.study.objective",
}

__all__ = [
    "DcTaxiModel",
    "__version__",
    "batch_norm_linear",
    "build",
    "build_hidden_layers",
    "objective",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'dctaxi' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
