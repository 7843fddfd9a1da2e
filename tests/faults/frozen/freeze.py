"""One file of every format as this version writes it: `python -m tests.faults.frozen.freeze VERSION`, once a release.

Later versions open what is frozen here (test_frozen.py); nothing in this folder is ever made anew. People, passphrases
and codes in it are invented.
"""

from __future__ import annotations

import json
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.desk import Desk
from app.evidence import Brought, Stated
from app.flows import erasure, leaving
from app.kinds import CentreType, Right, Role
from app.manual import parcel, signing
from app.office import Member
from app.store import create_databases
from app.vault import (
    FLOOR,
    CentrePlan,
    Created,
    Home,
    Kind,
    SecondSecret,
    StaffPlan,
    attempts,
    create,
    drill,
    own_half,
    sheet_half,
    unlock,
)  # fmt: skip
from tests.app.counts.centre import City, StaffKeys
from tests.faults.taking import back_up

FOLDER = Path(__file__).parent
PASSPHRASE = "자작나무 숲길에 내린 첫눈 소리"
TRUSTEE = "든든 법률사무소"
STAFF = {
    "manager": ("이음", Role.MANAGER, frozenset({Right.SUPERVISOR})),
    "counsellor": ("가온", Role.COUNSELLOR, frozenset()),
    "trainer": ("다온", Role.TRAINER, frozenset()),
}
ALIASES = ("파란우산", "달맞이")
NOTE = "다음 주 화요일에 다시 통화하기로 함"


def freeze(folder: Path) -> dict[str, Any]:
    """Everything into `folder`; returns what has to be found in it."""
    (folder / "keys").mkdir(parents=True)
    staff = tuple(StaffPlan(name, role, rights, PASSPHRASE) for name, role, rights in STAFF.values())
    plan = CentrePlan(
        "자작 상담소", CentreType.DATING_VIOLENCE, staff, trustee=TRUSTEE, practice=True, kdf=FLOOR, ballast=4096
    )
    made = create(folder / "home", plan, keyfile_folder=folder / "keys")
    facts = _filled(folder, made)
    signing.new_key(folder / "maker.pem")
    parcel.export(FOLDER.parents[1] / "app" / "manual" / "packs" / "tiny", folder / "manual.gyeot")
    parcel.sign(folder / "manual.gyeot", folder / "maker.pem")
    (folder / "maker.pem").unlink()
    return {**facts, **_messages(folder)}


def _filled(folder: Path, made: Created) -> dict[str, Any]:
    users = dict(zip(STAFF, made.users, strict=True))
    for part, user in users.items():
        assert user.key_file is not None
        user.key_file.rename(folder / "keys" / f"{part}.key")
    home = folder / "home"
    for part in ("manager", "trainer"):
        keys = unlock(home, users[part].id, PASSPHRASE, SecondSecret.keyfile(folder / "keys" / f"{part}.key"))
        create_databases(home, keys)
    keys = unlock(home, users["manager"].id, PASSPHRASE, SecondSecret.keyfile(folder / "keys" / "manager.key"))
    drill(home, keys, own_half(home, keys), sheet_half(made.sheets[0].code))
    desk = Desk.open(home, keys)
    desk.office.enter_staff(Member(users[part].id, *plan[:2], tuple(plan[2])) for part, plan in STAFF.items())
    numbers = []
    for alias in ALIASES:
        case = desk.cases.open_case(alias, phone="010-0000-1234").value
        desk.cases.add_note(case.id, "통화", NOTE)
        numbers.append(case.number)
    erased = _erase(desk)
    desk.close()
    facts = _keep_apart(home, folder, users["counsellor"].id)
    desk = Desk.open(home, keys)
    leaving.leave(desk, leaving.Wish(passphrase=PASSPHRASE), folder / "cases.gyeot")
    back_up(desk, folder)
    next(folder.glob("gyeot-backup-*")).rename(folder / "backup")
    trail = len(desk.trail(1000))
    desk.close()
    (home / "writer.lock").unlink(missing_ok=True)
    attempts.note(Home.open(home), users["counsellor"].id, Kind.KEYFILE)
    return {
        "passphrase": PASSPHRASE,
        "users": {part: {"id": user.id, "name": user.name, "paper": user.paper_code} for part, user in users.items()},
        "sheet": {"holder": made.sheets[0].holder, "code": made.sheets[0].code},
        "cases": dict(zip(numbers, ALIASES, strict=True)),
        "trail": trail,
        "erased": erased,
        "failed": 1,
        **facts,
    }


def _erase(desk: Desk) -> str:
    """The number of a case that was, and is erased."""
    gone = desk.cases.open_case("지워질 이").value
    desk.cases.close(gone.id, "supported")
    desk.retention.decide(gone.id, "erase")
    erasure.erase(desk.home, desk.keys, desk.retention, [gone.id], "request")
    return gone.number


def _keep_apart(home: Path, folder: Path, counsellor: str) -> dict[str, Any]:
    """A file of evidence, and a case behind a wall."""
    keys = unlock(home, counsellor, PASSPHRASE, SecondSecret.keyfile(folder / "keys" / "counsellor.key"))
    paper = folder / "paper.txt"
    paper.write_text(NOTE * 100, "utf-8")
    with closing(Desk.open(home, keys)) as desk:
        case = desk.cases.find(ALIASES[0])[0]
        desk.cases.set_incident(case.id, ("stalking",))
        intake = desk.evidence.prepare(case.id, Stated.NO_SEXUAL_IMAGE).value
        item = desk.evidence.enter(intake, intake.seal(paper), Brought("문자 내용", Stated.NO_SEXUAL_IMAGE)).value
        walled = desk.cases.open_case("담장 안의 이").value
        desk.sealed.seal(walled.id, [counsellor], "얼려 두는 사건")
    paper.unlink()
    return {"evidence": {"case": case.number, "sha256": item.sha256}, "walled": walled.number}


def _messages(folder: Path) -> dict[str, Any]:
    """A round of counts as it goes to the collector, and the papers around it."""
    sender, city, box = StaffKeys(), City(), X25519PrivateKey.generate()
    roster, tables = city.roster(sender), wire.cubes()
    header = wire.Header(
        cells=tables.cells_hash, codes=tables.codes_hash, round="2026-Q3", sender=wire.key_id(sender.device_public),
        seq=1, prev="none", group="city", scheme=wire.SOLO, law="discrete-gaussian", variance=35, n=3, units_max=24,
        made="2026-11-23", trial=True, roster_id=roster.id, roster=roster.sha256,
    )  # fmt: skip
    vector = [number % 7 for number in range(322)]
    (folder / "round.counts").write_bytes(
        wire.make(header, vector, city.collector.public_key(), box.public_key(), sender.sign)
    )
    (folder / "roster.signed").write_bytes(roster.document)
    return {
        "sender": sender.device_public.hex(),
        "collector": city.collector.private_bytes_raw().hex(),
        "box": box.private_bytes_raw().hex(),
        "roster": city.roster_key.public_key().public_bytes_raw().hex(),
        "round": header.round,
    }


def main(version: str) -> None:
    target = FOLDER / f"{version}.tar"
    if target.exists():
        raise SystemExit(f"{target.name} is frozen already")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / version
        facts = freeze(folder)
        (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
        with tarfile.open(target, "w") as tar:
            tar.add(folder, arcname=".")


if __name__ == "__main__":
    main(sys.argv[1])
