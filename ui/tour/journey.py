"""The main job as one journey through the real windows, by clicks and keys."""

from __future__ import annotations

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
    driver.until(lambda: window.floor is not None, f"{role} to be let in")
