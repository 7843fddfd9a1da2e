"""Papers for an organisation, read back: what they say, and that they name nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from app import i18n
from app.clock import today
from app.desk import Desk
from app.documents import Centre
from app.errors import BadInput, Conflict
from app.flows import workplace_papers
from app.flows.workplace_papers import Leaving

CENTRE = Centre("연습 상담소", practice=True)
KEY = "bada-2345-sori-6789"
NAMES = ("나래", "갑돌이", "사무국장", "마주치지 않게")


class Setting:
    """A case with an order and duties that were not met."""

    def __init__(self, desk: Desk) -> None:
        self.desk, work = desk, desk.workplace
        self.case = desk.cases.open_case("나래").value.id
        told = (today() - timedelta(days=30)).isoformat()
        firm = {"name": "가나 재단", "kind": "commissioned", "told_on": told, "designation": "청소년 문화센터 위탁"}
        self.firm = work.set_organisation(self.case, contact="사무국장", **firm).value
        work.set_person(self.case, part="survivor", called="나래", organisation_id=self.firm)
        work.set_person(self.case, part="accused", called="갑돌이", organisation_id=self.firm)
        order = {
            "state": "ordered",
            "who_moves": "accused",
            "wish": "yes",
            "wish_words": "마주치지 않게",
            "starts_on": told,
        }
        self.order = work.set_separation(self.case, organisation_id=self.firm, order_no="2026-7", **order).value
        work.set_scopes(self.order, {"approval": "together", "access": "none"})
        work.owe(self.case, self.firm)

    @property
    def duties(self) -> list[str]:
        return [one.id for one in self.desk.workplace.file(self.case).duties]

    def letter(self, way: Leaving, duties: list[str] | None = None, by: str = "2026-12-04") -> None:
        chosen = self.duties if duties is None else duties
        work, documents = self.desk.workplace, self.desk.documents
        workplace_papers.save_letter(work, documents, self.case, self.firm, chosen, by, CENTRE, way)


@pytest.fixture
def setting(desk: Desk) -> Setting:
    return Setting(desk)


def text_of(path: Path, passphrase: str) -> str:
    paper = pypdfium2.PdfDocument(path, passphrase)
    return "\n".join(paper[at].get_textpage().get_text_range() for at in range(len(paper)))


@pytest.mark.parametrize(("language", "words"), [
    ("ko", ("분리조치서", "가나 재단", "2026-7", "결재선", "겹침", "행위자가 옮김")),
    ("en", ("Separation order", "2026-7", "Approval line", "Still together", "The accused moves")),
])  # fmt: skip
def test_the_order_shows_its_matrix_and_nobody(
    setting: Setting, tmp_path: Path, language: i18n.Language, words: tuple[str, ...]
) -> None:
    i18n.set_language(language)
    target = tmp_path / "order.pdf"
    desk = setting.desk
    made = workplace_papers.save_order(
        desk.workplace, desk.documents, setting.case, setting.order, CENTRE, Leaving(target, KEY)
    ).value
    text = text_of(target, KEY)
    assert [one for one in words if one not in text] == []
    assert [one for one in (*NAMES, desk.cases.get(setting.case).number) if one in text] == []
    assert "출입 권한" not in text, "what does not apply is left out"
    [copy] = desk.documents.copies(setting.case)
    assert (copy.id, copy.profile, copy.recipient, copy.encrypted) == (made.id, "separation", "가나 재단", True)


def test_the_letter_names_duties_and_what_is_reviewed(setting: Setting, tmp_path: Path) -> None:
    target = tmp_path / "letter.pdf"
    setting.letter(Leaving(target, KEY))
    text = text_of(target, KEY)
    for word in ("의무 이행 요청서", "고충 처리", "남녀고용평등법", "청소년 문화센터 위탁", "2026-12-04"):
        assert word in text, word
    assert [one for one in NAMES if one in text] == []
    noted = {one.letter_on for one in setting.desk.workplace.file(setting.case).duties}
    assert noted == {today().isoformat()}
    with pikepdf.open(target, password=KEY) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all(
            "FontDescriptor" in str(font) or "DescendantFonts" in font or font.get("/FontDescriptor") for font in fonts
        )


def test_without_the_persons_wish_there_is_no_letter(setting: Setting, tmp_path: Path) -> None:
    report = {"reported_on": today().isoformat(), "anonymous": False, "survivor_knows": "no"}
    setting.desk.workplace.set_report(setting.case, **report, survivor_wish="not_asked")
    with pytest.raises(BadInput):
        setting.letter(Leaving(tmp_path / "letter.pdf", KEY))
    setting.desk.workplace.set_report(setting.case, **report, survivor_wish="organisation_only")
    setting.letter(Leaving(tmp_path / "letter.pdf", KEY))


def test_what_is_refused_leaves_neither_file_nor_row(setting: Setting, tmp_path: Path) -> None:
    there = tmp_path / "there.pdf"
    there.write_bytes(b"x")
    for way, duties, by, kind in (
        (Leaving(there, KEY), None, "2026-12-04", Conflict),
        (Leaving(tmp_path / "a.pdf"), None, "2026-12-04", BadInput),
        (Leaving(tmp_path / "a.pdf", KEY), [], "2026-12-04", BadInput),
        (Leaving(tmp_path / "a.pdf", KEY), None, "2026-02-31", BadInput),
    ):
        with pytest.raises(kind):
            setting.letter(way, duties, by)
    assert setting.desk.documents.copies(setting.case) == []
    assert {one.letter_on for one in setting.desk.workplace.file(setting.case).duties} == {None}
    assert sorted(one.name for one in tmp_path.glob("*.pdf*")) == ["there.pdf"]
