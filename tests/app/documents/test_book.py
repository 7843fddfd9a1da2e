"""The books: every step in contents and outline, pages that hold, nothing unchecked, nothing cut."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import cast

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject

from app.directory import DirectoryEntry
from app.documents import Edition, make_book, shelf_of
from app.documents.book import book, printed_steps
from app.documents.edition import VICTIM
from app.documents.pieces import Points, Provision, Ways
from app.documents.shelf import Shelf
from app.documents.telling import Telling, anchor_of
from app.documents.words import Words
from app.errors import BadInput, NotFound
from app.i18n import Language
from app.manual import LawCard, Library, Review, directory

DAY = date(2026, 11, 23)
CHECKED = {"legal-aid-132": date(2026, 11, 1), "suicide-109": date(2026, 1, 1)}
"""One number that was checked lately, one too long ago."""


@cache
def library() -> Library:
    return Library()


@cache
def services() -> dict[str, DirectoryEntry]:
    return {one: replace(entry, verified_on=CHECKED.get(one)) for one, entry in directory().items()}


@cache
def shelf(pack: str) -> Shelf:
    return shelf_of(library(), pack, services(), DAY)


@cache
def data(pack: str, side: str, language: Language) -> bytes:
    return make_book(Edition(pack, side, language), shelf(pack)).data


def made(pack: str, side: str, language: Language) -> PdfReader:
    return PdfReader(BytesIO(data(pack, side, language)))


@cache
def texts(paper: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(paper)
    found = [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return found


def whole(paper: bytes) -> str:
    """The text without spaces: lines of a paragraph break anywhere between words."""
    return bare("".join(texts(paper)))


def bare(words: str) -> str:
    return re.sub(r"\s", "", words)


def title(reader: PdfReader) -> str | None:
    assert reader.metadata is not None
    return reader.metadata.title


def editions() -> list[tuple[str, str, Language]]:
    return [
        (pack.id, side, language)
        for pack in library().packs()
        for side in pack.audiences
        if side != "reporter"
        for language in ("ko", "en")
    ]


@pytest.mark.parametrize(("pack", "side", "language"), editions())
def test_every_step_stands_in_the_outline_on_its_page(pack: str, side: str, language: Language) -> None:
    reader = made(pack, side, language)
    flat = [one for part in reader.outline for one in (part if isinstance(part, list) else [part])]
    found = {str(one.title): reader.get_destination_page_number(one) for one in flat if isinstance(one, Destination)}
    pages = texts(data(pack, side, language))
    for step in printed_steps(Edition(pack, side, language), shelf(pack)):
        name = f"{step.id} {step.title(language)}" if step.kind != "card" else step.title(language)
        assert name in found, step.id
        assert bare(step.title(language)) in bare(pages[found[name] or 0])


@pytest.mark.parametrize(("pack", "side", "language"), editions())
def test_pages_are_numbered_and_none_is_empty(pack: str, side: str, language: Language) -> None:
    pages = texts(data(pack, side, language))
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages[1:], 2))
    assert all(len(text) > 150 for text in pages[1:])  # header and footer alone have some 80


@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_of_the_victims_words_is_cut(language: Language) -> None:
    text = whole(data("dating-violence", VICTIM, language))
    for step in printed_steps(Edition("dating-violence", VICTIM, language), shelf("dating-violence")):
        for audience in ("victim", "card"):
            said = step.words(language, audience)
            told = said.you or said.do  # a card has one list for everybody
            for line in (said.ask, *said.say, *told, *said.avoid):
                assert re.sub(r"\s", "", line) in text, (step.id, line)
            for line in said.do if said.you else ():
                assert re.sub(r"\s", "", line) not in text, (step.id, line)  # what only a counsellor does


def test_the_contents_name_the_page_on_which_a_step_stands() -> None:
    pages = texts(data("dating-violence", VICTIM, "ko"))
    contents = bare(pages[2])
    steps = [step for step in shelf("dating-violence").pack.own if step.kind == "step"]
    numbers = [int(re.findall(re.escape(bare(f"{one.id}{one.title('ko')}")) + r"(\d+)", contents)[0]) for one in steps]
    assert all(before < after for before, after in pairwise(numbers))
    for step, number in zip(steps, numbers, strict=True):
        assert bare(step.title("ko")) in bare(pages[number - 1])


def test_a_way_leads_to_the_page_it_names() -> None:
    pages = texts(data("dating-violence", VICTIM, "ko"))
    emergency = next(at for at, text in enumerate(pages, 1) if "EMG 지금 위험" in text and at > 3)
    second = next(text for text in pages[3:] if "A2 지금의 위험" in text)
    assert f"지금위험,{emergency}쪽" in bare(second)


def test_only_numbers_that_may_be_told_are_printed_and_the_rest_is_named() -> None:
    bound = make_book(Edition("dating-violence"), shelf("dating-violence"))
    text = whole(data("dating-violence", VICTIM, "ko"))
    lost = {services()[one].number or "" for one in bound.lost}
    assert "suicide-109" in bound.lost
    assert "legal-aid-132" not in bound.lost
    assert "132" in text
    assert "112" in text
    assert not [number for number in lost if len(number) > 4 and number in text]


def test_law_that_is_unverified_stands_in_no_book() -> None:
    base = shelf("dating-violence")
    card = next(iter(base.law_of(base.pack.own)))[0]
    marked = replace(base, law={**base.law, card.id: replace(card, status="unverified")})
    bound = make_book(Edition("dating-violence"), marked)
    assert card.id in bound.lost_law
    assert re.sub(r"\s", "", card.text["ko"]) in whole(data("dating-violence", VICTIM, "ko"))
    assert re.sub(r"\s", "", card.text["ko"]) not in whole(bound.data)


def test_law_that_is_to_come_says_its_day() -> None:
    upcoming = [
        one for one, state in shelf("dating-violence").law_of(shelf("dating-violence").pack.own) if state == "upcoming"
    ]
    assert [one.id for one in upcoming] == ["stalking-protection-order-17-5"]
    said = Telling(shelf("dating-violence"), Words("ko")).provision((upcoming[0], "upcoming"))
    assert said.facts[0] == "아직 시행 전입니다. 2027-04-22 (목)부터 시행됩니다."


def test_a_law_id_nobody_knows_is_passed_over() -> None:
    base = shelf("dating-violence")
    step = replace(base.pack.steps["A1"], law=("not-written-yet",))
    assert base.law_of((step,)) == ()
    assert base.lost_law((step,)) == ("not-written-yet",)
    assert make_book(Edition("dating-violence"), replace(base, law={})).pages > 20


def test_the_outside_of_the_victims_book_gives_nothing_away() -> None:
    reader = made("dating-violence", VICTIM, "ko")
    cover = texts(data("dating-violence", VICTIM, "ko"))[0]
    assert title(reader) == "곁에 두는 책 · A"
    assert not re.search("폭력|상담|경찰|매뉴얼|성범죄", cover)
    assert not re.search(
        "violence|counsel|police|manual", texts(data("dating-violence", VICTIM, "en"))[0], re.IGNORECASE
    )


def test_the_book_says_what_it_is() -> None:
    reader = made("dating-violence", "police", "ko")
    pack = shelf("dating-violence").pack
    about = texts(data("dating-violence", "police", "ko"))[1]
    assert pack.hash[:12] in about
    assert pack.version in about
    assert "법을 확인한 날" in about
    assert "2026-11-01" in about
    root = reader.root_object
    assert str(root["/Lang"]) == "ko"
    assert "/DisplayDocTitle" in cast(DictionaryObject, root["/ViewerPreferences"])
    assert title(reader) == pack.titles["ko"]
    assert reader.metadata is not None
    assert not reader.metadata.author


def test_the_workplace_book_speaks_to_both_and_holds_all_role_cards() -> None:
    pack = library().pack("workplace-harassment")
    pieces = book(Edition(pack.id, "organisation"), shelf(pack.id), DAY).pieces
    text = whole(data(pack.id, "organisation", "ko"))
    assert "조직에게" in text
    assert "알게된분에게" in text
    assert all(re.sub(r"\s", "", pack.steps[role].title("ko")) in text for role in pack.roles)
    assert {one.label for one in pieces if isinstance(one, Points)} >= {"조직이 지금 해야 할 일", "경찰이 지금 하는 일"}


def test_avoided_words_are_told_apart_from_avoided_acts() -> None:
    base = shelf("dating-violence")
    said = base.pack.steps["A1"].words("ko", "victim")
    heard, acts = Telling(base, Words("ko")).avoided(said)
    assert isinstance(heard, Points)
    assert isinstance(acts, Points)
    assert all(line.startswith("“") for line in heard.lines)
    assert set(heard.lines) | set(acts.lines) == set(said.avoid)


def test_a_way_into_another_book_names_its_letter() -> None:
    base = shelf("dating-violence")
    pieces = book(Edition("dating-violence"), base, DAY).pieces
    places = {way.place for one in pieces if isinstance(one, Ways) for way in one.ways if not way.to}
    assert {"책 B", "책 C"} <= places


def test_a_side_or_language_there_is_not_is_refused() -> None:
    with pytest.raises(BadInput):
        make_book(Edition("dating-violence", "organisation"), shelf("dating-violence"))
    with pytest.raises(BadInput):
        make_book(Edition("dating-violence", "reporter"), shelf("dating-violence"))
    with pytest.raises(NotFound):
        shelf_of(library(), "nowhere", {}, DAY)


def test_the_same_book_is_the_same_bytes() -> None:
    edition = Edition("stalking", VICTIM, "en")
    assert make_book(edition, shelf("stalking")).data == make_book(edition, shelf("stalking")).data


def test_provisions_are_printed_once_each_with_their_check() -> None:
    base = shelf("dating-violence")
    pieces = book(Edition("dating-violence"), base, DAY).pieces
    printed = [one for one in pieces if isinstance(one, Provision)]
    assert len({one.anchor for one in printed}) == len(printed)
    assert all(any("2026-11" in fact for fact in one.facts) for one in printed)


def test_an_article_without_a_figure_is_left_out_of_the_name() -> None:
    base = shelf("dating-violence")
    card: LawCard = replace(next(iter(base.law.values())), article="–")
    assert Telling(base, Words("ko")).provision((card, "in_force")).statute == card.statute["ko"]


def test_anchors_are_names_a_pdf_takes() -> None:
    assert anchor_of("card:domestic-violence-measures") == "at-card-domestic-violence-measures"


def test_a_review_is_claimed_only_where_there_was_one() -> None:
    base = shelf("dating-violence")
    assert "실무자검토전" in bare(texts(data("dating-violence", VICTIM, "ko"))[5])
    reviewed = replace(base.pack.steps["A1"], review=Review("한결", date(2026, 11, 20), "상담원"))
    pieces = [*Telling(base, Words("ko")).step(reviewed, VICTIM)]
    assert "한결" in str(pieces[-1])
    assert "한결" not in str([*Telling(base, Words("ko")).step(base.pack.steps["A1"], VICTIM)])
