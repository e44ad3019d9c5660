import numpy as np

from dctaxi.data import load_tables
from dctaxi.teaching.constant_fares import constant_fare_source, constant_fare_tables
from dctaxi.workspace import Workspace


def test_has_the_fares_that_the_published_files_are_known_for():
    tables = constant_fare_tables()
    assert {role: len(rows) for role, rows in tables.items()} == {
        "train": 99,
        "val": 100,
        "test": 99,
    }
    assert set(tables["train"][:, 0]) == set(tables["test"][:, 0]) == {3.25}
    fares = tables["val"][:, 0]
    assert (np.diff(fares) >= 0).all()
    assert (fares[0], fares[49], fares[-1]) == (25.94, 29.98, 99.10)
    assert abs(fares.mean() - 33.18) < 0.5
    for rows, rmse in ((30, 23.5), (50, 24.4)):  # of always answering 3.25, as published
        assert abs(np.sqrt(((fares[:rows] - 3.25) ** 2).mean()) - rmse) < 0.6


def test_is_written_as_files_that_pass_every_check_and_read_back_the_same(tmp_path):
    workspace = Workspace(tmp_path, "")
    source = constant_fare_source(workspace)
    assert constant_fare_source(workspace) == source
    read = load_tables(source, workspace)
    written = constant_fare_tables()
    np.testing.assert_allclose(read.train, written["train"], rtol=1e-9)
    np.testing.assert_allclose(read.val, written["val"], rtol=1e-9)
    assert any("fare" in finding.message for finding in read.findings)
