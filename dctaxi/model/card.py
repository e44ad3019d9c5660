"""The model card: what a stranger should know of a model before using it, in Markdown with YAML.

The head is what model hubs read (https://huggingface.co/docs/hub/model-cards). Names that people
gave stand in code type, where Markdown has no marks, and in YAML as JSON text, which it reads.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dctaxi.foreign_text import visible
from dctaxi.model.words import model_sentences
from dctaxi.study import BASELINES, error_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dctaxi.model.fare_model import FareModel


def model_card(model: FareModel) -> str:
    """Return the card of a model."""
    lines = (*_head(model), "", *_about(model), "", *_errors(model), "", *_use(model))
    return "\n".join(lines) + "\n"


def code(text: object) -> str:
    """Return a text in code type: whatever it says, it is shown as it is."""
    line = visible(text) or " "
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence, blank = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{blank}{line}{blank}{fence}"


def _head(model: FareModel) -> Iterator[str]:
    name, data = _quoted(model.plan.name), _quoted(model.provenance.title)
    yield from (
        "---",
        "library_name: dctaxi",
        "pipeline_tag: tabular-regression",
        "tags: [tabular-regression, taxi-fares, safetensors]",
    )
    found = model.assessment
    if found is not None:
        yield from (
            "metrics: [rmse, mae]",
            "model-index:",
            f"- name: {name}",
            "  results:",
            "  - task: {type: tabular-regression}",
            f"    dataset: {{name: {data}, type: tabular, split: {found.rows}}}",
            "    metrics:",
            f"    - {{type: rmse, value: {found.model.rmse.value!r}}}",
            f"    - {{type: mae, value: {found.model.mae.value!r}}}",
            f"    - {{type: median_absolute_error, value: {found.model.median.value!r}}}",
        )
    yield "---"


def _about(model: FareModel) -> Iterator[str]:
    where = model.provenance
    many = f"{len(model.members)} networks, whose mean answers" if model.is_ensemble else "network"
    yield f"# Taxi fares: {code(model.plan.name)}"
    yield ""
    yield from model_sentences(model, code(where.currency))
    yield ""
    yield f"- What answers: {many}, of {', '.join(f'trial {n}' for n in model.plan.trials)}"
    city = f"; city {code(where.city)}" if where.city else ""
    yield f"- Data: {code(where.title)}{city}, fares in {code(where.currency)}"
    counted = ", ".join(f"{where.rows[name]:,} {name}" for name in ("train", "val", "test"))
    yield f"- Rows: {counted}; fingerprint {code(where.fingerprint)}"
    if where.rows_left_out:
        yield f"- Rows of its files that are not among them: {code(where.rows_left_out)}"
    yield f"- Features: {code(model.transform.feature_set)}"
    yield f"- Fitted: {where.created_at:%d %B %Y} with {code(_versions(model))}"
    low, high = where.ranges[model.columns[0]]
    yield (
        f"- Trained on fares from {low:.2f} to {high:.2f}; trips from other places or times than "
        "the training rows have are answered, and the answer is a guess."
    )


def _errors(model: FareModel) -> Iterator[str]:
    found = model.assessment
    if found is None:
        return
    yield "## Errors on rows that it never saw" if found.rows == "test" else "## Errors"
    yield ""
    yield "| answer | RMSE | mean absolute error | median error | mean error |"
    yield "|---|---|---|---|---|"
    rows = [("**this model**", found.model)]
    rows += [(BASELINES[one.id], one.errors) for one in found.baselines]
    for name, errors in rows:
        cells = (error_text(each) for each in (errors.rmse, errors.mae, errors.median, errors.bias))
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""
    yield f"In {code(model.provenance.currency)}, on {found.n_rows:,} rows, with 95 % intervals."


def _use(model: FareModel) -> Iterator[str]:
    spread = " and `spread`" if model.is_ensemble else ""
    yield "## Use"
    yield ""
    yield "```python"
    yield "import dctaxi"
    yield ""
    yield 'model = dctaxi.load_model("model")'
    yield "fares = model.predict(trips)  # a pandas table with the columns of model.json"
    yield "```"
    yield ""
    yield "```shell"
    yield "python -m dctaxi predict --model model --csv trips.csv --out priced.csv"
    yield "```"
    yield ""
    yield f"The file gets the column `prediction`{spread}. The weights are in float64."


def _versions(model: FareModel) -> str:
    return ", ".join(f"{name} {version}" for name, version in model.provenance.versions.items())


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=True)
