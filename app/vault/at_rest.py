"""Whether this computer's disk and swap are encrypted, in words: what other programs leave there is outside our locks."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.vault import platform
from app.vault.devices import AtRest, Devices, together

_PROTECTED, _BARE = {1, 6}, {2, 3, 4, 5, 8}
"""BitLocker on, or on and locked; off, not finished, being taken off, suspended (its key lies open), not activated."""


@dataclass(frozen=True, slots=True)
class Computer:
    """How the disk below the centre's folder and the swap lie while the computer is off."""

    disk: AtRest
    swap: AtRest


def look(folder: Path) -> Computer:
    """Ask the system; it may start a program, so this is never done on the window's own thread."""
    if sys.platform == "win32":
        disk, swap = bitlocker([folder.resolve().drive]), bitlocker(platform.page_file_drives())
    elif sys.platform == "darwin":
        disk = filevault(folder.resolve(), platform.answer_of("/usr/bin/fdesetup", "isactive"))
        swap = mac_swap(platform.answer_of("/usr/sbin/sysctl", "-n", "vm.swapusage"))
    else:
        disk, swap = Devices().of_folder(folder.resolve()), Devices().of_swap()
    return Computer(AtRest.UNKNOWN if disk is AtRest.ABSENT else disk, swap)


def bitlocker(drives: Iterable[str]) -> AtRest:
    """Windows: one answer for these drives."""
    return together(protection(platform.volume_protection(drive)) for drive in drives)


def protection(said: int | None) -> AtRest:
    """What the shell's number for a drive means."""
    if said in _PROTECTED:
        return AtRest.ENCRYPTED
    return AtRest.OPEN if said in _BARE else AtRest.UNKNOWN


def filevault(folder: Path, said: str) -> AtRest:
    """macOS: FileVault covers the disk of the system, not one that was plugged in."""
    if folder.is_relative_to("/Volumes"):
        return AtRest.UNKNOWN
    return {"true": AtRest.ENCRYPTED, "false": AtRest.OPEN}.get(said.strip(), AtRest.UNKNOWN)


def mac_swap(said: str) -> AtRest:
    """macOS: the system says behind the sizes whether its swap is encrypted."""
    if "total" not in said:
        return AtRest.UNKNOWN
    return AtRest.ENCRYPTED if "(encrypted)" in said else AtRest.OPEN


def word(found: AtRest) -> str:
    """The state in a word or two."""
    return {
        AtRest.ENCRYPTED: _("Encrypted"),
        AtRest.OPEN: _("Not encrypted"),
        AtRest.UNKNOWN: _("Could not be found out"),
        AtRest.ABSENT: _("Nothing is written"),
    }[found]


def disk_sentence(found: AtRest) -> str:
    """What the answer about the disk means, and what to do."""
    if found is AtRest.ENCRYPTED:
        return _("The system says that this computer's disk is encrypted. Nothing needs to be done.")
    if found is AtRest.OPEN:
        return _(
            "This computer's disk does not look encrypted. The records are locked all the same, but traces that other programs leave are not. Have disk encryption turned on before real work begins."
        )
    return _(
        "Whether this computer's disk is encrypted could not be found out. Ask whoever looks after the computer before real work begins."
    )


def swap_sentence(found: AtRest) -> str:
    """What the answer about swap means, and what to do."""
    if found is AtRest.ENCRYPTED:
        return _("What the system moves from memory to the disk is encrypted. Nothing needs to be done.")
    if found is AtRest.ABSENT:
        return _("The system moves nothing from memory to the disk. Nothing needs to be done.")
    if found is AtRest.OPEN:
        return _(
            "What the system moves from memory to the disk does not look encrypted, so parts of an open case may stay there. Have swap encrypted or turned off. Until then shut the computer down; do not let it hibernate."
        )
    return _(
        "Whether what the system moves from memory to the disk is encrypted could not be found out. Ask whoever looks after the computer. Until then shut it down; do not let it hibernate."
    )
