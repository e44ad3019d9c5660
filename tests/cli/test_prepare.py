import json

import pytest

from dctaxi.cli import main
from dctaxi.timing import read_machine
from dctaxi.workspace import Workspace


@pytest.mark.usefixtures("compiled", "workspace")
def test_compiles_and_measures_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["measured"] is True
    kinds = {name.split("/")[0] for name in read_machine(Workspace.current()).seen}
    assert {"ask", "train", "store", "begin"} <= kinds
    assert main(["prepare"]) == 0
    assert "Measuring" not in capsys.readouterr().out
