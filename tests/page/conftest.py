"""The report page as people meet it: a real relay process, Debian's Chromium, and a centre on the other side.

On a developer's machine without Chromium or the page's Python lock these tests are skipped, loudly; where CI is set
they fail instead, because nobody would read there that they were not run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from app.paths import cache
from tests.page.centre import Centre

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cached}</cachedir>
<selectfont><rejectfont><glob>*/Gyeot-*</glob></rejectfont></selectfont></fontconfig>
"""


def refuse(what: str) -> None:
    """Skip the tests of the page, or fail where everything must be run."""
    told = f"THE TESTS OF THE REPORT PAGE WERE NOT RUN: {what}; `python3 packaging/run.py test` brings it."
    if os.environ.get("CI") == "true":
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


@pytest.fixture(scope="package")
def maker() -> ModuleType:
    """`packaging/page.py`, which makes the page."""
    sys.path.insert(0, str(ROOT / "packaging"))
    import page  # type: ignore[import-not-found]  # a neighbour, found by the line above

    found: ModuleType = page
    return found


@pytest.fixture(scope="package")
def made(maker: ModuleType) -> Path:
    """The page, made; skipped where there is no Node to make it with."""
    try:
        maker.make_page()
    except maker.NotMade as problem:
        refuse(str(problem).splitlines()[0])
    return cache("page")


@pytest.fixture(scope="package")
def ask(maker: ModuleType, made: Path) -> Callable[..., list[dict[str, Any]]]:
    """The page's own wire under Node: a list of questions, a list of answers."""

    def asked(*questions: dict[str, Any]) -> list[dict[str, Any]]:
        command = [maker.node(), str(ROOT / "tests" / "page" / "wire.mjs"), str(made)]
        told = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, timeout=120)
        assert told.returncode == 0, told.stderr
        found: list[dict[str, Any]] = json.loads(told.stdout)
        return found

    return asked


@dataclass
class Site:
    """A relay that serves the page of one centre."""

    url: str
    centre: Centre
    folder: Path
    process: subprocess.Popen[str]


@pytest.fixture(scope="package")
def site(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, centre = tmp_path_factory.mktemp("site"), Centre()
    page = shutil.copytree(made, folder / "page")
    (page / "centre.json").write_text(json.dumps(centre.paper()), "utf-8")
    process = serving(folder, page)
    assert process.stdout
    line = process.stdout.readline()
    try:
        found = Site(json.loads(line)["url"], centre, folder / "relay", process)
        centre.join(found.url, found.folder)
        centre.publish()
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=20)


def serving(folder: Path, page: Path) -> subprocess.Popen[str]:
    words = ["relay", "serve", "--port", "0", "--trial", "--folder", str(folder / "relay"), "--page", str(page)]
    return subprocess.Popen([sys.executable, "-m", "app.cli", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)


@contextmanager
def chromium(place: Path) -> Iterator[Browser]:
    """Debian's Chromium with the fonts of Gyeot."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        refuse("there is no Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        refuse("what packaging/page.lock names is not installed")
    told = place / "fonts.conf"
    told.write_text(FONTS.format(fonts=cache("fonts"), cached=told.parent / "cache"), "utf-8")
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(told)}
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=list(FLAGS), env=environment)
        yield running
        running.close()


# Not of the whole session: the driver keeps an event loop running, which later tests would stumble over.
@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("fonts")) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A fresh browser profile at the page's first screen; every fault on the page fails the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def opened(*, wait: bool = True, **told: Any) -> Page:
        options: dict[str, Any] = {"locale": "ko-KR", "viewport": {"width": 390, "height": 844}, **told}
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(15_000)
        page: Page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None)
        if wait:
            page.goto(site.url + "/")
            page.locator(".door").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults
