"""The main job as one journey through the real windows, by clicks and keys: from a call to a count."""

from __future__ import annotations

from pathlib import Path

from app.i18n import _
from app.manual import SessionState
from ui.application import Place
from ui.cases import CasesPage
from ui.contacts import ContactsPage
from ui.counts import CountsPage
from ui.counts.joining import Joining
from ui.manual import ManualPage
from ui.tour.centres import Practice
from ui.tour.driver import Driver
from ui.window import Window


def sign_in(driver: Driver, window: Window, centre: Practice, role: str) -> None:
    """Choose the name with the arrows, type key file and passphrase, press Enter."""
    page = window.unlock
    driver.until(lambda: not page.busy and page.form.names.count() > 0, "the unlock page")
    names = page.form.names
    names.setFocus()
    wanted = next(at for at in range(names.count()) if centre.name(role) in names.itemText(at))
    driver.press("Home")
    for _step in range(wanted):
        driver.press("Down")
    driver.click(page.form.key_file.line)
    driver.press("Ctrl+A")
    driver.type(str(centre.key_file(role)))
    driver.click(page.form.passphrase)
    driver.type(centre.passphrase(role))
    driver.press("Return")
    driver.until(lambda: window.floor is not None and window.floor.place, f"{role} to be let in")
    driver.settle(window.tasks)


def page_of(window: Window, name: str) -> Place:
    assert window.floor is not None, "somebody is signed in"
    return window.floor.page(name)


def take_call(driver: Driver, window: Window) -> None:
    """A sister rings: the call is taken, written down, and becomes a case."""
    driver.press("F2")
    page = page_of(window, "contacts")
    assert isinstance(page, ContactsPage), "F2 leads there"
    running = page.running
    driver.until(lambda: running.contact() is not None and running.isVisible(), "the running contact")
    driver.settle(window.tasks)
    running.form.strips["caller_relation"].setFocus()
    driver.press("2")
    running.form.strips["kind"].setFocus()
    driver.press("1")
    driver.click(running.form.alias)
    driver.type(_("Linden"))
    driver.click(running.pad)
    for at, line in enumerate(_spoken()):
        if at:
            driver.press("Return")
        driver.type(line)
    driver.press("Ctrl+Shift+6")
    driver.rest(1.6)
    driver.settle(window.tasks)
    driver.picture("contact")
    driver.press("Ctrl+1")
    driver.until(lambda: isinstance(window.floor and window.floor.stack.currentWidget(), CasesPage), "the new case")
    driver.settle(window.tasks)
    driver.picture("case-opened")


def _spoken() -> tuple[str, ...]:
    return (
        _("Her younger sister has not answered since last night; one message this morning."),
        _("“He was standing at the door again.” The third time since last week."),
        _("A call is possible at lunchtime only. Not on the work computer."),
    )


def set_safe_contact(driver: Driver, window: Window) -> None:
    """Before anybody may call: the card."""
    driver.press("Ctrl+J")
    driver.dialog()
    driver.press("1")
    driver.press("Tab")
    driver.type("010-0000-1234")
    driver.picture("safe-contact")
    driver.press("Ctrl+Return")
    driver.until(driver.no_dialog, "the card to be kept")
    driver.settle(window.tasks)


def be_guided(driver: Driver, window: Window) -> str:
    """The manual beside the case: a few steps, a jump and back, something recorded, and the end into the case."""
    driver.press("F4")
    page = page_of(window, "manual")
    assert isinstance(page, ManualPage), "F4 leads there"
    driver.until(lambda: page.doors.choice.rows.item_model().rowCount() > 0, "the manuals to choose from")
    driver.settle(window.tasks)
    driver.picture("manual-choice")
    driver.press("1")
    state = _guided(driver, window, page, "A1")
    driver.picture("manual-first-step")
    driver.press("Ctrl+Return")
    _guided(driver, window, page, "A2")
    driver.press("F5")
    _guided(driver, window, page, "EMG")
    driver.picture("manual-jump")
    driver.press("Ctrl+Left")
    _guided(driver, window, page, "A2")
    driver.picture("manual-second-step")
    driver.press("Ctrl+Return")
    _guided(driver, window, page, "A3")
    driver.press("Ctrl+Shift+Return")
    driver.dialog()
    driver.picture("manual-ending")
    driver.press("Ctrl+Return")
    driver.until(driver.no_dialog, "the session to be filed")
    driver.until(lambda: isinstance(window.floor and window.floor.stack.currentWidget(), CasesPage), "the case again")
    driver.settle(window.tasks)
    driver.picture("case-with-session")
    return state.id


def _guided(driver: Driver, window: Window, page: ManualPage, step: str) -> SessionState:
    driver.until(lambda: page.keeper.around is not None and page.keeper.around.state.step == step, f"step {step}")
    driver.settle(window.tasks)
    assert page.keeper.around is not None, "it was waited for"
    return page.keeper.around.state


def print_summary(driver: Driver, window: Window, target: Path) -> None:
    """The case summary as a locked PDF; the passphrase is shown once."""
    driver.press("Ctrl+P")
    form = driver.dialog()
    driver.settle(window.tasks)
    form.recipient.setFocus()  # type: ignore[attr-defined] # the export form's own field
    driver.type(_("For the file of the centre"))
    driver.picture("pdf-form")
    driver.answer_file_dialog(target)
    driver.press("Ctrl+Return")
    driver.until(lambda: target.exists(), "the PDF")
    driver.settle(window.tasks)
    driver.picture("pdf-made")
    driver.press("Ctrl+Return")
    driver.until(driver.no_dialog, "the dialog to close")


def look_round(driver: Driver, window: Window) -> None:
    """The places a counsellor sees, and the palette."""
    for name, keys in (("today", "Alt+1"), ("contacts", "Alt+2"), ("cases", "Alt+3")):
        driver.press(keys)
        driver.until(lambda name=name: window.floor is not None and window.floor.place == name, name)  # type: ignore[misc] # a default binds the loop's value
        driver.settle(window.tasks)
        driver.picture(f"{name}-list" if name != "today" else name)
    driver.press("Ctrl+K")
    driver.type("ㅍㄹ")
    driver.rest(0.6)
    driver.picture("palette")
    driver.press("Esc")


def lock(driver: Driver, window: Window) -> None:
    before = window.floor
    driver.press("Ctrl+L")
    driver.until(lambda: window.floor is None, "the lock")
    assert before is not None, "it was open"


def count(driver: Driver, window: Window, relay_url: str, period: str) -> None:
    """The manager joins the trial collector, closes a past quarter, looks, and sends."""
    driver.press("Alt+5")
    page = page_of(window, "counts")
    assert isinstance(page, CountsPage), "Alt+5 leads there"
    driver.until(lambda: isinstance(page.face(), Joining), "the page that joins")
    joining = page.face()
    assert isinstance(joining, Joining), "it was waited for"
    driver.click(joining.address)
    driver.type(relay_url)
    driver.press("Ctrl+Return")
    driver.until(lambda: joining.join.isVisible(), "the collector's fingerprint")
    driver.picture("counts-join")
    driver.click(joining.join)
    driver.until(lambda: page.view is not None and page.view.joined, "the collector to be joined")
    driver.settle(window.tasks)
    page.close_round(period)
    driver.until(lambda: page.view is not None and page.view.preview is not None, "the closed round")
    driver.settle(window.tasks)
    driver.picture("counts-before-sending")
    driver.press("Ctrl+Return")
    driver.until(
        lambda: page.view is not None and page.view.preview is not None and page.view.preview.state == "acknowledged",
        "the receipt",
    )
    driver.settle(window.tasks)
    driver.picture("counts-receipt")


def office(driver: Driver, window: Window) -> None:
    driver.press("Alt+6")
    driver.settle(window.tasks)
    driver.picture("office")
