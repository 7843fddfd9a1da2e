"""Evidence of a case: taken in, referred to, looked at, stopped; what may never be kept; what a kill leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.clock import now
from app.desk import Desk
from app.errors import BadInput, Conflict, Damaged, Denied, Interrupted, NotFound
from app.evidence import Act, Brought, Kind, Reference, Stated
from app.kinds import Compartment
from tests.app.evidence.conftest import WORDS, paper, picture, recording, take_in
from tests.conftest import Centre


def files(desk: Desk) -> list[Path]:
    return [path for path in (desk.home / "evidence").rglob("*") if path.is_file()]


def acts(desk: Desk, item_id: str) -> list[str]:
    return [line.act for line in desk.evidence.custody(item_id)]


def trail(desk: Desk) -> list[str]:
    return [entry.kind for entry in desk.audit.entries() if entry.kind.startswith("evidence_")]


def test_a_file_is_taken_in_sealed_and_comes_back_whole(desk: Desk, case_id: str, talk: Path) -> None:
    item = take_in(desk, case_id, talk, title="카카오톡 대화", came_from="본인", came_at=now())
    data = WORDS.encode()
    assert (item.kind, item.size, item.name) == ("text", len(data), "대화.txt")
    assert item.sha256 == hashlib.sha256(data).hexdigest()
    [path] = files(desk)
    assert path.name == f"{item.file}.ev1"
    assert data[:30] not in path.read_bytes()
    opened = desk.evidence.look(item.id).value
    with opened.file() as file:
        assert b"".join(file.pieces()) == data
    assert acts(desk, item.id) == ["taken_in", "looked_at"]
    assert trail(desk) == ["evidence_looked_at", "evidence_taken_in"]
    assert desk.audit.problems() == []
    assert talk.read_text("utf-8") == WORDS, "the file that was brought stays as it is"


def test_every_case_has_a_key_of_its_own_and_every_file_another(desk: Desk, case_id: str, talk: Path) -> None:
    other = desk.cases.open_case("물푸레").value.id
    items = [take_in(desk, one, talk) for one in (case_id, case_id, other)]
    keys = [desk.evidence.lift(one.id).key for one in items]
    assert keys[0] == keys[1] != keys[2]
    sealed = [path.read_bytes() for path in files(desk)]
    assert len({data[64:124] for data in sealed}) == 3
    casework = desk.database(Compartment.CASEWORK)
    for row in casework.rows("SELECT wrapped FROM evidence_key"):
        assert all(key not in row["wrapped"] for key in keys)


def test_progress_is_told_and_a_stop_leaves_nothing(desk: Desk, case_id: str, tmp_path: Path) -> None:
    big = tmp_path / "big.wav"
    big.write_bytes(recording() + bytes(5 << 20))
    intake = desk.evidence.prepare(case_id, Stated.NOT_LOOKED).value
    told: list[float] = []
    with pytest.raises(Interrupted):
        intake.seal(big, told.append, lambda: len(told) >= 3)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] < 1
    assert files(desk) == []
    desk.evidence.abandon(intake)
    assert desk.database(Compartment.CASEWORK).value("SELECT count(*) FROM evidence_intake") == 0
    assert desk.evidence.items(case_id) == ()


@pytest.mark.parametrize(
    "data", [picture(), picture("PNG"), paper(), b"PK\x03\x04" + bytes(50), b"\x1aE\xdf\xa3", bytes(50)]
)
def test_in_a_digital_case_nothing_that_could_show_a_person_comes_in(
    desk: Desk, digital: str, tmp_path: Path, data: bytes
) -> None:
    assert desk.evidence.rule(digital).digital
    disguised = tmp_path / "기록.txt"  # the name does not help
    disguised.write_bytes(data)
    with pytest.raises(Denied, match=r"어디에|where it is"):
        take_in(desk, digital, disguised)
    assert files(desk) == []
    assert desk.evidence.items(digital) == ()


def test_in_a_digital_case_words_and_recordings_come_in_unless_a_picture_is_packed_inside(
    desk: Desk, digital: str, talk: Path, tmp_path: Path
) -> None:
    take_in(desk, digital, talk, Stated.NOT_LOOKED)
    call = tmp_path / "call.wav"
    call.write_bytes(recording())
    assert take_in(desk, digital, call, Stated.NOT_LOOKED).kind == Kind.AUDIO
    for name, data in (("a.wav", recording() + picture()), ("a.txt", WORDS.encode() + b"data:image/png;base64,AAAA")):
        packed = tmp_path / name
        packed.write_bytes(data)
        with pytest.raises(Denied):
            take_in(desk, digital, packed)
    assert len(files(desk)) == 2


def test_a_session_with_the_digital_manual_makes_a_case_digital(desk: Desk, case_id: str) -> None:
    assert not desk.evidence.rule(case_id).digital
    desk.manual.start("digital-sex-crime", case_id=case_id)
    assert desk.evidence.rule(case_id).digital


def test_a_case_that_became_digital_meanwhile_refuses_what_was_sealed(desk: Desk, case_id: str, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(picture("PNG"))
    intake = desk.evidence.prepare(case_id, Stated.NO_SEXUAL_IMAGE).value
    taken = intake.seal(shot)
    desk.cases.set_incident(case_id, ("illegal_filming",))
    with pytest.raises(Denied):
        desk.evidence.enter(intake, taken, Brought("화면", intake.stated))
    desk.evidence.abandon(intake)
    assert files(desk) == []


def test_a_sexual_image_is_never_kept_and_a_picture_needs_a_look(desk: Desk, case_id: str, tmp_path: Path) -> None:
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture())
    for stated in (Stated.SEXUAL_IMAGE, Stated.NOT_LOOKED):
        with pytest.raises(Denied):
            take_in(desk, case_id, shot, stated)
    assert files(desk) == []
    assert take_in(desk, case_id, shot).kind == Kind.IMAGE
    assert desk.evidence.items(case_id)[0].stated == "no_sexual_image"


def test_a_reference_holds_where_something_is_and_never_the_thing(desk: Desk, digital: str) -> None:
    item = desk.evidence.refer(
        digital,
        Reference("게시물", url="https://example.invalid/p/1", platform="SNS", account="@one", seen_at=now(),
                  hash_elsewhere="a" * 64, kept_where="본인 휴대전화"),
    ).value  # fmt: skip
    assert (item.form, item.file, item.url) == ("reference", None, "https://example.invalid/p/1")
    assert acts(desk, item.id) == ["referred"]
    with pytest.raises(BadInput):
        desk.evidence.look(item.id)
    bad = (Reference("", url="x"), Reference("게시물"), Reference("게시물", url="data:image/png;base64,AAAA"),
           Reference("게시물", url="x", hash_elsewhere="두 낱말"), Reference("주민번호 900101-1234567", url="x"))  # fmt: skip
    for wrong in bad:
        with pytest.raises(BadInput):
            desk.evidence.refer(digital, wrong)
    assert len(desk.evidence.items(digital)) == 1
    with pytest.raises(NotFound):
        desk.evidence.refer("nowhere", Reference("게시물", url="x"))


def test_stop_locks_an_item_without_copying_or_deleting(desk: Desk, centre: Centre, case_id: str, talk: Path) -> None:
    item = take_in(desk, case_id, talk)
    before = [path.read_bytes() for path in files(desk)]
    assert desk.evidence.stop(item.id, "성적인 내용으로 보임").value.stopped
    with pytest.raises(Denied):
        desk.evidence.look(item.id)
    assert [path.read_bytes() for path in files(desk)] == before
    desk.evidence.stop(item.id)
    assert acts(desk, item.id) == ["taken_in", "stopped"], "once is enough"
    with pytest.raises(Denied):
        desk.evidence.release(item.id, "잘못 보고 멈추었습니다 다시 엽니다")  # by the same person
    desk.close()
    other = centre.open("manager")
    try:
        with pytest.raises(BadInput):
            other.evidence.release(item.id, "음")
        assert not other.evidence.release(item.id, "문자 기록이라 다시 열어도 됩니다").value.stopped
        with pytest.raises(Conflict):
            other.evidence.release(item.id, "문자 기록이라 다시 열어도 됩니다")
    finally:
        other.close()


def test_a_supervisor_lists_but_opens_only_by_two_and_each_look_says_so(
    desk: Desk, centre: Centre, case_id: str, talk: Path
) -> None:
    from app.flows.break_glass import open_glass
    from app.vault import own_half
    from app.vault.case_keys import PURPOSE

    item = take_in(desk, case_id, talk)
    desk.close()
    manager, second = centre.open("manager"), centre.unlock("manager2")
    try:
        assert [one.id for one in manager.evidence.items(case_id)] == [item.id]
        with pytest.raises(Denied):
            manager.evidence.look(item.id)
        with pytest.raises(Denied):
            manager.evidence.prepare(case_id, Stated.NOT_LOOKED)
        halves = own_half(centre.home, manager.keys, second.user), own_half(centre.home, second, manager.keys.user)
        recovery = open_glass(centre.home, *halves, "법원의 제출 명령에 답하기 위해서", manager.audit, case=case_id)
        by_two = manager.evidence.opened_by_two(lambda: recovery.key_for(Compartment.EVIDENCE, PURPOSE))
        with by_two.look(item.id).value.file() as file:
            assert file.read(0, 9) == WORDS.encode()[:9]
        newest = manager.audit.entries()[0]
        assert (newest.kind, newest.facts["by_two"]) == ("evidence_looked_at", 1)
    finally:
        second.close()
        manager.close()


def test_a_trainer_reaches_nothing(centre: Centre) -> None:
    trainer = centre.open("trainer")
    try:
        with pytest.raises(Denied):
            _evidence = trainer.evidence
    finally:
        trainer.close()


def test_what_a_kill_leaves_is_swept_and_nothing_else(desk: Desk, centre: Centre, case_id: str, talk: Path) -> None:
    kept = take_in(desk, case_id, talk)
    intake = desk.evidence.prepare(case_id, Stated.NOT_LOOKED).value
    intake.seal(talk)  # and then the power goes: no row
    beside = intake.path.with_name(f"{intake.path.name}.0000aaaa.partial")
    beside.write_bytes(b"half")
    foreign = desk.evidence.path("f" * 32)  # a file of a sealed case, or of newer records
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"not ours to judge")
    desk.close()
    again = centre.open()
    try:
        assert again.evidence.sweep().value == 1
        assert {path.name for path in files(again)} == {f"{kept.file}.ev1", foreign.name}
        assert again.evidence.sweep().value == 0
    finally:
        again.close()


def test_a_running_intake_is_not_swept_by_the_next(desk: Desk, case_id: str, talk: Path) -> None:
    first = desk.evidence.prepare(case_id, Stated.NOT_LOOKED).value
    taken = first.seal(talk)
    take_in(desk, case_id, talk)
    assert desk.evidence.enter(first, taken, Brought("먼저", first.stated)).value.title == "먼저"


def test_a_changed_file_is_told_and_check_finds_it(desk: Desk, case_id: str, talk: Path, tmp_path: Path) -> None:
    good, bad, gone = (take_in(desk, case_id, talk) for _n in range(3))
    path = desk.evidence.path(str(bad.file))
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))
    desk.evidence.path(str(gone.file)).unlink()
    found = desk.evidence.check_all()
    assert (found.whole, set(found.damaged)) == (1, {bad.id, gone.id})
    with pytest.raises(Damaged):
        desk.evidence.look(bad.id).value.file()
    with desk.evidence.lift(good.id).file() as file:
        assert desk.evidence.note_checked(good.id, file.digest()).value
    assert desk.evidence.custody(good.id)[-1].act == Act.CHECKED


def test_nothing_of_a_file_or_its_name_stands_in_clear_beside_the_records(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    word = "느닷없는표식"
    path = tmp_path / f"{word}.txt"
    path.write_text(f"{word} 문 앞에 서 있었어요.", "utf-8")
    take_in(desk, case_id, path, title=word, came_from=word)
    desk.close()
    for one in desk.home.rglob("*"):
        assert word not in str(one)
        if one.is_file():
            assert word.encode() not in one.read_bytes()


def test_names_with_numbers_of_residents_and_folders_are_refused(desk: Desk, case_id: str, tmp_path: Path) -> None:
    named = tmp_path / "900101-1234567.txt"
    named.write_text("글")
    for wrong in (named, tmp_path, tmp_path / "nowhere.txt"):
        with pytest.raises(BadInput):
            take_in(desk, case_id, wrong)
    assert files(desk) == []


def test_giving_up_after_it_was_entered_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    """The disk may have had room for the item and none for the word of it."""
    case = desk.cases.open_case("느티").value.id
    desk.cases.set_incident(case, ("stalking",))
    (tmp_path / "b.txt").write_text("문 앞에 서 있었어요", "utf-8")
    intake = desk.evidence.prepare(case, Stated.NO_SEXUAL_IMAGE).value
    item = desk.evidence.enter(intake, intake.seal(tmp_path / "b.txt"), Brought("문자", Stated.NO_SEXUAL_IMAGE)).value
    desk.evidence.abandon(intake)
    with desk.evidence.lift(item.id).file() as file:
        assert file.digest() == item.sha256
