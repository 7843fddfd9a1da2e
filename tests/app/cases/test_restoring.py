"""An earlier value is put back by the rules of every change, and not where it has moved since."""

from __future__ import annotations

import pytest

from app.cases import CaseHistory, Cases, Change, SafeCard, Span, restorable
from app.contacts import Contacts
from app.errors import BadInput, Conflict, NotFound
from app.plans import Plans
from app.store import Database


class Bench:
    """One case, and its history."""

    def __init__(self, db: Database) -> None:
        self.db, self.cases, self.contacts = db, Cases(db), Contacts(db)
        self.history = CaseHistory(db, self.cases)
        self.id = self.cases.open_case("느티나무").value.id

    def last(self, entity: str, field: str | None) -> Change:
        return next(one for one in self.cases.changes(self.id) if (one.entity, one.field) == (entity, field))

    def restore(self, entity: str, field: str) -> Change:
        return self.history.restore(self.id, self.last(entity, field).seq).value


@pytest.fixture
def bench(casework: Database) -> Bench:
    return Bench(casework)


def test_a_name_goes_back_and_forth(bench: Bench) -> None:
    bench.cases.set_person(bench.id, alias="큰느티")
    back = bench.restore("person", "alias")
    assert bench.cases.get(bench.id).survivor.alias == "느티나무"
    assert (back.old, back.new, back.who) == ("큰느티", "느티나무", "user-1")
    bench.history.restore(bench.id, back.seq)
    assert bench.cases.get(bench.id).survivor.alias == "큰느티"


def test_what_moved_since_is_left_alone(bench: Bench) -> None:
    bench.cases.set_person(bench.id, alias="큰느티")
    first = bench.last("person", "alias")
    assert not bench.history.moved(bench.id, first.seq)
    bench.cases.set_person(bench.id, alias="작은느티")
    assert bench.history.moved(bench.id, first.seq)
    with pytest.raises(Conflict):
        bench.history.restore(bench.id, first.seq)
    assert bench.cases.get(bench.id).survivor.alias == "작은느티"


def test_every_field_of_the_card_goes_back(bench: Bench) -> None:
    first = SafeCard(
        bench.id, "only_hours", "010-0000-1111", (Span("12345", "09:00", "18:00"),), True, False,
        "구립 도서관", "은행나무", "메신저", "남편", 0,
    )  # fmt: skip
    second = SafeCard(
        bench.id,
        "may_call",
        "010-0000-2222",
        (Span("67", "10:00", "11:00"),),
        False,
        True,
        "병원",
        "단풍",
        "문자",
        "",
        0,
    )
    bench.cases.set_safe_card(first)
    bench.cases.set_safe_card(second)
    for field in (
        "number", "hours", "verdict", "text_allowed", "message_allowed", "we_are", "code_word", "never_contact",
        "do_not_tell",
    ):  # fmt: skip
        bench.restore("safe_contact", field)
    found = bench.cases.safe_card(bench.id)
    assert found is not None
    assert [getattr(found, one) for one in SafeCard.__slots__[:-1]] == [
        getattr(first, f) for f in SafeCard.__slots__[:-1]
    ]


def test_a_rule_of_the_card_holds_for_an_old_value_too(bench: Bench) -> None:
    bench.cases.set_safe_card(SafeCard(bench.id, "may_call", "010-0000-1111"))
    bench.cases.set_safe_card(SafeCard(bench.id, "do_not_call", None))
    with pytest.raises(BadInput):
        bench.restore("safe_contact", "verdict")
    bench.restore("safe_contact", "number")
    bench.restore("safe_contact", "verdict")


def test_a_name_goes_back_only_where_the_person_agreed(bench: Bench) -> None:
    bench.cases.consent(bench.id, "collection", "given", "written")
    bench.cases.set_person(bench.id, name="가나다")
    bench.cases.set_person(bench.id, name=None)
    bench.cases.consent(bench.id, "collection", "withdrawn", "oral")
    with pytest.raises(BadInput):
        bench.restore("person", "name")
    assert bench.cases.get(bench.id).survivor.name is None


def test_incidents_other_parties_notes_summaries_and_records_go_back(bench: Bench) -> None:
    cases = bench.cases
    incident = cases.set_incident(bench.id, ["stalking"], narrative="처음 말", place="집 앞").value
    cases.set_incident(bench.id, ["stalking"], incident.id, narrative="다른 말", place="집 앞")
    party = cases.set_other_party(bench.id, name="가", relation="partner").value
    cases.set_other_party(bench.id, party.id, name="나", relation="partner", is_primary=False)
    note = cases.add_note(bench.id, "제목", "처음 적은 것").value
    cases.correct_note(bench.id, note, "제목", "고쳐 적은 것")
    cases.summarise(bench.id, "한 줄")
    cases.summarise(bench.id, "")
    cases.record(bench.id, {"safe-time": "점심"})
    cases.record(bench.id, {"safe-time": "저녁"})
    for entity, field in (
        ("incident", "narrative"), ("other_party", "name"), ("other_party", "is_primary"), ("note", "body"),
        ("casefile", "summary"), ("record_value", "value"),
    ):  # fmt: skip
        bench.restore(entity, field)
    assert cases.incidents(bench.id)[0].narrative == "처음 말"
    assert cases.incidents(bench.id)[0].types == ("stalking",)
    assert (cases.other_parties(bench.id)[0].name, cases.other_parties(bench.id)[0].is_primary) == ("가", True)
    assert next(one for one in cases.timeline(bench.id) if one.kind == "note").body == "처음 적은 것"
    assert cases.get(bench.id).summary == "한 줄"
    assert cases.recorded(bench.id) == {"safe-time": "점심"}


def test_what_was_taken_out_comes_back_unless_it_is_there_again(bench: Bench) -> None:
    bench.cases.record(bench.id, {"safe-time": "점심"})
    bench.cases.record(bench.id, {"safe-time": ""})
    gone = next(one for one in bench.cases.changes(bench.id) if one.operation == "remove")
    bench.history.restore(bench.id, gone.seq)
    assert bench.cases.recorded(bench.id) == {"safe-time": "점심"}
    with pytest.raises(Conflict):
        bench.history.restore(bench.id, gone.seq)


def test_a_contact_that_goes_on_is_left_to_who_writes_in_it(bench: Bench) -> None:
    contact = bench.contacts.take(note="첫 줄").value
    bench.contacts.attach(contact.id, bench.id)
    bench.contacts.write(contact.id, note="")
    with pytest.raises(Conflict):
        bench.restore("contact", "note")
    bench.contacts.close(contact.id)
    bench.restore("contact", "note")
    assert bench.contacts.get(contact.id).note == "첫 줄"


def test_what_follows_from_something_else_is_not_put_back(bench: Bench) -> None:
    bench.cases.close(bench.id, "supported", "끝")
    line = bench.last("casefile", "status")
    assert not restorable(line)
    with pytest.raises(BadInput):
        bench.history.restore(bench.id, line.seq)


def test_a_line_of_another_case_is_not_found(bench: Bench) -> None:
    other = bench.cases.open_case("달맞이").value
    bench.cases.set_person(other.id, alias="보름달")
    line = next(one for one in bench.cases.changes(other.id) if one.field == "alias")
    with pytest.raises(NotFound):
        bench.history.restore(bench.id, line.seq)


def test_the_words_of_a_goal_go_back(bench: Bench) -> None:
    plans = Plans(bench.db)
    goal = plans.add_goal(bench.id, "safety", "퇴근길이 편한 것").value
    plans.change_goal(goal.id, "safety", "다른 말")
    bench.restore("goal", "words")
    assert plans.goals(bench.id)[0].words == "퇴근길이 편한 것"
