"""The pack of a case conference: who gets which case, what no copy shows, and what is left behind where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from app import i18n
from app.clock import new_id, today
from app.desk import Desk
from app.documents import Options
from app.errors import BadInput, Denied, NoRoom
from app.flows import conference_pack as pack
from app.flows.today import bring_up
from app.flows.today import whole as today_of
from app.flows.withdrawal import by_purpose, withdraw
from app.kinds import Compartment
from tests.conftest import Centre

OFFICE, POLICE = "가나 여성 사무소", "다라 경찰서"
KEY = "bada-2345-sori-6789"
PEOPLE = (
    ("단풍", "한지우", "010-0012-4471", "서지훈"),
    ("새싹", "오세라", "010-0034-5582", "민도경"),
    ("은하", "유나래", "010-0056-6693", "표상우"),
)
"""Called, name, phone, the other party: of no case does any of it stand on a sheet."""


@dataclass
class Conference:
    """A conference of three cases, with a colleague and two people from outside."""

    desk: Desk
    id: str
    cases: list[str]
    people: dict[str, str]

    def agree(self, case: int, place: str, answer: str = "given") -> None:
        pack.agree(self.desk, self.cases[case], place, answer, "oral", None)

    def share(self, who: str) -> pack.Share:
        found = pack.opened(self.desk, self.id).shares
        return next(one for one in found if one.attendee.id == self.people[who])

    def left(self, who: str) -> dict[int, str]:
        return {one.line.code: one.why for one in self.share(who).left}

    def text(self, who: str, folder: Path, options: Options | None = None) -> str:
        return words_of(self.save(who, folder / f"{len(list(folder.iterdir()))}.pdf", options))

    def save(self, who: str, target: Path, options: Options | None = None) -> Path:
        number = pack.numbers(self.desk.conferences.get(self.id), [self.people[who]])[self.people[who]]
        way = pack.Way(target, plain_reason="시험")
        pack.save_copy(self.desk, self.id, self.people[who], number, way, options or Options())
        return target


def words_of(path: Path, key: str | None = None) -> str:
    with pypdfium2.PdfDocument(path, password=key) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf).replace("\r", "")


@pytest.fixture
def conference(desk: Desk) -> Conference:
    cases = []
    for alias, name, phone, other in PEOPLE:
        case = desk.cases.open_case(alias).value
        desk.cases.consent(case.id, "collection", "given")
        desk.cases.set_person(case.id, name=name, phone=phone, age_band="19_29")
        desk.cases.set_incident(
            case.id, ["stalking", "dating_physical"], place="한빛 오피스텔", narrative="집 앞에서 기다렸다"
        )
        desk.cases.set_other_party(case.id, name=other, relation="former_partner")
        desk.cases.add_service(case.id, "counselling")
        cases.append(case.id)
    made = desk.conferences.plan(today().isoformat(), "세 사례의 안전을 함께 보기", "2층 회의실").value
    number = desk.cases.get(cases[1]).number
    asks = ("새싹과 한지우를 같이 보호할 수 있는지, 010-0034-5582로 연락", "접근금지 뒤에 무엇을 할지", f"{number} 사건과 이어지는지")  # fmt: skip
    for case_id, words in zip(cases, asks, strict=True):
        desk.conferences.put_case(made.id, case_id, words)
    people = {
        "colleague": desk.conferences.put_insider(made.id, desk.keys.user).value.id,
        "office": desk.conferences.put_outsider(made.id, "김하나", OFFICE, cases[:2]).value.id,
        "police": desk.conferences.put_outsider(made.id, "박두리", POLICE, cases[1:]).value.id,
    }
    return Conference(desk, made.id, cases, people)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


# -- consent -------------------------------------------------------------------------------------------


def test_people_of_the_centre_get_every_case_and_others_none_unasked(conference: Conference) -> None:
    assert [one.code for one in conference.share("colleague").given] == [1, 2, 3]
    assert conference.left("office") == {1: "missing", 2: "missing"}
    assert conference.left("police") == {2: "missing", 3: "missing"}


def test_consent_holds_for_this_organisation_alone(conference: Conference) -> None:
    conference.agree(1, OFFICE)
    assert [one.code for one in conference.share("office").given] == [2]
    assert conference.left("police") == {2: "missing", 3: "missing"}


@pytest.mark.parametrize(("purpose", "answer", "why"), [
    ("conference", "refused", "refused"), ("third_party", "withdrawn", "withdrawn"), ("collection", "withdrawn", "withdrawn"),
])  # fmt: skip
def test_a_later_no_to_all_places_counts(conference: Conference, purpose: str, answer: str, why: str) -> None:
    conference.agree(0, OFFICE)
    conference.desk.cases.consent(conference.cases[0], purpose, answer)
    assert conference.left("office")[1] == why


def test_consent_runs_out(conference: Conference) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    pack.agree(conference.desk, conference.cases[0], OFFICE, "given", "written", yesterday)
    assert conference.left("office")[1] == "expired"


def test_consent_for_a_referral_is_none_for_a_conference(conference: Conference) -> None:
    conference.desk.cases.consent(conference.cases[0], "third_party", "given", recipient=OFFICE, items='["course"]')
    assert conference.left("office")[1] == "missing"


def test_without_any_case_no_copy_is_made(conference: Conference, out: Path) -> None:
    with pytest.raises(BadInput):
        conference.save("office", out / "a.pdf")
    assert not list(out.iterdir())
    assert not conference.desk.conferences.get(conference.id).copies


def test_consent_names_a_place(desk: Desk, conference: Conference) -> None:
    with pytest.raises(BadInput) as refused:
        desk.cases.consent(conference.cases[0], "conference", "given")
    assert refused.value.field == "recipient"


# -- what stands in a copy -----------------------------------------------------------------------------


def test_no_copy_names_anybody_or_holds_a_case_that_is_not_its_own(conference: Conference, out: Path) -> None:
    conference.agree(1, OFFICE)
    desk = conference.desk
    never = [word for one in PEOPLE for word in one] + [desk.cases.get(one).number for one in conference.cases]
    never += ["한빛 오피스텔", "집 앞에서", "0034", desk.keys.centre_name]
    for who, codes in (("colleague", {1, 2, 3}), ("office", {2})):
        text = conference.text(who, out)
        assert not [word for word in never if word in text], who
        assert {code for code in (1, 2, 3) if f"사례 {code}" in text} == codes


def test_fonts_are_in_the_file_and_every_page_says_whose_it_is(conference: Conference, out: Path) -> None:
    conference.agree(1, OFFICE)
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        reader = PdfReader(conference.save("office", out / f"{language}.pdf"))
        for page in reader.pages:
            fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page as a bare object
            assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
            assert "김하나" in page.extract_text()
            assert "1/1" in page.extract_text() or "2/2" in page.extract_text()


def test_what_was_marked_is_not_in_the_file(conference: Conference, out: Path) -> None:
    before = conference.text("colleague", out)
    assert "접근금지" in before
    after = conference.text("colleague", out, Options(marked=("접근금지",), left_out=frozenset({"services"})))
    assert "접근금지" not in after
    assert before.count("심리") >= after.count("심리")
    assert "지원한 내용" not in after or before.count("지원한 내용") > after.count("지원한 내용")


def test_a_colleague_who_may_be_a_party_does_not_get_that_case(conference: Conference, centre: Centre) -> None:
    desk, user = conference.desk, centre.users["manager"]
    who = desk.conferences.put_insider(conference.id, user).value.id
    conference.people["manager"] = who
    row = {"id": new_id(), "case_id": conference.cases[2], "user": user, "why": "name", "state": "open", "at": 1}
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        db.insert("conflict", {**row, "by": desk.keys.user})
    assert conference.left("manager") == {3: "party"}
    assert [one.code for one in conference.share("manager").given] == [1, 2]


# -- locked, numbered, in the register -----------------------------------------------------------------


def test_each_copy_has_its_number_and_stands_in_the_register_of_its_cases(conference: Conference, out: Path) -> None:
    conference.agree(1, OFFICE)
    desk, chosen = conference.desk, [conference.people[one] for one in ("colleague", "office")]
    given = pack.numbers(desk.conferences.get(conference.id), chosen)
    assert sorted(given.values()) == [(1, 2), (2, 2)]
    for at, one in enumerate(chosen):
        pack.save_copy(desk, conference.id, one, given[one], pack.Way(out / f"{at}.pdf", KEY), Options())
    assert "사본 2/2" in words_of(out / "1.pdf", KEY)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(out / "1.pdf", password="wrong")
    kinds = {case: sorted(one.profile for one in desk.documents.copies(case)) for case in conference.cases}
    assert list(kinds.values()) == [["conference_staff"], ["conference", "conference_staff"], ["conference_staff"]]
    assert {one.encrypted for one in desk.documents.copies()} == {True}
    assert pack.numbers(desk.conferences.get(conference.id), chosen[:1]) == {chosen[0]: (3, 3)}


def test_where_there_is_no_room_nothing_is_left_of_the_copy(conference: Conference, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def full(_partial: Path, _target: Path) -> None:
        raise NoRoom("no room")

    monkeypatch.setattr(pack, "put", full)
    with pytest.raises(NoRoom):
        conference.save("colleague", out / "a.pdf")
    monkeypatch.undo()
    assert not list(out.iterdir())
    desk = conference.desk
    assert not desk.conferences.get(conference.id).copies
    assert not [one for one in desk.documents.copies() if one.gone_at is None]
    assert conference.text("colleague", out)


def test_a_printed_copy_is_waited_for_too(conference: Conference) -> None:
    who = conference.people["colleague"]
    made = pack.print_copy(conference.desk, conference.id, who, (1, 1), Options()).value
    assert made.pictures
    assert [one.is_out for one in conference.desk.conferences.get(conference.id).copies] == [True]


# -- minutes -------------------------------------------------------------------------------------------


def test_the_minutes_name_roles_and_codes_alone(conference: Conference, out: Path) -> None:
    desk = conference.desk
    words = "한지우에게 민간경호를 알아보고 010-0012-4471로 알리기"
    desk.conferences.decide(conference.id, conference.cases[0], words, desk.keys.user, "2026-12-01")
    pack.save_minutes(desk, conference.id, pack.Way(out / "m.pdf", plain_reason="시험"), Options())
    text = words_of(out / "m.pdf")
    never = [word for one in PEOPLE for word in one] + [desk.cases.get(one).number for one in conference.cases]
    assert not [word for word in (*never, "가온", "김하나", "박두리") if word in text]
    assert all(word in text for word in ("민간경호", "사례 1", "사례 3", "상담원", OFFICE, "2026-12-01"))
    assert {one.profile for one in desk.documents.copies()} == {"conference_minutes"}


# -- afterwards ----------------------------------------------------------------------------------------


def test_a_consent_taken_back_names_the_conference_and_the_copy(conference: Conference, out: Path) -> None:
    conference.agree(1, OFFICE)
    conference.save("office", out / "a.pdf")
    conference.save("colleague", out / "b.pdf")
    desk, case_id = conference.desk, conference.cases[1]
    (passed,) = by_purpose(desk, case_id, "conference", OFFICE)
    assert (passed.name, passed.how) == (OFFICE, "conference")
    assert "사본 1" in passed.what
    done = withdraw(desk, case_id, "conference", place=OFFICE).value
    assert [one.recipient for one in done.notices] == [OFFICE]
    assert conference.left("office")[2] == "withdrawn"
    assert not withdraw(desk, conference.cases[2], "conference").value.notices


def test_whoever_may_not_open_a_case_sees_that_there_is_a_conference(conference: Conference, centre: Centre) -> None:
    conference.desk.close()
    desk = centre.open("manager")
    try:
        (row,) = pack.listed(desk)
        assert (row.masked, row.cases, row.aim, row.place) == (True, 3, "", "")
        with pytest.raises(Denied):
            pack.opened(desk, conference.id)
        for case_id in conference.cases:
            desk.sight.ask(case_id, "supervision")
        assert pack.opened(desk, conference.id).conference.aim == "세 사례의 안전을 함께 보기"
    finally:
        desk.close()


def test_the_same_copy_is_drawn_in_memory_only_when_it_is_looked_at(conference: Conference) -> None:
    pages = pack.look(conference.desk, conference.id, conference.people["colleague"], Options()).value
    assert len(pages) >= 4  # a cover, and each case on a sheet of its own
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert BytesIO(pages[0]).getbuffer().nbytes > 10_000
    assert not conference.desk.documents.copies()


def test_copies_that_are_not_back_stand_on_the_day_of_who_planned_it_and_of_managers(conference: Conference, centre: Centre) -> None:  # fmt: skip
    desk, late = conference.desk, today() + timedelta(days=8)
    pack.print_copy(desk, conference.id, conference.people["colleague"], (1, 1), Options())
    assert not today_of(desk, today()).copies
    assert [one.count for one in today_of(desk, late).copies] == [1]
    desk.close()
    for name, seen in (("manager", 1), ("manager2", 1)):
        other = centre.open(name)
        assert len(today_of(other, late).copies) == seen
        other.close()


def test_the_office_knows_how_many_copies_are_out_and_nothing_else(conference: Conference, tmp_path: Path) -> None:
    desk, late = conference.desk, (today() + timedelta(days=7)).isoformat()
    out = desk.copies_out
    conference.save("colleague", tmp_path / "a.pdf")
    assert (out.all(today().isoformat()), [one.count for one in out.all(late)]) == ((), [1])
    assert out.all() == desk.conferences.waiting(today() + timedelta(days=7))
    row = desk.database(Compartment.OFFICE).row("SELECT * FROM copies_out")
    assert row is not None
    assert set(row) == {"id", "day", "return_by", "author", "count"}
    desk.conferences.change(conference.id, today().isoformat(), "함께 보기", return_by=today().isoformat())
    assert [one.count for one in out.all(today().isoformat())] == [1]
    copy = desk.conferences.get(conference.id).copies[0].id
    desk.conferences.end_copy(copy, "returned")
    assert out.all() == ()
    desk.conferences.reopen_copy(copy)
    assert [one.count for one in out.all()] == [1]


def test_what_was_ticked_off_in_the_registers_is_brought_up_at_the_next_day(
    conference: Conference, tmp_path: Path
) -> None:
    desk = conference.desk
    conference.save("colleague", tmp_path / "a.pdf")
    for one in desk.documents.copies():
        desk.documents.confirm_gone(one.id)
    assert [one.count for one in desk.copies_out.all()] == [1]
    bring_up(desk)
    assert desk.copies_out.all() == ()
