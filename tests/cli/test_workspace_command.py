import os
import time

from dctaxi.data import sample_trips, store_upload
from dctaxi.workspace import Workspace
from tests.data.csv_files import csv_of


def test_what_takes_room_is_listed_and_what_nothing_names_is_removed(answer):
    glob = store_upload("trips.csv", csv_of(sample_trips(40, 0)), Workspace.current())
    folder = (Workspace.current().root / "uploads").resolve()
    before = time.time() - 3 * 86_400
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (before, before))
    rows = {row["what"]: row for row in answer("workspace", "show")}
    assert rows["Studies"]["bytes"] == 0
    assert rows["Uploads"]["removable_bytes"] == rows["Uploads"]["bytes"] > 0
    assert glob.removeprefix("file://").startswith(rows["Uploads"]["removable"][0])
    assert answer("workspace", "clean")["freed_bytes"] >= rows["Uploads"]["bytes"]
    assert answer("workspace", "clean")["freed_bytes"] == 0
