"""The way into a class, as requests meet it."""

from __future__ import annotations

import asyncio
import dataclasses
import math
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from dctaxi.access import Actor, Role
from dctaxi.classroom import COOKIE, ClassSettings, enter, member_of, members, remove
from pages.entry import Entry, Wall


async def _page(_request: Any) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def _socket(socket: Any) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture(autouse=True)
def _the_minute_of_wrong_codes_does_not_end(monkeypatch):
    monkeypatch.setattr("dctaxi.classroom.attempts.WITHIN_S", math.inf)


@pytest.fixture
def settings(tmp_path):
    return ClassSettings(tmp_path / "class", "student", "teacher", title="<b>7b</b>")


def application(settings: ClassSettings) -> Starlette:
    paths = ("/", "/trials", "/_stcore/health", "/_stcore/upload_file", "/x/enter")
    inside = [Route(path, _page, methods=["GET", "POST"]) for path in paths]
    return Starlette(
        routes=[
            *Entry(lambda: settings).routes(),
            *inside,
            WebSocketRoute("/_stcore/stream", _socket),
        ],
        middleware=[Middleware(Wall, current=lambda: settings)],
    )


def ask(
    app: Starlette, path: str, *, method: str = "GET", kind: str = "http", cookie: str = "",
    body: dict[str, str] | None = None, **headers: str,
) -> list[dict[str, Any]]:  # fmt: skip
    """Send one request to an application; return what it sent back."""
    bare, _, query = path.partition("?")
    named = {"host": "class.example", **headers} | ({"cookie": cookie} if cookie else {})
    scope = {
        "type": kind, "method": method, "path": bare, "raw_path": bare.encode(),
        "query_string": query.encode(), "root_path": "", "scheme": "http",
        "headers": [(k.encode(), v.encode()) for k, v in named.items()],
        "client": ("192.0.2.1", 1), "server": ("class.example", 80), "subprotocols": [],
    }  # fmt: skip
    content = urlencode(body or {}).encode()
    first = "websocket.connect" if kind == "websocket" else "http.request"
    coming = [{"type": first, "body": content, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    return sent


def answer_of(sent: list[dict[str, Any]]) -> tuple[int, dict[str, str], str]:
    headers = {k.decode(): v.decode() for k, v in sent[0].get("headers", ())}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]).decode()


def test_without_a_cookie_a_page_leads_to_the_way_in_and_nothing_else_is_answered(settings):
    app = application(settings)
    status, headers, text = answer_of(ask(app, "/trials?study=a"))
    assert (status, headers["location"], text) == (303, "/enter?next=/trials%3Fstudy%3Da", "")
    for path, method in (("/_stcore/upload_file", "POST"), ("/trials", "POST")):
        assert answer_of(ask(app, path, method=method))[0] == 401
    assert answer_of(ask(app, "/x/enter"))[0] == 303
    assert answer_of(ask(app, "/_stcore/health"))[2] == "inside"
    assert ask(app, "/_stcore/stream", kind="websocket") == [
        {"type": "websocket.close", "code": 1008}
    ]


@pytest.mark.parametrize(("code", "role"), [("student", Role.STUDENT), ("teacher", Role.TEACHER)])
def test_a_code_and_a_name_let_in_to_where_one_wanted(settings, code, role):
    app = application(settings)
    fields = {"code": code, "name": "Ada", "next": "/trials?study=a"}
    status, headers, _ = answer_of(ask(app, "/enter", method="POST", body=fields))
    assert (status, headers["location"]) == (303, "/trials?study=a")
    name, _, rest = headers["set-cookie"].partition("=")
    assert name == COOKIE
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(rest.split("; "))
    cookie = f"other=1; {COOKIE}={rest.split(';')[0]}"
    assert member_of(settings, rest.split(";")[0]).role == role
    assert answer_of(ask(app, "/trials", cookie=cookie))[2] == "inside"
    assert ask(app, "/_stcore/stream", kind="websocket", cookie=cookie)[0]["type"] == (
        "websocket.accept"
    )


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "=",
        f"{COOKIE}=",
        f"{COOKIE}=eyJ.x",
        f"{COOKIE}=WyJhIiwiYiJd.abc",
        "\x00;=;",
        "a=\xff",
    ],
)
def test_a_forged_cookie_opens_nothing(settings, cookie):
    enter(settings, "student", "Ada")
    app = application(settings)
    assert answer_of(ask(app, "/trials", cookie=cookie))[0] == 303
    assert ask(app, "/_stcore/stream", kind="websocket", cookie=cookie)[0]["type"] == (
        "websocket.close"
    )


@pytest.mark.parametrize(
    "other", ['g_state={"i_l":0}', "x[y]=1", "a=b c", "a=\xff", "", "=", 'a="b', "\x01=\x02"]
)
def test_whatever_other_cookies_a_browser_has_a_member_is_let_in(settings, other):
    own = f"{COOKIE}={enter(settings, 'student', 'Ada')}"
    app = application(settings)
    for cookie in (f"{other}; {own}", f"{own}; {other}"):
        assert answer_of(ask(app, "/trials", cookie=cookie))[2] == "inside"


def test_another_code_is_in_force_without_a_restart(settings):
    now = [settings]
    routes = Entry(lambda: now[0]).routes()
    app = Starlette(routes=routes, middleware=[Middleware(Wall, current=lambda: now[0])])
    now[0] = dataclasses.replace(settings, code="newcomers")

    for code, status in (("student", 403), ("newcomers", 303)):
        fields = {"code": code, "name": "Ada", "next": "/"}
        assert answer_of(ask(app, "/enter", method="POST", body=fields))[0] == status


def test_who_was_put_out_is_outside_again(settings):
    word = enter(settings, "student", "Ada")
    app = application(settings)
    cookie = f"{COOKIE}={word}"
    assert answer_of(ask(app, "/trials", cookie=cookie))[0] == 200
    remove(settings, Actor("t", "T", Role.TEACHER), member_of(settings, word).id)
    assert answer_of(ask(app, "/trials", cookie=cookie))[0] == 303


@pytest.mark.parametrize(
    "wanted",
    ["", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "a\r\nb", "x"],
)
def test_the_way_in_leads_nowhere_else(settings, wanted):
    fields = {"code": "student", "name": "Ada", "next": wanted}
    _, headers, _ = answer_of(ask(application(settings), "/enter", method="POST", body=fields))
    assert headers["location"] == "/"


def test_what_is_wrong_is_said_on_the_page_and_what_strangers_say_is_text(settings):
    fields = {"code": "wrong", "name": '"><script>', "next": '"><b>'}
    status, headers, text = answer_of(
        ask(application(settings), "/enter", method="POST", body=fields)
    )
    assert (status, "set-cookie" in headers) == (403, False)
    assert "Expected the class code, got another" in text
    assert "<script>" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;7b" in text
    assert members(settings) == ()


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        ("http://class.example", True),
        ("https://taxi.example", True),
        ("http://class.example:9000", False),
        ("https://class.example", False),
        ("https://taxi.example:9000", False),
        ("null", False),
    ],
)
def test_a_page_of_another_port_opens_no_session_with_the_cookie(settings, origin, opens):
    app = application(dataclasses.replace(settings, base_url="https://taxi.example"))
    cookie = f"{COOKIE}={enter(settings, 'student', 'Ada')}"
    sent = ask(app, "/_stcore/stream", kind="websocket", cookie=cookie, origin=origin)
    assert sent[0]["type"] == ("websocket.accept" if opens else "websocket.close")


def test_another_site_cannot_send_somebody_in(settings):
    fields = {"code": "student", "name": "Ada"}
    app = application(settings)
    other = ask(app, "/enter", method="POST", body=fields, origin="https://elsewhere.example")
    assert "set-cookie" not in answer_of(other)[1]
    for origin in ("null", "", "class.example"):
        nameless = ask(app, "/enter", method="POST", body=fields, origin=origin)
        assert "set-cookie" not in answer_of(nameless)[1]
    own = ask(app, "/enter", method="POST", body=fields, origin="http://class.example")
    assert "set-cookie" in answer_of(own)[1]


def test_wrong_codes_are_looked_at_thirty_times_a_minute(settings):
    app = application(settings)
    for _ in range(30):
        assert answer_of(ask(app, "/enter", method="POST", body={"code": "x"}))[0] == 403
    right = {"code": "student", "name": "Ada"}
    status, _, text = answer_of(ask(app, "/enter", method="POST", body=right))
    assert (status, "Too many wrong codes: wait a minute" in text) == (429, True)


def test_of_many_wrong_codes_at_once_thirty_are_looked_at(settings):
    entry = Entry(lambda: settings)

    def wrong() -> Request:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"code=wrong&name=x", "more_body": False}

        scope = {"type": "http", "method": "POST", "headers": [], "client": ("192.0.2.1", 1)}
        return Request(scope, receive)

    async def all_of_them() -> list[int]:
        answers = await asyncio.gather(*(entry.take(wrong()) for _ in range(50)))
        return [answer.status_code for answer in answers]

    statuses = asyncio.run(all_of_them())
    assert (statuses.count(403), statuses.count(429)) == (30, 20)


def test_a_code_that_nobody_guesses_opens_however_many_wrong_ones_came(settings):
    app = application(dataclasses.replace(settings, code="long-enough"))
    for _ in range(40):
        ask(app, "/enter", method="POST", body={"code": "x"})
    for code, status in (("long-and-wrong", 429), ("long-enough", 303)):
        fields = {"code": code, "name": "Ada"}
        assert answer_of(ask(app, "/enter", method="POST", body=fields))[0] == status


def test_a_name_that_is_taken_is_no_wrong_code(settings):
    enter(settings, "student", "Ada")
    app = application(settings)
    for _ in range(40):
        taken = ask(app, "/enter", method="POST", body={"code": "student", "name": "Ada"})
        assert answer_of(taken)[0] == 403
    other = ask(app, "/enter", method="POST", body={"code": "student", "name": "Bob"})
    assert answer_of(other)[0] == 303


def test_a_long_message_is_not_read_to_its_end(settings):
    fields = {"code": "x" * 10_000}
    assert answer_of(ask(application(settings), "/enter", method="POST", body=fields))[0] == 413


def test_behind_a_proxy_the_cookie_goes_by_https_and_stays_below_its_path(settings):
    there = dataclasses.replace(settings, base_url="https://school.example/taxi")
    app = application(there)
    assert answer_of(ask(app, "/taxi/x"))[1]["location"] == "/taxi/enter?next=/taxi/x"
    fields = {"code": "student", "name": "Ada", "next": ""}
    _, headers, _ = answer_of(
        ask(app, "/taxi/enter", method="POST", body=fields, origin="https://school.example")
    )
    assert headers["location"] == "/taxi/"
    assert {"Secure", "Path=/taxi"} <= set(headers["set-cookie"].split("; "))
