"""Ray in the tests: skipped with a reason where it is not installed, quiet about itself."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

needs_ray = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install ray"),
    pytest.mark.xdist_group("ray"),  # one cluster to a machine
    # What Ray's own modules leave open, and what they call deprecated of each other.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
