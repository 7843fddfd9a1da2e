"""The whole tour in order: three practice centres, a relay, one window, two people."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.clock import today
from app.counts import Period
from app.flows import reporting
from app.sync import fetch_sums
from ui import theme
from ui.application import make_application
from ui.kit import icons
from ui.tour import journey
from ui.tour.centres import Practice, Relay, build, close_sum, send_round
from ui.tour.driver import Driver
from ui.unlock import FirstRun
from ui.window import Window


def whole_tour(out: Path, look: str, scratch: Path) -> list[Path]:
    """From an empty computer to a receipt; returns every file it leaves, in order."""
    application = QApplication.instance() or make_application(["gyeot"], theme.THEMES[look])
    icons.load()
    period = str(Period.quarter_of(today()).before)
    centres = [build(scratch / f"centre-{number}", seed=number) for number in (1, 2, 3)]
    relay = Relay(scratch / "relay")
    try:
        for centre in centres:
            relay.enrol(centre)
        for centre in centres[1:]:
            send_round(centre, relay, period)
        driver = _one_day(out, centres[0], relay, period)
        sums = _arrived(out, relay, centres[0], period)
    finally:
        relay.close()
    del application
    return [*driver.pictures, out / "summary.pdf", *sums]


def _one_day(out: Path, centre: Practice, relay: Relay, period: str) -> Driver:
    window = Window(None)
    driver = Driver(window, out)
    window.show()
    driver.until(lambda: isinstance(window.gate_page, FirstRun), "the first screen")
    driver.picture("welcome")
    window.open_centre(centre.home)
    journey.sign_in(driver, window, centre, "counsellor")
    journey.look_round(driver, window)
    journey.take_call(driver, window)
    journey.set_safe_contact(driver, window)
    journey.be_guided(driver, window)
    journey.print_summary(driver, window, out / "summary.pdf")
    journey.lock(driver, window)
    driver.picture("locked")
    journey.sign_in(driver, window, centre, "manager")
    journey.count(driver, window, relay.url, period)
    journey.office(driver, window)
    window.close()
    driver.rest()
    return driver


def _arrived(out: Path, relay: Relay, centre: Practice, period: str) -> list[Path]:
    """Open the sum at the relay, read it back as the city would, and leave it beside the pictures."""
    close_sum(relay, period)
    desk = centre.desk("manager")
    card = reporting.card(desk.office)
    rounds = desk.counts.rounds()
    preview = desk.counts.preview(rounds[0].id)
    desk.close()
    assert card is not None, "the tour joined it"
    received = out / "counts-received.json"
    received.write_text(
        json.dumps([asdict(total) for total in fetch_sums(card)], ensure_ascii=False, indent=1), "utf-8"
    )
    sent = out / "counts-sent.json"
    table = {"round": period, "sha256": preview.facts.sha256, "cells": preview.facts.cells, "bytes": preview.facts.size,
             "values": [row.value for one in preview.tables for row in one.rows]}  # fmt: skip
    sent.write_text(json.dumps(table, ensure_ascii=False, indent=1), "utf-8")
    return [sent, received]
