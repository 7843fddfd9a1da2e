"""Rows looked through: what they would become, and each fault by row and column with what can be done."""

from __future__ import annotations

from datetime import date, time

import pytest

from app.cases.model import Span
from app.errors import BadInput, Interrupted
from app.flows.importing import (
    CELL,
    JOIN,
    ROW,
    TAKE,
    Checked,
    Fault,
    Fitting,
    check,
    read,
    settled,
    suggested,
    unmatched,
)
from app.flows.importing.fields import choices, code_of, fields, from_json, kind_of, to_json
from app.flows.importing.values import Moment, Unfit, holds_resident_number, value_of


def looked(text: str, **columns: str) -> Checked:
    table = read(text.encode(), "a.csv", delimiter=",")
    return check(table, Fitting(columns) if columns else suggested(table.headings))


def kinds(checked: Checked) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, one.kind) for one in checked.faults]


# -- columns and words -------------------------------------------------------------------------------


def test_headings_in_both_languages_are_recognised_each_field_once() -> None:
    korean = suggested(["관리 번호", "접수일자", "내담자명", "연락처", "피해유형", "상담일시", "비고", "연번"])
    assert dict(korean.columns) == {
        "관리 번호": "key", "접수일자": "opened_on", "내담자명": "name", "연락처": "phone", "피해유형": "incident_types",
        "상담일시": "contact_on", "비고": "note_text",
    }  # fmt: skip
    english = suggested(["Case No.", "Date opened", "Alias", "Age group", "Gender", "Notes", "Mobile phone", "Phone"])
    assert english.columns["Case No."] == "key"
    assert (english.columns["Phone"], english.columns.get("Mobile phone")) == ("phone", None)


def test_every_field_can_be_read_and_its_words_lead_to_it() -> None:
    for one in fields():
        assert suggested([one.ko]).columns == suggested([one.en]).columns == {(one.ko): one.id} or one.id in (
            *suggested([one.ko]).columns.values(), *suggested([one.en]).columns.values(),
        )  # fmt: skip
        assert all(suggested([str(word)]).columns == {str(word): one.id} for word in one.extra["words"]), one.id


def test_words_are_codes_by_both_labels_by_id_or_as_somebody_chose() -> None:
    plain = Fitting()
    for word in ("스토킹", "Stalking", "stalking"):
        assert code_of("incident_types", word, plain) == "stalking"
    assert code_of("relation", "전남친", plain) == ""
    assert (code_of("sex", "여", plain), code_of("channel", "내방", plain)) == ("female", "visit")
    chosen = plain.with_value("relation", "전남친", "former_partner")
    assert code_of("relation", " 전남친 ", chosen) == "former_partner"
    assert code_of("relation", "전남친", chosen.with_value("relation", "전남친", "")) == ""


@pytest.mark.parametrize(
    ("word", "band"),
    [("13", "under_14"), ("18세", "14_18"), ("만 29", "19_29"), ("20대", "19_29"), ("30대 초반", "30_39"), ("55", "40_plus"), ("60대", "40_plus"), ("10대", ""), ("200", ""), ("젊음", "")],
)  # fmt: skip
def test_an_age_is_the_band_it_lies_wholly_in(word: str, band: str) -> None:
    assert code_of("age_band", word, Fitting()) == band


def test_a_mapping_goes_into_words_and_back_and_what_does_not_fit_is_named() -> None:
    fitting = Fitting({"관계": "relation"}).with_value("relation", "전남친", "former_partner")
    assert from_json(to_json(fitting), ["관계"]) == fitting
    for told, match in (
        ({"columns": {"없는 열": "key"}}, "없는 열"), ({"columns": {"관계": "nowhere"}}, "nowhere"),
        ({"values": {"relation": {"a": "friendly"}}}, "friendly"), ({"values": {"alias": {"a": "b"}}}, "alias"),
        ({"columns": ["관계"]}, "읽"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=match):
            from_json(told, ["관계"])
    with pytest.raises(BadInput):
        from_json({"columns": {"관계": "key", "둘": "key"}}, ["관계", "둘"])


def test_words_in_no_list_are_counted_and_resident_numbers_are_not_among_them() -> None:
    text = '별칭,관계,피해유형\n가나,전남친,"스토킹, 협박"\n다라,전남친,스토킹\n마바,900101-1234567,교제폭력 · 신체\n'
    table = read(text.encode(), "a.csv")
    assert unmatched(table, suggested(table.headings)) == {"relation": {"전남친": 2}, "incident_types": {"협박": 1}}


# -- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2024-02-29", date(2024, 2, 29)), ("2024. 2. 9.", date(2024, 2, 9)), ("24.2.9", date(2024, 2, 9)), ("2024/02/09", date(2024, 2, 9)),
     ("20240209", date(2024, 2, 9)), ("2024년 2월 9일 (금)", date(2024, 2, 9)), ("２０２４-02-09", date(2024, 2, 9)), ("2024-02-09 14:05", date(2024, 2, 9))],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cell: str, day: date) -> None:
    assert value_of("opened_on", cell, Fitting()) == day


@pytest.mark.parametrize("cell", ["2023-02-29", "2024-13-01", "09/02/2024", "어제", "2999-01-01", "1024-01-01", "45123", "2024-02-09 25:00", "2024-02-09 곧"])  # fmt: skip
def test_a_day_that_was_not_is_a_sentence(cell: str) -> None:
    with pytest.raises(Unfit, match=cell.split()[0]):
        value_of("opened_on", cell, Fitting())


def test_times_hours_and_numbers() -> None:
    plain = Fitting()
    assert value_of("contact_on", "2024-02-09 오후 2:05", plain) == Moment(date(2024, 2, 9), time(14, 5))
    assert value_of("contact_on", "2024-02-09 오전 12시", plain) == Moment(date(2024, 2, 9), time(0))
    assert value_of("safe_hours", "12:00~13:00", plain) == Span("1234567", "12:00", "13:00")
    assert value_of("contact_minutes", "50분", plain) == 50
    assert value_of("phone", "1012345678", plain) == "010-1234-5678"
    for name, cell in (("safe_hours", "13~12"), ("contact_minutes", "0"), ("phone", "없음"), ("phone", "1" * 20)):
        with pytest.raises(Unfit):
            value_of(name, cell, plain)


@pytest.mark.parametrize(
    "text",
    ["900101-1234567", "9001011234567", "900101 – 4234567", "９００１０１－１２３４５６７", "주민번호는 050101-3123456 입니다", "501013123456", "900101.1234567", "120520-5123456"],
)  # fmt: skip
def test_registration_numbers_are_found_in_every_dress(text: str) -> None:
    assert holds_resident_number(text)


@pytest.mark.parametrize("text", ["010-1234-5678", "2024-01-02", "1234567890123456", "901301-1234560", "00-12345", "", "파란우산 20240102 090011"])  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_resident_number(text)


def test_a_check_digit_tells_where_the_birth_does_not() -> None:
    number = "991399" + "912345"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    last = (11 - sum(w * int(n) for w, n in zip(weights, number, strict=True)) % 11) % 10
    assert holds_resident_number(f"{number[:6]}-{number[6:]}{last}")
    assert not holds_resident_number(f"{number[:6]}-{number[6:]}{(last + 1) % 10}")


# -- rows --------------------------------------------------------------------------------------------


def test_a_clean_row_has_its_values_and_no_fault() -> None:
    found = looked('별칭,접수일,피해유형,집계동의\n파란우산,2024-01-02,"스토킹/교제폭력 · 신체",예\n')
    assert found.faults == ()
    assert found.entries[0].values == {
        "alias": "파란우산", "opened_on": date(2024, 1, 2), "incident_types": ("stalking", "dating_physical"),
        "consent_reporting": "yes",
    }  # fmt: skip


def test_each_fault_names_row_and_column_and_what_can_be_done() -> None:
    long = "가" * 200_001
    found = looked(
        f"별칭,접수일,성별,연락처,비고,종결일\n"
        f",2024-01-02,,,,\n"
        f"둘,,,,,\n"
        f"셋,2024-02-30,여아,abc,{long},2023-01-01\n"
        f"넷,2024-01-02,여성,,900101-2234567,2023-01-01\n"
    )
    assert kinds(found) == [
        (2, "별칭", "missing"), (3, "접수일", "missing"),
        (4, "접수일", "day"), (4, "성별", "code"), (4, "연락처", "phone"), (4, "비고", "long"), (4, "접수일", "missing"),
        (5, "비고", "resident"), (5, "종결일", "order"),
    ]  # fmt: skip
    by_kind = {one.kind: one for one in found.faults}
    assert by_kind["missing"].choices == (ROW,)
    assert set(by_kind["day"].choices) == {ROW, CELL}
    assert "900101" not in by_kind["resident"].sentence
    assert all(one.sentence.endswith(("다.", "요.")) for one in found.faults)


def test_a_name_without_consent_and_a_card_without_number_are_faults() -> None:
    found = looked(
        "별칭,이름,기록동의,접수일,안전연락,종결사유\n하나,김하나,예,2024-01-02,전화하지 마세요,\n둘,김두리,아니요,2024-01-02,정한 시간에만 전화,지원 중\n셋,,,2024-01-02,A call is possible,그 밖\n"
    )
    assert kinds(found) == [(3, "이름", "consent"), (3, "안전연락", "safe"), (4, "안전연락", "safe"), (4, "종결사유", "closing")]  # fmt: skip
    assert found.entries[0].values["name"] == "김하나"


def test_doubles_in_the_file_are_named_by_their_row() -> None:
    found = looked(
        "사례번호,별칭,연락처,접수일\n1,하나,010-1111-2222,2024-01-02\n2,둘,01011112222,2024-01-03\n3,하나,,2024-01-04\n1,다른이,,2024-01-05\n4,셋,010-9999-8888,2024-01-05\n4,셋,,2024-02-05\n5,김○○,,2024-01-01\n6,김○○,,2024-01-03\n"
    )
    assert [(one.row, one.kind, one.about) for one in found.faults] == [(3, "double", 2), (4, "double", 2), (5, "two_people", 0)]  # fmt: skip
    twin = looked("별칭,접수일\n하나,2024-01-02\n하나,2024-01-02\n")
    assert [(one.kind, one.about) for one in twin.faults] == [("twin", 2)]


def test_nothing_is_settled_before_every_fault_is_and_then_as_decided() -> None:
    text = "별칭,성별,접수일\n하나,여아,2024-01-02\n두리,여성,2024-01-03\n두리,여성,2024-01-05\n,여성,2024-01-04\n"
    found = looked(text)
    with pytest.raises(BadInput, match="3"):
        settled(found, {})
    by_kind: dict[str, Fault] = {one.kind: one for one in found.faults}
    decisions = {by_kind["code"].place: CELL, by_kind["double"].place: JOIN, by_kind["missing"].place: ROW}
    ready = settled(found, decisions)
    assert ([[one.row for one in case] for case in ready.cases], ready.left_out) == ([[2], [3, 4]], 1)
    assert "sex" not in ready.cases[0][0].values
    assert len(settled(found, {**decisions, by_kind["double"].place: TAKE}).cases) == 3
    assert ready.days() == (date(2024, 1, 2), date(2024, 1, 5))


def test_a_row_left_out_for_one_fault_asks_nothing_more() -> None:
    found = looked("별칭,성별,접수일\n하나,여아,2024-13-02\n")
    assert len(found.faults) == 3
    assert found.undecided({found.faults[0].place: ROW}) == ()


def test_without_a_column_that_names_somebody_nothing_is_looked_through() -> None:
    with pytest.raises(BadInput):
        looked("비고\n아무 말\n")


def test_a_look_can_be_stopped() -> None:
    table = read("별칭,접수일\n하나,2024-01-02\n".encode(), "a.csv")
    with pytest.raises(Interrupted):
        check(table, suggested(table.headings), stopped=lambda: True)


def test_words_that_mean_a_code_name_one_that_there_is() -> None:
    for one in fields():
        assert set(map(str, one.extra.get("means", {}).values())) <= set(dict(choices(one.id))), one.id


def test_each_kind_of_field_has_a_reader() -> None:
    for one in fields():
        with pytest.raises((Unfit, AssertionError)):
            assert not value_of(one.id, "1" * 200_001, Fitting()), one.id
        assert bool(choices(one.id)) == (kind_of(one.id) in ("code", "codes", "age", "yesno"))
