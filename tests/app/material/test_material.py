"""The register of public material: what is written, followed up, closed, counted, searched and erased."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from app.clock import today
from app.codelists import codes
from app.desk import Desk
from app.errors import BadInput, Conflict, Denied, NotFound
from app.kinds import Compartment
from app.material import KEPT_YEARS, OPEN, Asked
from app.material.records import PAGE
from app.reports.model import month
from tests.conftest import Centre


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def poster(desk: Desk, title: str = "여자라서 더 꼼꼼하게", **more: Any) -> str:
    values: dict[str, Any] = {
        "medium": "poster",
        "title": title,
        "place": "종각역 3번 출구",
        "agency": "가나구청",
        "kinds": ("stereotype",),
    }
    return desk.materials.write(**{**values, **more}).value


def tasks(desk: Desk) -> list[tuple[str, str | None]]:
    return [(one.title, one.due_on) for one in desk.agenda.due(today() + timedelta(days=60))]


def test_an_entry_goes_its_way_from_seen_to_changed_with_a_dated_line_each(desk: Desk) -> None:
    ident = poster(desk)
    whole = desk.materials.get(ident)
    assert (whole.entry.state, whole.entry.owner, whole.entry.kinds) == ("received", desk.keys.user, ("stereotype",))
    desk.materials.step(ident, "looked", words="아직 걸려 있음")
    due = desk.materials.answer_day()
    desk.materials.step(ident, "letter", due_on=due)
    assert desk.materials.get(ident).entry.state == "written"
    (told,) = tasks(desk)
    assert whole.entry.number in told[0]
    assert told[1] == due == desk.materials.page(Asked())[0].due_on
    desk.materials.step(ident, "call", due_on=ago(-3))
    assert [due for _title, due in tasks(desk)] == [ago(-3)], "the later question waits in the place of the one before"
    desk.materials.step(ident, "answer", words="다음 주에 바꾸겠다고 함")
    assert tasks(desk) == []
    assert desk.materials.page(Asked())[0].due_on is None
    desk.materials.close(ident, "changed")
    whole = desk.materials.get(ident)
    assert (whole.entry.state, whole.entry.outcome, whole.entry.closed_on) == ("closed", "changed", ago(0))
    assert [one.kind for one in whole.steps] == ["looked", "letter", "call", "answer", "closed"]


def test_what_is_closed_is_opened_again_with_a_reason_and_keeps_its_lines(desk: Desk) -> None:
    ident = poster(desk)
    desk.materials.close(ident, "nothing_found", words="가 보니 없음")
    with pytest.raises(Conflict):
        desk.materials.step(ident, "looked")
    desk.materials.step(ident, "note", words="전화가 한 번 더 옴")
    with pytest.raises(BadInput):
        desk.materials.reopen(ident, " ")
    desk.materials.reopen(ident, "다시 걸림")
    whole = desk.materials.get(ident)
    assert (whole.entry.state, whole.entry.outcome) == ("looked", None)
    assert [one.words for one in whole.steps] == ["가 보니 없음", "전화가 한 번 더 옴", "다시 걸림"]
    desk.materials.close(ident, "removed")
    with pytest.raises(Conflict):
        desk.materials.close(ident, "removed")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"), ({"medium": "sky"}, "medium"), ({"kinds": ("nice",)}, "kinds"),
        ({"seen_on": "2026-02-30"}, "seen_on"), ({"seen_on": ago(-2)}, "seen_on"), ({"url": "가" * 501}, "url"),
        ({"photo_sha256": "abc"}, "photo_sha256"), ({"round_id": "nowhere"}, "round_id"),
        ({"words": "850101-2345678"}, "words"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_at_its_field(desk: Desk, values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        poster(desk, **values)
    assert refused.value.field == field
    assert desk.materials.number(Asked()) == 0


def test_lines_that_cannot_be_meant_are_refused(desk: Desk) -> None:
    ident = poster(desk)
    for outcome in ("refused", "no_answer", "explained"):
        with pytest.raises(BadInput):
            desk.materials.close(ident, outcome)
    for kind, more in (
        ("closed", {}), ("letter", {"day": ago(0), "due_on": ago(1)}), ("answer", {"words": ""}), ("letter", {"day": ago(-1)}),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            desk.materials.step(ident, kind, **more)
    assert desk.materials.get(ident).steps == ()
    with pytest.raises(NotFound):
        desk.materials.step("nothing", "looked")


def test_a_change_keeps_what_it_does_not_name(desk: Desk) -> None:
    ident = poster(desk)
    desk.materials.write(ident, agency="가나구청 홍보과", owner="")
    entry = desk.materials.get(ident).entry
    assert (entry.agency, entry.place, entry.owner) == ("가나구청 홍보과", "종각역 3번 출구", desk.keys.user)
    assert desk.materials.agencies() == (("가나구청 홍보과", ""),)


def test_rounds_say_who_looked_where_also_where_nothing_was_found(desk: Desk) -> None:
    empty = desk.materials.write_round(place="2호선 신촌역", day=ago(2)).value
    full = desk.materials.write_round(place="구청 1층", words="게시판과 화면").value
    poster(desk, round_id=full)
    assert [(one.id, one.place, one.looked_by, one.found) for one in desk.materials.rounds()] == [
        (full, "구청 1층", desk.keys.user, 1), (empty, "2호선 신촌역", desk.keys.user, 0),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        desk.materials.write_round(place="")


def test_lists_are_read_in_pages_and_found_by_words_medium_and_agency(desk: Desk) -> None:
    with desk.database(Compartment.CASEWORK).atomic():
        for number in range(PAGE + 5):
            poster(desk, f"전단 {number} 100%", medium=("poster", "leaflet")[number % 2], agency=f"기관 {number % 3}")
    first = desk.materials.page(Asked())
    last = first[-1].entry
    second = desk.materials.page(Asked(), (last.noted_on, last.id))
    assert (len(first), len(second)) == (PAGE, 5)
    assert len({one.entry.id for one in (*first, *second)}) == PAGE + 5
    assert all(a.entry.id > b.entry.id for a, b in pairwise((*first, *second))), "the newest first"
    assert desk.materials.number(Asked(medium="leaflet")) == (PAGE + 5) // 2
    assert {one.entry.title for one in desk.materials.page(Asked(words="77 전단"))} == {"전단 77 100%", "전단 177 100%"}
    assert desk.materials.number(Asked(words="100%")) == PAGE + 5
    assert desk.materials.number(Asked(words="100_")) == 0, "a sign of the question is a sign"
    assert desk.materials.number(Asked(states=OPEN, agency="기관 1", words="종각")) == 68
    assert desk.materials.number(Asked(states=("closed",))) == 0


def test_managers_count_it_by_medium_and_by_what_came_of_it(desk: Desk) -> None:
    for outcome in ("removed", "changed", None):
        ident = poster(desk)
        if outcome:
            desk.materials.close(ident, outcome)
    poster(desk, medium="broadcast")
    desk.materials.write_round(place="신촌역")
    report = desk.reports.count("monthly", month(today().year, today().month))
    table = next(one for one in report.tables if one.id == "public-material")
    lines = {line.label: line.values for line in table.lines}
    assert lines["포스터·현수막"] == (3, 1, 2, 0, 0, 0)
    assert lines["계"] == (4, 2, 2, 0, 0, 0)
    rounds = next(one for one in report.tables if one.id == "material-rounds")
    assert [line.values for line in rounds.lines] == [(0,), (1,), (1,)]


def test_closed_entries_go_with_their_history_when_their_time_is_over(centre: Centre, desk: Desk) -> None:
    old, young, open_one = poster(desk, "지난 것"), poster(desk, "새것"), poster(desk, "아직 것")
    desk.materials.step(old, "letter", words="보냄")
    desk.materials.close(old, "removed", day=ago(0))
    desk.materials.close(young, "removed")
    database = desk.database(Compartment.CASEWORK)
    with database.atomic():
        database.change("material", old, {"closed_on": f"{today().year - KEPT_YEARS - 1}-01-01"})
    assert desk.materials.over() == 1
    with pytest.raises(Denied):
        desk.materials.erase_over()
    with closing(centre.open("manager2")) as manager:
        assert manager.materials.erase_over().value == 1
    assert desk.materials.over() == 0
    with pytest.raises(NotFound):
        desk.materials.get(old)
    assert {one.entry.id for one in desk.materials.page(Asked())} == {young, open_one}
    assert database.value("SELECT count(*) FROM material_step WHERE material_id = ?", (old,)) == 0
    assert database.history("material", old) == []
    assert any(entry.kind == "material_erased" for entry in desk.trail())


def test_every_line_that_is_written_by_hand_leads_to_a_known_state() -> None:
    states = {one.id for one in codes("material_state")}
    assert {one.extra["to"] for one in codes("material_step") if "to" in one.extra} <= states
    assert set(OPEN) | {"closed"} == states


def test_from_inside_a_sealed_case_nothing_is_put_into_the_register(desk: Desk) -> None:
    case = desk.cases.open_case("파란우산").value.id
    sealed = desk.sealed.seal(case, [desk.keys.user], "가까운 사람").value
    with closing(desk.sealed.open(sealed.id)) as inside, pytest.raises(Denied):
        poster(inside)
    assert desk.materials.number(Asked()) == 0
