"""The second person of a command that one may not do alone: another manager, or the trustee's sheet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.arguments import PATH
from app.cli.signing_in import secret_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.desk import Desk
    from app.flows.break_glass import Pair

SECOND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--second-user", {}),
    ("--second-passphrase-file", PATH),
    ("--second-key-file", PATH),
    ("--sheet-file", PATH),
)


def pair_of(given: argparse.Namespace, desk: Desk) -> Pair | None:
    """The second person, where one is named."""
    from app.flows import break_glass
    from app.vault import SecondSecret

    if given.sheet_file is not None:
        return break_glass.with_sheet(given.home, desk.keys, secret_of(given.sheet_file))
    if given.second_user is None:
        return None
    for option in ("second_passphrase_file", "second_key_file"):
        if getattr(given, option) is None:
            raise BadInput(
                _("This command needs --{option}. Nothing was opened.").format(option=option.replace("_", "-")),
                field=option,
            )
    second = SecondSecret.keyfile(Path(given.second_key_file))
    proof = break_glass.Proof(given.second_user, secret_of(given.second_passphrase_file), second)
    return break_glass.with_manager(given.home, desk.keys, proof)
