"""Attachments at the desk: sealed till somebody says what they are, then evidence byte for byte, or gone unopened."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import BadInput, Conflict, Damaged, Denied, Interrupted
from app.flows import backups, erasure, report_files, report_to_case
from app.inbox import Arrival, parcels
from app.inbox.attached import Attachment, Unfit
from app.inbox.parcels import ROOM
from app.kinds import Compartment
from app.wire import content, pieces, receipt_code, report, sha256
from tests.app.inbox.test_inbox import DAY, Reporter, bundle, desk, officers, opened
from tests.conftest import Centre

__all__ = ["desk", "officers"]
LETTER = "회사에서 받은 편지입니다. ".encode() * 20_000  # three pieces
SMALL = "짧은 글입니다.".encode()
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 900


def packed(*files: tuple[str, bytes], view_of: int | None = None) -> tuple[tuple[content.File, ...], list[bytes]]:
    """Files as a page announces them, and their sealed pieces; with `view_of` the last one is a copy of that one."""
    told, sealed = list[content.File](), list[bytes]()
    for place, (name, data) in enumerate(files):
        key, of = pieces.FileKey(os.urandom(32), os.urandom(7)), view_of if place == len(files) - 1 else None
        media, role = "image/jpeg" if name.endswith("jpg") else "text/plain", "original" if of is None else "view"
        one = content.File(name, media, len(data), sha256(data), key.key, key.prefix, len(sealed), role, of)
        told.append(one)
        sealed += pieces.seal(key, data)
    return tuple(told), sealed


@dataclass
class Sender(Reporter):
    """A reporter who sends files along."""

    @cached_property
    def thread(self) -> receipt_code.Thread:  # derived once: it takes a while
        return receipt_code.thread(self.code, self.centre)

    def sends(self, said: content.Content, count: int) -> Arrival:
        prev = report.parse(self.sent[-1]).sha256 if self.sent else "none"
        place = len(self.sent) + 1
        head = report.Header(self.centre, (), self.thread.mailbox, self.thread.pass_, place, prev, count)
        self.sent.append(report.seal(head, content.write(said), self.bundle.recipients(self.door), self.thread))
        return Arrival(place, DAY, self.sent[-1])


@pytest.fixture
def sender(desk: Desk) -> Sender:
    return Sender(desk.keys.centre_id[:16], bundle(desk))


def sends(
    desk: Desk,
    sender: Sender,
    *files: tuple[str, bytes],
    view_of: int | None = None,
    upto: int = 999,
    kinds: tuple[str, ...] = (),
    **answers: content.Answer,
) -> Callable[[], None]:
    """A message with attachments arrives, opened, with its pieces up to `upto`; what is given back brings the rest."""
    told, sealed = packed(*files, view_of=view_of)
    said = content.Content("report", "ko", "보냅니다", told, door=sender.door, reply_key=sender.thread.reply_key)
    desk.arrivals.carry_in([sender.sends(replace(said, answers={"kinds": kinds, **answers}), len(sealed))])
    opened(desk)

    def bring(upto: int = 999) -> None:
        for parcel in desk.attachments.wanted():
            for place in parcel.missing():
                if place < upto:
                    parcel.put(place, sealed[place])
            desk.attachments.note_fetched([parcel], [] if parcel.missing() else [parcel.message])

    bring(upto)
    return bring


def attachments(desk: Desk, sender: Sender) -> tuple[Attachment, ...]:
    return desk.attachments.of(sender.thread.mailbox)


def on_disk(desk: Desk) -> list[Path]:
    return sorted(path for path in (desk.home / ROOM).glob("**/*") if path.is_file())


def case_of(desk: Desk, sender: Sender) -> str:
    return report_to_case.draft(desk, sender.thread.mailbox, "파랑").value.case_id


def brought(desk: Desk, ident: str) -> str:
    bringing = report_files.prepare(desk, ident).value
    return report_files.enter(desk, bringing, bringing.seal()).value.id


def test_what_was_stated_becomes_evidence_byte_for_byte_and_its_custody_begins_with_the_report(
    desk: Desk, sender: Sender
) -> None:
    sends(desk, sender, ("문 앞.jpg", PHOTO), ("문 앞.jpg", PHOTO[:9_000]), view_of=0)
    (one,) = attachments(desk, sender)
    assert (one.copies, one.pieces, one.state) == (1, 2, "here")
    with pytest.raises(Conflict):
        desk.attachments.open(one.id)
    report_files.state(desk, one.id, "place", "집 앞이라고 적음")
    (one,) = attachments(desk, sender)
    assert (one.kind, one.words, one.state) == ("place", "집 앞이라고 적음", "stated")
    with pytest.raises(Conflict):
        report_files.prepare(desk, one.id)
    case_id = case_of(desk, sender)
    item = brought(desk, one.id)
    taken = {entry.title: entry for entry in desk.evidence.items(case_id)}
    assert len(taken) == 2
    for entry, data in zip(
        sorted(taken.values(), key=lambda entry: -(entry.size or 0)), (PHOTO, PHOTO[:9_000]), strict=True
    ):
        with desk.evidence.lift(entry.id).file() as file:
            assert b"".join(file.pieces()) == data
        (line,) = desk.evidence.custody(entry.id)
        assert sender.thread.mailbox[:4].upper() in (line.detail or "")
        assert sha256(data) in (line.detail or "")
        assert line.sha256 == sha256(data).removeprefix("sha256:")
    assert desk.evidence.look(item).value.item.kind == "image"
    (one,) = attachments(desk, sender)
    assert (one.state, one.item) == ("evidence", item)
    assert on_disk(desk) == [], "it lies in the evidence now"
    with pytest.raises(Conflict):
        report_files.prepare(desk, one.id)


def test_what_may_hold_a_sexual_image_is_never_opened_and_not_kept(desk: Desk, sender: Sender) -> None:
    bring = sends(desk, sender, ("사진.jpg", PHOTO), ("편지.txt", LETTER), upto=2)
    photo, letter = attachments(desk, sender)
    report_files.state(desk, photo.id, "sexual", "보낸 분이 그렇게 적음")
    assert len(on_disk(desk)) == 1, "its pieces went, those of the letter stay"
    bring()
    assert [one.state for one in attachments(desk, sender)] == ["let_go", "here"]
    assert len(on_disk(desk)) == 3, "it is not fetched again"
    assert desk.arrivals.safe_here() == (1,)
    with pytest.raises(Conflict):
        report_files.state(desk, photo.id, "place")
    with pytest.raises(Conflict):
        desk.attachments.open(photo.id)
    assert [entry.kind for entry in desk.trail()].count("report_file_let_go") == 1
    (item,) = desk.evidence.items(case_of(desk, sender))
    assert (item.form, item.file, item.hash_elsewhere) == ("reference", None, sha256(PHOTO))
    case_id = item.case_id
    report_files.state(desk, letter.id, "sexual")
    assert [entry.form for entry in desk.evidence.items(case_id)] == ["reference", "reference"]
    assert on_disk(desk) == []


@pytest.mark.parametrize("told", ["case", "report"])
def test_where_it_is_about_images_no_picture_is_taken_in_and_it_stays_sealed(
    desk: Desk, sender: Sender, told: str
) -> None:
    sends(desk, sender, ("사진.jpg", PHOTO), kinds=("images",) if told == "report" else ())
    (one,) = attachments(desk, sender)
    report_files.state(desk, one.id, "chat")
    case_id = case_of(desk, sender)
    if told == "case":
        database = desk.database(Compartment.CASEWORK)
        with database.atomic():
            database.change("casefile", case_id, {"main_type": "deepfake"})
    assert desk.evidence.rule(case_id).digital == (told == "case")
    bringing = report_files.prepare(desk, one.id).value
    with pytest.raises(Denied) as refused:
        bringing.seal()
    report_files.give_up(desk, bringing, refused.value)
    assert attachments(desk, sender)[0].state == "stated"
    assert desk.evidence.items(case_id) == ()
    assert not list((desk.home / "evidence").glob("**/*.ev1*"))
    assert len(on_disk(desk)) == 1


@pytest.mark.parametrize("harm", ["changed", "exchanged", "lost", "cut"])
def test_what_does_not_fit_or_is_gone_is_told_and_nothing_is_taken_in(desk: Desk, sender: Sender, harm: str) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    (one,) = attachments(desk, sender)
    report_files.state(desk, one.id, "letter")
    case_id = case_of(desk, sender)
    first, second = on_disk(desk)[:2]
    before = first.read_bytes()
    harms: dict[str, Callable[[], object]] = {
        "changed": lambda: first.write_bytes(before[:-1] + bytes([before[-1] ^ 1])),
        "exchanged": lambda: first.write_bytes(second.read_bytes()),
        "lost": first.unlink,
        "cut": lambda: first.write_bytes(before[:100]),
    }
    harms[harm]()
    if harm in ("lost", "cut"):
        assert attachments(desk, sender)[0].state == "lost"
        with pytest.raises(Damaged, match="백업"):
            report_files.prepare(desk, one.id)
    else:
        bringing = report_files.prepare(desk, one.id).value
        with pytest.raises(Unfit) as refused:
            bringing.seal()
        report_files.give_up(desk, bringing, refused.value)
        assert attachments(desk, sender)[0].state == "odd"
    assert desk.evidence.items(case_id) == ()
    assert not list((desk.home / "evidence").glob("**/*.ev1*"))
    first.write_bytes(before)
    with desk.evidence.lift(brought(desk, one.id)).file() as file:
        assert b"".join(file.pieces()) == LETTER, "brought back from a backup, it is whole again"


def test_a_stop_takes_nothing_in_and_keeps_the_pieces(desk: Desk, sender: Sender) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    (one,) = attachments(desk, sender)
    report_files.state(desk, one.id, "letter")
    case_id = case_of(desk, sender)
    bringing = report_files.prepare(desk, one.id).value
    with pytest.raises(Interrupted) as stopped:
        bringing.seal(stopped=lambda: True)
    report_files.give_up(desk, bringing, stopped.value)
    assert desk.evidence.items(case_id) == ()
    assert attachments(desk, sender)[0].state == "stated"
    brought(desk, one.id)
    assert len(desk.evidence.items(case_id)) == 1


def test_pieces_go_with_an_erased_case_and_stay_with_the_officers_behind_a_wall(
    officers: Centre, desk: Desk, sender: Sender
) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    case_id = case_of(desk, sender)
    sealed = desk.sealed.seal(case_id, [officers.users["counsellor"]], "직원의 가족").value
    assert [one.state for one in attachments(desk, sender)] == ["here"]
    report_files.state(desk, attachments(desk, sender)[0].id, "letter")
    with pytest.raises(Conflict):
        report_files.prepare(desk, attachments(desk, sender)[0].id)
    desk.sealed.unseal(sealed.id)
    assert len(on_disk(desk)) == 3
    desk.close()
    with closing(officers.open("manager2")) as manager:
        database = manager.database(Compartment.CASEWORK)
        with database.atomic():
            database.change("casefile", case_id, {"status": "closed", "closed_on": "2016-01-02"})
        manager.retention.decide(case_id, "erase")
        erasure.erase(manager.home, manager.keys, manager.retention, [case_id], "request")
        assert list((manager.home / ROOM).glob("*/*")) == []


def test_file_keys_outlive_the_pair_of_the_month_and_stay_with_those_who_may_read(
    officers: Centre, desk: Desk, sender: Sender
) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    (one,) = attachments(desk, sender)
    report_files.state(desk, one.id, "letter", "편지라고 적음")
    assert desk.intake_keys.destroy_old(date(2028, 1, 1)).value
    desk.inbox.keep_apart(sender.thread.mailbox, {officers.users["manager2"]})
    assert attachments(desk, sender)[0].words == "편지라고 적음", "under the new key of the thread too"
    assert desk.attachments.open(one.id)[0].stream().read() == LETTER
    row = desk.database(Compartment.CASEWORK).row("SELECT * FROM report_file")
    assert row is not None
    assert "letter" not in str(row)
    desk.close()
    with closing(officers.open("manager")) as other:
        with pytest.raises(Denied):
            other.attachments.of(sender.thread.mailbox)
        with pytest.raises(Denied):
            report_files.state(other, one.id, "sexual")


def erased(officers: Centre, case_id: str) -> None:
    with closing(officers.open("manager2")) as manager:
        database = manager.database(Compartment.CASEWORK)
        with database.atomic():
            database.change("casefile", case_id, {"status": "closed", "closed_on": "2016-01-02"})
        manager.retention.decide(case_id, "erase")
        erasure.erase(manager.home, manager.keys, manager.retention, [case_id], "request")


def test_what_is_erased_before_all_of_it_came_may_go_at_the_relay(officers: Centre, desk: Desk, sender: Sender) -> None:
    sends(desk, sender, ("편지.txt", LETTER), upto=1)
    case_id = case_of(desk, sender)
    assert desk.arrivals.safe_here() == ()
    desk.close()
    erased(officers, case_id)
    with closing(officers.open("manager2")) as manager:
        assert manager.arrivals.safe_here() == (1,)
        manager.arrivals.note_taken((1,))
        assert manager.arrivals.safe_here() == ()


def test_a_folder_that_cannot_go_with_its_case_goes_the_next_time(
    officers: Centre, desk: Desk, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    case_id = case_of(desk, sender)
    desk.close()
    with monkeypatch.context() as held:
        held.setattr(parcels, "remove", lambda _home, _name: False)
        erased(officers, case_id)
    with closing(officers.open("manager2")) as manager:
        erasure.sweep(manager.home, manager.retention)
        assert on_disk(manager) == []
        assert manager.retention.leaving == ()


def test_of_a_report_that_is_kept_from_somebody_no_case_is_told(officers: Centre, desk: Desk, sender: Sender) -> None:
    sends(desk, sender, ("편지.txt", LETTER), ("사진.jpg", PHOTO))
    case_id = case_of(desk, sender)
    desk.inbox.keep_apart(sender.thread.mailbox, {officers.users["manager2"]})
    letter, photo = attachments(desk, sender)
    report_files.state(desk, letter.id, "letter")
    report_files.state(desk, photo.id, "sexual")
    assert [one.state for one in attachments(desk, sender)] == ["stated", "let_go"]
    assert len(on_disk(desk)) == 3, "the picture went unopened"
    assert desk.evidence.items(case_id) == ()


def test_who_was_let_in_again_keeps_no_attachment_from_the_evidence(
    officers: Centre, desk: Desk, sender: Sender
) -> None:
    sends(desk, sender, ("편지.txt", SMALL), what="미루가 도와주었습니다")
    (one,) = attachments(desk, sender)
    user = officers.users["manager2"]
    desk.matching.decide(sender.thread.mailbox, user, meant=False, reason="도와준 사람으로 나옵니다")
    case_id = case_of(desk, sender)
    report_files.state(desk, one.id, "letter")
    assert brought(desk, one.id) == desk.evidence.items(case_id)[0].id


def test_a_name_that_looks_like_a_registration_number_is_left_out(desk: Desk, sender: Sender) -> None:
    sends(desk, sender, ("1801234567890.txt", SMALL))
    case_id = case_of(desk, sender)
    (one,) = attachments(desk, sender)
    report_files.state(desk, one.id, "letter")
    brought(desk, one.id)
    (item,) = desk.evidence.items(case_id)
    assert item.title == "편지나 서류"
    assert "1801234567890" not in str(item)


def test_a_backup_carries_sealed_pieces_and_brings_them_back(
    officers: Centre, desk: Desk, sender: Sender, tmp_path: Path
) -> None:
    sends(desk, sender, ("편지.txt", LETTER))
    before = {path.relative_to(desk.home).as_posix(): path.read_bytes() for path in on_disk(desk)}
    desk.close()
    (tmp_path / "stick").mkdir()
    with closing(officers.open("manager2")) as manager:
        made = backups.write(manager.home, manager.keys, tmp_path / "stick")
        assert before.keys() <= made.files.keys()
        backups.restore(made.path, tmp_path / "again", manager.keys, manager.keys)
    assert {name: (tmp_path / "again" / name).read_bytes() for name in before} == before


def test_an_attachment_is_said_to_be_something_known_and_other_needs_words(desk: Desk, sender: Sender) -> None:
    sends(desk, sender, ("편지.txt", SMALL))
    (one,) = attachments(desk, sender)
    for kind, words in (("", ""), ("nothing", ""), ("other", "  ")):
        with pytest.raises(BadInput):
            report_files.state(desk, one.id, kind, words)
    report_files.state(desk, one.id, "other", "표")
    report_files.state(desk, one.id, "letter")
    assert attachments(desk, sender)[0].kind == "letter"


def test_pieces_that_belong_to_no_file_fill_no_disk(desk: Desk, sender: Sender) -> None:
    said = content.Content("report", "ko", "파일 없이 많이 알립니다", door="victim", reply_key=sender.thread.reply_key)
    desk.arrivals.carry_in([sender.sends(said, 4096)])
    (parcel,) = desk.attachments.wanted()
    assert parcel.due() == tuple(range(64)), "whoever announces much is read first"
    for place in parcel.due():
        parcel.put(place, bytes(pieces.SEALED))
    desk.attachments.note_fetched([parcel], [])
    assert opened(desk) == 1
    (parcel,) = desk.attachments.wanted()
    assert parcel.missing() == ()
    assert on_disk(desk) == []
    desk.attachments.note_fetched([parcel], [parcel.message])
    assert desk.arrivals.safe_here() == (1,), "the relay may let go of them"
    assert attachments(desk, sender) == ()
