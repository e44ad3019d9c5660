import math
import re
import runpy
from pathlib import Path

import optuna
import pytest

from dctaxi.data import (
    CHAPTER_SOURCE,
    GlobSource,
    SampleSource,
    TripSource,
    sample_trips,
)
from dctaxi.data.mapping import CHAPTER_MAPPING
from dctaxi.program import python_source
from dctaxi.space import PRESETS
from tests.data.csv_files import write_csv


@pytest.mark.usefixtures("no_notes_on_new_studies")
def test_a_search_that_no_study_made_is_a_program_of_its_own_too(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_csv(tmp_path / f"{name}.csv", sample_trips(80, 1))
    source = GlobSource(str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    script = tmp_path / "search.py"
    text = python_source(PRESETS["chapter"].space, source, "distance", "val_rmse_all")
    assert not re.search(r"^(import|from) dctaxi", text, re.MULTILINE)
    script.write_text(text)
    names = runpy.run_path(str(script))  # not as __main__, so no search begins
    trial = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0)).ask()
    assert math.isfinite(names["objective"](trial))


@pytest.mark.parametrize(
    "source",
    [
        GlobSource("/trips/train*.csv", "/trips/val.csv"), GlobSource("s3://a/b.csv", "/val.csv"),
        GlobSource("/train.csv", "/val.csv", leave_out="errors"),
    ],
)  # fmt: skip
def test_a_searchs_program_reads_no_file_that_numpy_cannot(source: GlobSource) -> None:
    said = python_source(PRESETS["chapter"].space, source)
    assert 'TRAIN, VAL = "train.csv", "valid.csv"' in said
    assert "the rows that a study of these trips trains on, as its own program has them" in said


def test_a_searchs_program_names_the_files_in_use_and_says_whose_they_are() -> None:
    space = PRESETS["chapter"].space
    for source in (None, SampleSource()):
        said = python_source(space, source)
        assert f'TRAIN, VAL = "{CHAPTER_SOURCE.train}", "{CHAPTER_SOURCE.val}"' in said
        assert "since the sample data has no files" in said
    own = python_source(space, TripSource("/trips.csv", CHAPTER_MAPPING))
    assert 'TRAIN, VAL = "train.csv", "valid.csv"' in own
    assert "the rows that a study of these trips trains on" in own
