"""What each profile shows and hides, read back from the finished PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from app.documents import Documents, Options, Profile, Recipient, SafetyAnswers
from app.documents.drawing import draw_paper
from app.documents.making import Making
from app.documents.model import Centre
from app.documents.summary_paper import summary_paper
from app.documents.words import Words
from app.errors import BadInput
from app.store import Database
from tests.app.documents.conftest import CENTRE, NAME, NUMBER, OTHER_NAME, OTHER_PHONE, PHONE, papers

SAFE = SafetyAnswers("yes", "아무도 없음")
ORDER = "사실조회 (연습) 2026-12-10"
"""On what papers for police and court rest here."""
Language = Literal["ko", "en"]


def make(
    documents: Documents,
    out: Path,
    profile: Profile,
    *,
    case: str = "full",
    language: Language = "ko",
    options: Options | None = None,
) -> Path:
    target = out / f"{case}-{profile}-{language}.pdf"
    documents.export(
        case,
        target,
        profile,
        Recipient("센터장 (연습)", 1, 2),
        plain_reason="시험",
        safety=SAFE if profile is Profile.SURVIVOR else None,
        language=language,
        options=options or Options(referral_id="r-legal" if profile is Profile.REFERRAL else None, ground=ORDER),
        overwrite=True,
        card_seen=True,
    )
    return target


def text(path: Path) -> str:
    """The text of all pages with single spaces."""
    pages = [page.extract_text() for page in PdfReader(path).pages]
    return re.sub(r"\s+", " ", "\n".join(pages))


def everything(path: Path) -> bytes:
    """The bytes of a file together with every stream unpacked."""
    raw = path.read_bytes()
    found = [raw]
    for stream in PdfReader(path).xref[0]:
        thing = PdfReader(path).get_object(stream)
        if isinstance(thing, StreamObject):
            found.append(thing.get_data())
    return b"\n".join(found)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("profile", list(Profile))
def test_every_profile_embeds_its_fonts_and_names_nobody(
    documents: Documents, out: Path, profile: Profile, language: Language
) -> None:
    reader = PdfReader(make(documents, out, profile, language=language))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page as a bare object
    assert fonts
    assert all("Helvetica" not in font["/BaseFont"] and "/FontFile2" in font["/FontDescriptor"] for font in fonts)
    meta = reader.metadata
    assert meta is not None
    assert not meta.author
    assert not meta.producer
    assert not meta.creator
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]  # as above


def test_the_full_paper_tells_the_case_with_the_alias_alone(documents: Documents, out: Path) -> None:
    read = text(make(documents, out, Profile.FULL))
    for expected in ("사례 요약", NUMBER, "단풍", "한눈에", "위험 수준", "관찰", "긴급", "스토킹", "겪은 폭력", "첫 면접 상담",
                     "연습법률지원센터", "2026-12-24 (목)", "가린 곳", "사본 1/2", "이름과 연락처를 싣지 않는 판"):  # fmt: skip
        assert expected in read, expected
    for absent in (NAME, PHONE, OTHER_NAME, OTHER_PHONE, "01098765432", "도원", "라일락", "[U+"):
        assert absent not in read, absent
    assert "<b>신고함</b> & 기록함" in read


def test_with_consent_to_collection_the_name_stands_and_the_other_party_stays_hidden(
    named: Documents, out: Path
) -> None:
    read = text(make(named, out, Profile.FULL))
    assert NAME in read
    assert PHONE in read
    assert OTHER_NAME not in read
    assert OTHER_PHONE not in read


def test_hidden_text_is_nowhere_in_the_file(documents: Documents, out: Path) -> None:
    path = make(documents, out, Profile.FULL)
    raw = everything(path)
    for hidden in (NAME, OTHER_NAME, OTHER_PHONE, PHONE, "라일락"):
        assert hidden.encode() not in raw
        assert hidden.encode("utf-16-be") not in raw
    # The glyphs themselves are not in the subset either: nothing else on the paper uses these syllables.
    read = text(path)
    assert "윤" not in read
    assert "강도" not in read


def test_every_page_says_which_of_how_many(documents: Documents, out: Path) -> None:
    reader = PdfReader(make(documents, out, Profile.FULL))
    count = len(reader.pages)
    assert count == 3
    for number, page in enumerate(reader.pages, 1):
        assert f"{number} / {count}" in page.extract_text()
        assert "연습 자료 · 실제 사례가 아닙니다" in page.extract_text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_bare_case_gives_whole_papers(documents: Documents, out: Path, language: Language) -> None:
    full = text(make(documents, out, Profile.FULL, case="bare", language=language))
    memo = text(make(documents, out, Profile.SURVIVOR, case="bare", language=language))
    nothing = {"ko": "아직 적은 것이 없습니다.", "en": "Nothing is written here yet."}[language]
    assert full.count(nothing) >= 2
    assert nothing in memo
    assert "None" not in full


def test_english_papers_are_wholly_english(casework: Database, out: Path) -> None:
    with casework.atomic():
        from tests.app.documents.conftest import open_case

        open_case(casework, "plain", "26-B-0001", alias="Maple")
    documents = papers(casework)
    documents.export(
        "plain",
        out / "p.pdf",
        Profile.FULL,
        Recipient("Director"),
        plain_reason="test",
        language="en",
        options=Options(),
        card_seen=True,
    )
    read = text(out / "p.pdf").replace(CENTRE, "").replace("상담원 가", "")
    assert re.findall("[가-힣]+", read) == []


def test_only_practice_marks_its_papers(casework: Database, documents: Documents, out: Path) -> None:
    real = papers(casework, practice=False)
    for profile in (Profile.FULL, Profile.REFERRAL, Profile.SURVIVOR):
        mark = "연습" if profile is Profile.SURVIVOR else "연습 자료 · 실제 사례가 아닙니다"
        assert mark in text(make(documents, out, profile))
        assert mark not in text(make(real, out, profile))
    memo = text(make(real, out, Profile.SURVIVOR))
    assert "사례" not in memo


# -- the referral letter -------------------------------------------------------------------------


def test_a_letter_passes_on_only_what_was_agreed(documents: Documents, out: Path) -> None:
    path = make(documents, out, Profile.REFERRAL)
    read = text(path)
    assert len(PdfReader(path).pages) == 1
    for expected in (
        "단풍",
        "본인에게 직접 전화하지 마세요.",
        "사건 경과",
        "2026-12-24",
        "회신",
        "1. 잠정조치 신청",
        "2099-05-30",
    ):
        assert expected in read, expected
    # Not agreed to: number, name, age, risk, support so far; never in a letter: the case number, the notes.
    for absent in (PHONE, NAME, "19–29", "위험 수준", "높음", "수사·법률 지원", NUMBER, "첫 면접 상담", OTHER_NAME):
        assert absent not in read, absent


def test_more_consent_shows_more(casework: Database, documents: Documents, out: Path) -> None:
    from tests.app.documents.conftest import consent

    with casework.atomic():
        consent(casework, "full", "third_party", "2026-12-03", id="c-more", recipient="legal-aid",
                items='["alias", "risk", "contact", "services"]')  # fmt: skip
    read = text(make(documents, out, Profile.REFERRAL))
    for expected in ("높음", PHONE, "12:00–13:00", "수사·법률 지원"):
        assert expected in read, expected
    assert "헤어진 뒤 석 달" not in read


def test_no_letter_without_a_consent_that_holds(documents: Documents, out: Path) -> None:
    with pytest.raises(BadInput, match="동의가 없어") as refused:
        make(documents, out, Profile.REFERRAL, options=Options(referral_id="r-shelter"))
    assert refused.value.field == "consent"
    with pytest.raises(BadInput, match="연계가 없어"):
        make(documents, out, Profile.REFERRAL, case="bare", options=Options())
    assert list(out.iterdir()) == []


# -- her own copy --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_her_copy_does_not_say_where_it_comes_from(documents: Documents, out: Path, language: Language) -> None:
    path = make(documents, out, Profile.SURVIVOR, language=language)
    read = text(path)
    for absent in (CENTRE, NUMBER, NAME, OTHER_NAME, OTHER_PHONE, "상담원 가", "센터장", "가림", "단풍", "Gyeot", "곁"):
        assert absent not in read, absent
    assert CENTRE.encode("utf-16-be") not in everything(path)
    meta = PdfReader(path).metadata
    assert meta is not None
    assert meta.title == {"ko": "메모", "en": "Memo"}[language]
    assert "2026-12-21" in read
    assert "—이가" in read


def test_she_may_choose_to_have_centre_and_number_on_it(documents: Documents, out: Path) -> None:
    read = text(make(documents, out, Profile.SURVIVOR, options=Options(show_centre=True, show_number=True)))
    assert CENTRE in read
    assert NUMBER in read


@pytest.mark.parametrize(
    "safety",
    [None, SafetyAnswers("yes", " "), SafetyAnswers("unsure", "가족"), SafetyAnswers("yes", "가족", "read_aloud")],
)
def test_no_copy_before_the_safety_questions_are_answered_well(
    documents: Documents, out: Path, safety: SafetyAnswers | None
) -> None:
    with pytest.raises(BadInput) as refused:
        documents.export("full", out / "m.pdf", Profile.SURVIVOR, Recipient(""), plain_reason="원함", safety=safety)
    assert refused.value.field == "safety"
    assert list(out.iterdir()) == []


# -- setting -------------------------------------------------------------------------------------


def drawn(documents: Documents, words: Words, **changed: object) -> tuple[bytes, tuple[str, ...]]:
    import dataclasses

    from app.clock import today

    summary = dataclasses.replace(documents.summary("full"), **changed)  # type: ignore[arg-type]  # any field of the summary
    making = Making(words, Centre(CENTRE), Recipient("장"), Options(), today())
    made = draw_paper(summary_paper(summary, making))
    return made.data, made.missing


def test_the_same_case_gives_the_same_bytes(documents: Documents, words: Words) -> None:
    assert drawn(documents, words)[0] == drawn(documents, words)[0]


def test_a_letter_without_a_glyph_is_named_and_never_a_box(documents: Documents, words: Words, tmp_path: Path) -> None:
    data, missing = drawn(documents, words, glance="이름은 🦊 와 ไทย")
    (tmp_path / "x.pdf").write_bytes(data)
    assert "🦊" in missing
    assert "[U+1F98A]" in text(tmp_path / "x.pdf")


def test_decomposed_hangul_is_put_together(documents: Documents, words: Words, tmp_path: Path) -> None:
    from unicodedata import normalize

    data, missing = drawn(documents, words, glance=normalize("NFD", "한강 다리"))
    (tmp_path / "x.pdf").write_bytes(data)
    assert missing == ()
    assert "한강 다리" in text(tmp_path / "x.pdf")


def test_korean_words_stay_whole_and_long_texts_run_over_pages(
    documents: Documents, words: Words, tmp_path: Path
) -> None:
    import dataclasses

    entry = documents.summary("full").timeline[0]
    body = " ".join(["안전하게출퇴근하는것을"] * 1200) + "\n" + "가" * 3000
    data, _ = drawn(documents, words, timeline=tuple(dataclasses.replace(entry, body=body) for _ in range(3)))
    (tmp_path / "x.pdf").write_bytes(data)
    lines = [line for page in PdfReader(tmp_path / "x.pdf").pages for line in page.extract_text().splitlines()]
    whole = sum(line.count("안전하게출퇴근하는것을") for line in lines)
    assert whole == 3600
    assert sum(line.count("가") for line in lines) >= 9000


def test_no_field_is_too_long_for_a_page(casework: Database, documents: Documents, out: Path) -> None:
    from tests.app.documents.conftest import add

    long = "아주긴말 " * 1500
    with casework.atomic():
        casework.change("casefile", "full", {"summary": long})
        casework.change("warning_sign", "warning_sign-0", {"words": long})
        casework.change("other_party", "other_party-0", {"note": "가나다라" * 800})
        casework.change("referral", "r-legal", {"purpose": long})
        add(casework, "record_value", case_id="full", field="witnesses", value=long, at=0)
        add(casework, "service_given", case_id="full", at=0, service="legal", note=long, author="user-1")
        casework.change("casefile", "full", {"number": "26-B-" + "9" * 60})
    for profile in Profile:
        read = text(make(documents, out, profile))
        if profile in (Profile.COURT, Profile.ANONYMISED):
            assert read.count("아주긴말") == 0, "none of these texts is for them"
        else:
            assert read.count("아주긴말") >= 1500
    full = text(make(documents, out, Profile.FULL)).replace(" ", "")
    assert full.count("아주긴말") == 1500 * 5
    assert full.count("가나다라") == 800


def test_streams_are_packed(documents: Documents, words: Words) -> None:
    data, _ = drawn(documents, words)
    assert b"FlateDecode" in data
    assert len(data) < 150_000


@pytest.mark.parametrize("profile", list(Profile))
def test_korean_papers_are_wholly_korean(documents: Documents, out: Path, profile: Profile) -> None:
    read = text(
        make(
            documents,
            out,
            profile,
            options=Options(draft=True, referral_id="r-legal" if profile is Profile.REFERRAL else None, ground=ORDER),
        )
    )
    # Case and letter numbers carry capitals; words of ours left in English would carry small letters.
    assert re.findall("[a-z]{2,}", read) == []


def test_no_letter_after_everything_was_taken_back(casework: Database, documents: Documents, out: Path) -> None:
    from tests.app.documents.conftest import consent

    with casework.atomic():
        consent(casework, "full", "third_party", "2999-12-03", id="c-none", recipient=None, answer="withdrawn")
    with pytest.raises(BadInput) as refused:
        make(documents, out, Profile.REFERRAL)
    assert refused.value.field == "consent"
