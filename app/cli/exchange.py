"""`gyeot export` and `gyeot import`: cases out in one file, sealed for another Gyeot or in the open, and in again."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli import importing
from app.cli.answers import Answer
from app.cli.arguments import PATH, command, whole
from app.cli.signing_in import desk_of, secret_of, words_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.flows.leaving import Wish


def add_exchange(commands: Any) -> None:
    """Declare `gyeot export` and `gyeot import`."""
    out = _("cases into one file OUT: sealed for another Gyeot, or with --open-format for other programs")
    words = {"help": _("a file with the words, or - for a line of standard input"), "default": ""}
    command(
        commands, "export", _export, ("out", PATH), ("--out-passphrase-file", PATH),
        ("--open-format", {"action": "store_true"}), ("--year", {"type": whole(1900, 2999), "default": 0}),
        ("--case", {"default": ""}), ("--preview", {"action": "store_true"}), ("--recipient-from", words),
        ("--reason-from", words), ("--plain-reason-from", words), help=out,
    )  # fmt: skip
    taken = _("the cases of such a file, or of a table (CSV, XLSX), into this centre, under new numbers")
    command(
        commands, "import", _import, ("file", {**PATH, "nargs": "?"}), ("--file-passphrase-file", PATH),
        ("--mapping", PATH), ("--encoding", {"default": ""}), ("--dry-run", {"action": "store_true"}),
        ("--undo", {"default": ""}), help=taken,
    )  # fmt: skip


def _export(given: argparse.Namespace) -> Answer:
    from app.flows import leaving

    wish, made_up = _wish(given)
    with desk_of(given) as desk:
        if given.preview:
            return asdict(leaving.preview(desk, wish.choice))
        written = leaving.leave(desk, wish, given.out).value
    return {**asdict(written), **({"passphrase": made_up} if made_up else {})}


def _wish(given: argparse.Namespace) -> tuple[Wish, str]:
    """What was asked for, and the passphrase that was made up for it, if any."""
    from app.documents import new_passphrase
    from app.flows.leaving import Choice, Wish

    plain = words_of(given.plain_reason_from) if given.plain_reason_from else ""
    made_up = "" if given.out_passphrase_file or (plain and given.open_format) else new_passphrase()
    chosen = secret_of(given.out_passphrase_file) if given.out_passphrase_file else made_up or None
    wish = Wish(
        Choice(given.year, given.case), given.open_format,
        words_of(given.recipient_from) if given.recipient_from else "",
        words_of(given.reason_from) if given.reason_from else "", chosen, plain,
    )  # fmt: skip
    return wish, made_up


def _import(given: argparse.Namespace) -> Answer:
    from app.flows import arriving

    if given.undo:
        return importing.undo(given)
    if given.file is None:
        raise BadInput(_("Something is missing: {what}.").format(what="file"), field="file")
    if importing.is_table(given.file):
        return importing.take_in(given)
    passphrase = secret_of(given.file_passphrase_file) if given.file_passphrase_file else None
    with desk_of(given) as desk:
        return asdict(arriving.take_in(desk, given.file, passphrase).value)
