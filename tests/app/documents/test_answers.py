"""What is asked before a survivor's own copy stays in the case and in the trail, with a paper or without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from app.cases import Verdict
from app.changes import Changes
from app.documents import Documents, Profile, Recipient, SafetyAnswers, Wish
from app.documents.wish import needs_card
from app.errors import BadInput, NotFound, Refusal
from app.store import Database
from tests.app.documents.conftest import Heard

HER = Recipient("단풍")
SAFE = SafetyAnswers("yes", "아무도 없음.")


def notes(db: Database) -> list[dict[str, Any]]:
    return db.rows("SELECT id, body, author FROM note WHERE title LIKE '본인 사본%' ORDER BY id")


@pytest.mark.parametrize(
    ("safety", "told", "kept"),
    [
        (SafetyAnswers("yes", "함께 사는 사람", "read_aloud"), "소리 내어", "읽어 드리기"),
        (SafetyAnswers("yes", "함께 사는 사람", "keep_here"), "여기에 두고", "여기에 두기"),
        (SafetyAnswers("unsure", "함께 사는 사람"), "아무도 찾을 수 없도록", "잘 모름"),
        (SafetyAnswers("no", "함께 사는 사람"), "아무도 찾을 수 없도록", "아니"),
    ],
)
def test_answers_without_a_paper_are_a_note_and_an_entry(
    documents: Documents, casework: Database, heard: Heard, safety: SafetyAnswers, told: str, kept: str
) -> None:
    done = documents.note_answers("full", safety)
    assert done.changes == Changes.CASES | Changes.NOTES | Changes.AUDIT
    assert told in done.value.sentence
    (note,) = notes(casework)
    assert note["id"] == done.value.note
    assert note["author"] == "user-1"
    assert "함께 사는 사람" in note["body"]
    assert kept in note["body"]
    assert "만들지 않았습니다" in note["body"]
    assert heard.entries == [
        (
            "survivor_copy_asked",
            {"case": "full", "note": note["id"], "safe_to_take": safety.safe_to_take, "form": safety.form},
        )
    ]
    assert documents.copies() == []


@pytest.mark.parametrize("way", ["file", "printer"])
def test_answers_stand_beside_the_copy_that_was_made(
    documents: Documents, casework: Database, heard: Heard, out: Path, way: Literal["file", "printer"]
) -> None:
    if way == "file":
        documents.export(
            "full", out / "m.pdf", Profile.SURVIVOR, HER, plain_reason="종이로 원함", safety=SAFE, card_seen=True
        )
    else:
        documents.print_copy("full", Wish(Profile.SURVIVOR, HER, SAFE, card_seen=True))
    (note,) = notes(casework)
    assert "아무도 없음. " in note["body"]
    assert "만들지 않았습니다" not in note["body"]
    (copy,) = documents.copies("full")
    facts = dict(heard.entries)["survivor_copy_asked"]
    assert (facts["copy"], facts["note"]) == (copy.id, note["id"])
    assert "아무도 없음" not in json.dumps(heard.entries, ensure_ascii=False)


def test_only_looking_keeps_no_answer(documents: Documents, casework: Database, heard: Heard) -> None:
    documents.look("full", Wish(Profile.SURVIVOR, HER, SAFE, card_seen=True))
    assert notes(casework) == []
    assert [event for event, _facts in heard.entries] == ["document_previewed"]


def test_note_register_and_trail_come_together_or_not_at_all(
    documents: Documents, casework: Database, heard: Heard, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise Refusal("no")

    monkeypatch.setattr(heard, "write", refuse)
    with pytest.raises(Refusal):
        documents.note_answers("full", SafetyAnswers("no", "가족"))
    with pytest.raises(Refusal):
        documents.export("full", out / "m.pdf", Profile.SURVIVOR, HER, plain_reason="원함", safety=SAFE, card_seen=True)
    assert notes(casework) == []
    assert documents.copies() == []
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("safety", "field"),
    [
        (SafetyAnswers("no", "  "), "safety"),
        (SafetyAnswers("no", "동생 900101-2345678"), "safety"),
        (SAFE, "form"),
    ],
)
def test_what_was_not_asked_is_not_noted(
    documents: Documents, casework: Database, heard: Heard, safety: SafetyAnswers, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        documents.note_answers("full", safety)
    assert refused.value.field == field
    with pytest.raises(NotFound):
        documents.note_answers("nobody", SafetyAnswers("no", "가족"))
    assert notes(casework) == []
    assert heard.entries == []


# -- the safe-contact card ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "profile"),
    [("bare", Profile.SURVIVOR), ("full", Profile.SURVIVOR)],
)
def test_a_paper_waits_until_the_card_was_seen(
    documents: Documents, heard: Heard, out: Path, case: str, profile: Profile
) -> None:
    wish = Wish(profile, HER, SAFE)
    acts = (
        lambda: documents.export(case, out / "a.pdf", profile, HER, plain_reason="시험", safety=SAFE),
        lambda: documents.look(case, wish),
        lambda: documents.print_copy(case, wish),
    )
    for act in acts:
        with pytest.raises(BadInput, match="안전한 연락") as refused:
            act()
        assert refused.value.field == "card_seen"
    assert list(out.iterdir()) == []
    assert documents.copies() == []
    assert heard.entries == []
    documents.export(case, out / "a.pdf", profile, HER, plain_reason="시험", safety=SAFE, card_seen=True)
    assert (out / "a.pdf").exists()


def test_a_summary_about_somebody_who_may_be_called_needs_no_look(documents: Documents, out: Path) -> None:
    for case in ("full", "bare"):  # the house's own paper waits for nothing, whatever the card says
        documents.export(case, out / f"{case}.pdf", Profile.FULL, HER, plain_reason="시험")
        assert (out / f"{case}.pdf").exists()


@pytest.mark.parametrize(("shape", "waits"), [("do_not_call", True), ("not_now", False), ("may_call", False)])
def test_a_letter_waits_where_nobody_may_call(shape: str, waits: bool) -> None:
    card = Verdict(shape, "말")
    assert needs_card(Profile.REFERRAL, card) is waits
    assert needs_card(Profile.SURVIVOR, card)
    assert not needs_card(Profile.FULL, card)
