"""What strangers may say, and who would hear of it if a page did more than show it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

from dctaxi.storage import quiet_optuna, trial_writer, writing
from dctaxi.workspace import Workspace


class Listener:
    """A server of a stranger: ``url`` is its address, ``heard`` every path that was asked for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.heard: list[str] = []


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen while the block runs."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener = Listener(server.server_address[1])
    listener.heard = heard
    yield listener
    server.shutdown()
    server.server_close()


def sayings(host: str) -> tuple[str, ...]:
    """Return texts that would fetch, lead, run or look like something else, to ``host``."""
    return (
        f"![x]({host}/picture.png)",
        f"\\![x]({host}/escaped.png) \\\\![x]({host}/twice.png)",
        f"&#33;&lsqb;x]({host}/entity.png)",
        f'<img src="{host}/element.png"><b>bold</b>',
        f"<script>fetch('{host}/script')</script>",
        f'<a href="{host}/anchor">words</a>',
        f"{host}/bare and (https://stranger.example/bare)",
        "www.stranger.example/bare WWW.stranger.example",
        "someone@stranger.example, mailto:someone@stranger.example",
        f"[words]({host}/link) <{host}/angle>",
        f"[x]: {host}/reference.png\n\n![x] [x]",
        ":smile: :+1: :material/bolt: :material_bolt: :streamlit:",
        ":red[red] :blue-badge[badge] :small[small] :help[help] :x[y]{z} 10:30:45",
        "$x^2$ and $$y$$ and \\(z\\)",
        "**bold** __bold__ *i* _i_ ~~struck~~ `code` ``co`de``",
        "# heading",
        "1. one",
        "+ item",
        "> quote",
        "    indented",
        "a\n\n# heading\n\n- item\n\n***\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "```\nfence\n```",
        "->",
        "a -> b <- c <-> d -- e >= f <= g ~= h",
        "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\x1b[31m\x07",
        "%{customdata} {0} {name} %s",
        "=1+1",
        "'\"\\",
        "word " * 200,
    )


def picture(tag: str, host: str) -> str:
    """Return a name that shows a picture, a link and a tag where it is more than text."""
    return f"{tag} ![{tag}]({host}/{tag}.png) {host}/bare-{tag} <b>{tag}</b>"


def keep_strangers_study(workspace: Workspace, host: str, name: str, trials: int = 12) -> None:
    """Let another program write a study in which everything that has a name is such a text."""
    with quiet_optuna():
        study = optuna.create_study(study_name=name, storage=workspace.storage_url)
    study.set_user_attr("dctaxi:parent", {"name": picture("parent", host), "kept": 1, "of": 2})
    number, choice = picture("parameter", host), picture("choice", host)
    ranges = {
        number: FloatDistribution(0.0, 2.0),
        "layers": IntDistribution(0, 20),
        "optimizer": CategoricalDistribution([choice, "Adam"]),
    }
    kept = []
    for place in range(trials):
        failed = place == trials - 1
        values = {number: 0.1 * place, "layers": place, "optimizer": [choice, "Adam"][place % 2]}
        kept.append(
            create_trial(
                params=values,
                distributions=ranges,
                value=None if failed else 10.0 - place,
                state=TrialState.FAIL if failed else TrialState.COMPLETE,
                user_attrs={
                    "status": picture("status", host) if place == 0 else "finished",
                    "message": picture("message", host),
                    "curve": [[1, 9.0, 9.5], [2, 8.0, 8.5]],
                },
            )
        )
    with writing(workspace.storage_url) as storage:  # all in one transaction, not one by one
        trial_writer(storage, study._study_id).write(kept, {})
