"""People in words: what they are, what they open, how they get in."""

from __future__ import annotations

from app.codelists import label
from app.flows.people import Person
from app.i18n import _
from app.kinds import Compartment, Right, Role
from app.office import Member
from app.vault import Kind


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


def ways(person: Person) -> str:
    """How somebody gets in: kinds, and on how many computers."""
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
