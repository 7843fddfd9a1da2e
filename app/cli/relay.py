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
    group = group_of(commands, "relay", _("serve · enrol APPLICATION · take ENVELOPE · close PERIOD"))
    folder = ("--folder", {"type": Path, "default": Path("relay")})
    database = (("--database", {"type": _database, "metavar": "URL"}), ("--database-file", PATH))
    port = {"type": whole(0, 65_535), "default": 8700}
    command(
        group, "serve", _serve, ("--host", {"default": "127.0.0.1"}), ("--port", port),
        ("--role", {"type": one_of("a", "b"), "default": "a"}), ("--trial", {"action": "store_true"}),
        ("--public-url", {}), folder, *database,
    )  # fmt: skip
    command(group, "enrol", _enrol, ("application", PATH), folder)
    command(group, "take", _take, ("envelope", PATH), folder, *database)
    command(group, "close", _close_sum, "round", folder, *database)


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
    serve(given.host, given.port, url, given.role, given.trial, given.folder, public_url=given.public_url)
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
