"""Commands about trips that are paid in another currency say so."""

from pathlib import Path

import pytest

from dctaxi.cli.main import main
from dctaxi.data import Wishes, source_of_files
from dctaxi.workspace import Workspace
from tests.data.odd_files import new_york
from tests.studies import train_study

pytestmark = pytest.mark.usefixtures("engine")


def test_commands_answer_in_the_currency_of_the_trips(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.current()
    path = tmp_path / "paris.csv"
    new_york().to_csv(path, index=False)
    paris = source_of_files(str(path), workspace, wishes=Wishes(currency="EUR"))
    train_study(workspace, "paris", source=paris)
    for command in (
        ["population", "run", "--study", "paris", "--n", "8"],
        ["population", "list"],
        ["repeat", "--study", "paris", "--top", "2", "--seeds", "8"],
        ["landscape", "run", "--study", "paris", "--x", "lr", "--y", "batch_size", "--grid", "3"],
    ):
        assert main(command) == 0
        said = capsys.readouterr().out
        assert "EUR" in said
        assert "USD" not in said
