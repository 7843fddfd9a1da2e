"""A case full of words that stand nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app.cases import Case, SafeCard
from app.desk import Desk
from app.kinds import Compartment
from app.store import database_path
from tests.app.walls.pages import plain_log, plain_pages
from tests.conftest import Centre

TERMS = (
    "파란우산별명", "은하수실명", "01077776666", "첫통화메모", "둘째통화메모", "사건서술문", "골목길장소", "상대방이름", "01055554444",
    "상대방메모", "기록제목", "기록본문", "지운기록", "요약문장", "암호말문장", "하지말것", "할일제목", "제공메모",
    "초안문장", "오래된별명", "대답칸값",
)  # fmt: skip


def fill(desk: Desk, alias: str = "파란우산별명") -> Case:
    """Every kind of record a case can hold, changed and taken out again too."""
    contact = desk.contacts.take("phone", alias=alias, phone="010-7777-6666", note="첫통화메모").value
    case = desk.cases.open_case("오래된별명", contact_id=contact.id, phone="010-7777-6666").value
    desk.contacts.mark(contact.id, "weapon")
    desk.contacts.close(contact.id, case_id=case.id)
    desk.cases.consent(case.id, "collection", "given")
    desk.cases.set_person(case.id, alias=alias, name="은하수실명", phone="010-7777-6666")
    desk.cases.summarise(case.id, "요약문장")
    desk.cases.set_incident(case.id, ["stalking"], narrative="사건서술문", place="골목길장소")
    desk.cases.set_other_party(case.id, name="상대방이름", phone="010-5555-4444", note="상대방메모")
    desk.cases.set_safe_card(
        SafeCard(case.id, "may_call", "010-7777-6666", code_word="암호말문장", do_not_tell="하지말것")
    )
    desk.cases.add_note(case.id, "기록제목", "기록본문 " * 400)
    desk.cases.add_note(case.id, "기록제목", "지운기록")
    desk.cases.record(case.id, {"contact-at": "대답칸값"})
    desk.cases.record(case.id, {"contact-at": ""})
    desk.safety.answer(case.id, {"weapon": "yes"})
    desk.agenda.add("할일제목", case_id=case.id)
    desk.cases.add_service(case.id, "counselling", note="제공메모")
    second = desk.contacts.take("visit", note="둘째통화메모").value
    desk.contacts.close(second.id, case_id=case.id)
    desk.contacts.keep_draft(f"note-{case.id}-{desk.keys.user}", "note", "초안문장", about=case.id)
    return desk.cases.get(case.id)


@dataclass(frozen=True)
class Seen:
    """What a holder of the casework key finds of some words, wherever they look."""

    tables: list[str]
    pages: list[str]
    log: list[str]


def look_for(centre: Centre, desk: Desk, terms: tuple[str, ...]) -> Seen:
    """Search every row of every table, every page and the log for these words."""
    database = desk.database(Compartment.CASEWORK)
    tables = [row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [(name, str(row)) for name in tables for row in _rows(database, name)]
    path, key = database_path(centre.home, desk.keys, Compartment.CASEWORK), desk.keys.raw_key(Compartment.CASEWORK)
    pages, log = plain_pages(path, key), plain_log(path, key)
    return Seen(
        [f"{name}: {term}" for term in terms for name, text in rows if term in text],
        [term for term in terms if term.encode() in pages],
        [term for term in terms if term.encode() in log],
    )


def _rows(database: Any, name: str) -> Iterator[dict[str, Any]]:
    yield from database.rows(f"SELECT * FROM {name}")


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    """The counsellor's desk; a test that lets somebody else sit down closes it itself."""
    opened = centre.open()
    yield opened
    with contextlib.suppress(sqlcipher.ProgrammingError):
        opened.close()


@pytest.fixture
def full(desk: Desk) -> Case:
    return fill(desk)
