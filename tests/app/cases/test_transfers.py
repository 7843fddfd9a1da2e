"""A case goes to another organisation with consent for that place, and only once it is taken."""

from __future__ import annotations

import pytest

from app.agenda import Agenda
from app.cases import Cases, Transfers
from app.errors import BadInput, Conflict
from app.store import Database


class Said:
    """A trail that only remembers."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def write(self, kind: str, /, **facts: object) -> None:
        self.kinds.append(kind)


class Bench:
    """One case and its transfers."""

    def __init__(self, db: Database) -> None:
        self.cases, self.agenda, self.trail = Cases(db), Agenda(db), Said()
        self.transfers = Transfers(db, self.cases, self.trail)
        self.id = self.cases.open_case("느티나무").value.id

    def agree(self, place: str = "place-1") -> None:
        self.cases.consent(self.id, "third_party", "given", recipient=place, items='["alias"]')


@pytest.fixture
def bench(casework: Database) -> Bench:
    return Bench(casework)


def test_nothing_is_sent_without_consent_for_that_very_place(bench: Bench) -> None:
    with pytest.raises(Conflict):
        bench.transfers.send(bench.id, "place-1", "이사 간 곳의 상담소")
    bench.agree("place-2")
    with pytest.raises(Conflict):
        bench.transfers.send(bench.id, "place-1", "이사 간 곳의 상담소")
    bench.agree()
    bench.cases.consent(bench.id, "third_party", "withdrawn", recipient="place-1")
    with pytest.raises(Conflict):
        bench.transfers.send(bench.id, "place-1", "이사 간 곳의 상담소")
    assert bench.transfers.of_case(bench.id) == ()
    assert bench.trail.kinds == []


def test_the_case_stays_until_it_is_taken(bench: Bench) -> None:
    bench.agree()
    sent = bench.transfers.send(bench.id, "place-1", "이사 간 곳에서 이어 가기를 원함").value
    assert bench.cases.get(bench.id).status == "open"
    assert sent.items == '["alias"]'
    assert [one.id for one in bench.agenda.of_case(bench.id)] == [sent.id]
    with pytest.raises(Conflict):
        bench.transfers.send(bench.id, "place-1", "또")
    with pytest.raises(BadInput):
        bench.transfers.answer(sent.id, False)
    bench.transfers.answer(sent.id, False, "자리가 없다고 함")
    assert bench.cases.get(bench.id).status == "open"
    again = bench.transfers.send(bench.id, "place-1", "다음 달부터").value
    bench.transfers.answer(again.id, True, "담당자 정해짐")
    found = bench.cases.get(bench.id)
    assert (found.status, found.stage, found.outcome) == ("transferred", "transferred", "referred")
    assert found.closed_on is not None
    assert bench.cases.closures(bench.id)[0].answers == {"other_organisation": ("yes", "")}
    assert bench.agenda.of_case(bench.id) == ()
    assert bench.trail.kinds == ["case_transfer_sent", "case_transfer_declined", "case_transfer_sent", "case_transferred"]  # fmt: skip
    assert bench.cases.reopen(bench.id).value.status == "open"


def test_a_request_is_taken_back(bench: Bench) -> None:
    bench.agree()
    sent = bench.transfers.send(bench.id, "place-1", "말").value
    assert bench.transfers.withdraw(sent.id).value.state == "withdrawn"
    with pytest.raises(Conflict):
        bench.transfers.answer(sent.id, True)
