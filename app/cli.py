"""Every `gyeot …` command that needs no window: one JSON object on stdout, sentences for people on stderr.

Secrets never stand in arguments or the environment, only the paths of files that hold them.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import i18n
from app.entry import check_day
from app.errors import BadInput, Conflict, Denied, GyeotError, Refusal
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.documents import Handed, Handouts, SafetyAnswers
    from app.vault import Keys

_Answer = dict[str, Any] | None
_SECRET_MOST = 4096
_FILE_MOST = 1_000_000


class _Faults(BadInput):
    """What was looked at is not in order: the findings are the answer, and the command still fails."""

    def __init__(self, sentence: str, answer: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.answer = answer


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code. A mistake of ours is not caught: it ends in the one place that reports it."""
    i18n.set_language(_early(arguments, "--lang", "ko"))
    _speak_utf8()
    try:
        given = _parser().parse_args(_readable(arguments))
        _tell(given.run(given))
    except _Faults as problem:
        _tell(problem.answer)
        _say(str(problem))
        return problem.exit_code
    except GyeotError as problem:
        _say(str(problem))
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the last flush of Python would complain once more
        return 0
    except OSError as problem:
        sentence = _("“{path}” cannot be read or written. What was there is intact. Please check the path.")
        _say(sentence.format(path=problem.filename or problem.strerror))
        return Refusal.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _early(arguments: list[str], name: str, default: str) -> str:
    """An option that is needed before the parser speaks."""
    for place, word in enumerate(arguments):
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
        if word == name and place + 1 < len(arguments):
            return arguments[place + 1]
    return default


def _speak_utf8() -> None:
    """JSON is UTF-8 wherever this runs, and so are the sentences."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _readable(arguments: list[str]) -> list[str]:
    """The arguments without `--json`, which every command accepts and none needs; each one is text."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise BadInput(_("An argument holds bytes that are no text (UTF-8). Nothing was done.")) from None
    return [one for one in arguments if one != "--json"]


def _tell(answer: _Answer) -> None:
    if answer is not None:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=_plain) + "\n")
        sys.stdout.flush()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


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

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        raise BadInput(_mistake(message) + " " + _("“gyeot --help” lists what there is."))


def _mistake(message: str) -> str:
    """The parser's own English as a sentence of ours."""
    found = re.search(r"required: (.+)", message, re.DOTALL)
    if found:
        return _("Something is missing: {what}.").format(what=found[1])
    found = re.search(r"unrecognized arguments: (.+)", message, re.DOTALL)
    if found:
        return _("This does not belong here: {what}.").format(what=found[1])
    found = re.search(r"COMMAND: invalid choice: '?(.+?)'? \(choose", message, re.DOTALL)
    if found:
        return _("There is no command “{what}”.").format(what=found[1])
    found = re.search(r"argument (.+?): expected", message)
    if found:
        return _("A value is missing after {what}.").format(what=found[1])
    return _("This command was not understood.")


def _parser() -> argparse.ArgumentParser:
    root = _Parser(
        prog="gyeot",
        description=_("Gyeot without a window. Without a command, the window opens."),
        epilog=_("A command answers with one JSON object. Exit codes: 0 done, 1 a bug, 2 your input, 3 not allowed."),
    )
    root.add_argument("--lang", type=_one_of(*i18n.LANGUAGES), default="ko", metavar="ko|en")
    root.add_argument("--home", type=Path, metavar="DIR", help=_("the centre's folder"))
    root.add_argument("--user", metavar="NAME", help=_("name or id of the person"))
    root.add_argument("--passphrase-file", type=Path, metavar="F", help=_("a file whose first line is the passphrase"))
    root.add_argument("--key-file", type=Path, metavar="K", help=_("the person's key file"))
    root.add_argument("--json", action="store_true", help=_("accepted everywhere; the answer is always JSON"))
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for add in (_practice, _case, _manual, _counts, _store, _audit, _document, _exchange, _relay):
        add(commands)
    return root


def _command(
    group: Any,
    name: str,
    run: Callable[[argparse.Namespace], _Answer],
    *arguments: str | tuple[str, dict[str, Any]],
    **described: str,
) -> None:
    parser = group.add_parser(name, **described)
    parser.set_defaults(run=run)
    for argument in arguments:
        flag, options = (argument, {}) if isinstance(argument, str) else argument
        parser.add_argument(flag, **options)


def _group(commands: Any, name: str, told: str) -> Any:
    parser = commands.add_parser(name, help=told, description=told)
    return parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)


def _whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two bounds."""

    def number(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,12}", text) or not least <= int(text) <= most:
            sentence = _("“{value}” is no whole number from {least} to {most}. Nothing was done.")
            raise BadInput(sentence.format(value=text, least=least, most=most))
        return int(text)

    return number


def _one_of(*known: str) -> Callable[[str], str]:
    """One of a few words."""

    def word(text: str) -> str:
        if text not in known:
            sentence = _("“{value}” is not known here. Nothing was done. There are: {known}.")
            raise BadInput(sentence.format(value=text, known=", ".join(known)))
        return text

    return word


def _day(text: str) -> date:
    return date.fromisoformat(check_day(text.strip() or "-", "on") or text)


_PATH: dict[str, Any] = {"type": Path}
_MAYBE_PATH: dict[str, Any] = {"type": Path, "nargs": "?"}


def _practice(commands: Any) -> None:
    _command(
        commands,
        "practice",
        _make_practice,
        ("folder", _PATH),
        ("--cases", {"type": _whole(1, 100_000), "default": 60}),
        ("--seed", {"type": _whole(0, 2**31 - 1), "default": 1}),
        help=_("make a practice centre with invented cases in a new folder"),
    )


def _case(commands: Any) -> None:
    group = _group(commands, "case", _("list · show ID · export ID OUT.pdf"))
    limit = {"type": _whole(1, 1_000_000), "default": 200}
    _command(group, "list", _list_cases, ("--query", {}), ("--limit", limit))
    _command(group, "show", _show_case, "id")
    profile = {"type": _one_of("full", "referral", "survivor"), "default": "full"}
    _command(
        group, "export", _export_case, "id", ("out", _PATH), ("--profile", profile), ("--recipient", {"default": ""}),
        ("--out-passphrase-file", _PATH), ("--plain-reason", {}),
        ("--safe-to-take", {"type": _one_of("yes", "no", "unsure")}), ("--who-might-find", {"default": ""}),
        ("--form", {"type": _one_of("paper", "read_aloud", "keep_here"), "default": "paper"}),
        ("--card-seen", {"action": "store_true", "help": _("the safe-contact card of the person was looked at")}),
    )  # fmt: skip


def _manual(commands: Any) -> None:
    told = _("list · check · diff · export · key · sign · install · use · pin · unpin · preview")
    group = _group(commands, "manual", told)
    folder = {**_PATH, "metavar": "DIR", "help": _("the folder of a manual, with its pack.yaml")}
    parcel = {**_PATH, "metavar": "FILE", "help": _("a manual packed into one file")}
    spoken = {"metavar": "F", "help": _("the fingerprint of the key, as its keeper reads it out")}
    told = _("the manuals at hand; with a sign-in, every version this centre has and which one it uses")
    _command(group, "list", _list_manuals, help=told, description=told)
    told = _("what is wrong with a manual, each finding with its file and line; without DIR, the shipped ones")
    day = {"type": _day, "metavar": "DAY", "help": _("the day whose law counts, as 2027-06-01; today without it")}
    _command(
        group, "check", _check_manual, ("folder", {**folder, "nargs": "?"}), ("--on", day), help=told, description=told
    )
    told = _("what changed from one manual to another, as data and as sentences to read")
    before, after = {**folder, "metavar": "BEFORE"}, {**folder, "metavar": "AFTER"}
    _command(group, "diff", _diff_manuals, ("before", before), ("after", after), help=told, description=told)
    told = _("pack a manual into one file; the same manual gives the same bytes everywhere")
    out = {**_PATH, "metavar": "OUT", "help": _("the file to write")}
    _command(group, "export", _export_manual, ("folder", folder), ("out", out), help=told, description=told)
    told = _("make a signing key; its public half and fingerprint are for handing out, the key itself never is")
    key = {**_PATH, "metavar": "KEY", "help": _("the file of the signing key")}
    _command(group, "key", _new_manual_key, ("key", key), help=told, description=told)
    told = _("sign a packed manual; the signature goes into the file itself")
    _command(group, "sign", _sign_manual, ("parcel", parcel), ("key", key), help=told, description=told)
    told = _("verify a signed manual and install it beside the old version; by a manager, or --into a folder")
    public = {**_PATH, "metavar": "K", "help": _("trust this public key too, for this once; with --fingerprint")}
    into = {**_PATH, "metavar": "DIR", "help": _("a folder instead of a centre")}
    _command(
        group, "install", _install_manual, ("parcel", parcel), ("--key", public), ("--fingerprint", spoken),
        ("--into", into), help=told, description=told,
    )  # fmt: skip
    told = _("use another version that is here: go back to an older one, or on to the newest")
    ident = {"metavar": "ID", "help": _("which manual, as “manual list” names it")}
    version = {"metavar": "VERSION", "help": _("which version, as 1.0.0")}
    _command(group, "use", _use_manual, ("id", ident), ("version", version), help=told, description=told)
    told = _("trust a further public key in this centre; compare its fingerprint with its keeper first")
    holder = {"required": True, "metavar": "NAME", "help": _("whose key it is")}
    fingerprint = ("--fingerprint", {**spoken, "required": True})
    _command(group, "pin", _pin_key, ("key", key), fingerprint, ("--holder", holder), help=told, description=told)
    told = _("trust a key of this centre no longer; what it signed stays")
    _command(group, "unpin", _unpin_key, ("fingerprint", spoken), help=told, description=told)
    told = _("a window that shows a manual from its folder, again after each save, and lists what is wrong")
    _command(group, "preview", _preview_manual, ("folder", folder), help=told, description=told)
    _papers_of_manual(group)


def _papers_of_manual(group: Any) -> None:
    told = _("a whole manual as a book to hand on; with a sign-in, with the numbers this centre has checked")
    tongue = ("--language", {"type": _one_of(*i18n.LANGUAGES), "default": "ko", "metavar": "ko|en"})
    out = ("--out", {**_PATH, "required": True, "metavar": "FILE", "help": _("the file to write")})
    side = ("--side", {"default": "victim", "metavar": "victim|police|organisation"})
    _command(group, "book", _make_book, "id", side, tongue, out, help=told, description=told)
    told = _("chosen steps for the person harmed: normal, large print, easy words, or a discreet card to fold")
    form = {"type": _one_of("normal", "large", "easy", "discreet"), "default": "normal"}
    title = {"type": _one_of("memo", "notes", "things"), "default": "memo", "help": _("the neutral title it carries")}
    fold = {"type": _one_of("four", "eight"), "default": "four", "help": _("panels of a discreet card")}
    steps = {"required": True, "metavar": "A1,A2", "help": _("the steps, in their order")}
    _command(
        group, "handout", _make_handout, "id", ("--steps", steps), ("--form", form), ("--title", title),
        ("--fold", fold), ("--no-law", {"action": "store_true"}), tongue, out, help=told, description=told,
    )  # fmt: skip


def _counts(commands: Any) -> None:
    group = _group(commands, "counts", _("apply OUT · join URL · rounds · close PERIOD · preview · send · carry DIR"))
    _command(group, "apply", _apply, ("out", _PATH))
    _command(group, "join", _join, "relay")
    _command(group, "rounds", _rounds)
    _command(group, "close", _close_round, "period")
    _command(group, "preview", _preview, ("round", {"nargs": "?"}))
    _command(group, "send", _send, ("round", {"nargs": "?"}), ("--relay", {}))
    _command(group, "carry", _carry, ("folder", _PATH), ("--round", {}))


def _store(commands: Any) -> None:
    group = _group(commands, "store", _("verify · backup OUT · restore IN DIR · compact"))
    _command(group, "verify", _verify_store)
    _command(group, "backup", _backup, ("out", _PATH))
    _command(group, "restore", _restore, ("source", _PATH), ("target", _PATH))
    _command(group, "compact", _compact)


def _audit(commands: Any) -> None:
    group = _group(commands, "audit", _("verify · export"))
    _command(group, "verify", _verify_audit)
    _command(group, "export", _export_audit, ("--limit", {"type": _whole(1, 1_000_000), "default": 1000}))


def _document(commands: Any) -> None:
    group = _group(commands, "document", _("verify FILE: what the register of papers knows of a PDF"))
    _command(group, "verify", _verify_document, ("file", _PATH), ("--file-passphrase-file", _PATH))


def _exchange(commands: Any) -> None:
    out = _("all casework into one sealed file OUT")
    _command(commands, "export", _export_all, ("out", _PATH), ("--out-passphrase-file", _PATH), help=out)
    taken = _("the cases of such a file into this centre, under new numbers")
    _command(commands, "import", _import_all, ("file", _PATH), ("--file-passphrase-file", _PATH), help=taken)


def _relay(commands: Any) -> None:
    group = _group(commands, "relay", _("serve · enrol APPLICATION · take ENVELOPE · close PERIOD"))
    folder = ("--folder", {"type": Path, "default": Path("relay")})
    database = (("--database", {"type": _database, "metavar": "URL"}), ("--database-file", _PATH))
    port = {"type": _whole(0, 65_535), "default": 8700}
    _command(
        group, "serve", _serve, ("--host", {"default": "127.0.0.1"}), ("--port", port),
        ("--role", {"type": _one_of("a", "b"), "default": "a"}), ("--trial", {"action": "store_true"}),
        ("--public-url", {}), folder, *database,
    )  # fmt: skip
    _command(group, "enrol", _enrol, ("application", _PATH), folder)
    _command(group, "take", _take, ("envelope", _PATH), folder, *database)
    _command(group, "close", _close_sum, "round", folder, *database)


def _database(url: str) -> str:
    """A database address without a secret: arguments are seen by everybody on the computer."""
    if re.match(r"[^/]*//[^/@]*:[^/]*@", url) or re.search(r"[?&]password=", url, re.IGNORECASE):
        raise BadInput(
            _("A password never stands in a command. Nothing was done. Write the address into a --database-file.")
        )
    return url


# -- signing in ----------------------------------------------------------------------------------


def _keys(given: argparse.Namespace, home: Path | None = None) -> Keys:
    from app.vault import SecondSecret, harden, unlock

    harden()
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
        with path.open("rb") as stream:
            data = stream.read(_SECRET_MOST + 1)
        text = data.decode("utf-8-sig") if len(data) <= _SECRET_MOST else None
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        raise BadInput(_("The passphrase file {path} cannot be read. Nothing was opened.").format(path=path))
    return text.splitlines()[0] if text.strip() else ""


@contextmanager
def _desk(given: argparse.Namespace) -> Iterator[Desk]:
    """The desk of the person named in the arguments, held by this process alone."""
    from app.vault import Holding

    keys = _keys(given)
    try:
        with Holding(given.home), _opened(given.home, keys) as desk:
            for sentence in desk.doubts:
                _say(sentence)
            yield desk
    finally:
        keys.close()


@contextmanager
def _opened(home: Path, keys: Keys) -> Iterator[Desk]:
    from app.desk import Desk

    desk = Desk.open(home, keys)
    try:
        yield desk
    finally:
        desk.close()


# -- practice and cases --------------------------------------------------------------------------


def _make_practice(given: argparse.Namespace) -> _Answer:
    from app.practice import make

    return make(given.folder, given.cases, given.seed)


def _list_cases(given: argparse.Namespace) -> _Answer:
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
    from app.documents import Profile, SafetyAnswers

    safety = SafetyAnswers(given.safe_to_take, given.who_might_find, given.form) if given.safe_to_take else None
    with _desk(given) as desk:
        case_id = desk.cases.get(given.id).id
        may = desk.cases.may_call(case_id)
        card = {"safe_contact": {"verdict": may.shape, "sentence": may.sentence, "detail": may.detail}}
        if given.profile == Profile.SURVIVOR and safety and not safety.allows_paper:
            noted = desk.documents.note_answers(case_id, safety).value
            _say(noted.sentence)
            return {"made": False, **asdict(noted), **card}
        try:
            return {**_paper(given, desk, case_id, safety), **card}
        except BadInput as problem:
            if problem.field != "card_seen":
                raise
            raise _Faults(f"{problem} (--card-seen)", card) from problem


def _paper(given: argparse.Namespace, desk: Desk, case_id: str, safety: SafetyAnswers | None) -> dict[str, Any]:
    """The paper that was made, with its passphrase where none was given."""
    from app.documents import Profile, Recipient, new_passphrase

    made_up = None if given.plain_reason or given.out_passphrase_file else new_passphrase()
    passphrase = made_up or (_secret(given.out_passphrase_file) if given.out_passphrase_file else None)
    made = desk.documents.export(
        case_id, given.out, Profile(given.profile), Recipient(given.recipient or _("For the file")),
        passphrase=passphrase, plain_reason=given.plain_reason, safety=safety, card_seen=given.card_seen,
    ).value  # fmt: skip
    for warning in made.warnings:
        _say(warning)
    return {**asdict(made), **({"passphrase": made_up} if made_up else {})}


# -- the manual ----------------------------------------------------------------------------------


def _list_manuals(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    if given.home is None:
        return reports.listing()
    with _desk(given) as desk:
        return {**reports.listing(desk.library), "versions": [reports.version(one) for one in desk.holdings.volumes()]}


def _check_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    found = reports.check_report(given.folder, given.on)
    if found["errors"]:
        raise _Faults(
            _("The check found {count} errors; each stands in the answer.").format(count=found["errors"]), found
        )
    return found


def _diff_manuals(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    return reports.diff_report(given.before, given.after)


def _export_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import parcel, reports

    return reports.summary_of(parcel.export(given.folder, given.out))


def _new_manual_key(given: argparse.Namespace) -> _Answer:
    from app.manual import signing

    public = signing.new_key(given.key)
    found = signing.fingerprint(signing.read_public(public))
    return {"key": str(given.key), "public_key": str(public), "fingerprint": found}


def _sign_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import parcel

    return {"signed": str(parcel.sign(given.parcel, given.key))}


def _install_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import Library, install, reports, signing, trust
    from app.paths import resource

    if (given.key is None) != (given.fingerprint is None):
        raise BadInput(_("--key goes together with --fingerprint. Nothing was installed."), field="key")
    brought = trust.given(signing.read_public(given.key), given.fingerprint) if given.key else None
    if given.into is not None:
        library = Library((resource("manuals"), given.into))
        ground = install.ground_of(given.into, signing.release_keys(), library)
        return reports.summary_of(install.install(given.parcel, ground.trusting(brought)).pack)
    if given.home is None:
        raise BadInput(_("Please name the centre with --home, or a folder with --into. Nothing was installed."))
    with _desk(given) as desk:
        parcel = install.install(given.parcel, desk.holdings.ground().trusting(brought))
        return {**reports.summary_of(desk.holdings.take_in(parcel).value), "signed_by": parcel.key.fingerprint}


def _use_manual(given: argparse.Namespace) -> _Answer:
    from app.manual import reports

    with _desk(given) as desk:
        return reports.summary_of(desk.holdings.use(given.id, given.version).value)


def _pin_key(given: argparse.Namespace) -> _Answer:
    from app.manual import signing

    public = signing.read_public(given.key)
    with _desk(given) as desk:
        key = desk.holdings.trust.pin(public, given.fingerprint, given.holder).value
        return {"pinned": key.fingerprint, "holder": key.holder}


def _unpin_key(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"unpinned": desk.holdings.trust.unpin(given.fingerprint).value.fingerprint}


@contextmanager
def _handouts(given: argparse.Namespace) -> Iterator[Handouts]:
    """Books and hand-outs: with the numbers a centre has checked where one is named, else as they are shipped."""
    from app.documents import Centre, Handouts
    from app.manual import Library, directory

    if given.home is None:
        yield Handouts(Centre(""), Library(), directory)
        return
    with _desk(given) as desk:
        yield desk.handouts


def _make_book(given: argparse.Namespace) -> _Answer:
    from app.documents import Edition

    with _handouts(given) as handouts:
        return _pressed(handouts.book(Edition(given.id, given.side, given.language), given.out).value)


def _make_handout(given: argparse.Namespace) -> _Answer:
    from app.documents import Fold, Form, Leaflet

    steps = tuple(one for one in re.split(r"[,\s]+", given.steps) if one)
    form, fold = Form(given.form), Fold(given.fold)
    leaflet = Leaflet(given.id, steps, form, given.language, given.title, fold, not given.no_law)
    with _handouts(given) as handouts:
        return _pressed(handouts.export(leaflet, given.out, plain_reason=_("It belongs to no case.")).value)


def _pressed(handed: Handed) -> dict[str, Any]:
    """The file, and what was left out of it."""
    for warning in handed.paper.warnings:
        _say(warning)
    left_out = {name: list(getattr(handed.made, name, ())) for name in ("lost", "lost_law", "unsaid")}
    return {"file": handed.paper.path, "pages": handed.paper.pages, "sha256": handed.paper.sha256, **left_out}


def _preview_manual(given: argparse.Namespace) -> _Answer:
    raise BadInput(
        _("The preview is a window, and this program was started without one. Start it as “gyeot manual preview”.")
    )


# -- counts --------------------------------------------------------------------------------------


def _apply(given: argparse.Namespace) -> _Answer:
    from app.flows import reporting

    keys = _keys(given)
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
        return asdict(desk.counts.preview(_round(desk, given.round)))


def _send(given: argparse.Namespace) -> _Answer:
    from app.flows import reporting
    from app.sync import check_address

    if given.relay is not None:
        check_address(given.relay)
    with _desk(given) as desk:
        _managers_only(desk)
        waiting = desk.outbox.items("waiting")
        chosen = _round(desk, given.round) if given.round or not waiting else None
        if chosen and not given.round and _state(desk, chosen) == "acknowledged":
            _say(_("The last round already has its receipt. There was nothing to send."))
        elif chosen:
            desk.counts.send(chosen)
        sent = reporting.send(desk.outbox, desk.office, desk.counts, desk.keys, given.relay).insist()
        return asdict(sent)


def _carry(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
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


# -- store, audit, papers ------------------------------------------------------------------------


def _verify_store(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        found = [*desk.problems(), *desk.trail_problems(), *desk.doubts]
    if found:
        sentence = _("The records are not whole: {problems}").format(problems="; ".join(found))
        raise _Faults(sentence, {"whole": False, "problems": found})
    return {"whole": True}


def _backup(given: argparse.Namespace) -> _Answer:
    from app.flows import backups

    with _desk(given) as desk, _folder(given.out):
        made = backups.back_up(desk.home, desk.keys, given.out, audit=desk.audit, office=desk.office).value
        return {"backup": str(made.path), "holds": made.holds}


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """A folder that is made where only its last step is missing, and gone again if nothing came into it."""
    made = not path.exists() and path.parent.is_dir()
    if made:
        path.mkdir(mode=0o700)
    try:
        yield
    finally:
        if made and not any(path.iterdir()):
            path.rmdir()


def _restore(given: argparse.Namespace) -> _Answer:
    from app.flows import backups

    source = _one_backup(given.source)
    keys = _keys(given, source)
    made = backups.restore(source, given.target, keys, keys).value
    keys.close()
    return {"restored": str(given.target), "backup": made.id}


def _one_backup(path: Path) -> Path:
    """The backup at this place, or the only one in this folder."""
    found = sorted(path.glob("gyeot-backup-*/backup.json")) if path.is_dir() else []
    if (path / "backup.json").exists() or not found:
        return path
    if len(found) > 1:
        raise BadInput(
            _("There are {count} backups in {folder}. Nothing was restored. Please name one of them.").format(
                count=len(found), folder=path
            ),
            field="source",
        )
    return found[0].parent


def _compact(given: argparse.Namespace) -> _Answer:
    from app.flows import compaction
    from app.vault import Holding

    keys = _keys(given)
    with Holding(given.home):
        with _opened(given.home, keys) as desk:
            found = [*desk.problems(), *desk.audit.problems(), *desk.rolled_back]
        if found:
            raise BadInput(_("The records are not whole, so they were not rewritten. Look with “gyeot store verify”."))
        sizes = compaction.compact_all(given.home, keys)
        with _opened(given.home, keys) as desk:
            desk.audit.write("store_compacted")
    keys.close()
    return {"compacted": sizes}


def _verify_audit(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        found = desk.trail_problems()
        entries = len(desk.trail(1_000_000))
    if found:
        raise _Faults("\n".join(found), {"holds": False, "entries": entries, "problems": found})
    return {"holds": True, "entries": entries}


def _export_audit(given: argparse.Namespace) -> _Answer:
    with _desk(given) as desk:
        return {"entries": [asdict(one) for one in desk.trail(given.limit)]}


def _verify_document(given: argparse.Namespace) -> _Answer:
    secret = _secret(given.file_passphrase_file) if given.file_passphrase_file else None
    with _desk(given) as desk:
        return asdict(desk.documents.verify(given.file, secret))


# -- all casework, out and in ----------------------------------------------------------------------


def _export_all(given: argparse.Namespace) -> _Answer:
    from app.documents import new_passphrase
    from app.flows import exchange
    from app.kinds import Compartment

    made_up = None if given.out_passphrase_file else new_passphrase()
    passphrase = made_up or _secret(given.out_passphrase_file)
    with _desk(given) as desk:
        casework = desk.database(Compartment.CASEWORK)
        written = exchange.export(casework, desk.home, desk.keys, desk.audit, given.out, passphrase).value
    return {**asdict(written), **({"passphrase": made_up} if made_up else {})}


def _import_all(given: argparse.Namespace) -> _Answer:
    from app.flows import exchange
    from app.kinds import Compartment

    passphrase = _secret(given.file_passphrase_file) if given.file_passphrase_file else None
    with _desk(given) as desk:
        casework = desk.database(Compartment.CASEWORK)
        return asdict(exchange.take_in(casework, desk.keys, desk.cases, desk.audit, given.file, passphrase).value)


# -- the relay -----------------------------------------------------------------------------------


def _serve(given: argparse.Namespace) -> _Answer:
    from app.relay import serve

    url = _database_of(given)
    serve(given.host, given.port, url, given.role, given.trial, given.folder, public_url=given.public_url)
    return None


def _database_of(given: argparse.Namespace) -> str | None:
    return _secret(given.database_file) if given.database_file else given.database


def _enrol(given: argparse.Namespace) -> _Answer:
    from app.relay import enrol

    roster = enrol(given.folder, _file(given.application))
    return {"roster": roster.id, "centres": len(roster.centres), "n_min": roster.n_min}


def _take(given: argparse.Namespace) -> _Answer:
    from app.relay import take

    return {"receipt": take(given.folder, given.envelope, database=_database_of(given)).decode("ascii")}


def _close_sum(given: argparse.Namespace) -> _Answer:
    from app.relay import close_round

    return asdict(close_round(given.folder, given.round, database=_database_of(given)))


def _file(path: Path) -> bytes:
    """A small file from outside; one that is larger than any of its kind is refused, not cut."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_FILE_MOST + 1)
    except OSError as problem:
        raise BadInput(_("The file {path} cannot be read. Nothing was changed.").format(path=path)) from problem
    if len(data) > _FILE_MOST:
        raise BadInput(_("The file {path} is too large. Nothing was changed.").format(path=path))
    return data


def _report(kind: type[BaseException], problem: BaseException, _trace: object) -> None:
    """A mistake of ours, said without case content."""
    from app.logs import report

    _say(f"Gyeot made a mistake of its own: {report(problem, problem.__traceback__)}. What was saved is intact.")


if __name__ == "__main__":
    sys.excepthook = _report
    sys.exit(main(sys.argv[1:]))
