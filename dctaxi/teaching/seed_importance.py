"""Why the seed belongs in the importance plot: what its bar says about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.analysis.importance.noise_floor import NOISE_PARAMETER

if TYPE_CHECKING:
    from dctaxi.analysis.importance.importances import ImportanceResult


def seed_importance_text(found: ImportanceResult) -> str:
    """Say how long the seed's bar is in an evaluation, or why it has none."""
    if found.reason:
        return found.reason
    bar = next((one for one in found.parameters if one.name == NOISE_PARAMETER), None)
    if bar is None:
        return (
            "The seed was fixed in this search, so its luck is no bar of its own: it hides in the "
            "bars of the others."
        )
    return (
        f"The seed of the weights explains nothing, and yet its bar among the importances is "
        f"{bar.importance:.0%} long (95 % interval {bar.low:.0%} to {bar.high:.0%}): luck alone "
        "gets that far."
    )
