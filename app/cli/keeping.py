"""`gyeot retention` and `gyeot store drill`: what is due, what is held back, what was erased, whether a backup comes back."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of, legal_day, one_of
from app.cli.second import SECOND, pair_of
from app.cli.signing_in import desk_of, keys_of, opened, words_of
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.flows.break_glass import Pair
    from app.retention import Clock, Line

_GROUNDS = ("period_over", "request", "consent_withdrawn")


def add_retention(commands: Any) -> None:
    """Declare `gyeot retention`."""
    group = group_of(
        commands,
        "retention",
        _(
            "review · decide CASE · hold CASE · release CASE · holds · erase CASE… · sealed CASE · sealed-decide CASE · sealed-erase CASE · log · certificate ID OUT · copies · period"
        ),
    )
    day = {"type": legal_day}
    command(group, "review", _review, ("--on", day))
    command(group, "decide", _decide, "record", "decision", ("--reason-from", {"default": ""}), ("--until", day))
    command(group, "hold", _hold, "case", ("--reason-from", {"required": True}))
    command(group, "release", _release, "case")
    command(group, "holds", _holds)
    command(
        group, "erase", _erase, ("records", {"nargs": "+"}),
        ("--ground", {"type": one_of(*_GROUNDS), "default": _GROUNDS[0]}),
    )  # fmt: skip
    whom = ("--why-from", {"default": ""}), *SECOND
    command(group, "sealed", _sealed, "case", *whom)
    command(
        group,
        "sealed-decide",
        _sealed_decide,
        "case",
        "decision",
        ("--reason-from", {"default": ""}),
        ("--until", day),
        *whom,
    )
    command(
        group, "sealed-erase", _sealed_erase, "case",
        ("--ground", {"type": one_of(*_GROUNDS), "default": _GROUNDS[0]}), *whom,
    )  # fmt: skip
    command(group, "log", _log)
    command(group, "certificate", _certificate, "entry", ("out", PATH))
    command(group, "copies", _copies)
    command(group, "gone", _gone, "backup")
    command(group, "period", _period, "record_type", "period")


def add_drill(group: Any) -> None:
    """Declare `gyeot store drill` among the other commands of the store."""
    command(group, "drill", _drill, ("source", PATH))


def _review(given: argparse.Namespace) -> Answer:
    from app.flows import sealed_keeping

    with desk_of(given) as desk:
        lines = desk.retention.review(given.on)
        sealed = sealed_keeping.clocks(desk, given.on)
        return {
            "due": [_line(one) for one in lines],
            "without_period": desk.retention.without_period(),
            "sealed": [{"id": one.id, "number": one.number, "month": one.month} for one in sealed],
        }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "kind": line.kind, "title": line.title, "closed_on": line.closed_on.isoformat(),
        "until": _day(line.until), "held": line.held, "decision": line.decision, "papers_open": line.papers_open,
        "clocks": [_clock(one) for one in line.clocks],
    }  # fmt: skip


def _clock(clock: Clock) -> dict[str, Any]:
    rule = clock.rule
    return {
        "record_type": rule.record_type, "duty": rule.duty, "by_law": rule.by_law, "permanent": rule.permanent,
        "until": _day(clock.until),
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decide(given: argparse.Namespace) -> Answer:
    from app.errors import BadInput

    if given.decision not in ("erase", "keep"):
        raise BadInput(
            _("“{value}” is not known here. Nothing was done. There are: {known}.").format(
                value=given.decision, known="erase, keep"
            )
        )
    reason = _words(given.reason_from)
    with desk_of(given) as desk:
        return _line(desk.retention.decide(given.record, given.decision, reason=reason, keep_until=given.until).value)


def _words(place: str) -> str:
    """What stands in a file or a line; nothing where none was named."""
    return words_of(place) if place else ""


def _sealed(given: argparse.Namespace) -> Answer:
    from app.flows import sealed_keeping

    with desk_of(given) as desk:
        return _line(sealed_keeping.look(desk, given.case, _reasoned(given, desk)).value)


def _sealed_decide(given: argparse.Namespace) -> Answer:
    from app.flows import sealed_keeping

    with desk_of(given) as desk:
        pair, reason = _reasoned(given, desk), _words(given.reason_from)
        return _line(
            sealed_keeping.decide(desk, given.case, given.decision, reason=reason, until=given.until, pair=pair).value
        )


def _sealed_erase(given: argparse.Namespace) -> Answer:
    """The case goes as a whole; the record file is written anew at the end, with nobody in it."""
    from app.flows import sealed_keeping
    from app.vault import Holding

    keys = keys_of(given)
    with Holding(given.home):
        with opened(given.home, keys) as desk:
            done = sealed_keeping.erase(desk, given.case, given.ground, _reasoned(given, desk)).value
        with opened(given.home, keys) as desk:
            entry = desk.retention.destruction(done.id)
            still = desk.retention.still_holding(entry.at)
    keys.close()
    return {"erased": asdict(entry), "still_in": [asdict(one) for one in still]}


def _reasoned(given: argparse.Namespace, desk: Desk) -> Pair | None:
    """Two people, where a second one is named, with why they open it."""
    from app.flows.break_glass import check_reason

    pair = pair_of(given, desk)
    return None if pair is None else replace(pair, reason=check_reason(_words(given.why_from)))


def _hold(given: argparse.Namespace) -> Answer:
    reason = words_of(given.reason_from)
    with desk_of(given) as desk:
        return asdict(desk.retention.hold(given.case, reason).value)


def _release(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"released": desk.retention.release(given.case).value}


def _holds(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"holds": [asdict(one) for one in desk.retention.holds()]}


def _erase(given: argparse.Namespace) -> Answer:
    """Rows first; then the desk is closed, and opening it again writes the record file anew."""
    from app.flows import erasure
    from app.vault import Holding

    keys = keys_of(given)
    with Holding(given.home):
        with opened(given.home, keys) as desk:
            done = erasure.erase(given.home, keys, desk.retention, given.records, given.ground).value
        with opened(given.home, keys) as desk:
            entry = desk.retention.destruction(done.id)
            still = desk.retention.still_holding(entry.at)
    keys.close()
    return {"erased": asdict(entry), "still_in": [asdict(one) for one in still]}


def _log(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"log": [asdict(one) for one in desk.retention.log()]}


def _certificate(given: argparse.Namespace) -> Answer:
    from app.documents import Centre
    from app.documents.certificate import save_certificate

    with desk_of(given) as desk:
        entry = desk.retention.destruction(given.entry)
        centre = Centre(desk.keys.centre_name, practice=desk.keys.practice)
        still, staff = desk.retention.still_holding(entry.at), desk.office.name(entry.author)
        return asdict(save_certificate(given.out, entry, still, centre, staff, desk.audit))


def _copies(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"copies": [asdict(one) for one in desk.retention.copies()]}


def _gone(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        desk.retention.copy_gone(given.backup)
        return {"copies": [asdict(one) for one in desk.retention.copies()]}


def _period(given: argparse.Namespace) -> Answer:
    from app.flows import keeping

    with desk_of(given) as desk:
        keeping.set_period(desk.office, desk.keys.centre_type, given.record_type, given.period)
        return {"record_type": given.record_type, "period": given.period}


def _drill(given: argparse.Namespace) -> Answer:
    from app.cli.store import one_backup
    from app.flows import drill

    with desk_of(given) as desk:
        drilled = drill.rehearse(desk.home, desk.keys, one_backup(given.source))
        drill.record(drilled, audit=desk.audit, office=desk.office)
        return {**asdict(drilled), "holds": drilled.holds}
