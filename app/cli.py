"""Every `gyeot …` command that needs no window: one JSON object on stdout, sentences for people on stderr.

Secrets never stand in arguments or the environment, only the paths of files that hold them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import i18n
from app.errors import BadInput, GyeotError
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.vault import Keys

_Answer = dict[str, Any] | None


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code. A mistake of ours is not caught: it ends in the one place that reports it."""
    i18n.set_language(_early(arguments, "--lang", "ko"))
    try:
        given = _parser().parse_args(arguments)
        answer = given.run(given)
    except GyeotError as problem:
        sys.stderr.write(f"{problem}\n")
        return problem.exit_code
    except BrokenPipeError:
        return 0
    if answer is not None:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=_plain) + "\n")
    return 0


def _early(arguments: list[str], name: str, default: str) -> str:
    """An option that is needed before the parser speaks."""
    return arguments[arguments.index(name) + 1] if name in arguments[:-1] else default


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


# -- the arguments -------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser that refuses as everything else here does: a sentence, and exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(
            _("This command was not understood: {message}. “gyeot --help” lists what there is.").format(message=message)
        )


def _parser() -> argparse.ArgumentParser:
    root = _Parser(prog="gyeot", description=_("Gyeot without a window. Without a command, the window opens."))
    root.add_argument("--lang", choices=i18n.LANGUAGES, default="ko")
    root.add_argument("--home", type=Path, help=_("the centre's folder"))
    root.add_argument("--user", help=_("name or id of the person"))
    root.add_argument("--passphrase-file", type=Path)
    root.add_argument("--key-file", type=Path)
    root.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for add in (_practice, _case, _manual, _counts, _store, _audit, _document, _relay):
        add(commands)
    return root


def _command(
    group: Any, name: str, run: Callable[[argparse.Namespace], _Answer], *arguments: str | tuple[str, dict[str, Any]]
) -> None:
    parser = group.add_parser(name)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    for argument in arguments:
        flag, options = (argument, {}) if isinstance(argument, str) else argument
        parser.add_argument(flag, **options)


def _group(commands: Any, name: str) -> Any:
    return commands.add_parser(name).add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)


_PATH: dict[str, Any] = {"type": Path}
_MAYBE_PATH: dict[str, Any] = {"type": Path, "nargs": "?"}


def _practice(commands: Any) -> None:
    number = {"type": int}
    _command(
        commands,
        "practice",
        _make_practice,
        ("folder", _PATH),
        ("--cases", {**number, "default": 60}),
        ("--seed", {**number, "default": 1}),
    )


def _case(commands: Any) -> None:
    group = _group(commands, "case")
    _command(group, "list", _list_cases, ("--query", {}), ("--limit", {"type": int, "default": 200}))
    _command(group, "show", _show_case, "id")
    _command(
        group, "export", _export_case, "id", ("out", _PATH), ("--profile", {"default": "full"}), ("--recipient", {"default": ""}),
        ("--out-passphrase-file", _PATH), ("--plain-reason", {}), ("--safe-to-take", {"choices": ("yes", "no", "unknown")}),
        ("--who-might-find", {"default": ""}),
    )  # fmt: skip


def _manual(commands: Any) -> None:
    group = _group(commands, "manual")
    _command(group, "list", _list_manuals)
    _command(group, "check", _check_manual, ("folder", _MAYBE_PATH), ("--on", {"type": _day}))
    _command(group, "diff", _diff_manuals, ("before", _PATH), ("after", _PATH))
    _command(group, "export", _export_manual, ("folder", _PATH), ("out", _PATH))
    _command(group, "sign", _sign_manual, ("parcel", _PATH), ("key", _PATH))
    _command(group, "install", _install_manual, ("parcel", _PATH), ("public_key", _PATH), ("into", _PATH))


def _counts(commands: Any) -> None:
    group = _group(commands, "counts")
    _command(group, "apply", _apply, ("out", _PATH))
    _command(group, "join", _join, "relay")
    _command(group, "rounds", _rounds)
    _command(group, "close", _close_round, "period")
    _command(group, "preview", _preview, ("round", {"nargs": "?"}))
    _command(group, "send", _send, ("round", {"nargs": "?"}), ("--relay", {}))
    _command(group, "carry", _carry, ("folder", _PATH), ("--round", {}))


def _store(commands: Any) -> None:
    group = _group(commands, "store")
    _command(group, "verify", _verify_store)
    _command(group, "backup", _backup, ("out", _PATH))
    _command(group, "restore", _restore, ("source", _PATH), ("target", _PATH))


def _audit(commands: Any) -> None:
    group = _group(commands, "audit")
    _command(group, "verify", _verify_audit)
    _command(group, "export", _export_audit, ("--limit", {"type": int, "default": 1000}))


def _document(commands: Any) -> None:
    group = _group(commands, "document")
    _command(group, "verify", _verify_document, ("file", _PATH), ("--file-passphrase-file", _PATH))


def _relay(commands: Any) -> None:
    group = _group(commands, "relay")
    folder = ("--folder", {"type": Path, "default": Path("relay")})
    _command(
        group, "serve", _serve, ("--host", {"default": "127.0.0.1"}), ("--port", {"type": int, "default": 8700}), ("--database", {}),
        ("--role", {"choices": ("a", "b"), "default": "a"}), ("--trial", {"action": "store_true"}), ("--public-url", {}), folder,
    )  # fmt: skip
    _command(group, "enrol", _enrol, ("application", _PATH), folder)
    _command(group, "take", _take, ("envelope", _PATH), ("--database", {}), folder)
    _command(group, "close", _close_sum, "round", ("--database", {}), folder)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{day}” is not a day of the calendar").format(day=text)) from None


# -- signing in ----------------------------------------------------------------------------------


def _keys(given: argparse.Namespace, home: Path | None = None) -> Keys:
    from app.vault import SecondSecret, unlock

    for option in ("home", "user", "passphrase_file", "key_file"):
        if getattr(given, option) is None and not (option == "home" and home):
            raise BadInput(
                _("This command needs --{option}. Nothing was opened.").format(option=option.replace("_", "-")),
                field=option,
            )
    return unlock(home or given.home, given.user, _secret(given.passphrase_file), SecondSecret.keyfile(given.key_file))


def _secret(path: Path) -> str:
    """The first line of a file that holds a passphrase."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(
            _("The passphrase file {path} cannot be read. Nothing was opened.").format(path=path)
        ) from problem
    return text.splitlines()[0] if text.strip() else ""


@contextmanager
def _desk(given: argparse.Namespace) -> Iterator[Desk]:
    """The desk of the person named in the arguments, held by this process alone."""
    from app.desk import Desk
    from app.vault import Holding

    keys = _keys(given)
    with Holding(given.home):
        desk = Desk.open(given.home, keys)
        try:
            for name in desk.rolled_back:
                sys.stderr.write(
                    _(
                        "The records “{name}” are older than this computer remembers. Compare them with a backup."
                    ).format(name=name)
                    + "\n"
                )
            yield desk
        finally:
            desk.close()
            keys.close()


# -- practice and cases --------------------------------------------------------------------------


def _make_practice(given: argparse.Namespace) -> _Answer:
    from app.practice import make

    return make(given.folder, given.cases, given.seed)


def _list_cases(given: argparse.Namespace) -> _Answer:
    if given.limit < 1:
        raise BadInput(_("--limit starts at 1."), field="limit")
    with _desk(given) as desk:
        rows = desk.cases.find(given.query, given.limit) if given.query else desk.cases.page(limit=given.limit)
        return {"total": desk.cases.total() if not given.query else len(rows), "cases": [asdict(row) for row in rows]}


def _show_case(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        case = desk.cases.get(given.id)
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


def _export_case(given: argparse.Namespace) -> _Answer:
    from app.documents import Profile, Recipient, SafetyAnswers, new_passphrase

    if given.profile not in list(Profile):
        raise BadInput(
            _("There is no profile “{name}”. Nothing was written.").format(name=given.profile), field="profile"
        )
    safety = SafetyAnswers(given.safe_to_take, given.who_might_find) if given.safe_to_take else None
    made_up = None if given.plain_reason or given.out_passphrase_file else new_passphrase()
    passphrase = made_up or (_secret(given.out_passphrase_file) if given.out_passphrase_file else None)
    with _desk(given) as desk:
        made = desk.documents.export(
            desk.cases.get(given.id).id, given.out, Profile(given.profile), Recipient(given.recipient or _("For the file")),
            passphrase=passphrase, plain_reason=given.plain_reason, safety=safety,
        ).value  # fmt: skip
    for warning in made.warnings:
        sys.stderr.write(warning + "\n")
    return {**asdict(made), **({"passphrase": made_up} if made_up else {})}


# -- the manual ----------------------------------------------------------------------------------


def _list_manuals(_given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    return reports.listing()


def _check_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    found = reports.check_report(given.folder, given.on)
    if found["errors"]:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, default=_plain) + "\n")
        raise BadInput(_("The manual has {count} faults; they are listed above.").format(count=found["errors"]))
    return found


def _diff_manuals(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    return reports.diff_report(given.before, given.after)


def _export_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import parcel

    return parcel.summary_of(parcel.export(given.folder, given.out))


def _sign_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import parcel

    return {"signature": str(parcel.sign(given.parcel, given.key))}


def _install_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import parcel

    return parcel.summary_of(parcel.install(given.parcel, given.public_key, given.into))


# -- counts --------------------------------------------------------------------------------------


def _apply(given: argparse.Namespace) -> _Answer:
    from app.flows import reporting

    keys = _keys(given)
    given.out.write_bytes(reporting.application(keys))
    return {"application": str(given.out)}


def _join(given: argparse.Namespace) -> _Answer:
    from app.flows import reporting

    with _desk(given) as desk:
        card = reporting.join(desk.office, desk.keys, reporting.fetch(given.relay))
        return {"relay": card.url, "trial": card.trial, "fingerprint": reporting.fingerprint(card)}


def _rounds(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"rounds": [asdict(one) for one in desk.counts.rounds()], "closable": list(desk.counts.closable())}


def _close_round(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"round": desk.counts.close_round(given.period).value}


def _preview(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return asdict(desk.counts.preview(given.round or _latest(desk)))


def _send(given: argparse.Namespace) -> _Answer:
    from app.flows import reporting

    with _desk(given) as desk:
        if given.round or not desk.outbox.items("waiting"):
            desk.counts.send(given.round or _latest(desk))
        sent = reporting.send(desk.outbox, desk.office, desk.counts, desk.keys, given.relay).insist()
        return asdict(sent)


def _carry(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"file": str(desk.counts.carry(given.round or _latest(desk), given.folder))}


def _latest(desk: Desk) -> str:
    rounds = desk.counts.rounds()
    if not rounds:
        raise BadInput(_("No round of counts is closed yet. Nothing was sent."), field="round")
    return max(rounds, key=lambda one: one.closed_at).id


# -- store, audit, papers ------------------------------------------------------------------------


def _verify_store(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        found = desk.problems()
        audit = desk.audit.problems()
        if found or audit or desk.rolled_back:
            raise BadInput(
                _("The records are not whole: {problems}").format(
                    problems="; ".join([*found, *audit, *desk.rolled_back])
                )
            )
        return {"whole": True}


def _backup(given: argparse.Namespace) -> _Answer:
    from app.flows import backups

    with _desk(given) as desk:
        made = backups.back_up(desk.home, desk.keys, given.out, audit=desk.audit, office=desk.office).value
        return {"backup": str(made.path), "holds": made.holds}


def _restore(given: argparse.Namespace) -> _Answer:
    from app.flows import backups

    keys = _keys(given, given.source)
    return {"restored": str(given.target), "backup": backups.restore(given.source, given.target, keys, keys).value.id}


def _verify_audit(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        found = desk.audit.problems()
        if found:
            raise BadInput("\n".join(found))
        return {"holds": True, "entries": len(desk.audit.entries(limit=1_000_000))}


def _export_audit(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"entries": [asdict(one) for one in desk.audit.entries(limit=given.limit)]}


def _verify_document(given: argparse.Namespace) -> _Answer:
    secret = _secret(given.file_passphrase_file) if given.file_passphrase_file else None
    with _desk(given) as desk:
        return asdict(desk.documents.verify(given.file, secret))


# -- the relay -----------------------------------------------------------------------------------


def _serve(given: argparse.Namespace) -> _Answer:
    from app.relay import serve

    serve(given.host, given.port, given.database, given.role, given.trial, given.folder, public_url=given.public_url)
    return None


def _enrol(given: argparse.Namespace) -> _Answer:
    from app.relay import enrol

    roster = enrol(given.folder, _file(given.application))
    return {"roster": roster.id, "centres": len(roster.centres), "n_min": roster.n_min}


def _take(given: argparse.Namespace) -> _Answer:
    from app.relay import take

    return {"receipt": take(given.folder, given.envelope, database=given.database).decode("ascii")}


def _close_sum(given: argparse.Namespace) -> _Answer:
    from app.relay import close_round

    return asdict(close_round(given.folder, given.round, database=given.database))


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()[:1_000_000]
    except OSError as problem:
        raise BadInput(_("The file {path} cannot be read. Nothing was changed.").format(path=path)) from problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
