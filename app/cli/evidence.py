"""`gyeot evidence`: what a case keeps, taking in, referring to, checking, the custody sheet, handing over, stopping."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, Faults
from app.cli.arguments import PATH, command, group_of, one_of
from app.cli.signing_in import desk_of, secret_of, words_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.documents.custody_paper import Sheet

_MOST = 100_000


def add_evidence(commands: Any) -> None:
    """Declare `gyeot evidence`."""
    group = group_of(
        commands,
        "evidence",
        _("list CASE · add CASE FILE · refer CASE · check · sheet ITEM OUT · hand-over ITEM OUT · stop ITEM"),
    )
    words = _("a file with the words, or - for a line of standard input")
    told = {"help": words}
    needed = {**told, "required": True}
    command(group, "list", _list, "case")
    shows = {"type": one_of("no_sexual_image", "not_looked", "sexual_image"), "default": "not_looked"}
    command(
        group, "add", _add, "case", ("file", PATH), ("--title-from", needed), ("--shows", shows),
        ("--came-from-from", told),
    )  # fmt: skip
    command(group, "refer", _refer, "case", ("--from", {"dest": "source", "required": True, **PATH}))
    command(group, "check", _check)
    lock = (("--out-passphrase-file", PATH), ("--recipient-from", needed))
    command(group, "sheet", _sheet, "item", ("out", PATH), *lock, ("--plain-reason-from", told))
    command(group, "hand-over", _hand_over, "item", ("out", PATH), *lock, ("--age-key", {"default": ""}),
            ("--authority-from", told))  # fmt: skip
    command(group, "stop", _stop, "item", ("--why-from", told))
    command(group, "release", _release, "item", ("--why-from", needed))
    command(group, "viewer", _viewer, help=argparse.SUPPRESS)


def _list(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        case_id = desk.cases.get(given.case).id
        rule = desk.evidence.rule(case_id)
        found = [
            {**asdict(one), "custody": [asdict(line) for line in desk.evidence.custody(one.id)]}
            for one in desk.evidence.items(case_id)
        ]
        return {"case": case_id, "digital": rule.digital, "items": found}


def _add(given: argparse.Namespace) -> Answer:
    from app.evidence import Brought, Stated

    title = words_of(given.title_from)
    came_from = words_of(given.came_from_from) if given.came_from_from else ""
    with desk_of(given) as desk:
        intake = desk.evidence.prepare(desk.cases.get(given.case).id, Stated(given.shows)).value
        try:
            taken = intake.seal(given.file)
            item = desk.evidence.enter(intake, taken, Brought(title, intake.stated, came_from)).value
        except BaseException:
            desk.evidence.abandon(intake)
            raise
        return asdict(item)


def _refer(given: argparse.Namespace) -> Answer:
    from app.evidence import Reference

    reference = Reference(**_fields(given.source))
    with desk_of(given) as desk:
        return asdict(desk.evidence.refer(desk.cases.get(given.case).id, reference).value)


def _fields(path: Path) -> dict[str, Any]:
    """A JSON object with the fields of a reference; they never stand in arguments."""
    from dataclasses import fields

    from app.evidence import Reference

    known = {one.name for one in fields(Reference)}
    try:
        with path.open(encoding="utf-8-sig") as stream:
            found = json.loads(stream.read(_MOST))
    except (OSError, ValueError):
        found = None
    sound = isinstance(found, dict) and set(found) <= known and "title" in found
    if not sound or not all(isinstance(value, int if name == "seen_at" else str) for name, value in found.items()):
        raise BadInput(
            _("The file needs one JSON object with these fields: {fields}. Nothing was written.").format(
                fields=", ".join(sorted(known))
            )
        )
    return dict(found)


def _check(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        found = desk.evidence.check_all()
        answer = {"whole": found.whole, "damaged": list(found.damaged)}
    if found.damaged:
        raise Faults(_("Some files of evidence are not whole. Restore them from a backup."), answer)
    return answer


def _sheet_of(desk: Desk, item_id: str) -> Sheet:
    from app.flows import custody

    item = desk.evidence.item(item_id)
    return custody.sheet_of(desk.evidence, item_id, desk.cases.get(item.case_id).number, desk.office)


def _sheet(given: argparse.Namespace) -> Answer:
    from app.documents import Centre
    from app.flows import custody

    with desk_of(given) as desk:
        made = custody.save_sheet(
            desk.evidence, desk.documents, _sheet_of(desk, given.item),
            Centre(desk.keys.centre_name, practice=desk.keys.practice), given.out, words_of(given.recipient_from),
            passphrase=secret_of(given.out_passphrase_file) if given.out_passphrase_file else None,
            plain_reason=words_of(given.plain_reason_from) if given.plain_reason_from else None,
        ).value  # fmt: skip
        return asdict(made)


def _hand_over(given: argparse.Namespace) -> Answer:
    from app.documents import Centre
    from app.flows import custody

    to = custody.To(
        words_of(given.recipient_from), given.age_key,
        secret_of(given.out_passphrase_file) if given.out_passphrase_file else "",
        words_of(given.authority_from) if given.authority_from else "",
    )  # fmt: skip
    with desk_of(given) as desk:
        centre = Centre(desk.keys.centre_name, practice=desk.keys.practice)
        ready = custody.prepare(desk.evidence, _sheet_of(desk, given.item), to, centre, given.out)
        return asdict(custody.finish(desk.evidence, desk.documents, ready, custody.pack(ready)).value)


def _stop(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return asdict(desk.evidence.stop(given.item, words_of(given.why_from) if given.why_from else "").value)


def _release(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return asdict(desk.evidence.release(given.item, words_of(given.why_from)).value)


def _viewer(_given: argparse.Namespace) -> Answer:
    """The confined child of a packed program, which has no modules to start by name."""
    from app.evidence.viewer.child import main

    raise SystemExit(main())
