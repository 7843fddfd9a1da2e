"""Days of a case go where the case goes: behind a wall, back again, and away for good."""

from __future__ import annotations

from app.agenda import Booking, CourtCard
from app.clock import now, today
from app.deadlines import Entry
from app.desk import Desk
from app.flows import shift
from app.kinds import Compartment
from tests.app.walls.conftest import look_for
from tests.conftest import Centre

HOUR = 3_600_000
WORDS = (
    "서류번호칸",
    "법원이름칸",
    "신뢰인이름",
    "길설명칸",
    "뺀약속제목",
    "뺀법원칸",
    "함께두는까닭",
    "교대한마디",
    "조치메모칸",
)


def fill(desk: Desk) -> str:
    """Every kind of record the days of a case have, taken out again too."""
    case = desk.cases.open_case("파란우산").value.id
    entry = Entry("provisional_measure", today().isoformat(), measures=("2",), order_no="서류번호칸", note="조치메모칸")
    order = desk.deadlines.note(case, entry).value.event.id
    desk.deadlines.note(case, Entry("provisional_extension", today().isoformat(), order_id=order))
    me, at = desk.keys.user, now() + HOUR
    card = CourtCard("법원이름칸", trusted_name="신뢰인이름", route_words="길설명칸")
    desk.appointments.book(Booking("증인신문", me, at, kind="court", case_id=case, court=card, in_spite="함께두는까닭"))
    gone = Booking("뺀약속제목", me, at + 9 * HOUR, kind="court", case_id=case, court=CourtCard("뺀법원칸"))
    desk.appointments.take_out(desk.appointments.book(gone).value.id)
    desk.safety.answer(case, {"choking": "yes"})
    offers = tuple(shift.with_words(one, "교대한마디") for one in shift.gather(desk))
    shift.hand_over(desk, offers, None)
    return case


def test_the_words_are_there_before(centre: Centre, desk: Desk) -> None:
    fill(desk)
    seen = look_for(centre, desk, WORDS)
    assert {word for word in WORDS if any(word in line for line in seen.tables)} == set(WORDS)


def test_behind_a_wall_nothing_is_left_outside_and_everything_is_inside(centre: Centre, desk: Desk) -> None:
    case = fill(desk)
    ident = desk.sealed.seal(case, [centre.users["counsellor"]], "직원의 가족이 관련되어 있음").value.id
    assert look_for(centre, desk, WORDS).tables == []
    inside = desk.sealed.open(ident)
    (counted,) = inside.deadlines.of_case(case)
    assert counted.event.order_no == "서류번호칸"
    assert len(counted.extensions) == 1
    (task,) = inside.agenda.appointments_of(case)
    card = inside.agenda.court_card(task.id)
    assert card is not None
    assert card.court == "법원이름칸"
    inside.close()
    desk.sealed.unseal(ident)
    assert desk.deadlines.of_case(case) == (counted,)
    assert desk.agenda.court_card(task.id) == card


def test_erased_nothing_is_left(centre: Centre, desk: Desk) -> None:
    from app.store.erasing import erase

    case = fill(desk)
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        erase(db, [case], [], ())
    assert look_for(centre, desk, WORDS).tables == []
    assert db.problems() == []
