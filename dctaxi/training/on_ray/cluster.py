"""Which Ray cluster trains, and the connection to it: one in a process, kept until the end.

Ray is told to keep quiet: no dashboard, no log of workers among ours, no statistics sent to its
makers, and a cluster that is started here listens on this machine alone.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from dctaxi.errors import EngineError

ADDRESS_VARIABLE: Final = "DCTAXI_RAY_ADDRESS"
"""The environment variable that says which cluster: ``local``, ``auto`` or ``ray://…``."""

LOCAL: Final = "local"
"""A cluster of this machine's processors, started when it is first needed."""

_connecting = threading.Lock()
_connected_to: str | None = None


class Resources(NamedTuple):
    """What a cluster has: processors and machines that are alive."""

    cpus: int
    machines: int


def address() -> str:
    """Return the address of the cluster that this process trains on."""
    return os.environ.get(ADDRESS_VARIABLE) or LOCAL


def use_cluster(wanted: str) -> None:
    """Let this process, and those that it starts, train on the cluster of an address."""
    os.environ[ADDRESS_VARIABLE] = wanted


def connected(cpus: int) -> Any:
    """Return Ray, connected to the cluster; a local one has so many ``cpus``.

    Raises ``EngineError`` where no cluster answers at the address.
    """
    global _connected_to
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # which Ray would warn about
    import ray

    wanted = address()
    with _connecting:
        if ray.is_initialized():
            if _connected_to not in (None, wanted):
                raise EngineError(
                    f"This program trains on the cluster {_connected_to!r} and cannot change to "
                    f"{wanted!r}: start it again."
                )
            return ray
        try:
            with _quiet():
                if wanted == LOCAL:
                    # by name, or Ray would join whatever other cluster runs on this machine
                    ray.init(
                        address=LOCAL,
                        num_cpus=cpus,
                        include_dashboard=False,
                        **_QUIET,
                        **_ON_THIS_MACHINE,
                    )
                else:
                    ray.init(address=wanted, **_QUIET)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
            raise EngineError(
                f"No Ray cluster answers at {wanted!r} ({reason}): start one with ray start, or "
                "name local, auto or ray://HOST:10001."
            ) from error
        _connected_to = wanted
    return ray


def resources(ray: Any) -> Resources:
    """Return what the cluster has now."""
    found = ray.cluster_resources()
    alive = sum(bool(node["Alive"]) for node in ray.nodes())
    return Resources(int(found.get("CPU", 0)), alive)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Ray's advice on the security of clusters off the standard error while it starts."""
    logger = logging.getLogger("ray")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


_QUIET: Final[dict[str, Any]] = {"log_to_driver": False, "configure_logging": False}
_ON_THIS_MACHINE: Final[dict[str, Any]] = {"_node_ip_address": "127.0.0.1"}
