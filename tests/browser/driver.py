"""A real browser with the gestures of a person."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from dctaxi.study import MAX_TRIALS
from tests.browser.server import Server

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

LONG_S = 240
"""Compiling the engine for the first time, on a machine that may be busy."""

ENDLESS = MAX_TRIALS
"""Trials of a study that is still at work when a test stops it, on a fast machine, too."""

REFUSED = "Content Security Policy"
"""What the browser's console says where a page asked for what its policy forbids."""

_ROW_PX = 35
"""Height of a row of Streamlit's table, its heading's, and the width of its tick column."""


class Tab:
    """One browser window, with the few gestures that the tests need; it asks for no motion."""

    def __init__(self, server: Server) -> None:
        options = Options()
        options.binary_location = BROWSER or ""
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                         "--window-size=1280,1000", "--force-device-scale-factor=1",
                         "--force-prefers-reduced-motion"):  # fmt: skip
            options.add_argument(argument)
        self.server = server
        self.driver = webdriver.Chrome(options, Service(DRIVER))
        self._refused: list[str] = []

    def reset(self) -> None:
        """Make it as good as new: one blank window, without what a test set."""
        self.refused()
        first, *others = self.driver.window_handles
        for window in others:
            self.driver.switch_to.window(window)
            self.driver.close()
        self.driver.switch_to.window(first)
        self.driver.get("about:blank")
        self.driver.delete_all_cookies()
        on = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        for command, values in (
            ("Network.emulateNetworkConditions", on),
            ("Emulation.clearDeviceMetricsOverride", {}),
            ("Emulation.setEmulatedMedia", {"features": []}),
            ("Browser.setDownloadBehavior", {"behavior": "default"}),
        ):
            self.driver.execute_cdp_cmd(command, values)
        self.console_errors()

    def open(self, path: str) -> None:
        self.driver.get(f"{self.server.url}/{path}")
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait as Streamlit's own tests do: debounce, connection, script, skeletons, paint."""
        time.sleep(0.21)
        ready = (
            "[data-testid='stApp'][data-test-connection-state='CONNECTED']"
            "[data-test-script-state='notRunning']"
        )
        self.until(lambda: self.all(ready) and not self.all("[data-testid='stSkeleton']"))
        time.sleep(0.1)

    def until(self, condition: Callable[[], object], seconds: float = 90) -> None:
        wait = WebDriverWait(self.driver, seconds, 0.1, ignored_exceptions=(Exception,))
        try:
            wait.until(lambda _: condition())
        except Exception as error:
            raise AssertionError(
                f"waited {seconds} s in vain; the page says:\n{self.text}"
            ) from error

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def inside(self, key: str, css: str) -> list[WebElement]:
        """Return what the component of this widget key has drawn in its shadow root."""
        roots = "return [...document.querySelectorAll(arguments[0] + ' *')].map(e => e.shadowRoot)"
        found = f"{roots}.filter(Boolean).flatMap(r => [...r.querySelectorAll(arguments[1])])"
        elements: list[WebElement] = self.driver.execute_script(found, f".st-key-{key}", css)
        return elements

    def one(self, css: str) -> WebElement:
        self.until(lambda: self.all(css))
        return self.all(css)[0]

    @property
    def text(self) -> str:
        """What the page shows; the browser's own word for it, a fraction of the driver's work."""
        return str(self.driver.execute_script("return document.body.innerText"))

    def click(self, css: str) -> None:
        element = self.one(css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        self.until(lambda: self.one(css).is_enabled())
        self.one(css).click()

    def press(self, key: str) -> None:
        """Press the button whose widget key this is, of its two for narrow and wide pages the one
        that is shown.
        """
        css = f".st-key-{key} button"
        self.until(lambda: any(each.is_displayed() for each in self.all(css)))
        shown = next(each for each in self.all(css) if each.is_displayed())
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", shown)
        self.until(lambda: any(e.is_displayed() and e.is_enabled() for e in self.all(css)))
        next(each for each in self.all(css) if each.is_displayed()).click()

    def type_into(self, element: WebElement, *keys: str) -> None:
        """Focus this and type; also where it is drawn too small for the driver, as a handle is."""
        self.driver.execute_script("arguments[0].focus()", element)
        ActionChains(self.driver).send_keys(*keys).perform()

    def fill(self, key: str, value: str) -> None:
        """Write into the text or number field whose widget key this is."""
        field = self.one(f".st-key-{key} input")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(value, Keys.ENTER)
        self.wait_idle()

    def follow(self, label: str) -> None:
        """Click the link to a page whose label this is."""
        xpath = f"//a[contains(@data-testid, 'PageLink')][.//*[text()='{label}']]"
        self.until(lambda: self.driver.find_elements(By.XPATH, xpath))
        self.driver.find_element(By.XPATH, xpath).click()
        self.wait_idle()

    def launch(self, name: str, trials: int) -> None:
        """Fill in the launch form that is shown, press its button and wait for the study's page."""
        self.fill("launch_name", name)
        self.fill("launch_n_trials", str(trials))
        self.press("launch_button")
        self.until(lambda: f"{self.server.url}/trials" in self.driver.current_url)

    def finished_trials(self) -> int:
        """Return how many trials of the study at work have finished, as its page says."""
        said = re.search(r"([0-9,]+) of [0-9,]+ trials", self.text)
        return int(said[1].replace(",", "")) if said else 0

    def menu(self, section: str) -> dict[str, WebElement]:
        """Open a section of the navigation and return its links by their titles."""
        buttons = {button.text: button for button in self.all("[data-testid='stTopNavSection']")}
        buttons[section].click()
        self.one("[data-testid='stTopNavDropdownLink']")
        links = self.all("[data-testid='stTopNavDropdownLink']")
        return {link.text.splitlines()[-1]: link for link in links}

    def visit(self, section: str, page: str) -> None:
        """Go to a page by the navigation."""
        self.menu(section)[page].click()
        self.wait_idle()

    def table_rows(self, key: str) -> int:
        """Return how many rows the table of this widget key has, its heading left out."""
        grid = self.one(f".st-key-{key} [role='grid']")
        return int(grid.get_attribute("aria-rowcount") or 0) - 1

    def click_row(self, key: str, row: int) -> None:
        """Tick a row of a table; its cells are painted, so the place is all there is to aim at."""
        canvas = self.one(f".st-key-{key} canvas[data-testid='data-grid-canvas']")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
        middle_x, middle_y = canvas.size["width"] / 2, canvas.size["height"] / 2
        x, y = _ROW_PX / 2 - middle_x, _ROW_PX * (row + 1.5) - middle_y
        ActionChains(self.driver).move_to_element_with_offset(
            canvas, int(x), int(y)
        ).click().perform()
        self.wait_idle()

    def resize(self, width: int, height: int) -> None:
        """Give the page itself this size in pixels, whatever the window's frame takes."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def settle(self) -> None:
        """Wait until plots, maps and tables, which are painted late, stand still."""
        before = b""
        while (picture := self.driver.get_screenshot_as_png()) != before:
            before = picture
            time.sleep(1)

    def prefer_dark(self) -> None:
        """Let the browser ask for dark pages."""
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [dark]})

    def keep_downloads(self, folder: Path) -> None:
        """Let what the page gives away lie in a folder."""
        behaviour = {"behavior": "allow", "downloadPath": str(folder)}
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)

    def open_file(self, file: Path) -> None:
        """Open a page from disk without a network, and wait until its figures are drawn."""
        off = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", off)
        self.console_errors()  # those of the pages before are not this one's
        self.driver.get(file.as_uri())
        self.one("html[data-drawn='yes']")

    def console_errors(self) -> list[str]:
        """Return what the page complained about since this was last asked."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        said = [entry["message"] for entry in entries if entry["level"] == "SEVERE"]
        self._refused += [each for each in said if REFUSED in each]
        return said

    def refused(self) -> list[str]:
        """Return what the pages' policy forbade since this was last asked."""
        self.console_errors()
        found, self._refused = self._refused, []
        return found

    def close(self) -> None:
        self.driver.quit()
