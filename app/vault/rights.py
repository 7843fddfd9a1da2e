"""The Rights table of the vault as data: which compartments a role and its rights open."""

from __future__ import annotations

from collections.abc import Iterable

from app.kinds import Compartment, Right, Role

_ROLES: dict[Role, frozenset[Compartment]] = {
    Role.COUNSELLOR: frozenset({Compartment.CASEWORK, Compartment.EVIDENCE}),
    Role.TRAINER: frozenset({Compartment.TRAINING}),
    Role.MANAGER: frozenset({Compartment.TRAINING}),
}
_RIGHTS: dict[Right, Compartment] = {
    Right.SUPERVISOR: Compartment.CASEWORK,
    Right.INTAKE_OFFICER: Compartment.INTAKE,
    Right.MONITOR: Compartment.PUBLIC_MATERIAL,
}


def entitled(role: Role, rights: Iterable[Right]) -> frozenset[Compartment]:
    """Everybody reads office (a manager's signature is what writes it); the rest follows from the table."""
    return frozenset({Compartment.OFFICE, *_ROLES[role], *(_RIGHTS[right] for right in rights)})
