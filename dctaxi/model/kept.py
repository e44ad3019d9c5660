"""The models of a workspace: each in a folder that is named by its plan and its data."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

from dctaxi.access import Action
from dctaxi.errors import ModelError
from dctaxi.model.folder import load_model, save_model

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.model.fare_model import FareModel
    from dctaxi.workspace import Workspace

_FOLDER: Final = "models"
_ID = re.compile(r"[0-9a-f]{16}")


def keep_model(model: FareModel, workspace: Workspace) -> None:
    """Keep a model in the workspace. Raises ModelError and WorkspaceError."""
    workspace.allow(Action.FIT_MODEL)
    save_model(model, workspace.folder(_FOLDER) / model.id)


def list_models(workspace: Workspace) -> tuple[FareModel, ...]:
    """Return the models of the workspace, newest first; folders that are none are passed over."""
    found = [kept_model(path.name, workspace) for path in (workspace.root / _FOLDER).glob("*")]
    models = [model for model in found if model is not None]
    return tuple(sorted(models, key=lambda one: one.provenance.created_at, reverse=True))


def kept_model(model_id: str, workspace: Workspace) -> FareModel | None:
    """Return the model of this id; None where there is none that can be read."""
    try:
        return load_model(folder_of(model_id, workspace))
    except ModelError:
        return None


def folder_of(model_id: str, workspace: Workspace) -> Path:
    """Return the folder of a kept model. Raises ModelError for what is no id."""
    if not _ID.fullmatch(model_id):
        raise ModelError(
            f"Expected the id of a kept model, 16 hexadecimal digits, got {model_id!r}."
        )
    return workspace.root / _FOLDER / model_id


def delete_model(model_id: str, workspace: Workspace) -> None:
    """Delete a kept model. Raises ModelError where there is none, or it cannot be deleted."""
    workspace.allow(Action.DELETE_MODEL)
    folder = folder_of(model_id, workspace)
    if not folder.is_dir():
        raise ModelError(f"There is no kept model {model_id}: choose one from the list of models.")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise ModelError(
            f"The model {model_id} cannot be deleted ({error.strerror}): check the permissions of "
            f"{folder}."
        ) from error
