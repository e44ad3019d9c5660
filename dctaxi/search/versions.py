"""The versions of everything that the numbers of a training may depend on."""

from __future__ import annotations

import importlib.metadata
import platform

from dctaxi import __version__

_PACKAGES = ("optuna", "torch", "pytorch-lightning", "numba", "numpy", "kaen")


def installed_versions() -> dict[str, str]:
    """Return the versions by package; packages that are not installed are left out."""
    versions = {"dctaxi": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions
