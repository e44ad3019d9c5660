"""Commands about trips that are paid in another currency say so."""

import re
from pathlib import Path

import pytest

from dctaxi.cli.main import main
from dctaxi.data import Wishes, source_of_files
from dctaxi.workspace import Workspace
from tests.data.odd_files import new_york
from tests.studies import train_study

pytestmark = pytest.mark.usefixtures("engine")


RIDES = "rides in USD"
"""What somebody may call a study of trips that are paid in EUR."""


def test_commands_answer_in_the_currency_of_the_trips_and_leave_names_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.current()
    path = tmp_path / "trips, USD.csv"
    new_york().to_csv(path, index=False)
    paris = source_of_files(str(path), workspace, wishes=Wishes(city="Paris (USD)", currency="EUR"))
    train_study(workspace, RIDES, source=paris)
    for command in (
        ["study", "show", RIDES],
        ["study", "best", RIDES],
        ["population", "run", "--study", RIDES, "--n", "8"],
        ["population", "list"],
        ["repeat", "--study", RIDES, "--top", "2", "--seeds", "8"],
        ["data", "check", "--data", str(path), "--city", "Paris (USD)", "--currency", "EUR"],
    ):
        assert main(command) == 0
        said = capsys.readouterr().out
        assert "EUR" in said
        for name in (RIDES, "Paris (USD)", "trips, USD.csv"):
            said = said.replace(name, "")
        assert "USD" not in said
        assert not re.search(r"rides in|\(EUR\):|trips, EUR", said)
