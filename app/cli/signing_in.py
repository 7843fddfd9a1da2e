"""Who a command acts for: secrets come from files only, and one process holds the desk."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import say
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.vault import Keys

_SECRET_MOST = 4096
_WORDS_MOST = 20_000
ASKED_ALOUD = "-"
"""Stands for the next line of standard input where words about a person are asked for."""


def keys_of(given: argparse.Namespace, home: Path | None = None) -> Keys:
    """The keys of the person named in the arguments. Raises BadInput where one of the four options is missing."""
    from app.vault import Home, SecondSecret, harden, noting, unlock

    harden()
    for option in ("home", "user", "passphrase_file", "key_file"):
        if getattr(given, option) is None and not (option == "home" and home):
            raise BadInput(
                _("This command needs --{option}. Nothing was opened.").format(option=option.replace("_", "-")),
                field=option,
            )
    passphrase, second = secret_of(given.passphrase_file), SecondSecret.keyfile(given.key_file)
    if home is not None:
        return unlock(home, given.user, passphrase, second)  # a backup: what fails there is no try at the centre
    opened = Home.open(given.home)
    with noting(opened, opened.find(given.user).id, second.kind):
        return unlock(opened, given.user, passphrase, second)


def secret_of(path: Path) -> str:
    """The first line of a file that holds a passphrase."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_SECRET_MOST + 1)
        text = data.decode("utf-8-sig") if len(data) <= _SECRET_MOST else None
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        raise BadInput(_("The passphrase file {path} cannot be read. Nothing was opened.").format(path=path))
    return text.splitlines()[0] if text.strip() else ""


def words_of(place: str) -> str:
    """Words about a person, from a file or (`-`) the next line of standard input.

    They are never arguments: what stands there, every user of the computer can read.
    """
    try:
        text = sys.stdin.readline(_WORDS_MOST) if place == ASKED_ALOUD else Path(place).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadInput(_("The file {path} cannot be read. Nothing was done.").format(path=place)) from None
    if len(text) >= _WORDS_MOST:
        raise BadInput(_("The file {path} is too long for these words. Nothing was done.").format(path=place))
    return text.strip()


@contextmanager
def desk_of(given: argparse.Namespace) -> Iterator[Desk]:
    """The desk of the person named in the arguments, held by this process alone."""
    from app.vault import Holding

    keys = keys_of(given)
    try:
        with Holding(given.home), opened(given.home, keys) as desk:
            for sentence in (*desk.doubts, *filter(None, [desk.unsigned])):
                say(sentence)
            yield desk
    finally:
        keys.close()


@contextmanager
def opened(home: Path, keys: Keys) -> Iterator[Desk]:
    """A desk that is closed again, whatever happens; what is told once at an opening is told here."""
    from app.desk import Desk
    from app.flows import anew

    if anew.takes_long(home, keys):
        say(_("A large record file gets its new key first. This takes some minutes; nothing is lost if it is stopped."))
    desk = Desk.open(home, keys)
    try:
        for sentence in desk.notices:
            say(sentence)
        yield desk
    finally:
        desk.close()
