import socket

import pytest

from dctaxi.classroom import address_in_network, is_everywhere


class Unconnected(socket.socket):
    def connect(self, _address):
        raise OSError


@pytest.mark.parametrize(
    ("leaves_from", "found"), [("192.0.2.7", "192.0.2.7"), ("127.0.0.1", None), ("0.0.0.0", None)]
)
def test_it_is_where_a_datagram_would_leave_from_unless_that_is_this_machine_alone(
    monkeypatch, leaves_from, found
):
    class Connected(socket.socket):
        def connect(self, _address):
            pass

        def getsockname(self):
            return leaves_from, 1

    monkeypatch.setattr(socket, "socket", Connected)
    assert address_in_network() == found


def test_without_a_network_there_is_none(monkeypatch):
    monkeypatch.setattr(socket, "socket", Unconnected)
    assert address_in_network() is None


@pytest.mark.parametrize(
    ("address", "everywhere"),
    [("", True), ("0.0.0.0", True), ("::", True), ("127.0.0.1", False), ("192.0.2.7", False)],
)
def test_a_server_listens_everywhere_or_at_one_address(address, everywhere):
    assert is_everywhere(address) is everywhere
