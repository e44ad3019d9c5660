"""The versions of everything that the numbers of a training may depend on."""

from __future__ import annotations

import functools
import importlib.metadata
import platform

from dctaxi import __version__

_PACKAGES = ("optuna", "rustuna", "torch", "pytorch-lightning", "numba", "numpy", "kaen")


def installed_versions() -> dict[str, str]:
    """Return the versions by package; packages that are not installed are left out."""
    return dict(_by_package())


@functools.cache
def _by_package() -> dict[str, str]:
    versions = {"dctaxi": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions
