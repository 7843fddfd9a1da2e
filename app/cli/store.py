"""`gyeot store` and `gyeot document`: what is kept, backups and their return, and papers that are looked up."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of
from app.cli.audit import add_verify
from app.cli.keeping import add_drill
from app.cli.signing_in import desk_of, keys_of, opened, secret_of
from app.errors import BadInput
from app.i18n import _


def add_store(commands: Any) -> None:
    """Declare `gyeot store`."""
    group = group_of(commands, "store", _("verify · backup OUT · restore IN DIR · drill BACKUP · compact · set-aside"))
    add_verify(group)
    command(group, "backup", _backup, ("out", PATH))
    command(group, "restore", _restore, ("source", PATH), ("target", PATH))
    command(group, "compact", _compact)
    command(group, "set-aside", _set_aside, ("--remove", {"default": ""}))
    add_drill(group)


def add_document(commands: Any) -> None:
    """Declare `gyeot document`."""
    group = group_of(commands, "document", _("verify FILE: what the register of papers knows of a PDF"))
    command(group, "verify", _verify_document, ("file", PATH), ("--file-passphrase-file", PATH))


def _backup(given: argparse.Namespace) -> Answer:
    from app.flows import backups

    with desk_of(given) as desk, _folder(given.out):
        made = backups.back_up(
            desk.home, desk.keys, given.out, audit=desk.audit, office=desk.office, retention=desk.retention
        ).value
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


def _restore(given: argparse.Namespace) -> Answer:
    from app.flows import backups

    source = one_backup(given.source)
    keys = keys_of(given, source)
    made = backups.restore(source, given.target, keys, keys, lists=[given.home] if given.home else []).value
    keys.close()
    return {"restored": str(given.target), "backup": made.id, "erased_again": made.erased_again}


def one_backup(path: Path) -> Path:
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


def _compact(given: argparse.Namespace) -> Answer:
    from app.flows import compaction
    from app.vault import Holding

    keys = keys_of(given)
    with Holding(given.home):
        with opened(given.home, keys) as desk:
            found = [*desk.problems(), *desk.audit.problems(), *desk.rolled_back]
        if found:
            raise BadInput(_("The records are not whole, so they were not rewritten. Look with “gyeot store verify”."))
        sizes = compaction.compact_all(given.home, keys)
        with opened(given.home, keys) as desk:
            desk.audit.write("store_compacted")
    keys.close()
    return {"compacted": sizes}


def _set_aside(given: argparse.Namespace) -> Answer:
    from app.flows import set_aside

    with desk_of(given) as desk:
        if given.remove:
            set_aside.remove(desk.home, desk.keys, given.remove, desk.retention.copies(), desk.office_audit)
        return {"set_aside": [asdict(one) for one in set_aside.listed(desk.home)]}


def _verify_document(given: argparse.Namespace) -> Answer:
    secret = secret_of(given.file_passphrase_file) if given.file_passphrase_file else None
    with desk_of(given) as desk:
        return asdict(desk.documents.verify(given.file, secret))
