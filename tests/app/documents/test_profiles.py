"""The table profile by field, held against finished PDFs: what is not allowed is not in the text, what is allowed is."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app import codelists
from app.clock import today
from app.documents import Documents, Field, Options, Profile, Recipient
from app.documents.drawing import draw_paper
from app.documents.making import Making
from app.documents.marking import marked_words, without
from app.documents.model import CaseSummary, Centre, Consent
from app.documents.profiles import FIXED, ON_A_GROUND, TABLE, Rule, cut_down, fields_of, rule
from app.documents.referral_letter import referral_letter
from app.documents.summary_paper import summary_paper
from app.documents.survivor_copy import survivor_copy
from app.documents.words import Words
from app.errors import BadInput
from app.store import Database
from tests.app.documents.conftest import NAME, NUMBER, PHONE, add, at, consent, papers


def label(list_name: str, code: str) -> str:
    return codelists.code(list_name, code).ko


MARKS: dict[Field, tuple[str, ...]] = {
    Field.NUMBER: (NUMBER,),
    Field.CENTRE: ("참나무집",),
    Field.STAFF: ("담당자나래",),
    Field.ALIAS: ("별칭은하",),
    Field.NAME: (NAME, "단아 씨"),
    Field.PHONE: (PHONE,),
    Field.AGE: (label("age_band", "19_29"),),
    Field.STATE: (label("case_status", "open"),),
    Field.DAYS: ("08-03", "08-04", "08-06", "08-07", "08-20"),
    Field.CALLING: (label("verdict", "only_hours"),),
    Field.GLANCE: ("한눈글",),
    Field.RISK: ("높음",),
    Field.SIGNS: (label("warning_sign", "follows"),),
    Field.WORDS: ("들은말",),
    Field.KINDS: (label("violence_type", "stalking"),),
    Field.INCIDENTS: ("빈도글", "08-01"),
    Field.PLACES: ("장소글",),
    Field.NARRATIVE: ("사건글",),
    Field.RELATION: (label("relation", "former_partner"),),
    Field.OTHER_NOTE: ("상대메모",),
    Field.OTHER_NAME: ("강도원", "도원이"),
    Field.OTHER_PHONE: ("9876",),
    Field.RECORDED: ("매뉴얼글",),
    Field.CODE_WORD: ("라일락",),
    Field.COURSE: ("경과제목",),
    Field.NOTES: ("기록본문", "지원메모"),
    Field.SERVICES: (label("service", "counselling"),),
    Field.LODGING: (label("service", "lodging"),),
    Field.REFERRALS: ("연계목적",),
    Field.DEADLINES: ("기한글",),
    Field.CONSENTS: (label("consent_purpose", "survey"),),
    Field.TASKS: ("할일글",),
    Field.REVIEW: ("다음 사례회의",),
}
"""What only this field would bring onto a paper."""
TO = "연습법률지원센터"


@pytest.fixture
def whole(casework: Database) -> CaseSummary:
    """A case in which every field has words of its own, and every free text repeats what is hidden."""
    from tests.app.documents.conftest import open_case

    with casework.atomic():
        open_case(casework, "all", NUMBER, name=NAME, phone=PHONE, age_band="19_29", alias="별칭은하", channel="phone",
                  main_type="stalking", relation="former_partner", risk="high", opened_on="2026-08-03",
                  summary=f"한눈글. {NAME}, 단아 씨, 강도원, 010-9876-5432, 라일락", assigned_to="nara")  # fmt: skip
        _facts(casework)
    return papers(casework).summary("all")


def _facts(db: Database) -> None:
    case = {"case_id": "all"}
    add(db, "incident", id="i1", **case, first_on="2026-08-01", place="장소글", frequency="빈도글",
        narrative=f"사건글. 강도원이가 {PHONE}로 전화함", main_type="stalking")  # fmt: skip
    add(db, "incident_type", incident_id="i1", type="stalking")
    add(db, "other_party", **case, name="강도원", phone="010-9876-5432", relation="former_partner", note="상대메모")
    add(db, "warning_sign", **case, sign="follows", answer="yes", words="들은말, 라일락", at=at("2026-08-04"))
    add(db, "risk_level", **case, at=at("2026-08-04"), level="high", rule="serious", author="nara")
    add(db, "record_value", **case, field="witnesses", value="매뉴얼글", at=at("2026-08-05"))
    add(db, "record_value", **case, field="code-word", value="라일락", at=at("2026-08-05"))
    add(db, "safe_contact", id="all", verdict="only_hours", number=PHONE, set_at=at("2026-08-04"), code_word="라일락",
        hours='[{"days": "12345", "from": "12:00", "to": "13:00"}]')  # fmt: skip
    add(db, "note", **case, at=at("2026-08-06"), author="nara", title="경과제목", body="기록본문")
    for kind in ("counselling", "lodging"):
        add(db, "service_given", **case, at=at("2026-08-07"), service=kind, minutes=30, note="지원메모", author="nara")
    consent(db, "all", "collection", "2026-08-03")
    consent(db, "all", "third_party", "2026-08-03", id="c1", recipient="legal-aid",
            items='["alias","name","contact","age","course","risk","services","dates"]', valid_until="2099-01-01")  # fmt: skip
    consent(db, "all", "survey", "2026-08-03", answer="refused")
    add(db, "referral", id="r1", **case, organisation="legal-aid", status="sent", consent_id="c1", purpose="연계목적",
        at=at("2026-08-08"), author="nara")  # fmt: skip
    add(db, "task", **case, title="기한글", kind="deadline", due_on="2026-08-20", owner="nara")
    add(db, "task", **case, title="할일글", kind="appointment", due_on="2026-08-21", owner="nara")


def read(whole: CaseSummary, profile: Profile, options: Options | None = None, to: str = TO) -> str:
    """The text of the finished PDF of this profile."""
    options = options or Options(ground="사실조회" if profile in ON_A_GROUND else "")
    making = Making(Words("ko"), Centre("참나무집"), Recipient(to), options, today(), "AB12-CD34")
    staffed = _staffed(whole)
    composer = {Profile.REFERRAL: referral_letter, Profile.SURVIVOR: survivor_copy}.get(profile)
    paper = composer(staffed, making) if composer else summary_paper(staffed, making, profile)
    drawn = draw_paper(without(paper, options.marked, making.words, silent=profile is Profile.SURVIVOR))
    reader = PdfReader(BytesIO(drawn.data))
    _fonts_embedded(reader)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def _staffed(whole: CaseSummary) -> CaseSummary:
    """The same case with a counsellor whose name stands nowhere else."""
    who = "담당자나래"
    return dataclasses.replace(
        whole,
        head=dataclasses.replace(whole.head, assigned_to=who),
        timeline=tuple(dataclasses.replace(one, author=who) for one in whole.timeline),
        services=tuple(dataclasses.replace(one, author=who) for one in whole.services),
        tasks=tuple(dataclasses.replace(one, owner=who) for one in whole.tasks),
    )


def _fonts_embedded(reader: PdfReader) -> None:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page as a bare object
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


SAID_OTHERWISE = {
    Profile.FULL: {Field.CENTRE},
    Profile.MANAGER: {Field.CENTRE},
    Profile.REFERRAL: {Field.ALIAS, Field.CALLING, Field.CONSENTS},
}
"""What a paper may show and says in words of its own, or need not say: a letter with the name leaves out the alias."""


@pytest.mark.parametrize("profile", list(Profile))
def test_a_paper_shows_what_the_table_says_and_nothing_else(whole: CaseSummary, profile: Profile) -> None:
    text = read(whole, profile)
    allowed = {field for field in Field if rule(profile, field) not in (Rule.NO, Rule.CHOSEN)}
    shown = {field for field in Field if any(mark in text for mark in MARKS[field])}
    assert shown - allowed == set()
    assert allowed - shown == SAID_OTHERWISE.get(profile, set())


@pytest.mark.parametrize("field", [field for field in Field if field not in FIXED])
@pytest.mark.parametrize("profile", list(Profile))
def test_a_field_left_out_by_hand_is_on_no_paper(whole: CaseSummary, profile: Profile, field: Field) -> None:
    options = Options(ground="사실조회" if profile in ON_A_GROUND else "", left_out=frozenset({field}))
    making = Making(Words("ko"), Centre("참나무집"), Recipient(TO), options, today())
    composer = {Profile.REFERRAL: referral_letter, Profile.SURVIVOR: survivor_copy}.get(profile)
    paper = composer(whole, making) if composer else summary_paper(whole, making, profile)
    said = repr(paper.content)
    assert [mark for mark in MARKS[field] if mark in said] == []


def test_every_profile_has_a_rule_for_every_field_and_nobody_gets_the_other_party() -> None:
    assert set(TABLE) == set(Field)
    assert all(len(row.split()) == len(Profile) for row in TABLE.values())
    for profile in Profile:
        never = {rule(profile, field) for field in (Field.OTHER_NAME, Field.OTHER_PHONE, Field.CODE_WORD)}
        assert never == {Rule.NO}
    assert [code.id for code in codelists.codes("paper_field")] == [field.value for field in Field]


def test_a_paper_for_others_passes_on_only_what_was_agreed(whole: CaseSummary) -> None:
    """Without an order the consent for exactly this recipient decides; without either there is no paper."""
    with_consent = read(whole, Profile.POLICE, Options())
    assert NAME in with_consent
    less = dataclasses.replace(whole, consents=tuple(_agreed(one, '["alias","risk"]') for one in whole.consents))
    text = read(less, Profile.POLICE, Options())
    assert "별칭은하" in text
    assert "높음" in text
    for absent in (NAME, PHONE, "사건글", label("violence_type", "stalking"), "기한글"):
        assert absent not in text, absent
    for profile in ON_A_GROUND:
        with pytest.raises(BadInput) as refused:
            read(whole, profile, Options(), to="다른 기관")
        assert refused.value.field == "ground"


def _agreed(consent: Consent, items: str) -> Consent:
    return dataclasses.replace(consent, items=items) if consent.purpose == "third_party" else consent


def test_names_need_consent_to_keeping_records(whole: CaseSummary) -> None:
    without_consent = dataclasses.replace(whole, consents=())
    assert not fields_of(Profile.FULL, without_consent, today()) & {Field.NAME, Field.PHONE}
    assert NAME not in read(without_consent, Profile.FULL)


def test_what_a_profile_does_not_show_is_gone_before_anything_is_composed(whole: CaseSummary) -> None:
    bare = repr(dataclasses.replace(cut_down(whole, frozenset()), case_id=""))
    every = {mark for field, marks in MARKS.items() if field is not Field.DAYS for mark in marks}
    assert [mark for mark in every if mark in bare] == []


MARKED = ("사건글", "경과제목", "참나무집", "담당자나래", "다음 사례회의", TO)


@pytest.mark.parametrize("profile", list(Profile))
def test_a_marked_word_is_nowhere_in_the_paper(whole: CaseSummary, profile: Profile) -> None:
    order = "사실조회" if profile in ON_A_GROUND else ""
    text = read(whole, profile, Options(ground=order, marked=(*MARKED, "한 눈 글", "한눈에")))
    for word in (*MARKED, "한눈글", "한눈에"):
        assert word not in text, word
    if profile is Profile.SURVIVOR:
        assert "가림" not in text, "nobody who finds it sees that something was hidden"


def test_a_marked_word_is_not_in_the_file_either(documents: Documents, out: Path) -> None:
    from tests.app.documents.test_papers import everything

    options = Options(marked=("비상벨", "안전하게 출퇴근"))
    documents.export("full", out / "a.pdf", Profile.FULL, Recipient("팀"), plain_reason="시험", options=options)
    raw = everything(out / "a.pdf")
    for word in ("비상벨", "출퇴근하는"):
        assert word.encode() not in raw
        assert word.encode("utf-16-be") not in raw
    text = " ".join(page.extract_text() for page in PdfReader(out / "a.pdf").pages)
    assert "비상벨" not in text
    assert "사람이 직접 가린 곳 2군데" in " ".join(text.split())


def test_too_many_words_to_mark_are_refused() -> None:
    assert marked_words(" 가람 \n\n가람\n나래") == ("가람", "나래")
    with pytest.raises(BadInput) as refused:
        marked_words("\n".join(f"말{n}" for n in range(500)))
    assert refused.value.field == "marked"
