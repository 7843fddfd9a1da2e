"""`gyeot audit` and `gyeot store verify`: the trail read, filtered and written out, and what a check of everything found."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, Faults, say
from app.cli.arguments import PATH, command, group_of, whole
from app.cli.signing_in import desk_of, secret_of, words_of
from app.errors import BadInput
from app.i18n import _
from app.kinds import Compartment

if TYPE_CHECKING:
    from app.audit import Asked
    from app.desk import Desk
    from app.flows.trails import Leaving


def add_audit(commands: Any) -> None:
    """Declare `gyeot audit`."""
    group = group_of(commands, "audit", _("verify · export"))
    command(group, "verify", _verify_audit)
    words = _("a file whose first line says why it leaves without a lock, or - for standard input")
    command(
        group, "export", _export_audit, ("--limit", {"type": whole(1, 1_000_000), "default": 1000}),
        ("--out", {**PATH, "help": _("a new file ending in .csv or .pdf")}), ("--who", {"default": ""}),
        ("--what", {"default": "", "help": _("a kind, or area:papers, area:store …")}), ("--from", {"dest": "since"}),
        ("--to", {"dest": "until"}), ("--case", {"default": ""}), ("--out-passphrase-file", PATH),
        ("--plain-reason-from", {"help": words}), help=_("the trail as JSON, or into a file"),
    )  # fmt: skip


def add_verify(group: Any) -> None:
    """Declare `gyeot store verify`."""
    told = _("pages, chain, checkpoints, anchor and the key store's memory")
    command(group, "verify", _verify_store, ("--detail", {"action": "store_true"}), help=told)


def _verify_store(given: argparse.Namespace) -> Answer:
    from app.flows.verification import verify

    with desk_of(given) as desk:
        desk.database(Compartment.CASEWORK)  # Denied to whoever may not judge it
        report = verify(desk.home, desk.keys, desk.freshness.anchored(), relay=desk.relay_memory.ask().value)
        doubts = list(desk.doubts)
    for one in report.findings:
        say(_("{name}: {sentence}").format(name=one.name, sentence=one.sentence))
    found = [*report.problems, *doubts]
    checked = {"checked": [asdict(one) for one in report.findings]} if given.detail else {}
    if found:
        sentence = _("The records are not whole: {problems}").format(problems="; ".join(found))
        raise Faults(sentence, {"whole": False, "problems": found, **checked})
    return {"whole": True, **checked}


def _verify_audit(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        found = desk.trail_problems()
        entries = desk.trails.look(limit=0).total
    if found:
        raise Faults("\n".join(found), {"holds": False, "entries": entries, "problems": found})
    return {"holds": True, "entries": entries}


def _export_audit(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        asked = _asked(desk, given)
        if given.out is None:
            return {"entries": [asdict(one) for one in desk.trail(given.limit, asked)]}
        return _write(desk, asked, given)


def _asked(desk: Desk, given: argparse.Namespace) -> Asked:
    desk.database(Compartment.CASEWORK)  # Denied to whoever may not read it
    who = next((one.id for one in desk.office.staff() if given.who in (one.id, one.name)), given.who)
    what = given.what if not given.what or given.what.startswith("area:") else f"kind:{given.what}"
    return desk.trails.asked(who=who, what=what, since=given.since, until=given.until, case=given.case)


def _write(desk: Desk, asked: Asked, given: argparse.Namespace) -> Answer:
    from app.documents import new_passphrase
    from app.flows.trails import leave, locked

    reason = words_of(given.plain_reason_from) if given.plain_reason_from else None
    made = _made(desk, asked, given.out)
    secret, made_up = (secret_of(given.out_passphrase_file) if given.out_passphrase_file else None), None
    if made.form == "pdf" and not secret and not reason:
        secret = made_up = new_passphrase()
    leaving = locked(made, secret, reason)
    leave(desk.audit, given.out, leaving)
    answer = {"written": str(given.out), "entries": leaving.entries, "encrypted": leaving.locked}
    return {**answer, **({"passphrase": made_up} if made_up else {})}


def _made(desk: Desk, asked: Asked, out: Path) -> Leaving:
    from app.documents import Centre, make_audit_paper
    from app.flows.trails import Leaving

    if out.suffix == ".csv":
        return Leaving(desk.trails.table(asked), "csv", desk.trails.look(asked, limit=0).total)
    if out.suffix == ".pdf":
        centre = Centre(desk.keys.centre_name, practice=desk.keys.practice)
        paper = desk.trails.paper(asked, centre, desk.keys.name, desk.trail_problems())
        return Leaving(make_audit_paper(paper)[0], "pdf", len(paper.rows))
    raise BadInput(_("The name of the file must end in .csv or .pdf. Nothing was written."), field="out")
