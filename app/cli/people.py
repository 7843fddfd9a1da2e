"""`gyeot people`: who belongs to the centre, and what a manager does about it. Secrets come from files, never from arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of, one_of
from app.cli.signing_in import desk_of, keys_of, opened, secret_of
from app.errors import BadInput
from app.i18n import _
from app.kinds import Right, Role

if TYPE_CHECKING:
    from app.changes import Done
    from app.desk import Desk
    from app.flows.break_glass import Pair
    from app.flows.people import Outcome
    from app.vault import Keys, WaysIn

_ROLE = ("--role", {"type": one_of(*Role), "required": True})
_RIGHTS = ("--right", {"type": one_of(*Right), "action": "append", "default": []})
_FOLDER = ("--key-folder", PATH)
_NEW = ("--new-passphrase-file", PATH)
_TRUSTEE = ("--trustee", {"default": ""})
_SECOND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--second-user", {}),
    ("--second-passphrase-file", PATH),
    ("--second-key-file", PATH),
    ("--sheet-file", PATH),
)


def add_people(commands: Any) -> None:
    """Declare `gyeot people`."""
    group = group_of(commands, "people", _("list · add NAME · role NAME · remove NAME · reset NAME · theft NAME"))
    command(group, "list", _list)
    command(group, "add", _add, "name", _ROLE, _RIGHTS, ("--alias", {"default": ""}), _FOLDER, _NEW, _TRUSTEE, *_SECOND)
    command(group, "role", _change, "name", _ROLE, _RIGHTS, _TRUSTEE, *_SECOND)
    command(group, "remove", _remove, "name", _TRUSTEE)
    command(group, "reset", _reset, "name", _FOLDER, _NEW, *_SECOND)
    command(group, "theft", _theft, "name", _FOLDER, _NEW, *_SECOND)


def _list(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        staff = desk.people.staff()
    return {
        "people": [
            {
                "id": one.id, "name": one.name, "alias": one.alias, "role": one.role.value,
                "rights": sorted(one.rights), "ways": {kind.value: count for kind, count in one.ways},
                "opens": sorted(one.opens), "lacks": sorted(one.lacks),
            }
            for one in staff.people
        ],
        "waiting": sorted(staff.waiting),
        "drilled": staff.drilled,
    }  # fmt: skip


def _add(given: argparse.Namespace) -> Answer:
    from app.vault import StaffPlan

    plan = StaffPlan(given.name, Role(given.role), _rights(given), _passphrase(given), given.alias)
    return _carried(given, lambda desk: desk.people.enrol(plan, _ways(given, desk), _pair(given, desk), given.trustee))


def _change(given: argparse.Namespace) -> Answer:
    role, rights = Role(given.role), _rights(given)
    return _carried(given, lambda desk: desk.people.change(given.name, role, rights, _pair(given, desk), given.trustee))


def _remove(given: argparse.Namespace) -> Answer:
    return _carried(given, lambda desk: desk.people.remove(given.name, given.trustee))


def _reset(given: argparse.Namespace) -> Answer:
    def act(desk: Desk) -> Done[Outcome]:
        pair = _pair(given, desk)
        if pair is None:
            raise BadInput(
                _(
                    "A lost passphrase needs two people: name a second manager with --second-user, or the trustee's sheet with --sheet-file. Nothing was changed."
                )
            )
        return desk.people.reset(given.name, _passphrase(given), _ways(given, desk), pair)

    return _carried(given, act)


def _theft(given: argparse.Namespace) -> Answer:
    return _carried(
        given, lambda desk: desk.people.stolen(given.name, _passphrase(given), _ways(given, desk), _pair(given, desk))
    )


def _carried(given: argparse.Namespace, act: Callable[[Desk], Done[Outcome]]) -> Answer:
    """Do it, then let the new keys take over as far as this manager holds them."""
    with _held(given) as keys:
        with opened(given.home, keys) as desk:
            outcome = act(desk).value
        with opened(given.home, keys) as desk:
            waiting = desk.renewed.waiting
    answer: dict[str, Any] = {"user": outcome.user, "waiting": sorted(waiting), "unheld": sorted(outcome.unheld)}
    if outcome.sheet is not None:
        answer["sheet"] = {
            "name": outcome.sheet.name, "code": outcome.sheet.code, "key_file": outcome.sheet.key_file,
            "starting_passphrase": outcome.sheet.starting or None,
        }  # fmt: skip
    if outcome.trustee is not None:
        answer["trustee_sheet"] = {"holder": outcome.trustee.holder, "code": outcome.trustee.code}
    return answer


@contextmanager
def _held(given: argparse.Namespace) -> Iterator[Keys]:
    from app.vault import Holding

    keys = keys_of(given)
    try:
        with Holding(given.home):
            yield keys
    finally:
        keys.close()


def _rights(given: argparse.Namespace) -> frozenset[Right]:
    return frozenset(Right(one) for one in given.right)


def _passphrase(given: argparse.Namespace) -> str:
    return secret_of(given.new_passphrase_file) if given.new_passphrase_file else ""


def _ways(given: argparse.Namespace, desk: Desk) -> WaysIn:
    """A key file where a folder is named, otherwise the printed code alone."""
    from app.vault import Kind

    return desk.people.ways(Kind.KEYFILE if given.key_folder else Kind.PAPER, given.key_folder)


def _pair(given: argparse.Namespace, desk: Desk) -> Pair | None:
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
