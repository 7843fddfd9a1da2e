"""What the publisher does beside a running relay: enrol and revoke centres, take files from sticks, close rounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app import wire
from app.clock import today
from app.errors import BadInput, Conflict, Denied, NotFound, Rejected
from app.i18n import _
from app.relay import book
from app.relay import database as databases
from app.relay.folder import Folder

GROUP = "city"
_MOST = 4_000_000


def enrol(key_folder: Path, application: bytes) -> wire.Roster:
    """Put the centre of an application on the roster; practice centres only on a trial one."""
    folder, offer = Folder.open(key_folder), wire.read_application(application)
    roster = folder.roster()
    if offer.practice and not roster.trial:
        raise Denied(_("A practice centre cannot join a real roster. Nothing was changed."))
    member = wire.Member(wire.key_id(offer.key), offer.key, today().isoformat())
    if any(one.id == member.id for one in roster.centres):
        raise Conflict(_("This centre is already on the roster, or was revoked. Nothing was changed."))
    return folder.publish(replace(roster, centres=(*roster.centres, member)))


def revoke(key_folder: Path, centre: str) -> wire.Roster:
    """Take a centre off the roster from today; its key is never taken again."""
    folder = Folder.open(key_folder)
    roster, day = folder.roster(), today().isoformat()
    if roster.member(centre) is None:
        raise NotFound(_("This centre is not on the roster. Nothing was changed."))
    centres = tuple(replace(one, revoked=day) if one.id == centre else one for one in roster.centres)
    return folder.publish(replace(roster, centres=centres))


def take(key_folder: Path, envelope: Path, *, database: str | None = None, role: str = "a") -> bytes:
    """Take an envelope that came on a stick; returns the receipt to carry back."""
    folder = Folder.open(key_folder)
    try:
        with envelope.open("rb") as stream:
            raw = stream.read(_MOST)  # a longer file is cut, and refused as no whole envelope
    except OSError as problem:
        raise BadInput(_("This file cannot be read. Nothing was taken."), field="file") from problem
    checked = book.admissible(raw, folder.roster(), role)
    if isinstance(checked, book.Refused):
        raise Rejected(_refusal(checked.code))
    engine = databases.opened(database, key_folder)
    with databases.writing(engine) as db, db.begin():
        answer = book.accept(db, checked, checked.sha256.removeprefix("sha256:"), folder)
    engine.dispose()
    if isinstance(answer, book.Refused):
        raise Rejected(_refusal(answer.code))
    return answer.document


def close_round(key_folder: Path, round_: str, *, database: str | None = None, group: str = GROUP) -> wire.Sum:
    """Open and close a round for good; below the roster's least number nothing is opened."""
    folder = Folder.open(key_folder)
    engine = databases.opened(database, key_folder)
    try:
        with databases.writing(engine) as db, db.begin():
            added = book.open_sum(db, round_, group, folder)
        databases.forget(engine)
        return added
    finally:
        engine.dispose()


def _refusal(code: str) -> str:
    sentence = _("The relay did not take this envelope ({code}). Nothing was replaced.")
    return sentence.format(code=code)
