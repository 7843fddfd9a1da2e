"""Addresses under deletion and places of work lead to their case, also those written before they came to the search."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.deletion import address
from app.desk import Desk
from app.store import Database
from tests.conftest import Centre, FileAnchor

URL = "https://www.video.example/u/hangang_89/watch?v=Qx71"


@pytest.fixture
def case_id(desk: Desk) -> str:
    case = desk.cases.open_case("파란우산").value.id
    desk.cases.open_case("다솜")
    desk.deletion.add(case, [address(URL)])
    firm = desk.workplace.set_organisation(case, name="느티나무재단", kind="employer", contact="총무팀 서리").value
    desk.workplace.set_person(
        case, part="accused", called="노을", organisation_id=firm, unit="영업2팀", approver="한결"
    )
    return case


@pytest.mark.parametrize(
    "query",
    [
        URL, "video.example/u/hangang_89", "hangang_89", "hangang", "VIDEO.EXAMPLE", "https://video.example", "Qx71",
        "느티나무", "나무재단", "ㄴㅌㄴㅁ", "총무팀", "노을", "영업2팀", "한결", "느티나무 hangang",
    ],
)  # fmt: skip
def test_a_case_is_found_by_its_addresses_and_by_where_somebody_works(desk: Desk, case_id: str, query: str) -> None:
    assert [row.id for row in desk.cases.find(query)] == [case_id]


def test_what_is_taken_out_is_not_found(desk: Desk, case_id: str) -> None:
    for query in ("video.example/other", "hangang_90", "느티나무병원"):
        assert desk.cases.find(query) == ()
    firm = desk.workplace.file(case_id).organisations[0]
    desk.workplace.set_organisation(case_id, firm.id, name="한빛재단", kind="employer")
    assert desk.cases.find("느티나무") == ()
    assert [row.id for row in desk.cases.find("한빛")] == [case_id]


def test_what_was_written_before_is_taken_in_at_the_next_opening(
    casework: Database, raw_key: str, tmp_path: Path
) -> None:
    anchor = FileAnchor(tmp_path / "anchor.json")
    row = {
        "case_id": "c" * 32,
        "url": URL,
        "url_key": "video.example/u/hangang_89",
        "platform": "video.example",
        "at": 1,
    }
    with casework.atomic():
        casework.insert("person", {"id": "p" * 32, "alias": "파란우산"})
        casework.insert("casefile", {"id": "c" * 32, "number": "26-B-0001", "survivor_id": "p" * 32, "assigned_to": "u", "opened_on": "2026-01-01", "last_activity": 1})  # fmt: skip
        casework.insert("deletion_target", {"id": "d" * 32, "author": "u", **row})
    with casework._hand():  # as a file of the release before: nothing of it stands in the index
        casework._execute("DELETE FROM search_doc WHERE entity = 'deletion_target'")
        casework._execute("INSERT INTO meta (id, value) VALUES ('to-index', '[\"deletion_target\"]')")
        casework._db.commit()
    assert casework.find("hangang_89") == []
    for _time in range(2):
        again = Database.open(tmp_path / "casework.db", raw_key, "casework", who="user-1", device="B", anchor=anchor)
        assert [hit.case_id for hit in again.find("hangang_89")] == ["c" * 32]
        assert again.value("SELECT 1 FROM meta WHERE id = 'to-index'") is None
        again.close()


def test_ten_thousand_addresses_come_in_and_one_is_found(centre: Centre) -> None:
    desk = centre.open()
    case = desk.cases.open_case("파란우산").value.id
    desk.deletion.add(case, [address(f"https://host{n % 40}.example/p/{n:05}") for n in range(10_000)])
    assert [row.id for row in desk.cases.find("host7.example/p/00047")] == [case]
    assert desk.cases.find("host7.example/p/00048") == ()
    desk.close()
