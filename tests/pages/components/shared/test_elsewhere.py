import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.data import GlobSource, sample_trips
from dctaxi.errors import DataError
from pages.components.shared import tables
from tests.data.csv_files import csv_of
from tests.data.hostile import hostile_server
from tests.pages.visiting import TIMEOUT_S


@pytest.fixture(scope="module")
def server():
    with hostile_server() as running:
        running.files["trips.csv"] = csv_of(sample_trips(60, 0))
        yield running


def source_at(server, path: str) -> GlobSource:
    return GlobSource(f"{server.address}/{path}", f"{server.address}/{path}")


def test_files_from_elsewhere_are_read_once_until_they_are_forgotten(server):
    source = source_at(server, "file/trips.csv")
    assert len(tables.read(source).train) == 60
    tables.read(source)
    assert server.asked["trips.csv"] == 2  # to train and to validate
    tables.forget(source)
    tables.read(source)
    assert server.asked["trips.csv"] == 4


def test_what_goes_wrong_elsewhere_is_a_sentence_where_it_is_asked_for(server):
    with pytest.raises(DataError, match="ended before its end"):
        tables.read(source_at(server, "short"))


def test_a_page_says_that_it_waits_and_a_stop_reaches_the_reading():
    def script() -> None:
        import streamlit as st

        from pages.components.shared import elsewhere

        asked = []

        def read(should_stop):
            should_stop()
            asked.append(True)
            import time

            time.sleep(0.4)
            return 7

        st.write(f"got {elsewhere.waited_for('key', read)}")

    app = AppTest.from_function(script, default_timeout=TIMEOUT_S).run()
    assert [one.value for one in app.markdown] == ["got 7"]
    assert not app.caption  # which went when the answer came
