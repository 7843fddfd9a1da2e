"""Hand-outs: what is in them, what they lost, and that a discreet card tells nobody anything."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from reportlab.lib.units import mm

from app.changes import Changes
from app.clock import today
from app.codelists import read_yaml
from app.documents import (
    Centre,
    Documents,
    Edition,
    Fold,
    Form,
    Given,
    Handouts,
    Leaflet,
    SafetyAnswers,
    make_handout,
    suggest_name,
    title_of,
)
from app.documents.card_drawing import draw_card
from app.documents.discreet import card
from app.documents.folded import sheet_of
from app.documents.handout import handout
from app.documents.pieces import Ask, Points
from app.errors import BadInput, Conflict, Denied, NoRoom, NotFound
from app.i18n import Language
from app.paths import resource
from tests.app.documents.conftest import CENTRE, Heard
from tests.app.documents.test_book import CHECKED, DAY, library, services, shelf, texts, title

STEPS = ("A2", "A8", "A10")
GIVES_AWAY = {
    "ko": "폭력|폭행|상담|경찰|신고|고소|피해|가해|스토킹|성범죄|성희롱|센터|쉼터|보호|위험|위협|협박|증거|형법|처벌|데이트|교제|해바라기|안전|변호",
    "en": "violence|abuse|counsel|police|report|victim|offender|stalk|harass|centre|center|shelter|safe|danger|threat"
    "|evidence|lawyer|court|punish|crime|sexual|criminal",
}


def leaflet(form: Form = Form.NORMAL, language: Language = "ko", **more: Any) -> Leaflet:
    return replace(Leaflet("dating-violence", STEPS, form, language), **more)


def pdf(wanted: Leaflet) -> PdfReader:
    return PdfReader(BytesIO(make_handout(wanted, shelf(wanted.pack), "", "").data))


def text(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def bare(words: str) -> str:
    return re.sub(r"\s", "", words)


# -- on pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [Form.NORMAL, Form.LARGE, Form.EASY])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_said_to_the_victim_stands_there_whole(form: Form, language: Language) -> None:
    found = bare(text(pdf(leaflet(form, language))))
    for step in shelf("dating-violence").steps(STEPS):
        assert bare(step.title(language)) in found
        assert all(bare(line) in found for line in step.words(language, "victim").say)
        assert bare(step.words(language, "police").say[0]) not in found


@pytest.mark.parametrize("form", [Form.NORMAL, Form.LARGE, Form.EASY])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_page_is_empty(form: Form, language: Language) -> None:
    steps = tuple(step.id for step in shelf("dating-violence").pack.own)
    made = make_handout(leaflet(form, language, steps=steps), shelf("dating-violence"), "", "")
    assert all(len(page) > 60 for page in texts(made.data))
    assert texts(made.data)[-1].rstrip().endswith(f"{made.pages} / {made.pages}")


def test_what_was_lost_is_told_and_not_printed() -> None:
    made = make_handout(leaflet(), shelf("dating-violence"), "", "")
    found = text(pdf(leaflet()))
    assert "suicide-109" in made.lost
    assert "109" not in found
    assert "legal-aid-132" not in made.lost
    assert "확인 2026-11-01" in found
    assert {"112", "119", "1366"} <= set(re.findall(r"\d+", found))


def test_a_number_is_printed_for_180_days_and_no_longer() -> None:
    base = shelf("dating-violence")
    checked_on = CHECKED["legal-aid-132"]
    assert "legal-aid-132" not in replace(base, on=checked_on + timedelta(180)).lost(base.steps(STEPS))
    assert "legal-aid-132" in replace(base, on=checked_on + timedelta(181)).lost(base.steps(STEPS))


def test_unverified_law_is_in_no_hand_out_and_coming_law_says_when() -> None:
    base = shelf("dating-violence")
    rows = base.law_of(base.steps(("A10",)))
    in_force = next(one for one, state in rows if state == "in_force")
    marked = replace(base, law={**base.law, in_force.id: replace(in_force, status="unverified")})
    made = make_handout(leaflet(steps=("A10",)), marked, "", "")
    found = bare(text(PdfReader(BytesIO(made.data))))
    assert in_force.id in made.lost_law
    assert bare(in_force.text["ko"]) not in found
    assert "2027-04-22(목)부터시행됩니다" in found


def test_law_can_stay_out() -> None:
    assert "쉬운 말로 읽는 법" in text(pdf(leaflet()))
    without = make_handout(leaflet(law=False), shelf("dating-violence"), "", "")
    assert "쉬운 말로 읽는 법" not in text(PdfReader(BytesIO(without.data)))
    assert without.lost_law == ()


def sizes(reader: PdfReader) -> set[float]:
    """The letter sizes that are set; one a text operator."""
    found: set[float] = set()
    for page in reader.pages:
        contents = page.get_contents()
        assert contents is not None
        found |= {float(size) for size in re.findall(rb"/F\S+ ([\d.]+) Tf(?! 12 TL)", contents.get_data())}
    return found


@pytest.mark.parametrize("form", [Form.LARGE, Form.EASY])
def test_large_letters_are_eighteen_points_at_least(form: Form) -> None:
    made = make_handout(leaflet(form), shelf("dating-violence"), "시험", "시험")
    assert min(sizes(PdfReader(BytesIO(made.data)))) >= 18


def test_easy_words_are_one_sentence_a_line_and_explained() -> None:
    volume = handout(leaflet(Form.EASY), shelf("dating-violence"), DAY)
    said = [line for one in volume.pieces if isinstance(one, Points) and one.look == "say" for line in one.lines]
    asked = [line for one in volume.pieces if isinstance(one, Ask) for line in one.text.split("\n")]
    assert all(len(re.findall(r"[.?](?:\s|$)", line)) <= 1 for line in said + asked)
    assert not [one for one in volume.pieces if isinstance(one, Points) and one.look in ("do", "avoid")]
    glossary = [line for one in volume.pieces if isinstance(one, Points) and one.label == "" for line in one.lines]
    assert any(line.startswith("신고: ") for line in glossary)
    assert not any(line.startswith("합성물: ") for line in glossary)


def test_nothing_can_be_made_of_nothing() -> None:
    base = shelf("dating-violence")
    with pytest.raises(BadInput):
        make_handout(leaflet(steps=()), base, "", "")
    with pytest.raises(BadInput):
        make_handout(leaflet(title="데이트폭력 안내"), base, "", "")
    with pytest.raises(NotFound):
        make_handout(leaflet(steps=("A99",)), base, "", "")


# -- the discreet card ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("fold", list(Fold))
@pytest.mark.parametrize("named", ["memo", "notes", "things"])
def test_a_card_names_nothing_neither_in_its_text_nor_around_it(language: Language, fold: Fold, named: str) -> None:
    base = shelf("dating-violence")
    steps = tuple(step.id for step in (*base.pack.own, *base.pack.jumps))
    wanted = leaflet(Form.DISCREET, language, steps=steps, title=named, fold=fold)
    reader = PdfReader(BytesIO(make_handout(wanted, base, "", "연습").data))
    around = " ".join(str(value) for value in (reader.metadata or {}).values())
    everything = f"{text(reader)} {around} {reader.root_object.get('/Metadata', '')}"
    assert re.findall(GIVES_AWAY[language], everything, re.IGNORECASE) == []
    assert CENTRE not in everything
    assert "Gyeot" not in around
    assert title(reader) == title_of(wanted)
    assert len(reader.pages) == 1
    assert not any("/XObject" in cast(DictionaryObject, page["/Resources"]) for page in reader.pages)


def test_the_words_of_the_cards_give_nothing_away() -> None:
    said = read_yaml(resource("handouts", "discreet.yaml").read_text("utf-8"))
    assert not re.search(GIVES_AWAY["ko"], " ".join(_texts(said, "ko")))
    assert not re.search(GIVES_AWAY["en"], " ".join(_texts(said, "en")), re.IGNORECASE)
    for memo in said["memos"].values():
        assert len(memo["ko"]) == len(memo["en"])
        assert all(len(line) <= 20 for line in memo["ko"])


def _texts(said: dict[str, Any], language: str) -> list[str]:
    lines = [one for memo in said["memos"].values() for one in memo[language]]
    lines += [one[language] for one in said["uses"].values()]
    return [*lines, *said["pack"][language], *said["kind"][language], said["hint"][language]]


def test_every_step_of_every_manual_has_its_memo() -> None:
    said = read_yaml(resource("handouts", "discreet.yaml").read_text("utf-8"))
    steps = {step.id for pack in library().packs() for step in (*pack.own, *pack.jumps) if step.kind != "card"}
    assert steps - set(said["steps"]) == set()
    assert set(said["steps"].values()) == set(said["memos"])
    assert set(said["uses"]) <= set(services())


def test_what_does_not_fit_or_has_no_memo_is_handed_back() -> None:
    base = shelf("dating-violence")
    wanted = leaflet(Form.DISCREET, steps=("A2", "card:domestic-violence-measures"), fold=Fold.EIGHT)
    assert make_handout(wanted, base, "", "").unsaid == ("가정폭력 조치로 잇기",)
    made = card(wanted, base, DAY)
    full = replace(made, panels=(*made.panels[:4], made.panels[2] * 9, *made.panels[5:]))
    left = draw_card(full).left
    assert left
    assert set(left) <= {one.text for one in made.panels[2] if hasattr(one, "text")}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("fold", list(Fold))
def test_every_number_of_the_cards_fits_its_panel(language: Language, fold: Fold) -> None:
    said = read_yaml(resource("handouts", "discreet.yaml").read_text("utf-8"))
    fresh = {one: replace(services()[one], verified_on=DAY) for one in said["uses"]}
    base = replace(shelf("dating-violence"), services=fresh)
    for service in said["uses"]:
        step = replace(base.pack.steps["A1"], refer=(service,))
        one = replace(base, pack=replace(base.pack, steps={**base.pack.steps, "A1": step}))
        made = make_handout(leaflet(Form.DISCREET, language, steps=("A1",), fold=fold), one, "", "")
        assert made.unsaid == ()
        assert (fresh[service].number or "") in text(PdfReader(BytesIO(made.data)))


def test_a_card_reports_services_it_has_no_everyday_words_for() -> None:
    entry = replace(services()["sunflower-seoul"], verified_on=DAY)
    base = replace(shelf("dating-violence"), services={**services(), "sunflower-seoul": entry})
    made = make_handout(leaflet(Form.DISCREET), base, "", "")
    assert "sunflower-seoul" in made.lost
    assert entry.number
    assert entry.number not in text(PdfReader(BytesIO(made.data)))


# -- leaving the house ---------------------------------------------------------------------------


class Losses:
    """Remembers which numbers were missing."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, ids: Any) -> None:
        self.told += ids


@pytest.fixture
def keyless() -> Handouts:
    return Handouts(Centre(""), library(), services)


def test_a_book_is_written_plain_and_never_over_another_file(keyless: Handouts, out: Path) -> None:
    done = keyless.book(Edition("stalking", "victim", "en"), out / "book.pdf").value
    assert done.paper.encrypted is False
    assert len(PdfReader(out / "book.pdf").pages) == done.paper.pages
    with pytest.raises(Conflict):
        keyless.book(Edition("stalking"), out / "book.pdf")
    assert sorted(path.name for path in out.iterdir()) == ["book.pdf"]


def test_without_a_key_nothing_can_belong_to_a_case(keyless: Handouts, out: Path) -> None:
    with pytest.raises(Denied):
        keyless.export(leaflet(), out / "a.pdf", Given("full", "단풍"), plain_reason="시험")
    assert list(out.iterdir()) == []


def test_a_file_name_says_nothing() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}\.pdf", suggest_name())


def test_the_centre_stands_in_no_hand_out(out: Path) -> None:
    named = Handouts(Centre(CENTRE, practice=True), library(), services)
    for form in Form:
        named.export(leaflet(form), out / f"{form}.pdf", plain_reason="시험")
        assert CENTRE not in text(PdfReader(out / f"{form}.pdf"))


def test_a_hand_out_of_a_case_is_asked_about_kept_and_counted(documents: Documents, heard: Heard, out: Path) -> None:
    lost = Losses()
    handouts = Handouts(
        Centre(CENTRE, practice=True), library(), services, documents=documents, audit=heard, note_lost=lost
    )
    with pytest.raises(BadInput):
        handouts.export(leaflet(), out / "a.pdf", Given("full", "단풍"), plain_reason="본인이 원함")
    unsafe = Given("full", "단풍", SafetyAnswers("no", "함께 사는 사람"))
    with pytest.raises(BadInput):
        handouts.print_copy(leaflet(), unsafe)
    assert documents.copies("full") == []
    given = Given("full", "단풍", SafetyAnswers("yes", "아무도 없음"), card_seen=True)
    handed = handouts.export(leaflet(), out / "a.pdf", given, plain_reason="본인이 원함").value
    printed = handouts.print_copy(leaflet(Form.DISCREET), given).value
    copies = {one.id: one for one in documents.copies("full")}
    assert set(copies) == {handed.paper.id, printed.copy}
    assert {one.profile for one in copies.values()} == {"handout"}
    given_out = [facts for event, facts in heard.entries if event == "handout_given"]
    assert [facts["case"] for facts in given_out] == ["full", "full"]
    assert given_out[0]["steps"] == list(STEPS)
    assert CENTRE not in str(heard.entries)
    assert "suicide-109" in lost.told


def test_a_hand_out_of_a_case_waits_until_the_card_was_seen(documents: Documents, heard: Heard, out: Path) -> None:
    handouts = Handouts(Centre(CENTRE), library(), services, documents=documents, audit=heard)
    given = Given("full", "단풍", SafetyAnswers("yes", "아무도 없음"))
    acts = (
        lambda: handouts.export(leaflet(), out / "a.pdf", given, plain_reason="본인이 원함"),
        lambda: handouts.print_copy(leaflet(), given),
        lambda: handouts.look(leaflet(), given),
        lambda: handouts.drawing(leaflet(), given),
    )
    for act in acts:
        with pytest.raises(BadInput, match="안전한 연락") as refused:
            act()
        assert refused.value.field == "card_seen"
    assert list(out.iterdir()) == []
    assert documents.copies() == []
    assert heard.entries == []
    handouts.export(leaflet(), out / "a.pdf", replace(given, card_seen=True), plain_reason="본인이 원함")
    assert (out / "a.pdf").exists()


def test_a_made_paper_is_not_reported_as_failed_where_its_losses_cannot_be_noted(
    documents: Documents, heard: Heard, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_lost: object) -> None:
        raise NoRoom("꽉 찼습니다.")

    handouts = Handouts(Centre(CENTRE), library(), services, documents=documents, audit=heard, note_lost=full)
    given = Given("full", "단풍", SafetyAnswers("yes", "아무도 없음"), card_seen=True)
    done = handouts.export(leaflet(), out / "a.pdf", given, plain_reason="본인이 원함")
    printed = handouts.print_copy(leaflet(), given).value
    assert Changes.DIRECTORY not in done.changes
    assert {one.id for one in documents.copies("full")} == {done.value.paper.id, printed.copy}
    assert [event for event, _facts in heard.entries] == ["handout_given", "handout_given"]
    assert caplog.text.count("bug NoRoom") == 2


def test_a_paper_is_drawn_on_any_thread_and_then_written_down(keyless: Handouts, out: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        book = pool.submit(keyless.binding(Edition("stalking", "victim", "en")))
        memo = pool.submit(keyless.drawing(leaflet()))
    keyless.book(book.result(), out / "book.pdf")
    keyless.export(memo.result(), out / "memo.pdf", plain_reason="시험")
    assert (out / "book.pdf").read_bytes() == book.result().made.data
    keyless.export(leaflet(), out / "again.pdf", plain_reason="시험")
    assert (out / "memo.pdf").read_bytes() == (out / "again.pdf").read_bytes()


def test_a_service_without_a_number_is_printed_with_its_note_once_somebody_looked(keyless: Handouts, out: Path) -> None:
    base = shelf("dating-violence")
    step = next(one for one in base.pack.own if any(not base.services[ref].number for ref in one.refer))
    ref = next(one for one in step.refer if not base.services[one].number)
    entry = replace(base.services[ref], verified_on=today())
    checked = Handouts(Centre(""), library(), lambda: {**services(), ref: entry})
    assert ref in keyless.export(leaflet(steps=(step.id,)), out / "a.pdf", plain_reason="시험").value.made.lost
    assert ref not in checked.export(leaflet(steps=(step.id,)), out / "b.pdf", plain_reason="시험").value.made.lost
    found = {name: bare(text(PdfReader(out / f"{name}.pdf"))) for name in "ab"}
    note = bare((entry.note or {})["ko"])
    assert note in found["b"]
    assert note not in found["a"]


def test_what_would_be_lost_is_known_before_anything_is_made(keyless: Handouts) -> None:
    left = keyless.left_out(leaflet())
    assert any("109" in name for name in left.services)
    assert keyless.left_out(leaflet(steps=())).services == ()


def test_a_card_tells_what_was_checked_and_has_no_everyday_words(keyless: Handouts) -> None:
    entry = replace(services()["sunflower-seoul"], verified_on=today())
    checked = Handouts(Centre(""), library(), lambda: {**services(), entry.id: entry})
    asked = leaflet(Form.DISCREET)
    assert entry.name["ko"] in keyless.left_out(asked).services
    left = checked.left_out(asked)
    assert entry.name["ko"] in left.wordless
    assert entry.name["ko"] not in left.services


# -- the fold ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fold", list(Fold))
def test_the_panels_fill_the_sheet_and_none_lies_on_another(fold: Fold) -> None:
    sheet = sheet_of(fold)
    panels = sheet.panels
    assert [panel.number for panel in panels] == list(range(1, len(panels) + 1))
    assert sum(panel.width * panel.height for panel in panels) == pytest.approx(sheet.width * sheet.height)
    assert len({(round(panel.x), round(panel.y)) for panel in panels}) == len(panels)
    assert all(panel.turned == (panel.y > 0) for panel in panels)


def test_a_sheet_folded_twice_has_its_cover_on_top_and_its_inside_inside() -> None:
    """Upper half behind, then left half behind: what lies behind a panel is the one above it."""
    sheet = sheet_of(Fold.FOUR)
    at = {panel.number: (panel.x > 0, panel.y > 0) for panel in sheet.panels}
    assert at == {1: (True, False), 2: (True, True), 3: (False, True), 4: (False, False)}


def test_the_booklet_has_each_page_behind_the_one_before() -> None:
    """Leaves are pairs of panels that touch along the middle, or along a fold where the middle is cut."""
    sheet = sheet_of(Fold.EIGHT)
    column = {panel.number: round(panel.x / panel.width) for panel in sheet.panels}
    above = {panel.number: panel.turned for panel in sheet.panels}
    assert (column[1], column[2], above[1], above[2]) == (3, 3, False, True)
    assert (column[5], column[6], above[5], above[6]) == (0, 0, True, False)
    for leaf in ((3, 4), (7, 8)):
        assert abs(column[leaf[0]] - column[leaf[1]]) == 1
        assert above[leaf[0]] == above[leaf[1]]
    assert sheet.cut is not None
    left, low, right, high = sheet.cut
    assert [left, right] == pytest.approx([sheet.width / 4, sheet.width * 3 / 4])
    assert low == high == pytest.approx(sheet.height / 2)


@pytest.mark.parametrize("fold", list(Fold))
def test_fold_marks_stand_at_the_edge_and_on_the_folds(fold: Fold) -> None:
    sheet = sheet_of(fold)
    uprights = {round(panel.x) for panel in sheet.panels if panel.x > 1}
    for x, y, to_x, to_y in sheet.folds:
        from_edge = min(x, y, sheet.width - to_x, sheet.height - to_y)
        assert from_edge == pytest.approx(5 * mm)
        assert (round(x) in uprights and x == to_x) or (y == to_y == pytest.approx(sheet.height / 2))


def test_a_lying_sheet_is_printed_upright() -> None:
    made = make_handout(leaflet(Form.DISCREET, fold=Fold.EIGHT), shelf("dating-violence"), "", "")
    box = PdfReader(BytesIO(made.data)).pages[0].mediabox
    assert box.height > box.width
