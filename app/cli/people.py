"""`gyeot people`: who belongs to the centre, and what a manager does about it. Secrets come from files, never from arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.cli.answers import Answer
from app.cli.arguments import PATH, command, group_of, one_of
from app.cli.second import SECOND, pair_of
from app.cli.signing_in import desk_of, keys_of, opened, secret_of
from app.errors import BadInput
from app.i18n import _
from app.kinds import Right, Role

if TYPE_CHECKING:
    from app.changes import Done
    from app.desk import Desk
    from app.flows.people import Outcome
    from app.flows.ways import Way
    from app.vault import Keys, WaysIn

_ROLE = ("--role", {"type": one_of(*Role), "required": True})
_RIGHTS = ("--right", {"type": one_of(*Right), "action": "append", "default": []})
_FOLDER = ("--key-folder", PATH)
_NEW = ("--new-passphrase-file", PATH)
_KINDS = ("device", "keyfile", "paper")
_TRUSTEE = ("--trustee", {"default": ""})


def add_people(commands: Any) -> None:
    """Declare `gyeot people`."""
    group = group_of(
        commands,
        "people",
        _(
            "list · add NAME · role NAME · remove NAME · reset NAME · theft NAME · ways · add-way KIND · name-way ID NAME · remove-way ID · new-computer-key"
        ),
    )
    command(group, "list", _list)
    command(group, "add", _add, "name", _ROLE, _RIGHTS, ("--alias", {"default": ""}), _FOLDER, _NEW, _TRUSTEE, *SECOND)
    command(group, "role", _change, "name", _ROLE, _RIGHTS, _TRUSTEE, *SECOND)
    command(group, "remove", _remove, "name", _TRUSTEE)
    command(group, "reset", _reset, "name", _FOLDER, _NEW, *SECOND)
    command(group, "theft", _theft, "name", _FOLDER, _NEW, *SECOND)
    command(group, "new-computer-key", _new_computer_key)
    command(group, "ways", _ways_of, ("--of", {"default": ""}))
    command(group, "add-way", _add_way, ("kind", {"type": one_of(*_KINDS)}), _FOLDER, ("--called", {"default": ""}))
    command(group, "name-way", _name_way, "way", "called")
    command(group, "remove-way", _remove_way, "way")


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
    return _carried(
        given, lambda desk: desk.people.enrol(plan, _ways(given, desk), pair_of(given, desk), given.trustee)
    )


def _change(given: argparse.Namespace) -> Answer:
    role, rights = Role(given.role), _rights(given)
    return _carried(
        given, lambda desk: desk.people.change(given.name, role, rights, pair_of(given, desk), given.trustee)
    )


def _remove(given: argparse.Namespace) -> Answer:
    return _carried(given, lambda desk: desk.people.remove(given.name, given.trustee))


def _reset(given: argparse.Namespace) -> Answer:
    def act(desk: Desk) -> Done[Outcome]:
        pair = pair_of(given, desk)
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
        given, lambda desk: desk.people.stolen(given.name, _passphrase(given), _ways(given, desk), pair_of(given, desk))
    )


def _new_computer_key(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        before = desk.keys.device_public
        waiting = desk.people.renew_computers().value.waiting
        return {
            "computer": desk.keys.device, "public": desk.keys.device_public.hex(), "before": before.hex(),
            "waiting": sorted(waiting),
        }  # fmt: skip


def _ways_of(given: argparse.Namespace) -> Answer:
    """One's own ways in, or those of somebody else."""
    from app.vault import Home

    with desk_of(given) as desk:
        user = Home.open(given.home).find(given.of).id if given.of else desk.keys.user
        return {"ways": [_way(one) for one in desk.ways.of_staff()[user]]}


def _way(way: Way) -> dict[str, Any]:
    return {
        "id": way.id, "kind": way.kind.value, "name": way.name or None, "added_on": way.added_on,
        "used_on": way.used_on, "here": way.here,
    }  # fmt: skip


def _add_way(given: argparse.Namespace) -> Answer:
    """One more way in for oneself; a printed code is answered this once and kept nowhere."""
    from app.vault import Kind

    passphrase = secret_of(given.passphrase_file)
    with desk_of(given) as desk:
        made = desk.ways.add(passphrase, Kind(given.kind), given.key_folder, given.called).value
    return {"way": made.slot, "kind": made.kind.value, "key_file": made.path, "code": made.code or None}


def _name_way(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        desk.ways.call(given.way, given.called)
        return {"ways": [_way(one) for one in desk.ways.mine()]}


def _remove_way(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        desk.ways.remove(given.way)
        return {"ways": [_way(one) for one in desk.ways.mine()]}


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
