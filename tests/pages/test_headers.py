import pytest

from dctaxi.errors import WorkspaceError
from pages.headers import policy


def rules(text: str) -> dict[str, list[str]]:
    return {rule.split()[0]: rule.split()[1:] for rule in text.split(";")}


def test_nothing_is_loaded_from_elsewhere_and_nobody_else_shows_the_app_in_a_frame() -> None:
    found = rules(policy(""))
    for sources in found.values():
        assert {"'self'", "'none'"} & set(sources)
        assert not [s for s in sources if s in ("*", "http:", "https:", "ws:", "wss:")]
    assert found["frame-ancestors"] == ["'self'"]
    assert "'unsafe-inline'" not in found["script-src"]
    assert [s for s in found["script-src"] if s.startswith("'sha256-")]


def test_named_sites_may_show_the_app_in_a_frame_and_nothing_else_changes() -> None:
    hosts = ["https://school.example", "http://localhost:8000", "https://*.school.example"]
    found = rules(policy("  ".join(hosts)))
    assert found.pop("frame-ancestors") == ["'self'", *hosts]
    alone = rules(policy(""))
    del alone["frame-ancestors"]
    assert found == alone


@pytest.mark.parametrize(
    "host",
    [
        "*",
        "school.example",
        "https://",
        "https:",
        "https://a.example;script-src",
        "https://a.example/lesson",
        "javascript://a",
        "'self'",
        "https://a.example\nx:",
    ],
)
def test_what_is_no_site_is_refused_in_a_sentence(host: str) -> None:
    with pytest.raises(WorkspaceError, match=r"DCTAXI_FRAME_HOSTS: expected sites such as"):
        policy(f"https://fine.example {host}")
