"""A file of somebody's own trips, from its upload to a model that is taken along, in a browser."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

import dctaxi
from tests.browser.driver import LONG_S, Tab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def berlin(tmp_path: Path) -> Path:
    """Write what a German spreadsheet saves: two rows of it are no trips."""
    rng = np.random.default_rng(0)
    rows = 600
    ends = rng.normal([52.52, 13.40, 52.50, 13.38], [0.03, 0.05, 0.03, 0.05], (rows, 4)).round(5)
    miles = np.hypot((ends[:, 0] - ends[:, 2]) * 69, (ends[:, 1] - ends[:, 3]) * 42)
    table = pd.DataFrame(ends, columns=["Start_Breite", "Start_Länge", "Ziel_Breite", "Ziel_Länge"])
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 10**7, rows), unit="s")
    table["Abfahrt"] = start.strftime("%d.%m.%Y %H:%M")
    table["Fahrpreis"] = (4.3 + 2.8 * miles).round(2)
    table.loc[3:4, ["Ziel_Breite", "Ziel_Länge"]] = 0
    path = tmp_path / "fahrten.csv"
    table.to_csv(path, sep=";", decimal=",", index=False, encoding="cp1252")
    return path


def button(tab: Tab, label: str) -> WebElement:
    """Return the last button of the page with this label."""
    xpath = f"//button[contains(normalize-space(.), '{label}')]"
    tab.until(lambda: tab.driver.find_elements(By.XPATH, xpath))
    return tab.driver.find_elements(By.XPATH, xpath)[-1]


def press(tab: Tab, label: str) -> None:
    element = button(tab, label)
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    tab.until(element.is_enabled)
    element.click()
    tab.wait_idle()


def write(tab: Tab, label: str, value: str) -> None:
    """Write into the field with this label, of a form that sends at a button."""
    field = tab.one(f"input[aria-label='{label}']")
    tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(value)


def field(tab: Tab, name: str) -> str:
    """Return what stands in a field of the fare calculator."""
    return tab.one(f".st-key-fare_{name} input").get_attribute("value") or ""


def click_on_map(tab: Tab, right: int, down: int, heard: Callable[[], bool]) -> None:
    """Click until it is heard: a picture that is drawn anew in this moment hears nothing."""

    def click() -> bool:
        area = tab.one(".st-key-fare_map .js-plotly-plot .nsewdrag")
        tab.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", area)
        tab.settle()
        ActionChains(tab.driver).move_to_element_with_offset(area, right, down).click().perform()
        tab.wait_idle()
        tab.until(heard, 15)
        return True

    tab.until(click, LONG_S)


def test_from_an_odd_file_to_a_model_on_the_way_home(
    new_tab: Callable[[], Tab], berlin: Path, tmp_path: Path
) -> None:
    tab = new_tab()
    tab.open("data")
    press(tab, "Upload")
    tab.one("input[type='file']").send_keys(str(berlin))
    tab.until(lambda: "fahrten.csv" in tab.text)
    tab.wait_idle()
    press(tab, "Check and use")
    tab.until(lambda: "2 of 600 rows cannot be used." in tab.text)
    press(tab, "Leave out these 2 rows")
    tab.until(lambda: "2 of 600 rows were left out" in tab.text)

    tab.click("[data-testid='stExpander'] summary")
    write(tab, "City", "Berlin")
    write(tab, "Currency", "EUR")
    press(tab, "Check and use")
    tab.until(lambda: "Berlin: fahrten.csv" in tab.text)
    tab.click("[role='tab']:nth-of-type(2)")
    tab.until(lambda: tab.all(".st-key-data-trips .js-plotly-plot"))
    press(tab, "Scaled with distance")

    tab.follow("New study")
    tab.launch("rides", 30)
    tab.until(lambda: "All 30 trials" in tab.text, LONG_S)
    tab.until(lambda: "EUR" in tab.text and "USD" not in tab.text)

    tab.open("model?study=rides")
    press(tab, "The best trials")
    tab.press("model_fit")
    tab.until(lambda: "Take it along" in tab.text, LONG_S)
    tab.wait_idle()
    tab.until(lambda: tab.all(".st-key-fare_map .js-plotly-plot .nsewdrag"))
    click_on_map(tab, -40, -20, lambda: not field(tab, "end"))
    click_on_map(tab, 50, 30, lambda: bool(field(tab, "end")))

    tab.keep_downloads(tmp_path)
    tab.press("model_zip")
    tab.until(lambda: list(tmp_path.glob("*.zip")))
    with zipfile.ZipFile(next(tmp_path.glob("*.zip"))) as archive:
        archive.extractall(tmp_path / "along")
    model = dctaxi.load_model(next((tmp_path / "along").iterdir()))
    assert model.provenance.currency == "EUR"
    places = [float(one) for end in ("start", "end") for one in field(tab, end).split(",")]
    day, hour = field(tab, "date"), int(field(tab, "hour"))
    moment = pd.Timestamp(f"{day} {hour:02}:00")
    names = ("Start_Breite", "Start_Länge", "Ziel_Breite", "Ziel_Länge")
    trip = pd.DataFrame(
        {
            **{name: [place] for name, place in zip(names, places, strict=True)},
            "Abfahrt": [moment.strftime("%d.%m.%Y %H:%M")],
        }
    )
    fare = model.predict(trip).iloc[0]
    tab.until(lambda: f"{fare:,.2f} EUR" in tab.text)
