"""Populations and searches of the workspace: what a command lists and deletes, by id or title."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from dctaxi.cli.options import workspace_of
from dctaxi.cli.output import write_result

if TYPE_CHECKING:
    from dctaxi.populations import Listed, TrainedStore


def add_kept_argument(parser: ArgumentParser, name: str) -> None:
    """Add which one to read."""
    parser.add_argument(name, metavar="A", help="an id (its first characters will do) or a title")


def list_kept(store: TrainedStore[Any], command: str, options: Namespace) -> int:
    """List what a store keeps; ``command`` makes the first."""
    listed = store.list(workspace_of(options))
    none = f"None yet: python -m dctaxi {command} run --preset first"
    text = "\n".join(map(_line, listed)) or none
    write_result([_json(one) for one in listed], options.json, text=text)
    return 0


def delete_kept(store: TrainedStore[Any], name: str, options: Namespace) -> int:
    """Delete what has this id or title."""
    workspace = workspace_of(options)
    found = store.resolve(name, workspace)
    store.delete(found.id, workspace)
    write_result({"deleted": found.id}, options.json, text=f"{found.id} deleted")
    return 0


def _json(one: Listed[Any]) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.plan.name,
        "study": one.plan.origin,
        "n": one.done,
        "diverged": one.diverged,
        "best": one.best,
        "median": one.median,
        "wall_s": one.wall_s,
        "complete": one.complete,
        "created_at": one.created_at.isoformat(),
    }


def _line(one: Listed[Any]) -> str:
    median = "" if one.median is None else f"median {one.median:.2f} {one.plan.source.currency}  "
    stopped = "" if one.complete else f"stopped at {one.done:,} of {one.plan.trainings:,}  "
    return f"{one.id}  {one.done:7,} trainings  {median}{stopped}{one.plan.name}"
