"""Where others in the same network find this machine."""

from __future__ import annotations

import socket

_ELSEWHERE = "192.0.2.1", 9
"""An address for documentation, which is nobody's: a datagram's socket says where it would leave
from, and sends nothing."""


def is_everywhere(address: str) -> bool:
    """Tell whether who listens at an address listens in every network of this machine."""
    return address in ("", "0.0.0.0", "::")


def address_in_network() -> str | None:
    """Return this machine's address in its network; None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith(("127.", "0.")) else address
