"""A model as a folder: weights in safetensors, one JSON file with everything else, a model card.

The folder is replaced as a whole. What was written is read to the last bit on any machine.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from dctaxi.data import transform_from_json
from dctaxi.errors import DataError, DcTaxiError, ModelError
from dctaxi.json_text import parse_json
from dctaxi.model.card import model_card
from dctaxi.model.fare_model import FareModel, Member, Provenance
from dctaxi.model.plan import FitPlan
from dctaxi.study import Assessment
from dctaxi.training import TrainedNetwork, shapes_of
from dctaxi.training.hyperparameters import configuration, parse_hyperparameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FORMAT: Final = "dctaxi fare model"
VERSION: Final = 1

WEIGHTS_FILE: Final = "model.safetensors"
JSON_FILE: Final = "model.json"
CARD_FILE: Final = "README.md"


@dataclass(frozen=True)
class _Member:
    """A network as JSON has it: how it was trained; its arrays begin with its place."""

    trial: int
    hyperparameters: Mapping[str, Any]
    own_steps: int
    val_rmse: float | None


@dataclass(frozen=True)
class _Document:
    """A model as JSON has it, but for its format and version."""

    weights_sha256: str
    plan: FitPlan
    members: tuple[_Member, ...]
    features: Mapping[str, Any]
    provenance: Provenance
    metrics: Assessment | None


def files_of(model: FareModel) -> dict[str, bytes]:
    """Return the files of a model by name."""
    from safetensors.numpy import save

    weights = save(dict(_named_arrays(model)))
    document = _Document(
        weights_sha256=hashlib.sha256(weights).hexdigest(),
        plan=model.plan,
        members=tuple(
            _Member(one.trial, configuration(one.network.spec), one.own_steps, one.val_rmse)
            for one in model.members
        ),
        features=model.transform.to_json(),
        provenance=model.provenance,
        metrics=model.assessment,
    )
    head = {"format": FORMAT, "version": VERSION}
    plain = head | msgspec.to_builtins(document)
    text = msgspec.json.format(msgspec.json.encode(plain), indent=2)
    card = model_card(model).encode()
    return {WEIGHTS_FILE: weights, JSON_FILE: text + b"\n", CARD_FILE: card}


def zip_of(model: FareModel, name: str) -> bytes:
    """Return the folder of a model, called ``name``, as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files_of(model).items():
            archive.writestr(f"{name}/{file}", content)
    return buffer.getvalue()


def save_model(model: FareModel, folder: Path) -> None:
    """Write a model as a folder, in place of a model or of an empty folder that was there.

    Raises ModelError where something else is there, or nothing can be written.
    """
    check_folder(folder)
    target = folder.resolve()
    part = target.with_name(f".{target.name[:64]}.{uuid.uuid4().hex}.part")
    old = part.with_suffix(".old")
    try:
        part.mkdir()
        for name, content in files_of(model).items():
            (part / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        part.rename(target)
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {folder} ({error.strerror}): name another folder."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Raise ModelError where no model could be written, before a long training ends in that."""
    if folder.is_dir():
        if any(folder.iterdir()) and not (folder / JSON_FILE).is_file():
            raise ModelError(
                f"The folder {folder} has other files than a model: name a new or an empty one."
            )
    elif folder.exists():
        raise ModelError(f"{folder} is a file: name a folder for the model.")
    elif not folder.resolve().parent.is_dir():
        raise ModelError(f"There is no folder {folder.resolve().parent} for the model: make it.")


def load_model(folder: str | Path) -> FareModel:
    """Read a model. Raises ModelError, in one sentence, for what is no model that can be read."""
    place = Path(folder)
    try:
        text, weights = (place / JSON_FILE).read_bytes(), (place / WEIGHTS_FILE).read_bytes()
    except OSError as error:
        raise ModelError(
            f"There is no model in {place}, which lacks {JSON_FILE} or {WEIGHTS_FILE}: name a "
            "folder that fit has written."
        ) from error
    try:
        return _model(text, weights)
    except (msgspec.ValidationError, DataError, ValueError, KeyError) as error:
        raise ModelError(
            f"The model in {place} is damaged ({_reason(error)}): fit it again, or copy it anew."
        ) from error
    except DcTaxiError as error:
        raise ModelError(f"The model in {place} cannot be read: {error}") from error


def _model(text: bytes, weights: bytes) -> FareModel:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    stored = parse_json(text, ModelError)
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise ValueError(f"its {JSON_FILE} does not say that it is a {FORMAT}")
    version = stored.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ModelError(
            f"its version is {version}, this release reads {VERSION}: update this one."
        )
    document = msgspec.convert(stored, _Document)
    if hashlib.sha256(weights).hexdigest() != document.weights_sha256:
        raise ValueError(f"{WEIGHTS_FILE} is not the file that {JSON_FILE} was written with")
    try:
        arrays = load(weights)
    except SafetensorError as error:
        raise ValueError(f"{WEIGHTS_FILE}: {error}") from error
    transform = transform_from_json(document.features)
    members = tuple(
        _member(place, one, arrays, transform.num_features)
        for place, one in enumerate(document.members)
    )
    if not members:
        raise ValueError("it has no networks")
    return FareModel(document.plan, members, transform, document.provenance, document.metrics)


def _member(
    place: int, stored: _Member, arrays: Mapping[str, NDArray[Any]], num_features: int
) -> Member:
    spec = parse_hyperparameters(stored.hyperparameters)
    own = {}
    for name, shape in shapes_of(spec, num_features).items():
        array = arrays[f"{place}.{name}"]
        if array.shape != shape or array.dtype != np.float64 or not np.isfinite(array).all():
            raise ValueError(f"the array {place}.{name} is not what its network needs")
        own[name] = array
    return Member(stored.trial, TrainedNetwork(spec, own), stored.own_steps, stored.val_rmse)


def _named_arrays(model: FareModel) -> Iterator[tuple[str, NDArray[np.float64]]]:
    for place, member in enumerate(model.members):
        for name in shapes_of(member.network.spec, model.transform.num_features):
            yield f"{place}.{name}", np.ascontiguousarray(member.network.arrays[name])


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error).rstrip(".")
