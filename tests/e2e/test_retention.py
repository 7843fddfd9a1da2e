"""How long records are kept and how they go, told by a counsellor and a manager, on a real store."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.clock import today
from app.counts import Counts
from app.desk import Desk
from app.documents import Centre as Named
from app.documents.certificate import save_certificate
from app.errors import BadInput, Conflict, Denied
from app.flows import backups, erasure, keeping
from app.kinds import Compartment
from app.retention import COUNSELLING
from app.vault import unlock
from tests.app.counts.centre import City
from tests.conftest import PASSPHRASE, Centre
from tests.e2e.seats import Seats

scenarios("retention.feature")

PHONE = "010-0031-8842"


@pytest.fixture
def seats(centre: Centre) -> Seats:
    return Seats(centre)


# -- what stands there -----------------------------------------------------------------------------


@given("상담 기록을 3년 동안 두기로 정했다")
def three_years(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        keeping.set_period(desk.office, desk.keys.centre_type, COUNSELLING, "P3Y")


@given(parsers.parse('2019년에 마친 "{old}" 님의 사례와 지난달에 마친 "{new}" 님의 사례가 있다'))
def two_cases(seats: Seats, old: str, new: str) -> None:
    with seats.sit() as desk:
        for alias, on in ((old, date(2019, 3, 1)), (new, today() - timedelta(days=30))):
            case = desk.cases.open_case(
                alias, phone=PHONE if alias == old else None, opened_on=on - timedelta(days=90)
            ).value
            desk.cases.consent(case.id, "reporting", "given")
            desk.cases.add_note(case.id, "첫 상담", f"{alias} 님이 골목의 가로등 이야기를 하심")
            desk.cases.close(case.id, "supported", on=on)
            seats.ids[alias], seats.said[alias] = case.id, case.number


@given(parsers.parse('책임자가 "{alias}" 님의 사례를 지우기로 했다'))
def decided(seats: Seats, alias: str) -> None:
    with seats.sit("manager") as desk:
        desk.retention.decide(seats.ids[alias], "erase")


@given("지난 분기의 숫자를 보냈고 받았다는 답이 왔다")
def counted(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        counts, city = _counts(desk)
        done = counts.close_round(counts.closable()[0]).value
        counts.send(done)
        counts.take_receipt(city.receipt(desk.outbox.of(done).body))
        seats.said["sums"] = _sums(desk)
        assert seats.ids["파란우산"] in _named(desk)


@given("백업을 하나 만들어 두었다")
def backed_up(seats: Seats, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with seats.sit("manager") as desk:
        parts: dict[str, Any] = {"audit": desk.audit, "office": desk.office, "retention": desk.retention}
        seats.said["backup"] = backups.back_up(desk.home, desk.keys, tmp_path / "stick", **parts).value.path


# -- what is done ----------------------------------------------------------------------------------


@when(parsers.parse('책임자가 "{why}"라며 "{alias}" 님의 사례를 붙들어 둔다'))
def hold(seats: Seats, why: str, alias: str) -> None:
    with seats.sit("manager") as desk:
        desk.retention.hold(seats.said[alias], why)
        assert [one.reason for one in desk.retention.holds()] == [why]


@when(parsers.parse('재판이 끝나 "{alias}" 님의 사례를 놓아준다'))
def release(seats: Seats, alias: str) -> None:
    with seats.sit("manager") as desk:
        desk.retention.release(seats.ids[alias])


@when(parsers.parse('까닭 없이 "{alias}" 님의 사례를 더 두려 한다'))
def keep_without_reason(seats: Seats, alias: str) -> None:
    with seats.sit("manager") as desk, pytest.raises(BadInput) as refused:
        desk.retention.decide(seats.ids[alias], "keep", keep_until=today() + timedelta(days=100))
    seats.said["field"] = refused.value.field


@when(parsers.parse('"{why}"이라고 적고 "{alias}" 님의 사례를 {days:d}일 더 둔다'))
def keep(seats: Seats, why: str, alias: str, days: int) -> None:
    until = today() + timedelta(days=days)
    with seats.sit("manager") as desk:
        line = desk.retention.decide(seats.ids[alias], "keep", reason=why, keep_until=until).value
        assert line.until == until


@when(parsers.parse('책임자가 "{alias}" 님의 사례를 지운다'))
def erase(seats: Seats, alias: str) -> None:
    """And locks: the record file is written anew when it is opened next."""
    with seats.sit("manager") as desk:
        erasure.erase(desk.home, desk.keys, desk.retention, [seats.ids[alias]], "period_over")


@when("그 백업에서 센터를 되살린다")
def restore(seats: Seats, tmp_path: Path) -> None:
    backup, centre = seats.said["backup"], seats.centre
    keys = unlock(backup, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    backups.restore(backup, tmp_path / "again", keys, keys, lists=[centre.home])
    seats.said["restored"] = Centre(tmp_path / "again", centre.users, centre.key_files)


@when(parsers.parse('상담원이 "{alias}" 님의 사례를 지우려 한다'))
def counsellor_erases(seats: Seats, alias: str) -> None:
    with seats.sit() as desk, pytest.raises(Denied) as refused:
        erasure.erase(desk.home, desk.keys, desk.retention, [seats.ids[alias]], "period_over")
    seats.said["refused"] = str(refused.value)


# -- what is so then -------------------------------------------------------------------------------


@then(parsers.parse('살펴볼 목록에 "{alias}" 님의 사례만 있고 기한은 {day}이다'))
def due(seats: Seats, alias: str, day: str) -> None:
    with seats.sit("manager") as desk:
        assert [(one.id, str(one.until)) for one in desk.retention.review()] == [(seats.ids[alias], day)]


@then("아무도 살펴보지 않은 사례는 지워지지 않는다")
def not_looked_at(seats: Seats) -> None:
    stays(seats, "파란우산")


@then(parsers.parse('"{alias}" 님의 사례는 지워지지 않는다'))
def stays(seats: Seats, alias: str) -> None:
    with seats.sit("manager") as desk, pytest.raises(Conflict):
        erasure.erase(desk.home, desk.keys, desk.retention, [seats.ids[alias]], "period_over")
    is_there(seats, alias)


@then(parsers.parse('"{alias}" 님의 사례는 그대로 있다'))
def is_there(seats: Seats, alias: str) -> None:
    with seats.sit() as desk:
        _there(desk, seats, alias)


@then("까닭 칸을 짚어 준다")
def pointed(seats: Seats) -> None:
    assert seats.said["field"] == "reason"


@then("살펴볼 목록이 비어 있다")
def nothing_due(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        assert desk.retention.review() == ()


@then(parsers.parse('아무도 "{alias}" 님을 찾을 수 없다'))
def nobody(seats: Seats, alias: str) -> None:
    for name in ("manager", "counsellor"):
        with seats.sit(name) as desk:
            _gone(desk, seats, alias)


@then("파기 확인서에는 누구의 이름도 번호도 없다")
def certificate(seats: Seats, tmp_path: Path) -> None:
    with seats.sit("manager") as desk:
        (entry,) = desk.retention.log()
        assert entry.rewritten_at is not None
        still, centre = desk.retention.still_holding(entry.at), Named(desk.keys.centre_name, practice=True)
        save_certificate(tmp_path / "paper.pdf", entry, still, centre, desk.office.name(entry.author), desk.audit)
    pages = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    words = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "파기 확인서" in words
    assert not any(
        word in words for word in ("파란우산", seats.said["파란우산"], seats.ids["파란우산"], "8842", "가로등")
    )


@then(parsers.parse("파기 대장에 사례 {count:d}건이 남고 기록은 온전하다"))
def logged(seats: Seats, count: int) -> None:
    with seats.sit("manager") as desk:
        assert [one.cases for one in desk.retention.log()] == [count]
        assert [one for _kind, one, _at in desk.retention.erased()] == [seats.ids["파란우산"]]
        assert desk.problems() == desk.trail_problems() == []


@then("보낸 숫자는 그대로이고 누구의 것인지 알 수 없다")
def sums_stay(seats: Seats) -> None:
    with seats.sit("manager") as desk:
        assert _sums(desk) == seats.said["sums"]
        assert seats.ids["파란우산"] not in _named(desk)
        assert seats.ids["달맞이"] in _named(desk)


@then(parsers.parse("아직 그 사례가 들어 있는 백업이 {count:d}개라고 알려 준다"))
def still_in(seats: Seats, count: int) -> None:
    with seats.sit("manager") as desk:
        (entry,) = desk.retention.log()
        assert len(desk.retention.still_holding(entry.at)) == count


@then(parsers.parse('되살린 곳에서도 아무도 "{alias}" 님을 찾을 수 없다'))
def gone_there(seats: Seats, alias: str) -> None:
    with Seats(seats.said["restored"]).sit("manager") as desk:
        _gone(desk, seats, alias)
        assert [one for _kind, one, _at in desk.retention.erased()] == [seats.ids[alias]]


@then(parsers.parse('되살린 곳에도 "{alias}" 님의 사례는 있다'))
def there_too(seats: Seats, alias: str) -> None:
    with Seats(seats.said["restored"]).sit("manager") as desk:
        _there(desk, seats, alias)


@then("책임자만 할 수 있다고 한다")
def managers_only(seats: Seats) -> None:
    assert "책임자" in seats.said["refused"]
    is_there(seats, "파란우산")


# -- looking ---------------------------------------------------------------------------------------


def _gone(desk: Desk, seats: Seats, alias: str) -> None:
    for query in (alias, seats.said[alias], "8842"):
        assert desk.cases.find(query) == (), query
    assert [row.id for row in desk.cases.find("가로등")] == [seats.ids["달맞이"]]
    assert not desk.cases.is_here(seats.ids[alias])
    left = "SELECT entity FROM history WHERE entity_id = ?"
    assert [row["entity"] for row in desk.database(Compartment.CASEWORK).rows(left, (seats.ids[alias],))] == ["erased"]


def _there(desk: Desk, seats: Seats, alias: str) -> None:
    assert [row.id for row in desk.cases.find(alias)] == [seats.ids[alias]]
    (note,) = [one for one in desk.cases.timeline(seats.ids[alias]) if one.kind == "note"]
    assert alias in note.body


def _counts(desk: Desk) -> tuple[Counts, City]:
    city = City()
    roster = city.roster(desk.keys)  # type: ignore[arg-type]  # it asks for the public key alone
    return Counts(desk.database(Compartment.CASEWORK), desk.keys, desk.outbox, roster, desk.audit), city


def _rows(desk: Desk) -> list[dict[str, Any]]:
    casework = desk.database(Compartment.CASEWORK)
    ledger = casework.rows("SELECT case_id, person_id, cells FROM count_ledger")
    return [*ledger, *casework.rows("SELECT id AS case_id, person_id, cells FROM count_state")]


def _named(desk: Desk) -> set[str]:
    """Whom the sums lead to."""
    return {row["case_id"] for row in _rows(desk)}


def _sums(desk: Desk) -> list[Any]:
    """What was counted, cell by cell, without whose it was."""
    return sorted((json.loads(row["cells"]) for row in _rows(desk)), key=str)
