"""The report page on a slow phone: weight of a visit, when it can be used, and how long its proof of work takes.

Debian's Chromium with the processor slowed to a quarter opens the page from a real relay. Usable is the first frame in
which the doors can be pressed; the clock starts when the page's own document has arrived, because the line is not ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.i18n import _
from app.paths import ROOT, cache
from ui.bench.measure import LEAST, Figure, Goal, Sample

GOAL = Goal("most", 1_000)
WEIGHT, WORK = 60 * 1024, 5_000
_SLOWER = 4
_STEEPEST = 240_000
"""Numbers a browser tries at most while a centre is flooded."""
_ONE_LANGUAGE = ("words/en.json", "words/easy.json", "third/sealing.js.LEGAL.txt")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_LOOK = """const look = () => document.querySelector(".door")
    ? requestAnimationFrame(() => { globalThis.usable = performance.now(); }) : requestAnimationFrame(look);
  requestAnimationFrame(look);"""


class NotHere(Exception):
    """This computer has no browser, no driver or no page to measure."""


def measure(cases: int) -> Figure:
    """Milliseconds to the first usable frame; weight and work stand in the note. `cases` plays no part."""
    try:
        return _measured()
    except (NotHere, ImportError) as problem:
        note = _("Not measured: {why}. `python3 packaging/run.py test` brings what is missing.").format(why=problem)
        return Figure(0.0, 0.0, Goal(), 0, note=note)


def _measured() -> Figure:
    program = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    folder = cache("page")
    if program is None or not (folder / "manifest.json").exists():
        raise NotHere("Chromium" if program is None else "packaging/prepare.py page")
    weight = _weight(folder)
    driver = import_module("playwright.sync_api")  # of packaging/page.lock, which a desktop does not install
    with _served(folder) as (url, fonts), driver.sync_playwright() as running:
        told = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        browser = running.chromium.launch(executable_path=program, args=list(_FLAGS), env=told)
        slow = [_turn(browser, url, _SLOWER) for _visit in range(LEAST)]
        bare = [_turn(browser, url, 1) for _visit in range(LEAST)]
        work = _work(browser, url)
        browser.close()
    note = _(
        "One visit weighs {weight} bytes packed (goal {most}); the steepest proof of work took {work:.0f} ms (goal {long})."
    )
    said = note.format(weight=weight, most=WEIGHT, work=work, long=WORK)
    value, floor = statistics.median(one.ms for one in slow), statistics.median(one.ms for one in bare)
    return Figure(value, floor, GOAL, LEAST, note=said, also=weight <= WEIGHT and work <= WORK)


def _weight(folder: Path) -> int:
    """The packed bytes of everything that a visit in one language loads."""
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    return sum(int(told["gzip"]) for name, told in files.items() if name not in _ONE_LANGUAGE)


@contextmanager
def _served(made: Path) -> Iterator[tuple[str, Path]]:
    """A relay with the page, and fonts as a Korean phone has them: looking for missing letters is not the page's work."""
    with TemporaryDirectory() as place:
        fonts = Path(place, "fonts.conf")
        fonts.write_text(f"<fontconfig><dir>{cache('fonts')}</dir><cachedir>{place}</cachedir></fontconfig>", "utf-8")
        page = Path(shutil.copytree(made, Path(place, "page")))
        paper: dict[str, Any] = {
            "id": "0" * 16,
            "verify": "0" * 64,
            "name": {"ko": "-"},
            "phones": [],
            "practice": True,
        }
        (page / "centre.json").write_text(json.dumps(paper | {"hours": {"ko": "-"}}), "utf-8")
        words = ["relay", "serve", "--port", "0", "--trial", "--folder", str(Path(place, "relay")), "--page", str(page)]
        serving = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-m", "app.cli", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert serving.stdout
        try:
            yield str(json.loads(serving.stdout.readline())["url"]), fonts
        finally:
            serving.terminate()
            serving.communicate(timeout=20)


def _turn(browser: Any, url: str, slower: int) -> Sample:
    """A first visit in a fresh profile."""
    context = browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(_LOOK)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url + "/")
    page.locator(".door").last.wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = page.evaluate("() => globalThis.usable - performance.getEntriesByType('navigation')[0].responseEnd")
    context.close()
    return Sample(float(found), 0.0)


def _work(browser: Any, url: str) -> float:
    """Milliseconds of the longest proof of work there is, in the page's own worker, slowed like the page."""
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    session = context.new_cdp_session(page)
    page.goto(url + "/")
    page.locator(".door").last.wait_for()
    salt = "00" * 12 + "?centre=0000000000000000&expires=9999999999&"
    asked = {
        "salt": salt,
        "maxnumber": _STEEPEST,
        "challenge": hashlib.sha256(f"{salt}{_STEEPEST}".encode()).hexdigest(),
    }
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    act = """async (asked) => { const { work } = await import("./relay.js"); const began = performance.now();
      const { number } = await work(asked); return [number, performance.now() - began]; }"""
    number, took = page.evaluate(act, asked)
    assert number == _STEEPEST
    context.close()
    return float(took)
