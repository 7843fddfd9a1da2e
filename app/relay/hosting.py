"""What whoever hosts a report channel does beside a running relay: centres, invitations, desks, and letting go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from app import wire
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.relay import database as databases
from app.relay import desks, retention
from app.relay.folder import Folder, write
from app.wire import canonical as c
from app.wire.page_manifest import PAPER

T = TypeVar("T")
_LANGUAGES = ("ko", "en", "easy")
_MOST_WORDS = 600


def centre(key_folder: Path, paper: bytes, *, database: str | None = None, page_folder: Path | None = None) -> str:
    """Serve a centre by its paper, and put the paper beside the page that shows it; returns the centre's id."""
    told = _paper(paper)
    verify = bytes.fromhex(told["verify"])
    if not _in(key_folder, database, lambda db: desks.register(db, told["id"], verify)):
        raise Conflict(_("This centre is served here with another page key. Nothing was changed."))
    if page_folder is not None:
        write(page_folder / PAPER, json.dumps(told, ensure_ascii=False, indent=1).encode(), 0o644)
    return str(told["id"])


def invite(key_folder: Path, centre_: str, *, database: str | None = None) -> dict[str, str]:
    """A one-time code for a desk of a centre, and what both sides read to each other."""
    card = wire.read_card(Folder.open(key_folder).card())
    code, until = _in(key_folder, database, lambda db: desks.invite(db, centre_))
    return {"code": code, "until": until, "relay": card.url, "fingerprint": " ".join(card.fingerprint)}


def enrolled(key_folder: Path, *, database: str | None = None) -> list[dict[str, Any]]:
    """Every desk that is or was enrolled."""
    folder = Folder.open(key_folder)
    found = desks.listed(_in(key_folder, database, desks.document), folder).all
    shown = ("id", "centre", "since", "revoked", "fingerprint")
    return [{name: getattr(desk, name) for name in shown} for desk in found]


def expel(key_folder: Path, key_id: str, *, database: str | None = None) -> dict[str, Any]:
    """Shut a desk out from now on."""
    folder = Folder.open(key_folder)
    left = _in(key_folder, database, lambda db: desks.expel(db, folder, key_id))
    if left is None:
        raise NotFound(_("There is no desk with this key here. Nothing was changed."))
    return {"id": left.id, "centre": left.centre, "revoked": left.revoked}


def retire(key_folder: Path, *, database: str | None = None) -> dict[str, int]:
    """Let go now of what has ended; a running relay does the same every day."""
    Folder.open(key_folder)
    engine = databases.opened(database, key_folder)
    try:
        return retention.run(engine)
    finally:
        engine.dispose()


def _in(key_folder: Path, database: str | None, act: Callable[[Connection], T]) -> T:
    Folder.open(key_folder)
    engine = databases.opened(database, key_folder)
    try:
        with databases.writing(engine) as db, db.begin():
            return act(db)
    finally:
        engine.dispose()


def _paper(document: bytes) -> dict[str, Any]:
    """A centre's paper: id, page key, its name, numbers to call, and when reports are read."""
    try:
        value = c.mapping(json.loads(document.decode("utf-8")))
        c.exactly(value, "id", "verify", "name", "phones", "hours", "practice")
        c.text(value["id"], c.HEX16)
        c.text(value["verify"], c.HEX64)
        c.yes_no(value["practice"])
        for words in (value["name"], value["hours"]):
            _words(words)
        c.listed(value["phones"], _phone, 12)
    except (ValueError, RecursionError, wire.Malformed):
        raise BadInput(_("This is not a centre's paper for a relay. Nothing was changed."), field="paper") from None
    return value


def _phone(value: object) -> None:
    item = c.mapping(value)
    c.exactly(item, "name", "number")
    _words(item["name"])
    c.text(item["number"], r"[0-9][0-9 -]{1,29}")


def _words(value: object) -> None:
    for language, text in c.mapping(value).items():
        if language not in _LANGUAGES or not isinstance(text, str) or not 0 < len(text) <= _MOST_WORDS:
            raise c.Malformed("words")
