"""A data set from before another way to share out groups, on the page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from dctaxi.data import Split, keep_data_set, load_tables, source_of_files
from dctaxi.workspace import Workspace
from tests.data import odd_files
from tests.pages.visiting import check, open_page


def test_its_rows_are_kept_until_its_split_is_changed(tmp_path: Path, workspace: Workspace) -> None:
    table = odd_files.new_york()
    table["zone"] = [f"zone {row % 4}" for row in range(len(table))]
    table.to_csv(tmp_path / "ny.csv", index=False)
    source = source_of_files(str(tmp_path / "ny.csv"), workspace)
    before = Split("column", "zone", sharing=1)
    tables = load_tables(replace(source, split=before), workspace)
    kept = keep_data_set("ny", tables, workspace)
    app = open_page("pages/search/data.py")
    check(app.button(key=f"data.set.{kept.id}").click().run())

    def used() -> Any:
        check([one for one in app.button if one.label == "Check and use"][-1].click().run())
        assert not app.error
        return app.session_state["working_data"]["source"]

    next(one for one in app.text_input if one.label == "Currency").set_value("EUR")
    source = used()
    assert (source["currency"], source["split"]) == ("EUR", before.to_json())
    next(one for one in app.number_input if one.label == "Seed").set_value(5)
    assert used()["split"] == Split("column", "zone", 5).to_json()
