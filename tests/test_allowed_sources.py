import itertools
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.allowed_sources import AllowedSources
from dctaxi.workspace import Workspace


def test_all_places_are_allowed_where_the_environment_names_none(monkeypatch) -> None:
    monkeypatch.delenv("DCTAXI_DATA_FOLDERS", raising=False)
    monkeypatch.delenv("DCTAXI_DATA_HOSTS", raising=False)
    allowed = AllowedSources.current()
    assert allowed == AllowedSources()
    assert allowed.allows_path(Path("/etc/passwd"))
    assert allowed.allows_address("https://example.org/x.csv")


def test_folders_are_allowed_with_what_is_below_and_nothing_beside(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DCTAXI_DATA_FOLDERS", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    allowed = AllowedSources.current()
    assert allowed.allows_path(tmp_path / "a" / "x" / "y.csv")
    assert allowed.allows_path(tmp_path / "b")
    assert not allowed.allows_path(tmp_path / "ab" / "y.csv")
    assert not allowed.allows_path(tmp_path / "a" / ".." / "y.csv")


def test_a_link_is_where_it_leads(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.csv").touch()
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "out.csv")
    allowed = AllowedSources(folders=(tmp_path / "in",))
    assert not allowed.allows_path(tmp_path / "in" / "link.csv")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://data.org/x.csv", True),
        ("https://DATA.org:8443/x.csv", True),
        ("https://data.org./x.csv", True),
        ("https://a.city.gov/x.csv", True),
        ("https://city.gov/x.csv", False),
        ("https://evilcity.gov/x.csv", False),
        ("https://data.org@evil.org/x.csv", False),
        ("https://data.org.evil.org/x.csv", False),
        ("s3://trips/x.csv", True),
        ("s3://data.org/x.csv", False),
        ("gs://trips/x.csv", False),
        ("s3://trips?x/y.csv", False),
        ("https://evil.org#@data.org/x.csv", False),
        ("https://evil.org?@data.org/x.csv", False),
        ("https://b\u00fccher.de/x.csv", True),
        ("https://xn--bcher-kva.de/x.csv", True),
    ],
)
def test_hosts_are_allowed_by_name(monkeypatch, address: str, is_allowed: bool) -> None:
    monkeypatch.setenv("DCTAXI_DATA_HOSTS", "data.org, .city.gov,s3://trips,b\u00fccher.de")
    assert AllowedSources.current().allows_address(address) is is_allowed


def test_an_empty_setting_allows_nothing(monkeypatch) -> None:
    monkeypatch.setenv("DCTAXI_DATA_FOLDERS", "")
    monkeypatch.setenv("DCTAXI_DATA_HOSTS", "")
    allowed = AllowedSources.current()
    assert not allowed.allows_path(Path("/"))
    assert not allowed.allows_address("https://example.org/x.csv")


def test_a_workspace_made_anywhere_has_the_setting_of_the_environment(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("DCTAXI_DATA_HOSTS", "data.org")
    assert Workspace(tmp_path, "sqlite://").sources == AllowedSources(hosts=("data.org",))
    assert Workspace.current().sources == AllowedSources.current()


@given(st.text(max_size=40))
def test_whatever_names_another_host_is_not_allowed(text: str) -> None:
    allowed = AllowedSources(hosts=("data.org",))
    assert not allowed.allows_address(f"https://{text}/x.csv") or "data.org" in text.lower()


@pytest.mark.parametrize("address", ["https://[x/a.csv", "", "data.org", "https:///x.csv"])
def test_what_is_no_address_is_not_allowed(address: str) -> None:
    assert not AllowedSources(hosts=("data.org",)).allows_address(address)


@pytest.mark.parametrize(
    "place",
    [
        "169.254.169.254\\@data.org",
        "evil.org\\.data.org",
        "evil.org%00@data.org",
        "evil.org;@data.org",
        "evil.org\t@data.org",
        "da\tta.org",
        "data.org ",
        "data%2eorg",
        "somebody:secret@data.org",
    ],
)
@pytest.mark.parametrize("protocol", ["http", "https", "s3"])
def test_an_address_that_two_libraries_may_read_two_ways_is_not_allowed(protocol, place) -> None:
    allowed = AllowedSources(hosts=("data.org", ".data.org", "s3://data.org"))
    assert allowed.allows_address(f"{protocol}://data.org/x.csv")
    assert not allowed.allows_address(f"{protocol}://{place}/x.csv")


_BETWEEN = ["", "\\", "@", "#", "?", "/", ":80", "%", "%40", ".", " ", "\t", "[", ";"]


@pytest.mark.parametrize("first", ["data.org", "evil.org"])
def test_what_is_allowed_is_where_the_request_goes(first: str) -> None:
    allowed = AllowedSources(hosts=("data.org",))
    second = {"data.org": "evil.org", "evil.org": "data.org"}[first]
    reached = set()
    for between in itertools.product(_BETWEEN, repeat=2):
        address = f"http://{first}{''.join(between)}{second}/x.csv"
        if allowed.allows_address(address):
            with suppress(requests.exceptions.InvalidURL):  # which goes nowhere
                prepared = requests.Request("GET", address).prepare()
                reached.add(urlsplit(prepared.url).hostname.rstrip("."))
    assert reached == ({"data.org"} if first == "data.org" else set())
