"""A report that names somebody who works here is kept from them before it is shown, and others decide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from time import monotonic

import pytest

from app.desk import Desk
from app.errors import BadInput, Conflict, Denied
from app.flows import report_to_case, report_to_material
from app.inbox.matching import found
from app.inbox.taking_down import Told
from app.kinds import Compartment, Right, Role
from app.office import Member
from app.wire import receipt_code
from tests.app.inbox.test_inbox import Reporter, desk, officers, opened, reporter
from tests.conftest import Centre

__all__ = ["desk", "officers", "reporter"]


def person(ident: str, name: str, phone: str | None = None) -> Member:
    return Member(ident, name, Role.COUNSELLOR, (), phone=phone)


STAFF = (person("a", "가온"), person("b", "홍길동", "010-1234-5678"), person("c", "Jane Doe"), person("d", "김"))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("가온이 그랬습니다", {"a"}), ("가온 팀장님이 그랬어요", {"a"}), ("어제 가온씨한테서 들었어요", {"a"}),
        ("가온.", {"a"}), ("홍 길동 선생님", {"b"}), ("홍길동에게", {"b"}), ("jane doe가 그랬어요", {"c"}),
        ("01012345678로 전화했어요", {"b"}), ("+82 10-1234-5678", {"b"}),
        ("들어가온 사람", set()), ("가온누리 카페", set()), ("홍길동전", set()), ("김이 났어요", set()),
        ("ㅎㄱㄷ", set()), ("2026-11-23 12:30", set()), ("janet doe", set()), ("", set()),
    ],
)  # fmt: skip
def test_whole_names_and_numbers_are_found_and_nothing_that_looks_alike(text: str, who: set[str]) -> None:
    assert set(found(STAFF, text)) == who


@pytest.fixture
def other(officers: Centre, desk: Desk) -> Iterator[Desk]:
    """The other officer's desk, after this one was closed."""
    desk.close()
    with closing(officers.open("manager2")) as opened:
        yield opened


def test_a_colleague_who_is_named_sees_a_number_and_a_day(officers: Centre, desk: Desk, reporter: Reporter) -> None:
    thread = reporter.thread.mailbox
    desk.arrivals.carry_in([reporter.says("미루 팀장이 그랬습니다"), reporter.says("또 적습니다")])
    assert opened(desk) == 2
    (one,) = desk.matching.of(thread)
    assert (one.user, one.state) == (officers.users["manager2"], "open")
    assert desk.inbox.look(thread).value.messages[0].text == "미루 팀장이 그랬습니다"
    with pytest.raises(Conflict):
        report_to_case.draft(desk, thread, "파랑")
    desk.close()
    with closing(officers.open("manager2")) as named:
        (line,) = named.inbox.threads()
        assert (line.head, line.apart) == (None, True)
        with pytest.raises(Denied):
            named.inbox.look(thread)
        with pytest.raises(Denied):
            named.matching.decide(thread, officers.users["manager2"], meant=False, reason="내가 아닙니다")


def test_who_opens_a_report_about_themselves_is_shown_nothing(officers: Centre, desk: Desk, reporter: Reporter) -> None:
    thread = reporter.thread.mailbox
    desk.arrivals.carry_in([reporter.says("처음"), reporter.says("가온 상담원이 그랬습니다"), reporter.says("셋째")])
    opened(desk)
    (line,) = desk.inbox.threads()
    assert line.head is None
    with pytest.raises(Denied):
        desk.inbox.look(thread)
    desk.arrivals.carry_in([reporter.says("넷째")])
    assert desk.settling.pending() == ()
    desk.close()
    with closing(officers.open("manager2")) as other:
        assert opened(other) == 1
        assert [one.text for one in other.inbox.look(thread).value.messages] == [
            "처음", "가온 상담원이 그랬습니다", "셋째", "넷째",
        ]  # fmt: skip


def test_somebody_else_decides_and_lets_them_in_again_with_a_reason(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread, user = reporter.thread.mailbox, officers.users["manager2"]
    desk.arrivals.carry_in([reporter.says("미루가 도와주었습니다")])
    opened(desk)
    with pytest.raises(BadInput):
        desk.matching.decide(thread, user, meant=False, reason=" ")
    desk.matching.decide(thread, user, meant=False, reason="도와준 사람으로 나옵니다")
    with pytest.raises(Conflict):
        desk.matching.decide(thread, user, meant=True)
    desk.arrivals.carry_in([reporter.says("미루에게 고맙습니다")])
    opened(desk)
    assert [one.state for one in desk.matching.of(thread)] == ["let_in"], "decided once, not held anew"
    assert not desk.inbox.threads()[0].apart, "and nobody reads any more that it is kept apart"
    assert report_to_case.draft(desk, thread, "파랑").value
    kinds = [row["kind"] for row in desk.database(Compartment.CASEWORK).rows("SELECT kind FROM audit")]
    assert "report_name_decided" in kinds
    desk.close()
    with closing(officers.open("manager2")) as named:
        assert named.inbox.look(thread).value.messages[0].text == "미루가 도와주었습니다"


def test_a_report_that_names_every_officer_stays_sealed_until_there_is_another(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    thread = reporter.thread.mailbox
    desk.arrivals.carry_in([reporter.says("가온과 미루가 그랬습니다")])
    assert opened(desk) == 0
    assert desk.inbox.threads()[0].head is None
    assert desk.settling.unreadable() == 1
    assert desk.officers_wanted.count() == 1
    opened(desk)
    desk.settling.try_again()
    opened(desk)
    assert desk.officers_wanted.count() == 1, "tried again, it is still one"
    desk.close()
    with closing(officers.open("manager2")) as manager:
        rights = frozenset({Right.INTAKE_OFFICER, Right.SUPERVISOR})
        manager.people.change(officers.users["manager"], Role.MANAGER, rights)
    with closing(officers.open("manager")) as third:
        third.settling.try_again()
        assert opened(third) == 1
        assert third.inbox.look(thread).value.messages[0].text == "가온과 미루가 그랬습니다"
        assert third.officers_wanted.count() == 0
    with closing(officers.open()) as named, pytest.raises(Denied):
        named.inbox.look(thread)


def test_a_stranger_cannot_make_the_search_for_names_run_on(desk: Desk, reporter: Reporter) -> None:
    begun = monotonic()
    for behind in ("선생님", "이가", "님이라고"):
        assert found(STAFF, "홍길동" + behind * 5_000 + "뷁") == {}
        assert found(STAFF, "홍길동" + behind * 5_000) == {"b": "name"}
    assert monotonic() - begun < 5


def test_who_was_kept_out_stays_out_when_a_later_message_names_somebody_else(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    desk.close()
    with closing(officers.open("manager2")) as manager:
        manager.people.change(officers.users["manager"], Role.MANAGER, frozenset({Right.INTAKE_OFFICER}))
    with closing(officers.open()) as mine:
        desk, thread = mine, reporter.thread.mailbox
        desk.arrivals.carry_in([reporter.says("처음")])
        opened(desk)
        assert desk.matching.keep_apart(thread, {officers.users["manager"]}).value == 2
        desk.arrivals.carry_in([reporter.says("미루 팀장이 그랬습니다")])
        opened(desk)
        readers = desk.database(Compartment.CASEWORK).rows("SELECT user FROM report_reader")
        assert [row["user"] for row in readers] == [officers.users["counsellor"]]
        assert not desk.matching.cleared(thread)


def test_nothing_of_a_thread_that_names_every_officer_is_opened_for_them(desk: Desk, reporter: Reporter) -> None:
    desk.arrivals.carry_in([reporter.says("가온과 미루가 그랬습니다")])
    assert opened(desk) == 0
    desk.arrivals.carry_in([reporter.says("어제도 그랬습니다")])
    assert opened(desk) == 0
    assert desk.settling.unreadable() == 2
    assert desk.inbox.threads()[0].head is None


def test_a_name_in_a_message_that_comes_before_the_first_one_counts_too(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    first, second = reporter.says("처음"), reporter.says("미루 팀장이 그랬습니다")
    for one in (second, first):
        desk.arrivals.carry_in([one])
        opened(desk)
    readers = desk.database(Compartment.CASEWORK).rows("SELECT user FROM report_reader")
    assert [row["user"] for row in readers] == [officers.users["counsellor"]]
    assert [one.text for one in desk.inbox.look(reporter.thread.mailbox).value.messages] == [
        "처음",
        "미루 팀장이 그랬습니다",
    ]


def test_public_material_that_was_let_in_again_goes_into_the_register(officers: Centre, desk: Desk) -> None:
    user = officers.users["manager2"]
    desk.close()
    with closing(officers.open("manager")) as manager:
        rights = frozenset({Right.INTAKE_OFFICER, Right.MONITOR})
        manager.people.change(officers.users["counsellor"], Role.COUNSELLOR, rights)
        manager.people.change(user, Role.MANAGER, rights)
    with closing(officers.open()) as officer:
        told = officer.taking_down.check(
            Told("public", "phone", "미루 상담원이 붙였다는 포스터", {"medium": ("poster",)})
        )
        thread = officer.taking_down.keep(told, receipt_code.thread("2" * 26, "0" * 16), None, "읽었습니다").value
        assert officer.inbox.threads()[0].apart
        with pytest.raises(Conflict):
            report_to_material.enter(officer, thread, medium="poster", title="포스터")
        officer.matching.decide(thread, user, meant=False, reason="이름이 같은 다른 사람")
        assert not officer.inbox.threads()[0].apart
        assert report_to_material.enter(officer, thread, medium="poster", title="포스터").value
        officer.inbox.keep_apart(thread, {user})
        assert officer.inbox.threads()[0].apart, "whoever keeps it apart anew keeps it apart"


def test_a_report_let_in_is_apart_again_for_an_officer_who_came_later(
    officers: Centre, desk: Desk, reporter: Reporter
) -> None:
    desk.arrivals.carry_in([reporter.says("미루가 도와주었습니다")])
    opened(desk)
    desk.matching.decide(reporter.thread.mailbox, officers.users["manager2"], meant=False, reason="도와준 사람")
    desk.close()
    with closing(officers.open("manager2")) as manager:
        rights = frozenset({Right.INTAKE_OFFICER, Right.SUPERVISOR})
        manager.people.change(officers.users["manager"], Role.MANAGER, rights)
        assert manager.inbox.threads()[0].apart


def test_a_contacts_tie_goes_behind_the_wall_with_it_and_whom_a_report_names_stays_outside(
    officers: Centre, desk: Desk
) -> None:
    running = desk.contacts.take("phone").value
    told = desk.taking_down.check(Told("victim", "phone", "미루가 그랬습니다", contact=running.id))
    thread = desk.taking_down.keep(told, receipt_code.thread("2" * 26, "0" * 16), None, "읽었습니다").value
    assert desk.taking_down.in_contact(running.id) == (thread,)
    case_id = desk.cases.open_case("파랑").value.id
    desk.contacts.close(running.id, case_id=case_id)
    with desk.database(Compartment.CASEWORK).atomic():
        desk.inbox.link(thread, case_id, to_decide=False)
    desk.sealed.seal(case_id, [officers.users["manager2"]], "직원의 가족")
    assert desk.database(Compartment.CASEWORK).rows("SELECT * FROM report_told") == []
    assert [one.state for one in desk.matching.of(thread)] == ["open"]
