"""The pages in a real browser: one walk through them, and what a browser has to say of each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
DRIVER = Path("/usr/bin/chromedriver")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1200,900",
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if not (CHROMIUM.exists() and DRIVER.exists()):
        message = f"needs {CHROMIUM} and {DRIVER} (Debian: chromium, chromium-driver)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = Chrome(options=options, service=Service(str(DRIVER)))
    yield started
    started.quit()


def logged(browser: Chrome) -> tuple[list[str], set[str | None]]:
    """Return what the console says since last asked, and the hosts that requests went to."""
    console = [entry["message"] for entry in browser.get_log("browser")]
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    return console, {urlsplit(url).hostname for url in urls if urlsplit(url).scheme in ("http", "https")}


def test_from_the_front_page_to_an_answer(browser: Chrome, url: str) -> None:
    logged(browser)
    browser.get(url)
    assert "paperatlas" in browser.title
    browser.find_element(By.NAME, "q").send_keys("sees through", Keys.ENTER)
    browser.find_element(By.LINK_TEXT, "FogNet-B sees through fog").click()
    assert browser.find_elements(By.CSS_SELECTOR, "a.mention.dataset")
    browser.find_element(By.LINK_TEXT, "Papers that share datasets").click()
    assert "FogBench" in browser.find_element(By.CSS_SELECTOR, ".ranked").text
    assert '<script>alert("title")</script>' in browser.find_element(By.CSS_SELECTOR, ".ranked").text
    browser.find_element(By.LINK_TEXT, "Questions").click()
    browser.find_element(By.CSS_SELECTOR, "a[href$='/query/papers-on-dataset']").click()
    field = browser.find_element(By.CSS_SELECTOR, ".parameters input[name=dataset]")
    field.clear()
    field.send_keys("FogBench")
    browser.find_element(By.CSS_SELECTOR, ".parameters button").click()
    assert "FogNet-B sees through fog" in browser.find_element(By.TAG_NAME, "table").text
    assert logged(browser) == ([], {"127.0.0.1"})


PATHS = [
    "/",
    "/search?q=fog",
    "/paper/cs/0112017",
    "/paper/2510.14995",
    "/dataset/fogbench",
    "/dataset/fogbench/neighbourhood",
    "/paper/2510.14995/shared",
    "/query",
    "/query/datasets-by-papers",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/export",
    "/ontology",
    "/result/2510.14995/1",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound_in_a_browser(browser: Chrome, url: str, path: str) -> None:
    logged(browser)
    browser.get(url + path)
    assert logged(browser) == ([], {"127.0.0.1"})
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert len(browser.find_elements(By.TAG_NAME, "main")) == 1
    fields = browser.find_elements(By.CSS_SELECTOR, "input, select, textarea")
    for field in fields:
        assert field.accessible_name, field.get_attribute("outerHTML")
    for link in browser.find_elements(By.CSS_SELECTOR, "a, button"):
        assert link.accessible_name, link.get_attribute("outerHTML")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_narrow_screen(browser: Chrome, url: str, path: str) -> None:
    width, height = browser.get_window_size().values()
    metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(url + path)
    try:
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.set_window_size(width, height)
