"""`gyeot counts`: rounds of anonymous counts, from closing to sending."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, say
from app.cli.arguments import PATH, command, group_of
from app.cli.signing_in import desk_of, keys_of
from app.errors import BadInput, Conflict, Denied
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk


def add_counts(commands: Any) -> None:
    """Declare `gyeot counts`."""
    group = group_of(commands, "counts", _("apply OUT · join URL · rounds · close PERIOD · preview · send · carry DIR"))
    command(group, "apply", _apply, ("out", PATH))
    command(group, "join", _join, "relay")
    command(group, "rounds", _rounds)
    command(group, "close", _close_round, "period")
    command(group, "preview", _preview, ("round", {"nargs": "?"}))
    command(group, "send", _send, ("round", {"nargs": "?"}), ("--relay", {}))
    command(group, "carry", _carry, ("folder", PATH), ("--round", {}))


def _apply(given: argparse.Namespace) -> Answer:
    from app.flows import reporting

    keys = keys_of(given)
    _new_file(given.out, reporting.application(keys))
    return {"application": str(given.out)}


def _new_file(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise Conflict(
            _("Something of this name is already there, and it was left as it is. Please choose another name.")
        ) from None


def _join(given: argparse.Namespace) -> Answer:
    from app.flows import reporting

    with desk_of(given) as desk:
        card = reporting.join(desk.office, desk.keys, reporting.fetch(given.relay))
        return {"relay": card.url, "trial": card.trial, "fingerprint": reporting.fingerprint(card)}


def _rounds(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"rounds": [asdict(one) for one in desk.counts.rounds()], "closable": list(desk.counts.closable())}


def _close_round(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"round": desk.counts.close_round(given.period).value}


def _preview(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return asdict(desk.counts.preview(_round(desk, given.round)))


def _send(given: argparse.Namespace) -> Answer:
    from app.flows import reporting
    from app.sync import check_address

    if given.relay is not None:
        check_address(given.relay)
    with desk_of(given) as desk:
        _managers_only(desk)
        waiting = desk.outbox.items("waiting")
        chosen = _round(desk, given.round) if given.round or not waiting else None
        if chosen and not given.round and _state(desk, chosen) == "acknowledged":
            say(_("The last round already has its receipt. There was nothing to send."))
        elif chosen:
            desk.counts.send(chosen)
        sent = reporting.send(desk.outbox, desk.office, desk.counts, desk.keys, given.relay).insist()
        return asdict(sent)


def _carry(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        _managers_only(desk)
        return {"file": str(desk.counts.carry(_round(desk, given.round), given.folder))}


def _managers_only(desk: Desk) -> None:
    from app.kinds import Role

    if desk.keys.role != Role.MANAGER:
        raise Denied(_("Only a manager decides what leaves. Nothing was changed."))


def _state(desk: Desk, round_id: str) -> str:
    return next(one.state for one in desk.counts.rounds() if one.id == round_id)


def _round(desk: Desk, asked: str | None) -> str:
    """The id of a closed round, named by its id or period; the last one where none is named."""
    rounds = desk.counts.rounds()
    if asked is not None:
        return next((one.id for one in rounds if one.period == asked), asked)
    if rounds:
        return max(rounds, key=lambda one: one.closed_at).id
    raise BadInput(
        _(
            "No round of counts is closed yet, so there is nothing to show or send. "
            "What can be closed now with “gyeot counts close PERIOD”: {periods}."
        ).format(periods=", ".join(desk.counts.closable()) or "–"),
        field="round",
    )
