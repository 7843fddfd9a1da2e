"""`gyeot relay`: the server of a collector."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of, one_of, whole
from app.cli.signing_in import secret_of
from app.errors import BadInput
from app.i18n import _

_FILE_MOST = 1_000_000


def add_relay(commands: Any) -> None:
    """Declare `gyeot relay`."""
    group = group_of(
        commands,
        "relay",
        _("serve · enrol, take, close for counts · centre, invite, desks, expel for reports · backup, restore, retire"),
    )
    folder = ("--folder", {"type": Path, "default": Path("relay")})
    database = (("--database", {"type": _database, "metavar": "URL"}), ("--database-file", PATH))
    port = {"type": whole(0, 65_535), "default": 8700}
    command(
        group, "serve", _serve, ("--host", {"default": "127.0.0.1"}), ("--port", port),
        ("--role", {"type": one_of("a", "b"), "default": "a"}), ("--trial", {"action": "store_true"}),
        ("--public-url", {}), ("--page", PATH), ("--quota", {"type": whole(1, 100_000), "metavar": "GIB", "default": 50}),
        ("--work", {"type": whole(1, 10_000_000), "default": 20_000}), ("--log", {"action": "store_true"}), folder,
        *database,
    )  # fmt: skip
    command(group, "enrol", _enrol, ("application", PATH), folder)
    command(group, "take", _take, ("envelope", PATH), folder, *database)
    command(group, "close", _close_sum, "round", folder, *database)
    command(group, "centre", _centre, ("paper", PATH), ("--page", PATH), folder, *database)
    command(group, "invite", _invite, ("--centre", {"type": _centre_id, "required": True}), folder, *database)
    command(group, "desks", _desks, folder, *database)
    command(group, "expel", _expel, "key", folder, *database)
    command(group, "retire", _retire, folder, *database)
    command(group, "backup", _backup, ("out", PATH), ("--recipient", {"required": True}), folder, *database)
    command(
        group, "restore", _restore, ("archive", PATH), ("--identity-file", {"type": Path, "required": True}), folder,
        *database,
    )  # fmt: skip


def _centre_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{16}", text):
        raise BadInput(
            _("“{value}” is no centre's id: 16 letters a–f and digits. Nothing was done.").format(value=text)
        )
    return text


def _database(url: str) -> str:
    """A database address without a secret: arguments are seen by everybody on the computer."""
    if re.match(r"[^/]*//[^/@]*:[^/]*@", url) or re.search(r"[?&]password=", url, re.IGNORECASE):
        raise BadInput(
            _("A password never stands in a command. Nothing was done. Write the address into a --database-file.")
        )
    return url


def _serve(given: argparse.Namespace) -> Answer:
    from app.relay import serve

    url = _database_of(given)
    serve(
        given.host, given.port, url, given.role, given.trial, given.folder, public_url=given.public_url,
        page=given.page, quota=given.quota * 2**30, work=given.work, log=given.log,
    )  # fmt: skip
    return None


def _database_of(given: argparse.Namespace) -> str | None:
    return secret_of(given.database_file) if given.database_file else given.database


def _enrol(given: argparse.Namespace) -> Answer:
    from app.relay import enrol

    roster = enrol(given.folder, _file(given.application))
    return {"roster": roster.id, "centres": len(roster.centres), "n_min": roster.n_min}


def _take(given: argparse.Namespace) -> Answer:
    from app.relay import take

    return {"receipt": take(given.folder, given.envelope, database=_database_of(given)).decode("ascii")}


def _close_sum(given: argparse.Namespace) -> Answer:
    from app.relay import close_round

    return asdict(close_round(given.folder, given.round, database=_database_of(given)))


def _centre(given: argparse.Namespace) -> Answer:
    from app.relay import hosting

    paper, database = _file(given.paper), _database_of(given)
    return {"centre": hosting.centre(given.folder, paper, database=database, page_folder=given.page)}


def _invite(given: argparse.Namespace) -> Answer:
    from app.relay import hosting

    return dict(hosting.invite(given.folder, given.centre, database=_database_of(given)))


def _desks(given: argparse.Namespace) -> Answer:
    from app.relay import hosting

    return {"desks": hosting.enrolled(given.folder, database=_database_of(given))}


def _expel(given: argparse.Namespace) -> Answer:
    from app.relay import hosting

    return hosting.expel(given.folder, given.key, database=_database_of(given))


def _retire(given: argparse.Namespace) -> Answer:
    from app.relay import hosting

    return dict(hosting.retire(given.folder, database=_database_of(given)))


def _backup(given: argparse.Namespace) -> Answer:
    from app.relay import backup

    return backup.make(given.folder, given.out, given.recipient, database=_database_of(given))


def _restore(given: argparse.Namespace) -> Answer:
    from app.relay import backup

    lines = _file(given.identity_file).decode("utf-8", "replace").splitlines()
    identity = next((line for line in lines if line and not line.startswith("#")), "")
    return backup.restore(given.archive, given.folder, identity, database=_database_of(given))


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
