import ipaddress
import socket

from dctaxi.classroom import address_in_network


class Unconnected(socket.socket):
    def connect(self, _address):
        raise OSError


def test_it_is_an_address_that_others_could_reach_or_none(monkeypatch):
    found = address_in_network()
    assert found is None or not ipaddress.ip_address(found).is_loopback
    monkeypatch.setattr(socket, "socket", Unconnected)
    assert address_in_network() is None
