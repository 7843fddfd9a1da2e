"""What leaves: the custody sheet as a locked PDF, and a file with its sheet as an age file that others can open."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pyrage
import pytest

from app.desk import Desk
from app.documents import Centre
from app.documents.custody_paper import Sheet
from app.errors import BadInput, Conflict, Damaged, Denied, Interrupted
from app.evidence import Item, Reference
from app.flows import custody
from tests.app.evidence.conftest import WORDS, picture, recording, take_in
from tests.conftest import Centre as Home

CENTRE = Centre("연습 상담소", practice=True)
PASSPHRASE = "bada-2345-sori-6789"


def sheet(desk: Desk, item: Item) -> Sheet:
    return custody.sheet_of(desk.evidence, item.id, desk.cases.get(item.case_id).number, desk.office)


def hand_over(desk: Desk, item: Item, to: custody.To, target: Path) -> str:
    ready = custody.prepare(desk.evidence, sheet(desk, item), to, CENTRE, target)
    return custody.finish(desk.evidence, desk.documents, ready, custody.pack(ready)).value.sha256


def text_of(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(pdf)
    return "\n".join(paper[at].get_textpage().get_text_range() for at in range(len(paper)))


def test_the_recipient_opens_the_age_file_and_finds_file_and_sheet(
    desk: Desk, case_id: str, talk: Path, tmp_path: Path
) -> None:
    item = take_in(desk, case_id, talk, title="문자 대화")
    desk.evidence.look(item.id)
    key = pyrage.x25519.Identity.generate()
    target = tmp_path / "out.age"
    sha256 = hand_over(desk, item, custody.To("서울강동경찰서", str(key.to_public())), target)
    data = target.read_bytes()
    assert hashlib.sha256(data).hexdigest() == sha256
    assert WORDS.encode()[:20] not in data
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(data, [key]))) as archive:
        assert sorted(archive.namelist()) == ["custody-sheet.pdf", "대화.txt"]
        assert archive.read("대화.txt") == WORDS.encode()
        told = text_of(archive.read("custody-sheet.pdf"))
    for word in ("문자 대화", "서울강동경찰서", str(item.sha256)[:32], "열어 봄", "넘김", "가온"):
        assert word in told, word
    last = desk.evidence.custody(item.id)[-1]
    assert (last.act, last.detail, last.sha256) == ("handed_over", "서울강동경찰서", sha256)
    [copy] = desk.documents.copies(case_id)
    assert (copy.profile, copy.encrypted) == ("evidence", True)
    assert [path.name for path in tmp_path.glob("*.partial")] == []


def test_a_passphrase_opens_it_too(desk: Desk, case_id: str, talk: Path, tmp_path: Path) -> None:
    item = take_in(desk, case_id, talk)
    hand_over(desk, item, custody.To("법원", passphrase=PASSPHRASE), tmp_path / "out.age")
    opened = pyrage.passphrase.decrypt((tmp_path / "out.age").read_bytes(), PASSPHRASE)
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        assert archive.testzip() is None
        assert archive.read("대화.txt") == WORDS.encode()


def test_what_is_refused_leaves_no_file_and_no_line(
    desk: Desk, case_id: str, talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = take_in(desk, case_id, talk)
    reference = desk.evidence.refer(case_id, Reference("게시물", url="x")).value
    there = tmp_path / "there.age"
    there.write_bytes(b"mine")
    target = tmp_path / "out.age"
    wrong = [
        (item, custody.To("", passphrase=PASSPHRASE), target, BadInput),
        (item, custody.To("경찰", passphrase="짧다"), target, BadInput),
        (item, custody.To("경찰", "age1nonsense"), target, BadInput),
        (item, custody.To("경찰", passphrase=PASSPHRASE), there, Conflict),
        (item, custody.To("경찰", passphrase=PASSPHRASE), tmp_path / "no" / "out.age", BadInput),
        (reference, custody.To("경찰", passphrase=PASSPHRASE), target, BadInput),
    ]
    for one, to, place, kind in wrong:
        with pytest.raises(kind):
            hand_over(desk, one, to, place)
    monkeypatch.setattr(custody, "MOST_BY_PASSPHRASE", 10)
    with pytest.raises(BadInput):
        hand_over(desk, item, custody.To("경찰", passphrase=PASSPHRASE), target)
    assert there.read_bytes() == b"mine"
    assert not target.exists()
    assert [line.act for line in desk.evidence.custody(item.id)] == ["taken_in"]
    assert desk.documents.copies(case_id) == []


@pytest.mark.parametrize("by_key", [True, False])
def test_a_stop_or_a_damaged_file_leaves_nothing(desk: Desk, case_id: str, tmp_path: Path, by_key: bool) -> None:
    call = tmp_path / "call.wav"
    call.write_bytes(recording() + bytes(4 << 20))
    item = take_in(desk, case_id, call)
    key = str(pyrage.x25519.Identity.generate().to_public()) if by_key else ""
    to, target = custody.To("경찰", key, PASSPHRASE), tmp_path / "out.age"
    ready = custody.prepare(desk.evidence, sheet(desk, item), to, CENTRE, target)
    told: list[float] = []
    with pytest.raises(Interrupted):  # once every byte is proven and half of them are written
        custody.pack(ready, told.append, lambda: bool(told) and told[-1] > 0.7)
    assert list(tmp_path.glob("out*")) == []
    path = desk.evidence.path(str(item.file))
    data = bytearray(path.read_bytes())
    data[2_000_000] ^= 4
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged):
        custody.pack(ready)
    assert list(tmp_path.glob("out*")) == []


def test_a_stopped_file_leaves_only_for_an_authority_that_asked(desk: Desk, case_id: str, tmp_path: Path) -> None:
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture())
    item = take_in(desk, case_id, shot)
    desk.evidence.stop(item.id)
    stopped = desk.evidence.item(item.id)
    with pytest.raises(BadInput) as refused:
        hand_over(desk, stopped, custody.To("경찰", passphrase=PASSPHRASE), tmp_path / "out.age")
    assert refused.value.field == "authority"
    hand_over(
        desk,
        stopped,
        custody.To("경찰", passphrase=PASSPHRASE, authority="수사협조 공문 2026-1120호"),
        tmp_path / "out.age",
    )
    assert "수사협조 공문" in str(desk.evidence.custody(item.id)[-1].detail)
    with pytest.raises(Denied):
        desk.evidence.look(item.id)


def test_the_sheet_alone_is_locked_and_registered(desk: Desk, digital: str, tmp_path: Path) -> None:
    item = desk.evidence.refer(digital, Reference("협박 글", url="https://example.invalid/1", account="@one")).value
    target = tmp_path / "sheet.pdf"
    with pytest.raises(BadInput):
        custody.save_sheet(desk.evidence, desk.documents, sheet(desk, item), CENTRE, target, "법원")
    made = custody.save_sheet(
        desk.evidence, desk.documents, sheet(desk, item), CENTRE, target, "법원", passphrase=PASSPHRASE
    ).value
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(target)
    with pikepdf.open(target, password=PASSPHRASE) as paper:
        plain = io.BytesIO()
        paper.save(plain, encryption=False)
    told = text_of(plain.getvalue())
    for word in ("협박 글", "https://example.invalid/1", "@one", "자리만 적음"):
        assert word in told, word
    assert desk.evidence.custody(item.id)[-1].act == "sheet_made"
    assert [copy.profile for copy in desk.documents.copies(digital)] == ["custody"]
    found = desk.documents.verify(target, PASSPHRASE)
    assert (found.sha256, found.known) == (made.sha256, True)


def test_names_inside_lead_out_of_no_folder() -> None:
    names = {"../../etc/passwd": "passwd", "a\\b\\c.txt": "c.txt", "": "evidence-file", "..": "evidence-file",
             "custody-sheet.pdf": "evidence-custody-sheet.pdf", "줄\n바꿈?.txt": "줄바꿈.txt"}  # fmt: skip
    assert {name: custody._inside_name(name) for name in names} == names


def test_a_sheet_needs_no_key_of_evidence(desk: Desk, centre: Home, case_id: str, talk: Path, tmp_path: Path) -> None:
    item = take_in(desk, case_id, talk)
    desk.close()
    manager = centre.open("manager")
    try:
        custody.save_sheet(
            manager.evidence, manager.documents, sheet(manager, item), CENTRE, tmp_path / "s.pdf", "철",
            plain_reason="내부 점검에 쓰려고",
        )  # fmt: skip
        with pytest.raises(Denied):
            hand_over(manager, item, custody.To("경찰", passphrase=PASSPHRASE), tmp_path / "out.age")
    finally:
        manager.close()
    assert text_of((tmp_path / "s.pdf").read_bytes())
