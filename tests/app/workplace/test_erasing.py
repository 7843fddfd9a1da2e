"""When a case is erased nothing of its deletion and workplace work is left, and nothing of another case goes."""

from __future__ import annotations

from app.deletion import address
from app.desk import Desk
from app.kinds import Compartment
from app.store import erasing

TABLES = (
    "deletion_mandate", "deletion_target", "deletion_request", "deletion_look", "deletion_day", "organisation",
    "workplace_person", "third_report", "separation", "separation_scope", "separation_breach", "damage_watch",
    "damage_answer", "employer_duty", "organisation_check",
)  # fmt: skip


def fill(desk: Desk, alias: str) -> str:
    case_id = desk.cases.open_case(alias).value.id
    desk.deletion.set_mandate(case_id, asked_by="self", paper="not_needed")
    desk.deletion.add(case_id, [address(f"https://a.com/{alias}")])
    ids = desk.deletion.ids(case_id)
    desk.deletion.ask(case_id, ids, "platform")
    desk.deletion.look(case_id, ids, "gone", "platform")
    work = desk.workplace
    firm = work.set_organisation(case_id, name="재단", kind="employer", told_on="2026-01-02").value
    work.set_person(case_id, part="survivor", called=alias, organisation_id=firm)
    work.set_report(case_id, anonymous=False, survivor_knows="yes", survivor_wish="act")
    order = work.set_separation(
        case_id, organisation_id=firm, state="ordered", who_moves="accused", wish="yes", starts_on="2026-01-05"
    ).value
    work.set_scopes(order, {"place": "apart"})
    work.set_breach(order, scope="place", words="마주침")
    work.answer_watch(work.file(case_id).watches[0].id)
    work.owe(case_id, firm)
    work.set_check(case_id, organisation_id=firm, topic="desk", answer="yes")
    return case_id


def counted(desk: Desk) -> dict[str, int]:
    db = desk.database(Compartment.CASEWORK)
    return {table: int(db.value(f"SELECT count(*) FROM {table}")) for table in TABLES}


def test_an_erased_case_leaves_nothing_here(desk: Desk) -> None:
    kept, gone = fill(desk, "나래"), fill(desk, "다솜")
    before, db = counted(desk), desk.database(Compartment.CASEWORK)
    assert all(before.values())
    assert set(TABLES) <= erasing.reached(db)
    with db.atomic():
        erasing.erase(db, [gone], [], ())
    assert counted(desk) == {table: number // 2 for table, number in before.items()}
    assert desk.deletion.counts(kept).total == 1
    entities = {
        row["entity"]
        for row in db.rows(
            "SELECT DISTINCT entity FROM history WHERE old LIKE :it OR new LIKE :it", {"it": f"%{gone}%"}
        )
    }
    assert entities == set()
    assert db.problems() == []
