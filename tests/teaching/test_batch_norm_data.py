import numpy as np
import pytest

from dctaxi.data import SampleSource, load_tables
from dctaxi.teaching.batch_norm_data import CHAPTER, DATA, source_of
from dctaxi.workspace import Workspace


def test_the_stand_in_has_the_fares_that_it_is_described_with(tmp_path):
    workspace = Workspace(tmp_path, "")
    tables = load_tables(source_of(CHAPTER, workspace), workspace)
    assert np.unique(tables.train[:, 0]).tolist() == [3.25]
    assert (tables.val[:, 0].min(), tables.val[:, 0].max()) == (25.94, 99.10)
    words = DATA[CHAPTER].description
    assert "all 99 training fares are 3.25 USD" in words
    assert "from 25.94 to 99.10 USD" in words
    assert words.startswith("A stand-in")


@pytest.mark.parametrize("name", ["raw", "scaled"])
def test_the_other_choices_are_the_sample_trips_and_say_so(name, tmp_path):
    assert source_of(name, Workspace(tmp_path, "")) == SampleSource()
    assert DATA[name].feature_set == name
    assert "synthetic" in DATA[name].description
