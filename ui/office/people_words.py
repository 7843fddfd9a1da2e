"""People in words: what they are, what they open, how they get in."""

from __future__ import annotations

from app.codelists import label
from app.flows.people import Person
from app.flows.ways import Way
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.office import Member
from app.vault import Kind
from ui.kit.rows import Row


def standing(member: Member) -> str:
    """Role, and what they are in law."""
    return " · ".join((label("role", member.role), label("staff_status", member.status)))


def rights(person: Person) -> str:
    return " · ".join(label("right", one) for one in sorted(person.rights))


def opens(role: Role, rights: frozenset[Right]) -> str:
    """What the role's keys open, in one sentence."""
    if role is Role.COUNSELLOR:
        return _("Opens contacts, cases and their files")
    if role is Role.TRAINER:
        return _("Opens classes and surveys, never cases")
    if Right.SUPERVISOR in rights:
        return _("Opens the office, classes, counts and cases; every reading is recorded")
    return _("Opens the office and classes, not cases")


def way_name(way: Way) -> str:
    """What people call a way in; without a name, what it is."""
    kinds = {Kind.DEVICE: _("Computer without a name"), Kind.KEYFILE: _("Key file"), Kind.PAPER: _("Printed code")}
    return way.name or kinds[way.kind]


def way_row(way: Way) -> Row:
    """One way in: its name, since when, when it was last used, and whether one came in by it."""
    icons = {Kind.DEVICE: "desktop", Kind.KEYFILE: "key", Kind.PAPER: "file"}
    kinds = {Kind.DEVICE: _("Computer"), Kind.KEYFILE: _("Key file"), Kind.PAPER: _("Printed code")}
    said = [kinds[way.kind]] if way.name else []
    said.append(_("since {day}").format(day=way.added_on) if way.added_on else _("since when is not known"))
    if way.used_on:
        said.append(_("last used on {day}").format(day=way.used_on))
    state = _("In use now") if way.here else ""
    return Row(way.id, way_name(way), second=" · ".join(said), icon=icons[way.kind], state=state)


def ways(person: Person, known: tuple[Way, ...] = ()) -> str:
    """How somebody gets in: computers by name where they have one, and kinds."""
    if known:
        names = [way_name(one) for one in known]
        return " · ".join(_counted(one, names.count(one)) for one in dict.fromkeys(names))
    return _kinds(person)


def _counted(name: str, count: int) -> str:
    return name if count == 1 else _("{name} ({count} of them)").format(name=name, count=count)


def _kinds(person: Person) -> str:
    said = []
    for kind, count in person.ways:
        if kind is Kind.DEVICE:
            said.append(_("{count} computer(s)").format(count=count))
        elif kind is Kind.KEYFILE:
            said.append(_("Key file") if count == 1 else _("{count} key files").format(count=count))
        else:
            said.append(_("Printed code") if count == 1 else _("{count} printed codes").format(count=count))
    return " · ".join(said)


def parts(compartments: frozenset[Compartment]) -> str:
    """Parts of the centre as people call them."""
    words = {
        Compartment.CASEWORK: _("cases"),
        Compartment.EVIDENCE: _("evidence files"),
        Compartment.TRAINING: _("classes"),
        Compartment.OFFICE: _("the office"),
        Compartment.INTAKE: _("arrived reports"),
        Compartment.PUBLIC_MATERIAL: _("public material"),
    }
    return ", ".join(words[one] for one in Compartment if one in compartments)
