import json

import pytest

from dctaxi.cli import main


@pytest.mark.usefixtures("compiled", "workspace")
def test_finds_the_kernel_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out).keys() == {"compiled", "seconds"}
    assert main(["prepare"]) == 0
    assert capsys.readouterr().out.startswith("The kernel was ")
