"""`gyeot practice` and `gyeot case`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer, Faults, say
from app.cli.arguments import PATH, command, group_of, one_of, whole
from app.cli.signing_in import desk_of, secret_of, words_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.documents import SafetyAnswers


def add_practice(commands: Any) -> None:
    """Declare `gyeot practice`."""
    command(
        commands,
        "practice",
        _make_practice,
        ("folder", PATH),
        ("--cases", {"type": whole(1, 100_000), "default": 60}),
        ("--seed", {"type": whole(0, 2**31 - 1), "default": 1}),
        help=_("make a practice centre with invented cases in a new folder"),
    )


def add_case(commands: Any) -> None:
    """Declare `gyeot case`."""
    group = group_of(
        commands, "case", _("list · show ID · export ID OUT.pdf · export-all FOLDER · seal ID · sealed · unseal ID")
    )
    limit = {"type": whole(1, 1_000_000), "default": 200}
    seen = _("others on this computer can see it while the command runs; --query-from keeps it apart")
    words = _("a file with the words, or - for a line of standard input")
    command(
        group,
        "list",
        _list_cases,
        ("--query", {"default": "", "help": seen}),
        ("--query-from", {"help": words}),
        ("--limit", limit),
    )
    reason = {"default": "", "help": _("why a case of somebody else is opened; it holds today and is written down")}
    command(group, "show", _show_case, "id", ("--reason", reason))
    profile = {
        "type": one_of(
            "full",
            "manager",
            "referral",
            "police",
            "court",
            "survivor",
            "anonymised",
            "consent_form",
            "power_of_attorney",
            "counselling_log",
        ),
        "default": "full",
    }
    command(
        group, "export", _export_case, "id", ("out", PATH), ("--profile", profile), ("--recipient", {"default": ""}),
        ("--out-passphrase-file", PATH), ("--plain-reason-from", {"help": words}),
        ("--safe-to-take", {"type": one_of("yes", "no", "unsure")}), ("--who-might-find-from", {"help": words}),
        ("--form", {"type": one_of("paper", "read_aloud", "keep_here"), "default": "paper"}),
        ("--day", {"default": "", "help": _("the day of a counselling log, as year-month-day")}),
        ("--ground-from", {"help": _("the order or duty on which a paper for police or court rests; {words}").format(words=words)}),
        ("--hide-from", {"help": _("words that shall not be on the paper, one a line; {words}").format(words=words)}),
        ("--card-seen", {"action": "store_true", "help": _("the safe-contact card of the person was looked at")}),
    )  # fmt: skip
    numbers = {"type": one_of("full", "manager", "anonymised"), "default": "anonymised"}
    command(
        group, "export-all", _export_all, ("folder", PATH), ("--profile", numbers), ("--query-from", {"help": words}),
        ("--recipient", {"default": ""}), ("--out-passphrase-file", PATH), ("--plain-reason-from", {"help": words}),
    )  # fmt: skip
    command(group, "sealed", _sealed)
    command(
        group, "seal", _seal, "id", ("--for", {"dest": "people", "action": "append", "required": True}),
        ("--reason-from", {"required": True, "help": words}),
    )  # fmt: skip
    command(group, "unseal", _unseal, "id")


def _make_practice(given: argparse.Namespace) -> Answer:
    from app.practice import make

    return make(given.folder, given.cases, given.seed)


def _list_cases(given: argparse.Namespace) -> Answer:
    query = words_of(given.query_from) if given.query_from else given.query
    with desk_of(given) as desk:
        rows = desk.sight.covered(desk.cases.find(query, given.limit) if query else desk.cases.page(limit=given.limit))
        return {"total": desk.cases.total() if not query else len(rows), "cases": [asdict(row) for row in rows]}


def _show_case(given: argparse.Namespace) -> Answer:
    """The case; of what is somebody else's the number only, until a reason is given."""
    from app.codelists import codes

    with desk_of(given) as desk:
        case = desk.cases.get(given.id)
        if given.reason:
            desk.sight.ask(case.id, given.reason)
        if not desk.sight.sees(case.id):
            known = ", ".join(one.id for one in codes("sight_reason"))
            say(
                _(
                    "This case is with somebody else. With --reason it opens for today, and that is written down. There are: {known}."
                ).format(known=known)
            )
            return {"id": case.id, "number": case.number, "assigned_to": case.assigned_to, "masked": True}
        desk.audit.write("case_read", case=case.id, by="command")
        return {
            **asdict(case),
            "may_call": asdict(desk.cases.may_call(case.id)),
            "consents": {purpose: one.answer for purpose, one in desk.cases.standing(case.id).items()},
            "incidents": [asdict(one) for one in desk.cases.incidents(case.id)],
            "signs": [asdict(one) for one in desk.safety.signs(case.id)],
            "tasks": [asdict(one) for one in desk.agenda.of_case(case.id)],
            "referrals": [asdict(one) for one in desk.referrals.of_case(case.id)],
            "recorded": desk.cases.recorded(case.id),
            "timeline": [asdict(one) for one in desk.cases.timeline(case.id)],
        }


def _export_case(given: argparse.Namespace) -> Answer:
    from app.documents import Profile, SafetyAnswers

    finder = words_of(given.who_might_find_from) if given.who_might_find_from else ""
    safety = SafetyAnswers(given.safe_to_take, finder, given.form) if given.safe_to_take else None
    with desk_of(given) as desk:
        case_id = desk.cases.get(given.id).id
        may = desk.cases.may_call(case_id)
        card = {"safe_contact": {"verdict": may.shape, "sentence": may.sentence, "detail": may.detail}}
        if given.profile == Profile.SURVIVOR and safety and not safety.allows_paper:
            noted = desk.documents.note_answers(case_id, safety).value
            say(noted.sentence)
            return {"made": False, **asdict(noted), **card}
        try:
            return {**_paper(given, desk, case_id, safety), **card}
        except BadInput as problem:
            if problem.field != "card_seen":
                raise
            raise Faults(f"{problem} (--card-seen)", card) from problem


def _export_all(given: argparse.Namespace) -> Answer:
    from app.documents import Profile, Recipient, Wish
    from app.flows.batch import Batch, cases_for, run

    wish = Wish(Profile(given.profile), Recipient(given.recipient or _("For the file")))
    query = words_of(given.query_from) if given.query_from else ""
    with desk_of(given) as desk:
        reason, passphrase, made_up = _lock_of(given)
        batch = Batch(cases_for(desk, query), given.folder, wish, passphrase, reason)
        run(batch, desk, lambda _done: None, lambda: False)
        done = {"made": len(batch.made), "left": [asdict(one) for one in batch.left], "folder": str(given.folder)}
        return {**done, **({"passphrase": made_up} if made_up else {})}


def _lock_of(given: argparse.Namespace) -> tuple[str | None, str | None, str | None]:
    """The reason for a plain file, the passphrase, and the latter once more where it was made up here."""
    from app.documents import new_passphrase

    reason = words_of(given.plain_reason_from) if given.plain_reason_from else None
    made_up = None if reason or given.out_passphrase_file else new_passphrase()
    return reason, made_up or (secret_of(given.out_passphrase_file) if given.out_passphrase_file else None), made_up


def _sealed(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"sealed": [asdict(one) for one in desk.sealed.listed()]}


def _seal(given: argparse.Namespace) -> Answer:
    from app.flows import walling

    reason = words_of(given.reason_from)
    with desk_of(given) as desk:
        return asdict(walling.seal(desk, desk.cases.get(given.id).id, given.people, reason).value)


def _unseal(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"id": desk.sealed.unseal(given.id).value}


def _paper(given: argparse.Namespace, desk: Desk, case_id: str, safety: SafetyAnswers | None) -> dict[str, Any]:
    """The paper that was made, with its passphrase where none was given."""
    from app.documents import CaseForm, Options, Profile, Recipient, marked_words

    reason, passphrase, made_up = _lock_of(given)
    kind = Profile if given.profile in list(Profile) else CaseForm
    options = Options(
        day=given.day,
        ground=words_of(given.ground_from) if given.ground_from else "",
        marked=marked_words(words_of(given.hide_from)) if given.hide_from else (),
    )
    made = desk.documents.export(
        case_id, given.out, kind(given.profile), Recipient(given.recipient or _("For the file")),
        passphrase=passphrase, plain_reason=reason, safety=safety, options=options, card_seen=given.card_seen,
    ).value  # fmt: skip
    for warning in made.warnings:
        say(warning)
    return {**asdict(made), **({"passphrase": made_up} if made_up else {})}
