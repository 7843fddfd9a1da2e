"""Books and hand-outs on a real desk and from the command line: checked numbers, losses told, trainers without cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.desk import Desk
from app.documents import Edition, Form, Given, Leaflet, SafetyAnswers
from app.errors import Denied
from tests.app.documents.test_book import texts
from tests.commands import run
from tests.conftest import Centre

LEAFLET = Leaflet("dating-violence", ("A10",))


def test_a_number_somebody_rang_is_printed_and_the_others_are_counted(desk: Desk, tmp_path: Path) -> None:
    before = desk.handouts.export(LEAFLET, tmp_path / "a.pdf", plain_reason="시험").value
    assert "legal-aid-132" in before.made.lost
    assert desk.handouts.left_out(LEAFLET).services
    desk.directory.rang_today("legal-aid-132")
    after = desk.handouts.export(LEAFLET, tmp_path / "b.pdf", plain_reason="시험").value
    assert "legal-aid-132" not in after.made.lost
    assert "132" in "".join(texts((tmp_path / "b.pdf").read_bytes()))
    losses = {one.entry.id: one.loss for one in desk.directory.listings()}
    assert (loss := losses["seoul-1366"]) is not None
    assert loss.count == 2
    assert losses["police-112"] is None


def test_looking_tells_the_trail_and_nobody_else(desk: Desk) -> None:
    shown = desk.handouts.look(replace(LEAFLET, form=Form.DISCREET)).value
    assert shown.pages[0].startswith(b"\x89PNG")
    assert len(shown.pages) == 1
    assert [one.kind for one in desk.audit.entries(limit=1)] == ["handout_previewed"]
    assert all(one.loss is None for one in desk.directory.listings())


def test_a_hand_out_of_a_case_stands_in_its_register_until_it_is_gone(desk: Desk, tmp_path: Path) -> None:
    case = desk.cases.open_case("단풍").value
    given = Given(case.id, "단풍", SafetyAnswers("yes", "아무도 없음"), card_seen=True)
    handed = desk.handouts.export(LEAFLET, tmp_path / "a.pdf", given, passphrase="느티나무 아래에서 쉬어 가는").value
    copy = desk.documents.copies(case.id)[0]
    assert (copy.id, copy.profile, copy.recipient, copy.encrypted) == (handed.paper.id, "handout", "단풍", True)
    desk.documents.confirm_gone(copy.id)
    assert desk.documents.copies(case.id)[0].gone_at is not None
    assert not desk.problems()
    assert not desk.audit.problems()


def test_whoever_opens_no_cases_makes_books_and_hand_outs_without_one(centre: Centre, tmp_path: Path) -> None:
    trainer = centre.open("trainer")
    try:
        made = trainer.handouts.book(Edition("stalking", "police"), tmp_path / "book.pdf").value
        assert made.paper.pages > 20
        trainer.handouts.export(LEAFLET, tmp_path / "a.pdf", plain_reason="교육")
        with pytest.raises(Denied):
            trainer.handouts.print_copy(LEAFLET, Given("case", "단풍", SafetyAnswers("yes", "아무도 없음")))
    finally:
        trainer.close()


def test_a_book_needs_neither_a_key_nor_a_centre(tmp_path: Path) -> None:
    out = tmp_path / "book.pdf"
    answer = run("manual", "book", "stalking", "--side", "victim", "--language", "en", "--out", str(out)).answer
    assert answer["pages"] == len(texts(out.read_bytes()))
    assert "suicide-109" in answer["lost"]
    assert run("manual", "book", "stalking", "--out", str(out)).code == 2
    assert run("manual", "book", "stalking", "--side", "organisation", "--out", str(tmp_path / "no.pdf")).code == 2
    assert run("manual", "book", "nowhere", "--out", str(tmp_path / "no.pdf")).code == 2
    assert not (tmp_path / "no.pdf").exists()


def test_a_hand_out_from_the_command_line_says_what_it_lost(tmp_path: Path) -> None:
    out = tmp_path / "memo.pdf"
    answer = run(
        "manual", "handout", "stalking", "--steps", "C1,C9", "--form", "discreet", "--fold", "eight", "--out", str(out)
    ).answer
    assert answer["pages"] == 1
    assert answer["lost"]
    assert answer["unsaid"] == []
    assert run("manual", "handout", "stalking", "--steps", "Z9", "--out", str(tmp_path / "no.pdf")).code == 2
