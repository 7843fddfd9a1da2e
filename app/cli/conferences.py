"""`gyeot conference`: the case conferences, and the numbered copies of one for everybody who may get one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.answers import Answer, Faults
from app.cli.arguments import PATH, command, group_of
from app.cli.signing_in import desk_of, words_of
from app.errors import Refusal
from app.i18n import _


def add_conferences(commands: Any) -> None:
    """Declare `gyeot conference`."""
    group = group_of(commands, "conference", _("list · pack ID FOLDER [--plain-reason-from REASON]"))
    command(group, "list", _list)
    command(group, "pack", _pack, "id", ("folder", PATH), ("--plain-reason-from", {"default": ""}))


def _list(given: argparse.Namespace) -> Answer:
    from app.flows.conference_pack import listed

    with desk_of(given) as desk:
        return {"conferences": [asdict(one) for one in listed(desk)]}


def _pack(given: argparse.Namespace) -> Answer:
    """One file for each person, under a passphrase of its own that is told once; and who does not get what."""
    from app.documents import Options, new_passphrase, suggest_name
    from app.flows import conference_pack

    reason = words_of(given.plain_reason_from) if given.plain_reason_from else None
    with desk_of(given) as desk:
        whole = conference_pack.opened(desk, given.id)
        chosen = [one.attendee.id for one in whole.shares if one.given]
        made: list[dict[str, Any]] = []
        for whom, number in conference_pack.numbers(whole.conference, chosen).items():
            key = None if reason else new_passphrase()
            way = conference_pack.Way(given.folder / suggest_name(), key, reason)
            try:
                copy = conference_pack.save_copy(desk, given.id, whom, number, way, Options()).value
            except Refusal as problem:
                if not made:
                    raise
                # copies were made: their passphrases are told here and nowhere else
                raise Faults(str(problem), {"made": made, "left": [], "folder": str(given.folder)}) from problem
            told = {"number": copy.number, "total": copy.total, "name": copy.name, "file": copy.file}
            made.append({**told, **({"passphrase": key} if key else {})})
        left = [
            {"name": one.called, "code": each.line.code, "why": each.why} for one in whole.shares for each in one.left
        ]
    return {"made": made, "left": left, "folder": str(given.folder)}
