"""Practice centres to measure on: made through the real store once, kept outside the tree, copied before writing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from app import paths
from app.cases import SafeCard, Span
from app.clock import new_id, now
from app.desk import Desk
from app.i18n import _
from app.kinds import Compartment
from app.vault import Keys, SecondSecret, unlock

SEED = 1
ONE = "휘묵"
"""A word that only one planted case holds."""

WHOLE, CONTACTS, NOTES = 3_000, 60_000, 10
"""From so many cases on a centre has at least so many contacts, and so many notes a case: a million at 100,000."""

_BATCH = 10_000
_CANDIDATES = ("상담", "경찰", "불안", "연락", "안전", "전화", "동의", "신고")
_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice centre with what opens it, the words to search for, and its longest case."""

    home: Path
    many: str
    many_hits: int
    long_case: str
    cases: int

    def words(self) -> tuple[str, str]:
        return ONE, self.many

    def unlock(self, part: str = "counsellor") -> Keys:
        user, passphrase, second = self.secrets(part)
        return unlock(self.home, user, passphrase, second)

    def secrets(self, part: str = "counsellor") -> tuple[str, str, SecondSecret]:
        """What one of its people types and holds."""
        keys = self.home / "keys"
        names = json.loads((self.home.parent / "facts.json").read_text("utf-8"))["users"]
        passphrase = (keys / f"{part}.passphrase").read_text("utf-8").splitlines()[0]
        return names[part], passphrase, SecondSecret.keyfile(keys / f"{part}.key")


def base() -> Path:
    """Outside the tree: a large centre takes minutes to make and is worth keeping."""
    return paths.cache("bench") if os.environ.get("GYEOT_CACHE") else paths.user_folder() / "bench"


def schema_hash() -> str:
    """Changes with every migration and with what fills a centre, so that no older one is measured."""
    digest = hashlib.sha256(f"{WHOLE} {CONTACTS} {NOTES}".encode())
    for path in sorted((paths.ROOT / "app" / "store" / "migrations").rglob("*.sql")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def practice(cases: int, seed: int = SEED) -> Practice:
    """The kept centre of this size and seed, made now where there is none."""
    folder = base() / f"{seed}-{cases}-{schema_hash()}"
    facts = folder / "facts.json"
    if not facts.exists():
        _make(folder, cases, seed)
    found = json.loads(facts.read_text("utf-8"))
    return Practice(folder / "home", found["many"], found["hits"], found["long_case"], cases)


@contextmanager
def copy(kept: Practice) -> Iterator[Practice]:
    """A throw-away copy for what writes; the kept centre stays as it was made."""
    with TemporaryDirectory(dir=base()) as folder:
        shutil.copytree(kept.home, Path(folder) / "home")
        shutil.copyfile(kept.home.parent / "facts.json", Path(folder) / "facts.json")
        yield Practice(Path(folder) / "home", kept.many, kept.many_hits, kept.long_case, kept.cases)


def _make(folder: Path, cases: int, seed: int) -> None:
    from app.practice import make

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    sys.stderr.write(_("Making a practice centre of {cases} cases once; it is kept.").format(cases=f"{cases:,}") + "\n")
    made = make(folder / "home", cases, seed)
    facts = {"users": {part: user["name"] for part, user in made["users"].items()}}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    try:
        more = _plant(Practice(folder / "home", "", 0, "", cases))
    except BaseException:
        (folder / "facts.json").unlink()
        raise
    (folder / "facts.json").write_text(json.dumps({**facts, **more}, ensure_ascii=False), "utf-8")


def _plant(made: Practice) -> dict[str, str | int]:
    """One case that only one word finds and that fills a paper of about four pages."""
    keys = made.unlock()
    desk = Desk.open(made.home, keys)
    try:
        if made.cases >= WHOLE:
            fill(desk, "note", "at", made.cases * NOTES)
            fill(desk, "contact", "started_at", CONTACTS)
        case_id = _long_case(desk)
        hits = {word: len(desk.contacts.find(word, limit=30_000)) for word in _CANDIDATES}
    finally:
        desk.close()
        keys.close()
    many = max(hits, key=lambda word: hits[word])
    return {"many": many, "hits": hits[many], "long_case": case_id}


def fill(desk: Desk, table: str, instant: str, least: int) -> None:
    """Let there be at least so many records of a table: those that belong to cases once more, a week before each time."""
    db = desk.database(Compartment.CASEWORK)
    ids = [row["id"] for row in db.rows(f"SELECT id FROM {table} WHERE case_id IS NOT NULL ORDER BY id")]
    missing = least - int(db.value(f"SELECT count(*) FROM {table}"))
    again = ((one, week) for week in count(1) for one in ids)
    while missing > 0 and ids:
        with db.atomic():
            for one, week in islice(again, min(missing, _BATCH)):
                row = db.row(f"SELECT * FROM {table} WHERE id = ?", (one,)) or {}
                db.insert(table, {**row, "id": new_id(), instant: row[instant] - week * 7 * _DAY})
        missing -= _BATCH


def _long_case(desk: Desk) -> str:
    cases, start = desk.cases, now() - 200 * _DAY
    case_id = cases.open_case(f"{ONE}이", phone="010-5550-0101", at=start).value.id
    cases.consent(case_id, "collection", "given", at=start)
    cases.consent(case_id, "reporting", "given", at=start)
    cases.set_safe_card(
        SafeCard(case_id, "only_hours", "010-5550-0101", (Span("12345", "12:00", "13:00"),), we_are="도서관")
    )
    cases.set_incident(case_id, ["stalking", "dating_physical"], first_on="2026-03-02", narrative=_STORY)
    cases.set_other_party(case_id, name="연습 상대", relation="former_partner")
    cases.summarise(case_id, _STORY)
    for turn in range(16):
        at = start + turn * 7 * _DAY
        cases.add_note(case_id, f"{turn + 1}회 상담", f"{turn + 1}번째 만남. {_STORY}", at=at)
        cases.add_service(case_id, "counselling", minutes=40 + turn, note="다음 만남을 정함", at=at)
    return case_id


_STORY = (
    "헤어진 뒤에도 집 앞에서 기다리는 일이 이어져 잠을 이루기 어렵다고 함. 안전한 귀갓길과 연락 차단 방법을 함께 "
    "살펴보고, 기록을 남기는 법과 도움을 청할 곳을 확인함. 다음 주에 다시 만나기로 함."
)
