"""What the stage of a class draws: guesses, and the trainings that fall until a median settles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.plots.learn.guesses import FAR, shown
from dctaxi.plots.parts.template import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.plots.learn.guesses import Guesses
    from dctaxi.plots.parts.template import TemplateName


def stage_data(data: Guesses, options: Sequence[str], *, template: TemplateName) -> dict[str, Any]:
    """Return the numbers of the drawing as plain JSON values; names stay here.

    ``lanes`` has one for each option, with the count of its guesses and its trainings in the order
    of training, None for one without a result; ``guesses`` are numbers in USD. ``ends`` are those
    of the axis, logarithmic where ``log``.
    """
    numbers = [float(one) for one in data.answers if not isinstance(one, str)]
    truths = {truth.label: truth for truth in data.truths}
    values = [truth.values[np.isfinite(truth.values)] for truth in data.truths]
    spread = [shown(np.concatenate([numbers, one])) for one in values or [np.array([])]]
    low, high = min(low for low, _ in spread), max(high for _, high in spread)
    look = LOOKS[template]
    return {
        "arrived": data.arrived or len(data.answers),
        "guesses": numbers,
        "lanes": [
            {
                "label": label if len(options) > 1 else "",
                "chosen": sum(one == label for one in data.answers),
                "values": _plain(truths[label].values) if label in truths else [],
            }
            for label in options
        ],
        "ends": [low, high],
        "log": low > 0 and high / low > FAR,
        "look": {
            "text": look.text,
            "muted": look.muted_text,
            "grid": look.grid,
            "main": look.main,
            "second": look.second,
        },
    }


def _plain(values: Any) -> list[float | None]:
    return [float(one) if math.isfinite(one) else None for one in values]
