"""The forms of a case, read back: what has to be signed says what it is about, and nobody's name stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents import CaseForm, Documents, Options, Recipient
from app.errors import BadInput
from app.i18n import Language
from app.store import Database
from tests.app.documents.conftest import CENTRE, NAME, NUMBER, OTHER_NAME, OTHER_PHONE, PHONE, Heard

FILE = Recipient("서류철")


def make(
    documents: Documents, out: Path, form: CaseForm, language: Language = "ko", options: Options | None = None
) -> PdfReader:
    target = out / f"{form}-{language}.pdf"
    documents.export(
        "full", target, form, FILE, plain_reason="시험", language=language, options=options, overwrite=True
    )
    return PdfReader(target)


def text(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("form", list(CaseForm))
def test_a_form_fits_its_page_with_its_fonts_and_names_nobody(
    named: Documents, out: Path, form: CaseForm, language: Language
) -> None:
    reader = make(named, out, form, language)
    assert len(reader.pages) == 1
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page as a bare object
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    read = text(reader)
    for absent in (NAME, PHONE, OTHER_NAME, OTHER_PHONE, "도원이", "라일락"):
        assert absent not in read, absent
    if language == "ko":
        assert re.findall("[a-z]{2,}", read) == []


def test_consent_asks_for_each_purpose_apart(documents: Documents, out: Path) -> None:
    read = text(make(documents, out, CaseForm.CONSENT))
    assert read.count("□ 동의함") == read.count("□ 동의하지 않음") == 4
    for expected in ("민감정보", "거둘 수 있습니다", "거절할 수 있고", CENTRE, "주민등록번호는 묻지 않습니다", "서명"):
        assert expected in read, expected
    assert NUMBER not in read


def test_a_power_of_attorney_gives_nothing_by_itself(documents: Documents, out: Path) -> None:
    read = text(make(documents, out, CaseForm.ATTORNEY))
    assert read.count("□") == 5
    for expected in ("표시하지 않은 일은 맡기지 않은 것입니다", "사진이나 영상을 건네지 않습니다", "마지막 날"):
        assert expected in read, expected
    assert NUMBER not in read


def test_a_log_tells_one_day_and_leaves_room_for_approval(documents: Documents, casework: Database, out: Path) -> None:
    with casework.atomic():
        casework.change("contact", "contact-0", {"counselling": "initial", "violence": "yes"})
    last = text(make(documents, out, CaseForm.LOG))
    assert "순찰 시간 변경" in last
    assert "첫 면접 상담" not in last
    for expected in (NUMBER, "담당", "팀장", "소장", "결", "재", "2026-12-11 (금)"):
        assert expected in last, expected
    first = text(make(documents, out, CaseForm.LOG, options=Options(day="2026-11-23")))
    for expected in ("초기상담", "폭력 피해 있음", "35분", "문자 불가"):
        assert expected in first, expected


@pytest.mark.parametrize("day", ["2026-11-22", "2026-02-30"])
def test_a_day_without_a_word_or_that_does_not_exist_is_said(documents: Documents, out: Path, day: str) -> None:
    with pytest.raises(BadInput) as refused:
        make(documents, out, CaseForm.LOG, options=Options(day=day))
    assert refused.value.field == "day"
    assert list(out.iterdir()) == []


def test_a_form_stands_in_the_register_like_every_paper(documents: Documents, heard: Heard, out: Path) -> None:
    make(documents, out, CaseForm.CONSENT)
    assert [(copy.profile, copy.encrypted) for copy in documents.copies("full")] == [("consent_form", False)]
    assert heard.entries[-1][1]["profile"] == "consent_form"
