"""What pages say of two populations, as the library says it."""

from dctaxi.analysis.statistics import brief_verdict, compare
from dctaxi.populations import POPULATIONS, Population
from dctaxi.workspace import Workspace


def kept(workspace: Workspace) -> list[Population]:
    """Return what was trained, in the order of coming."""
    return [POPULATIONS.load(one.id, workspace) for one in POPULATIONS.list(workspace)]


def verdict_of(here: Population, there: Population, *names: str) -> str:
    """Return the sentence that holds one population against another; ``names`` are theirs."""
    inside, baseline = (f"in {name}" for name in names)
    return brief_verdict(compare(here.values, there.values), inside=inside, baseline=baseline)
