"""Two centres for what leaves one and arrives in the other: each with a manager and a supervisor who works with cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.clock import random_id
from app.desk import Desk
from app.evidence import Brought, Item, Stated
from app.flows import travelling
from app.kinds import CentreType, Compartment, Right, Role
from app.office import Member
from app.store import create_databases
from app.vault import FLOOR, CentrePlan, StaffPlan, create
from tests.conftest import PASSPHRASE, Centre

FILE_PASSPHRASE = "vezo-9559-nidu-5654-vura-9775"


def found(root: Path, name: str) -> Centre:
    """A centre with a manager who may read cases, a supervisor with the key of evidence, and a counsellor."""
    staff = {
        "manager": StaffPlan("이음", Role.MANAGER, frozenset({Right.SUPERVISOR}), PASSPHRASE),
        "lead": StaffPlan("가온", Role.COUNSELLOR, frozenset({Right.SUPERVISOR}), PASSPHRASE),
        "counsellor": StaffPlan("다온", Role.COUNSELLOR, frozenset(), PASSPHRASE),
    }
    plan = CentrePlan(
        name, CentreType.DATING_VIOLENCE, tuple(staff.values()), trustee="든든 법률사무소", practice=True, kdf=FLOOR,
        letter="B", ballast=4096,
    )  # fmt: skip
    (root / "keys").mkdir(parents=True)
    made = create(root / "home", plan, keyfile_folder=root / "keys")
    by_name = {user.name: user for user in made.users}
    users = {part: by_name[one.name].id for part, one in staff.items()}
    key_files = {part: path for part, one in staff.items() if (path := by_name[one.name].key_file)}
    centre = Centre(root / "home", users, key_files)
    create_databases(centre.home, centre.unlock("manager"))
    desk = centre.open("manager")
    desk.office.enter_staff(Member(users[part], one.name, one.role, tuple(one.rights)) for part, one in staff.items())
    desk.close()
    return centre


def keep(desk: Desk, case_id: str, path: Path, data: bytes) -> Item:
    """These bytes as a file of evidence."""
    path.write_bytes(data)
    intake = desk.evidence.prepare(case_id, Stated.NO_SEXUAL_IMAGE).value
    item = desk.evidence.enter(intake, intake.seal(path), Brought(f"파일 {path.name}", Stated.NO_SEXUAL_IMAGE)).value
    path.unlink()
    return item


def content(desk: Desk, item_id: str) -> bytes:
    with desk.evidence.lift(item_id).file() as file:
        return b"".join(file.pieces())


_ODD: dict[str, dict[str, str | None]] = {
    "casefile": {"opened_on": "2026-11-02"}, "evidence_item": {"file": None, "key_of": None},
    "legal_event": {"order_id": None},
}  # fmt: skip
"""What cannot be just any value."""


def in_every_table(desk: Desk) -> str:
    """A case with one row in every table that travels, and something in every column."""
    db = desk.database(Compartment.CASEWORK)
    known, ids = travelling.shape(db), dict[str, str]()
    with db.atomic():
        for table, columns in known.tables.items():
            pointers = dict(known.pointers[table])
            row: dict[str, Any] = {}
            for name, column in columns.items():
                parent = "person" if name == "survivor_id" else pointers.get(name)
                row[name] = ids.get(parent or "", 7 if column.kind == "INTEGER" else f"{table} 의 {name}")
            row["id"] = row["id"] if "id" in pointers else random_id()
            row.update(_ODD.get(table, {}))
            ids[table] = row["id"]
            db.insert(table, row)
    return ids["casefile"]


def everything(desk: Desk) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every case as its rows, by id."""
    db = desk.database(Compartment.CASEWORK)
    known = travelling.shape(db)
    ids = [row["id"] for row in db.rows("SELECT id FROM casefile ORDER BY id")]
    return {one: travelling.rows_of(db, known, one) for one in ids}


Opener = Callable[[Centre, str], Desk]
Two = tuple[Centre, Centre]

OWN = {
    "casefile": {"number", "assigned_to", "team"}, "task": {"owner"}, "conference_decision": {"owner"},
    "appointment": {"room"}, "incident": {"reported_elsewhere"},
}  # fmt: skip
"""What is a centre's own, as SCHEMA.md says."""


def without_own(cases: dict[str, dict[str, list[dict[str, Any]]]], custody: frozenset[str]) -> object:
    """The same without what is a centre's own; of custody only the lines that there were before it left."""
    told: dict[str, Any] = {}
    for case, rows in cases.items():
        told[case] = {
            table: [{name: value for name, value in row.items() if name not in OWN.get(table, ())} for row in some
                    if table != "evidence_custody" or row["id"] in custody]
            for table, some in rows.items()
        }  # fmt: skip
    return told
