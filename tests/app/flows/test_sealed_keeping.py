"""How long sealed cases are kept: outside stands a number and a month; a holder or two people decide and erase."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import today
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.flows import break_glass, keeping, sealed_keeping
from app.flows.break_glass import Pair, Proof
from app.retention import COUNSELLING, Decision
from tests.conftest import PASSPHRASE, Centre

WHY = "보관 기한이 끝나 두 책임자가 함께 살핍니다"
ALIAS = "파란우산아래"


def sealed_for(centre: Centre, name: str, *, days_ago: int = 1200, closed: bool = True) -> tuple[str, str]:
    """A case of years ago, sealed for one person who went in once: its id outside, and its number."""
    with closing(centre.open("manager")) as desk:
        keeping.set_period(desk.office, desk.keys.centre_type, COUNSELLING, "P3Y")
    with closing(centre.open("counsellor")) as desk:
        case = desk.cases.open_case(ALIAS, opened_on=today() - timedelta(days=days_ago + 100)).value
        if closed:
            desk.cases.close(case.id, "supported", on=today() - timedelta(days=days_ago))
        sealed = desk.sealed.seal(case.id, [centre.users[name], centre.users["counsellor"]], "직원의 가족입니다").value
        assert desk.sealed.months() == {sealed.id: None}
        desk.sealed.open(sealed.id).close()
        return sealed.id, sealed.number


def two(centre: Centre, desk: Desk, reason: str = WHY) -> Pair:
    other = Proof(centre.users["manager2"], PASSPHRASE, centre.second("manager2"))
    return replace(break_glass.with_manager(centre.home, desk.keys, other), reason=reason)


def test_outside_stands_a_number_and_a_month(centre: Centre) -> None:
    ident, number = sealed_for(centre, "manager")
    over = today() - timedelta(days=1200)
    with closing(centre.open("manager")) as desk:
        (one,) = sealed_keeping.clocks(desk)
        assert (one.id, one.number, one.mine) == (ident, number, True)
        assert one.month is not None
        assert one.month.startswith(str(over.year + 3))
        assert not any(ALIAS in str(row) for row in desk.database("casework").rows("SELECT * FROM sealed_case"))  # type: ignore[arg-type] # its value is the name
        assert desk.retention.review() == (), "the list of cases does not know it"


@pytest.mark.parametrize(("days_ago", "closed"), [(10, True), (1200, False)])
def test_what_is_open_or_not_due_yet_does_not_come_up(centre: Centre, days_ago: int, closed: bool) -> None:
    ident, _number = sealed_for(centre, "manager", days_ago=days_ago, closed=closed)
    with closing(centre.open("manager")) as desk:
        assert sealed_keeping.clocks(desk) == ()
        assert bool(desk.sealed.months()[ident]) is closed
        if closed:
            (later,) = sealed_keeping.clocks(desk, today() + timedelta(days=1200))
            assert later.id == ident
        else:
            with pytest.raises(Conflict):
                sealed_keeping.look(desk, ident)


def test_a_holder_decides_and_erases(centre: Centre) -> None:
    ident, number = sealed_for(centre, "manager")
    with closing(centre.open("manager")) as desk:
        line = sealed_keeping.look(desk, ident).value
        assert (line.title, line.decision) == (number, None)
        kept = sealed_keeping.decide(
            desk, number, "keep", reason="재판이 남았습니다", until=today() + timedelta(days=400)
        ).value
        assert kept.decision is Decision.KEEP
        with pytest.raises(Conflict):
            sealed_keeping.erase(desk, ident)
        assert sealed_keeping.look(desk, ident).value.decision is Decision.KEEP, "what is refused is not marked either"
        assert sealed_keeping.clocks(desk) == ()
        sealed_keeping.decide(desk, ident, "erase")
        entry = sealed_keeping.erase(desk, ident, "request").value
        assert (entry.cases, desk.sealed.listed()) == (1, ())
        assert list((centre.home / "sealed").iterdir()) == []
    with closing(centre.open("manager")) as desk:
        assert (desk.doubts, desk.problems()) == ((), [])
        assert desk.retention.log()[0].id == entry.id


def test_two_people_do_it_where_nobody_of_them_may(centre: Centre) -> None:
    ident, _number = sealed_for(centre, "counsellor")
    with closing(centre.open("manager")) as desk:
        assert [one.mine for one in sealed_keeping.clocks(desk)] == [False]
        with pytest.raises(Denied):
            sealed_keeping.erase(desk, ident)
        with pytest.raises(BadInput):
            sealed_keeping.erase(desk, ident, pair=two(centre, desk, "짧다"))
        entry = sealed_keeping.erase(desk, ident, pair=two(centre, desk)).value
        assert entry.cases == 1
        assert desk.sealed.listed() == ()
        (glass,) = desk.audit.entries(kind="glass_broken")
        assert glass.facts["reason"] == WHY


def test_others_than_managers_decide_nothing(centre: Centre) -> None:
    ident, _number = sealed_for(centre, "counsellor")
    with closing(centre.open("counsellor")) as desk:
        for act in (sealed_keeping.look, sealed_keeping.erase):
            with pytest.raises(Denied):
                act(desk, ident)
        assert [one.id for one in desk.sealed.listed()] == [ident]
