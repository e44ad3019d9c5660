"""The file of each page that a lesson may lead to, by its address."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, str] = MappingProxyType({
    "studies": "pages/search/studies.py",
    "data": "pages/search/data.py",
    "space": "pages/search/space.py",
    "launch": "pages/search/launch.py",
    "run": "pages/search/run.py",
    "trials": "pages/explore/trials.py",
    "plots": "pages/explore/plots.py",
    "compare": "pages/explore/compare.py",
    "whatif": "pages/explore/whatif.py",
    "landscape": "pages/explore/landscape.py",
    "seeds": "pages/explore/seeds.py",
    "scale": "pages/learn/scale.py",
    "network": "pages/learn/network.py",
    "batch_norm": "pages/learn/batch_norm.py",
    "luck": "pages/learn/luck.py",
    "replay": "pages/learn/replay.py",
    "tpe": "pages/learn/tpe.py",
    "race": "pages/learn/race.py",
    "ranges": "pages/learn/ranges.py",
})  # fmt: skip
