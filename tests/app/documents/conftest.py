"""A practice case with everything a paper may show, and an empty one; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.clock import SEOUL, instant
from app.documents import Centre, Documents
from app.documents.words import Words
from app.store import Database

NAME, PHONE = "윤단아", "010-2345-6789"
OTHER_NAME, OTHER_PHONE = "강도원", "010-9876-5432"
CENTRE, NUMBER = "연습상담소", "26-B-0147"
STAFF = {"user-1": "상담원 가", "user-2": "팀장 나"}
PLACES = {"legal-aid": "연습법률지원센터", "shelter": "연습보호시설"}


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text).replace(tzinfo=SEOUL))


def add(db: Database, table: str, **row: Any) -> None:
    row.setdefault("id", f"{table}-{db.value(f'SELECT count(*) FROM {table}')}")
    db.insert(table, row)


def open_case(db: Database, case_id: str, number: str, **more: Any) -> None:
    person = {"name": None, "phone": None, "age_band": "unknown", "alias": "단풍"}
    person |= {key: more.pop(key) for key in list(more) if key in person}
    add(db, "person", id=f"p-{case_id}", **person)
    row = {"risk": "unknown", "assigned_to": "user-1", "opened_on": "2026-11-23", "last_activity": at("2026-12-14")}
    add(db, "casefile", id=case_id, number=number, survivor_id=f"p-{case_id}", **{**row, **more})


def consent(db: Database, case_id: str, purpose: str, when: str, **more: Any) -> None:
    row = {"answer": "given", "method": "written", "text_version": "1", "told_by": "user-1"}
    add(db, "consent", case_id=case_id, purpose=purpose, at=at(when), **{**row, **more})


def fill(db: Database, *, named: bool = False) -> None:
    """The rich case "full" and the bare case "bare"; `named` gives consent to collection."""
    with db.atomic():
        open_case(db, "bare", "26-B-0148", alias="새싹")
        open_case(
            db,
            "full",
            NUMBER,
            name=NAME,
            phone=PHONE,
            age_band="19_29",
            channel="online",
            main_type="stalking",
            risk="high",
            summary=(
                "헤어진 뒤 석 달 동안 집과 직장 앞에서 기다리고 연락을 되풀이함. 11월 24일 112 신고, "
                f"긴급응급조치가 내려짐. {NAME} 님은 직장을 옮기지 않고 안전하게 출퇴근하는 것을 가장 바람.\n"
                f"다음으로 살필 때는 조치가 끝나기 전주. 보증인 번호 {OTHER_PHONE}, {CENTRE}에서 만남."
            ),
        )
        _facts(db)
        _agreements(db, named=named)
        _work(db)


def _facts(db: Database) -> None:
    narrative = f"집 앞에서 문을 두드림. {OTHER_NAME}이가 01098765432로 열일곱 번 전화함. <b>신고함</b> & 기록함."
    add(db, "incident", id="i1", case_id="full", first_on="2026-09-01", last_on="2026-12-01", place="집, 회사 앞",
        frequency="주 3회 안팎", narrative=narrative, main_type="stalking")  # fmt: skip
    for kind in ("stalking", "dating_emotional", "dating_control"):
        add(db, "incident_type", incident_id="i1", type=kind)
    add(
        db,
        "other_party",
        case_id="full",
        name=OTHER_NAME,
        phone=OTHER_PHONE,
        relation="former_partner",
        note="같은 구 거주",
    )
    signs = [("follows", "yes", "퇴근 시간을 알고 있어요."), ("control", "yes", "동료 전화도 검사했어요."),
             ("break_up", "yes", None), ("knows_places", "yes", "공동현관 번호는 11-26에 바꿈"),
             ("weapon", "no", None), ("past_violence", "unknown", None), ("helpers", "unknown", None)]  # fmt: skip
    for sign, answer, words in signs:
        add(db, "warning_sign", case_id="full", sign=sign, answer=answer, words=words, at=at("2026-11-24"))
    for when, level in (("2026-11-24", "critical"), ("2026-12-14", "high")):
        add(db, "risk_level", case_id="full", at=at(when), level=level, rule="serious", author="user-1")
    add(db, "record_value", case_id="full", field="choking", value="none", at=at("2026-11-25"))
    add(db, "record_value", case_id="full", field="code-word", value="라일락", at=at("2026-11-25"))
    add(db, "safe_contact", id="full", verdict="only_hours", number=PHONE, set_at=at("2026-11-24"),
        hours='[{"days": "12345", "from": "12:00", "to": "13:00"}]', code_word="라일락")  # fmt: skip


def _agreements(db: Database, *, named: bool) -> None:
    if named:
        consent(db, "full", "collection", "2026-11-25")
    consent(db, "full", "sensitive", "2026-11-25", answer="refused", method="oral")
    consent(db, "full", "third_party", "2026-11-30", id="c-legal", recipient="legal-aid",
            items="가명, 사건 경과, 조치 날짜", valid_until="2099-05-30")  # fmt: skip
    consent(db, "full", "third_party", "2026-12-01", id="c-shelter", recipient="shelter", items="가명")
    consent(db, "full", "third_party", "2026-12-02", recipient="shelter", items="가명", answer="withdrawn")
    add(db, "referral", id="r-legal", case_id="full", organisation="legal-aid", status="sent", consent_id="c-legal",
        purpose="잠정조치 신청 절차와 준비물\n진술서 사본과 사건 진행 정보를 받을 권리 안내\n손해배상 청구 선택지 설명",
        at=at("2026-12-02"), author="user-1")  # fmt: skip
    add(db, "referral", id="r-shelter", case_id="full", organisation="shelter", status="proposed",
        consent_id="c-shelter", at=at("2026-12-01"), author="user-1")  # fmt: skip


def _work(db: Database) -> None:
    notes = [("2026-11-25T14:00", "첫 면접 상담", "안전계획(집, 출퇴근, 휴대전화) 작성, 사본은 센터 보관"),
             ("2026-12-02T10:00", "사례회의", "높음으로 조정, 잠정조치 신청 의견 전달"),
             ("2026-12-11T10:00", "순찰 시간 변경", f"현관 비상벨 설치 확인. 도원이가 {OTHER_PHONE}로 연락함")]  # fmt: skip
    for when, title, body in notes:
        add(db, "note", case_id="full", at=at(when), author="user-1", title=title, body=body)
    add(db, "contact", started_at=at("2026-11-23T09:10"), minutes=35, channel="online", state="closed", case_id="full",
        taken_by="user-1", note="안전한 연락 방법 확인: 문자 불가, 평일 점심 전화만")  # fmt: skip
    add(db, "manual_session", case_id="full", pack="dating-violence", pack_version="1.0.0", pack_hash="00", state="ended",
        step="A13", started_at=at("2026-11-25T13:00"), author="user-1")  # fmt: skip
    for when, kind, minutes in (("2026-11-27", "legal", 200), ("2026-12-09", "counselling", 50)):
        add(db, "service_given", case_id="full", at=at(when), service=kind, minutes=minutes, author="user-1")
    tasks = [("긴급응급조치 끝", "deadline", "2026-12-24", None, None), ("조치 끝나기 전 안내", "deadline", "2026-12-17", None, None),
             ("잠정조치 신청 여부 경찰에 확인, 본인에게 결과 알림", "todo", "2026-12-16", None, None),
             ("다음 만남", "appointment", None, "2026-12-21T10:00", f"2층, 하늘색 문, {CENTRE}")]  # fmt: skip
    for title, kind, day, moment, place in tasks:
        due_at = at(moment) if moment else None
        add(db, "task", case_id="full", title=title, kind=kind, due_on=day, due_at=due_at, place=place, owner="user-1")


class Heard:
    """An audit that remembers, and says whether a transaction was open."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.entries: list[tuple[str, dict[str, Any]]] = []

    def write(self, event: str, /, **facts: Any) -> None:
        assert self._db.in_transaction
        self.entries.append((event, facts))


@pytest.fixture
def heard(casework: Database) -> Heard:
    return Heard(casework)


@pytest.fixture
def documents(casework: Database, heard: Heard) -> Documents:
    fill(casework)
    return papers(casework, heard)


@pytest.fixture
def named(casework: Database, heard: Heard) -> Documents:
    """The same case, with consent to collection."""
    fill(casework, named=True)
    return papers(casework, heard)


def papers(db: Database, audit: Heard | None = None, *, practice: bool = True) -> Documents:
    centre = Centre(CENTRE, practice=practice, phone="02-0000-0000")
    return Documents(
        db, centre, audit=audit, staff=lambda id_: STAFF.get(id_, id_), organisation=lambda id_: PLACES.get(id_, id_)
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


Read = Callable[[Path], str]


@pytest.fixture
def words() -> Words:
    return Words("ko")
