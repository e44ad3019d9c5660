import json
import os
import socket
from argparse import Namespace

import pytest

from dctaxi.classroom import VARIABLE, read_settings, write_settings
from dctaxi.cli import serve
from dctaxi.cli.main import main


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Let the environment be as it was afterwards."""
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    monkeypatch.setenv("DCTAXI_STORAGE", "sqlite:///elsewhere.db")
    monkeypatch.setenv(VARIABLE, "left over")


@pytest.fixture
def served(monkeypatch, environment):  # noqa: ARG001
    """What the app would be served with."""
    found: list[dict[str, object]] = []
    monkeypatch.setattr(serve.app, "serve", found.append)
    monkeypatch.setattr(serve.app, "check_port", lambda *_asked: None)
    return found


def test_without_a_class_it_serves_one_person_on_their_own_machine(served, tmp_path):
    assert main(["serve", "--port", "8600"]) == 0
    assert served == [{"server.headless": True, "server.port": 8600}]
    assert VARIABLE not in os.environ
    assert os.environ["DCTAXI_HOME"] == str(tmp_path)


def test_a_class_that_is_new_gets_a_file_with_codes_and_its_own_folder(served, tmp_path, capsys):
    assert main(["serve", "--class"]) == 0
    path = tmp_path / "class" / "class.toml"
    settings = read_settings(path)
    said = capsys.readouterr().err
    assert settings.code in said
    assert settings.teacher_code in said
    assert os.environ[VARIABLE] == str(path)
    assert os.environ["DCTAXI_HOME"] == str(path.parent)
    assert "DCTAXI_STORAGE" not in os.environ
    assert served[0]["server.address"] == "0.0.0.0"
    assert main(["serve", "--class", str(path)]) == 0
    assert read_settings(path) == settings


def test_a_class_is_told_the_address_that_its_network_reaches(tmp_path, monkeypatch):
    path = tmp_path / "class.toml"
    written = 'code = "students"\nteacher_code = "teachers"\nport = 9000\n'
    path.write_text(written, "utf-8")
    monkeypatch.setattr(serve, "address_in_network", lambda: "192.0.2.7")
    assert "http://192.0.2.7:9000\n" in serve.welcome(read_settings(path), path)
    monkeypatch.setattr(serve, "address_in_network", lambda: None)
    assert "http://<this machine>:8600\n" in serve.welcome(read_settings(path), path, port=8600)
    path.write_text(f'{written}address = "127.0.0.1"\n', "utf-8")
    assert "http://127.0.0.1:9000\n" in serve.welcome(read_settings(path), path)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8600"),
        ("::1", "http://[::1]:8600"),
        ("::", "http://192.0.2.7:8600"),
    ],
)
def test_a_class_is_told_the_address_that_the_command_names(
    served, monkeypatch, capsys, address, url
):
    monkeypatch.setattr(serve, "address_in_network", lambda: "192.0.2.7")
    assert main(["serve", "--class", "--address", address, "--port", "8600"]) == 0
    assert f": {url}\n" in capsys.readouterr().err
    assert served[0]["server.address"] == address


@pytest.mark.usefixtures("environment")
def test_a_port_that_is_in_use_is_named_before_an_address_is_printed(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--class", "--address", "127.0.0.1", "--port", str(port)]) == 1
    said = f"dctaxi: Port {port} is in use. Choose another with --port.\n"
    assert capsys.readouterr().err == said


def test_a_class_is_served_although_nobody_reads_its_codes(served, monkeypatch):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        monkeypatch.setattr("sys.stderr", gone)
        assert main(["serve", "--class"]) == 0
    assert len(served) == 1


def test_a_public_address_says_which_hosts_are_ours_and_where_pages_lie(tmp_path):
    path = tmp_path / "class.toml"
    path.write_text(
        'code = "students"\nteacher_code = "teachers"\naddress = "127.0.0.1"\nport = 9000\n'
        'base_url = "https://school.example/taxi/"\nallowed_hosts = ["taxi.local"]\n',
        "utf-8",
    )
    options = Namespace(address=None, port=None)
    assert serve.server_settings(options, read_settings(path)) == {
        "server.headless": True,
        "server.address": "127.0.0.1",
        "server.port": 9000,
        "browser.serverAddress": "school.example",
        "server.allowedHosts": ["taxi.local", "localhost", "127.0.0.1", "school.example"],
        "server.baseUrlPath": "taxi",
    }


def test_what_is_wrong_with_the_file_is_one_line_and_nothing_is_served(served, tmp_path, capsys):
    (tmp_path / "class.toml").write_text("code = 1\n", "utf-8")
    assert main(["serve", "--class", str(tmp_path / "class.toml")]) == 1
    assert "class.toml: Expected `str`" in capsys.readouterr().err
    assert served == []


def test_a_class_is_deleted_but_for_its_settings(tmp_path, capsys):
    path = tmp_path / "class" / "class.toml"
    write_settings(path)
    (path.parent / "people" / "a").mkdir(parents=True)
    assert main(["class", "delete", str(path)]) == 0
    assert [one.name for one in path.parent.iterdir()] == ["class.toml"]
    assert "Deleted everything in A class except its settings" in capsys.readouterr().out


def test_a_class_gets_a_new_code(tmp_path, capsys):
    path = tmp_path / "class.toml"
    before = write_settings(path)
    assert main(["class", "code", str(path), "--of", "teachers", "--json", "-"]) == 0
    after = read_settings(path)
    assert json.loads(capsys.readouterr().out) == {"teacher_code": after.teacher_code}
    assert after.teacher_code != before.teacher_code
    assert main(["class", "code", str(path)]) == 0
    assert f"students enter with {read_settings(path).code};" in capsys.readouterr().out
