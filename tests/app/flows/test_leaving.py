"""Cases leave with everything of theirs and arrive elsewhere: chosen, counted, registered, whole, once, by those who may."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import Desk
from app.duties import Entry
from app.errors import BadInput, Damaged, Denied, Interrupted, NoRoom, NotFound
from app.flows import arriving, leaving, sealed_lines, travelling
from app.flows.arriving import Taken
from app.flows.leaving import Choice, Wish
from app.kinds import Compartment
from app.store import Database, erasing
from app.vault import FLOOR
from tests.app.flows.leaving_centres import (
    FILE_PASSPHRASE,
    Opener,
    Two,
    content,
    everything,
    in_every_table,
    keep,
    without_own,
)

CHUNK = 65_536
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK + 1)


def told(desk: Desk) -> frozenset[str]:
    return frozenset(row["id"] for rows in everything(desk).values() for row in rows["evidence_custody"])


def a_full_case(desk: Desk, folder: Path) -> str:
    """A case with something in many tables, and files of evidence around the size of a chunk."""
    case = desk.cases.open_case("파란우산", phone="010-0000-1234").value.id
    desk.cases.set_incident(case, ["stalking"], narrative="집 앞에서 기다렸다고 합니다.")
    desk.cases.consent(case, "reporting", "given")
    desk.cases.add_note(case, "첫 통화", "놀이터 옆 길로 다니기로 했습니다.")
    desk.flags.set(case, "혼자 오지 않음")
    desk.duties.record(case, "report-danger", Entry("문 앞에 있다고 했다", "yes", reported_at=1, authority="112"))
    for number, size in enumerate(SIZES):
        keep(desk, case, folder / f"{number}.m4a", secrets.token_bytes(size))
    return case


# -- what travels --------------------------------------------------------------------------------------


def test_every_table_of_a_case_travels_or_is_named_with_a_reason(casework: Database) -> None:
    known, every = travelling.shape(casework), set(erasing.tables_of(casework))
    assert erasing.reached(casework) <= set(known.tables) | set(travelling.STAYS)
    assert not set(known.tables) & set(travelling.STAYS)
    assert set(travelling.STAYS) <= every
    pointing = {t for t in every if any("case" in row["name"] for row in casework.rows(f"PRAGMA table_info({t})"))}
    counted = {"backup_copy", "destruction", "import_run"}  # they hold how many, never which
    assert pointing - counted <= set(known.tables) | set(travelling.STAYS)


def test_a_table_that_comes_later_travels_by_itself(casework: Database) -> None:
    assert {"review", "merge", "merge_moved", "evidence_item", "evidence_custody", "legal_hold", "closure"} <= set(
        travelling.shape(casework).tables
    )


def test_evidence_travels_byte_by_byte_with_its_chain(two: Two, opened: Opener, tmp_path: Path) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = a_full_case(source, tmp_path)
    before, custody = everything(source), told(source)
    plain = {item.id: content(source, item.id) for item in source.evidence.items(case)}
    written = leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "all.gyeot").value
    assert (written.cases, written.files, written.size) == (1, len(SIZES), sum(SIZES))
    taken = arriving.take_in(target, tmp_path / "all.gyeot", FILE_PASSPHRASE).value
    assert taken == Taken(1, 0, len(SIZES))
    assert {item.id: content(target, item.id) for item in target.evidence.items(case)} == plain
    assert without_own(everything(target), custody) == without_own(before, custody)
    arrived = target.evidence.custody(next(iter(plain)))
    assert [line.act for line in arrived] == ["taken_in", "taken_in"]
    assert target.evidence.check_all().damaged == ()
    assert target.problems() == []
    assert {line.act for line in source.evidence.custody(next(iter(plain)))} == {"taken_in", "handed_over"}


@pytest.mark.parametrize("in_the_open", [False, True])
def test_a_row_in_every_table_and_column_comes_back_as_it_was(
    in_the_open: bool, two: Two, opened: Opener, tmp_path: Path
) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = in_every_table(source)
    before, custody = everything(source), told(source)
    assert all(before[case][table] for table in before[case])
    wish = Wish(
        in_the_open=in_the_open, recipient="맞는 상담소", reason="센터를 옮기게 되어", passphrase=FILE_PASSPHRASE
    )
    leaving.leave(source, wish, tmp_path / "all")
    arriving.take_in(target, tmp_path / "all", FILE_PASSPHRASE)
    after = everything(target)
    assert without_own(after, custody) == without_own(before, custody)
    assert after[case]["casefile"][0]["assigned_to"] == target.keys.user
    assert after[case]["incident"][0]["reported_elsewhere"] == before[case]["incident"][0]["reported_elsewhere"]
    leaving.leave(target, wish, tmp_path / "again")
    third = opened(two[0], "manager")
    assert arriving.take_in(third, tmp_path / "again", FILE_PASSPHRASE).value == Taken(0, 1)


def test_merged_records_travel_and_can_still_be_taken_apart(two: Two, opened: Opener, tmp_path: Path) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    kept, gone = source.cases.open_case("파란우산").value, source.cases.open_case("푸른우산").value
    source.cases.add_note(gone.id, "통화", "같은 분입니다.")
    source.merging.merge(kept.id, gone.id, "같은 분으로 확인함")
    assert leaving.preview(source, Choice(case=kept.number)).cases == 2
    leaving.leave(source, Wish(Choice(case=kept.number), passphrase=FILE_PASSPHRASE), tmp_path / "one.gyeot")
    arriving.take_in(target, tmp_path / "one.gyeot", FILE_PASSPHRASE)
    (merge,) = target.merging.of_case(kept.id)
    target.merging.undo(merge.id)
    assert [row["body"] for row in everything(target)[gone.id]["note"]] == ["같은 분입니다."]


def test_a_sealed_case_stays_and_is_counted_and_its_holder_writes_it_out(
    two: Two,
    opened: Opener,
    tmp_path: Path,
) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = source.cases.open_case("담장 안의 이").value
    source.cases.open_case("달맞이")
    wall = source.sealed.seal(case.id, [source.keys.user], "가족이 이 일터에 있음").value
    assert (leaving.preview(source, Choice()).cases, leaving.preview(source, Choice()).walled) == (1, 1)
    assert leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot").value.walled == 1
    arriving.take_in(target, tmp_path / "a.gyeot", FILE_PASSPHRASE)
    assert [row.alias for row in target.cases.page()] == ["달맞이"]
    with pytest.raises(NotFound):
        leaving.preview(source, Choice(case=case.number))
    inner = source.sealed.open(wall.id)
    leaving.leave(inner, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "b.gyeot")
    inner.close()
    assert arriving.take_in(target, tmp_path / "b.gyeot", FILE_PASSPHRASE).value.imported == 1
    assert {row.alias for row in target.cases.page()} == {"달맞이", "담장 안의 이"}


def test_a_case_that_somebody_may_be_a_party_to_does_not_leave_by_their_hand(
    two: Two,
    opened: Opener,
    tmp_path: Path,
) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    held = source.cases.open_case("상대일지 모를 이").value
    source.cases.open_case("달맞이")
    casework = source.database(Compartment.CASEWORK)
    row = {
        "id": "k1",
        "case_id": held.id,
        "user": source.keys.user,
        "why": "phone",
        "state": "open",
        "at": 1,
        "by": "u",
    }
    with casework.atomic():
        casework.insert("conflict", row)
    assert leaving.preview(source, Choice()).cases == 1
    assert leaving.preview(source, Choice(case=held.number)).cases == 0
    leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot")
    arriving.take_in(target, tmp_path / "a.gyeot", FILE_PASSPHRASE)
    assert [row.alias for row in target.cases.page()] == ["달맞이"]


# -- what never comes back -----------------------------------------------------------------------------


def test_a_case_that_lies_behind_a_wall_or_was_erased_is_not_brought_back(
    two: Two,
    opened: Opener,
    tmp_path: Path,
) -> None:
    desk = opened(two[0], "lead")
    walled, erased = desk.cases.open_case("담장 안의 이").value, desk.cases.open_case("지워질 이").value
    leaving.leave(desk, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "all.gyeot")
    desk.sealed.seal(walled.id, [desk.keys.user], "가족이 이 일터에 있음")
    db = desk.database(Compartment.CASEWORK)
    with db.atomic():
        erasing.erase(db, [erased.id], (), ())
        db.insert("erased", {"id": erased.id, "kind": "case", "at": 1, "destruction_id": "x"})
    assert arriving.take_in(desk, tmp_path / "all.gyeot", FILE_PASSPHRASE).value == Taken(0, 2)
    assert desk.cases.page() == ()


def test_a_case_from_elsewhere_that_was_sealed_here_stays_behind_its_wall(
    two: Two, opened: Opener, tmp_path: Path
) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = source.cases.open_case("담장 안의 이").value
    leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "all.gyeot")
    assert arriving.take_in(target, tmp_path / "all.gyeot", FILE_PASSPHRASE).value.imported == 1
    wall = target.sealed.seal(case.id, [target.keys.user], "가족이 이 일터에 있음").value
    assert arriving.take_in(target, tmp_path / "all.gyeot", FILE_PASSPHRASE).value == Taken(0, 1)
    assert target.cases.page() == ()
    stored = target.database(Compartment.CASEWORK).rows("SELECT * FROM sealed_case")
    assert case.id not in str(stored)
    assert target.sealed.unseal(wall.id).value == case.id


# -- keys ----------------------------------------------------------------------------------------------


def test_without_the_key_of_evidence_files_stay_and_follow_later(two: Two, opened: Opener, tmp_path: Path) -> None:
    source = opened(two[0], "lead")
    case = a_full_case(source, tmp_path)
    leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "all.gyeot")
    target = two[1].open("manager")
    assert arriving.take_in(target, tmp_path / "all.gyeot", FILE_PASSPHRASE).value == Taken(1, 0, 0, len(SIZES))
    assert all(item.file is None for item in target.evidence.items(case))
    assert leaving.preview(target, Choice()).files_staying == 0
    target.close()
    lead = opened(two[1], "lead")
    assert arriving.take_in(lead, tmp_path / "all.gyeot", FILE_PASSPHRASE).value == Taken(0, 1, len(SIZES))
    assert arriving.take_in(lead, tmp_path / "all.gyeot", FILE_PASSPHRASE).value == Taken(0, 1)
    assert lead.evidence.check_all().whole == len(SIZES)
    lead.close()
    manager = opened(two[1], "manager")
    seen = leaving.preview(manager, Choice())
    assert (seen.files, seen.size, seen.files_staying) == (0, 0, len(SIZES))
    written = leaving.leave(manager, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "again.gyeot").value
    assert (written.files, written.files_staying) == (0, len(SIZES))


def test_nobody_else_takes_out_previews_or_takes_in(two: Two, opened: Opener, tmp_path: Path) -> None:
    desk = opened(two[0], "counsellor")
    with pytest.raises(Denied):
        leaving.preview(desk, Choice())
    with pytest.raises(Denied):
        arriving.Arriving(desk, tmp_path / "x", None)
    lead = opened(two[1], "lead")
    lead.cases.open_case("달맞이")
    plain = Wish(
        in_the_open=True, recipient="옮겨 갈 곳", reason="센터를 옮기게 되어", plain_reason="받는 곳이 풀 수 없음"
    )
    with pytest.raises(Denied):
        leaving.leave(lead, plain, tmp_path / "plain.zip")
    assert not list(tmp_path.glob("*.zip*")) + list(tmp_path.glob(".*"))


# -- choosing ------------------------------------------------------------------------------------------


def test_a_year_or_one_persons_cases(two: Two, opened: Opener) -> None:
    desk = opened(two[0], "lead")
    one = desk.cases.open_case("파란우산").value
    db = desk.database(Compartment.CASEWORK)
    other = desk.cases.open_case("달맞이").value
    with db.atomic():
        db.change("casefile", other.id, {"opened_on": "2024-02-29"})
    assert leaving.chosen(db, Choice(year=2024)) == (other.id,)
    assert leaving.chosen(db, Choice(case=one.number)) == (one.id,)
    assert set(leaving.chosen(db, Choice())) == {one.id, other.id}
    with pytest.raises(NotFound):
        leaving.chosen(db, Choice(case="없는 사건"))
    with pytest.raises(BadInput):
        leaving.prepare(desk, Wish(Choice(year=1999)), Path("nowhere"))


# -- the register --------------------------------------------------------------------------------------


def test_the_house_knows_what_left_for_whom_until_it_is_gone(two: Two, opened: Opener, tmp_path: Path) -> None:
    desk = opened(two[0], "lead")
    desk.cases.open_case("파란우산")
    leaving.leave(
        desk, Wish(recipient="맞는 상담소", reason="합치게 됨", passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot"
    )
    (copy,) = leaving.left(desk)
    assert (copy.recipient, copy.encrypted, copy.profile, copy.gone_at) == ("맞는 상담소", True, leaving.SEALED, None)
    (entry,) = desk.audit.entries(kind="exchange_exported")
    assert (entry.facts["cases"], entry.facts["copy"]) == (1, copy.id)
    desk.documents.confirm_gone(copy.id)
    assert leaving.left(desk)[0].gone_at


def test_what_cannot_get_its_name_is_taken_back_in_the_register(two: Two, opened: Opener, tmp_path: Path) -> None:
    desk = opened(two[0], "lead")
    desk.cases.open_case("파란우산")
    ready = leaving.prepare(desk, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot")
    packed = leaving.write(ready, desk)
    (tmp_path / "a.gyeot").mkdir()
    with pytest.raises(NoRoom):
        leaving.finish(desk, ready, packed)
    assert leaving.left(desk)[0].gone_at
    assert not list(tmp_path.glob(".a*"))


# -- faults --------------------------------------------------------------------------------------------


def _after(times: int) -> Callable[[], bool]:
    """Asked more often than this, somebody pressed stop."""
    asked = iter([False] * times)
    return lambda: next(asked, True)


def test_a_stop_leaves_nothing(two: Two, opened: Opener, tmp_path: Path) -> None:
    desk = opened(two[0], "lead")
    a_full_case(desk, tmp_path)
    for open_format in (False, True):
        wish = Wish(
            passphrase=FILE_PASSPHRASE, in_the_open=open_format, recipient="맞는 상담소", reason="센터를 옮기게 되어"
        )
        ready = leaving.prepare(desk, wish, tmp_path / "a.gyeot")
        with pytest.raises(Interrupted):
            leaving.write(ready, desk, stopped=_after(3))
        assert not [path for path in tmp_path.iterdir() if path.name.startswith((".a", "a"))]
    assert leaving.left(desk) == ()


def test_a_damaged_file_of_evidence_stays_and_is_told(two: Two, opened: Opener, tmp_path: Path) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = a_full_case(source, tmp_path)
    item = source.evidence.items(case)[0]
    path = source.evidence.path(str(item.file))
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    written = leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot").value
    assert (written.files, written.files_damaged) == (len(SIZES) - 1, 1)
    assert arriving.take_in(target, tmp_path / "a.gyeot", FILE_PASSPHRASE).value.files == len(SIZES) - 1


def test_a_file_cut_or_changed_anywhere_is_refused_before_anything_comes(
    two: Two,
    opened: Opener,
    tmp_path: Path,
) -> None:
    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    a_full_case(source, tmp_path)
    leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot")
    whole = (tmp_path / "a.gyeot").read_bytes()
    for at in range(8, len(whole), len(whole) // 12):
        for spoiled in (whole[:at], whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]):
            (tmp_path / "b.gyeot").write_bytes(spoiled)
            with pytest.raises((Damaged, BadInput)):
                arriving.take_in(target, tmp_path / "b.gyeot", FILE_PASSPHRASE)
    assert target.cases.page() == ()
    assert not [path for path in (target.home / "evidence").rglob("*") if path.is_file()]


def test_an_interrupted_taking_in_goes_on_with_the_same_file(two: Two, opened: Opener, tmp_path: Path) -> None:
    source = opened(two[0], "lead")
    case = a_full_case(source, tmp_path)
    leaving.leave(source, Wish(passphrase=FILE_PASSPHRASE), tmp_path / "a.gyeot")
    target = two[1].open("lead")
    half = arriving.Arriving(target, tmp_path / "a.gyeot", FILE_PASSPHRASE)
    half.look()
    assert half.step(target).value
    half.seal()  # and then the power goes: the file stands there, and its row does not name it yet
    orphan = list((target.home / "evidence").rglob("*.ev1"))
    target.close()
    again = opened(two[1], "lead")
    assert arriving.take_in(again, tmp_path / "a.gyeot", FILE_PASSPHRASE).value == Taken(0, 1, len(SIZES))
    assert [path.exists() for path in orphan] == [False]
    assert again.evidence.check_all().whole == len(SIZES)
    assert len(again.evidence.items(case)) == len(SIZES)


def test_a_newer_file_says_so(casework: Database) -> None:
    known = travelling.shape(casework)
    for line in (b'{"tomorrow": []}', b'{"person": [{"id": "x", "tomorrow": 1}]}'):
        with pytest.raises(BadInput, match="새 판"):
            travelling.read(line, known)


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"{}", b"nul", b'{"casefile": 3}', b'{"casefile": [[]]}', b'{"person": [{"id": 5}]}',
     b'{"person": [{"id": "\\ud800", "alias": "x"}]}', b"[" * 100_000],
)  # fmt: skip
def test_bytes_that_are_no_case_are_one_sentence(line: bytes, casework: Database) -> None:
    with pytest.raises((Damaged, BadInput)):
        travelling.read(line, travelling.shape(casework))


def test_frames_in_another_order_are_told_from_what_they_hold() -> None:
    header = sealed_lines.Header("", "", 0, b"", FLOOR, b"", {})
    with pytest.raises(Damaged):
        list(sealed_lines.parts(header, iter([b"Dx", b"H{}"])))
    with pytest.raises(BadInput):
        list(sealed_lines.parts(header, iter([b'H{"kind": "song"}'])))


@pytest.mark.slow
def test_a_file_of_100_mb_passes_without_standing_in_memory(two: Two, opened: Opener, tmp_path: Path) -> None:
    import resource
    import tracemalloc

    source, target = opened(two[0], "lead"), opened(two[1], "lead")
    case = source.cases.open_case("파란우산").value.id
    item = keep(source, case, tmp_path / "long.m4a", os.urandom(100 << 20))
    for name, wish in (
        ("a.gyeot", Wish(passphrase=FILE_PASSPHRASE)),
        (
            "a.age",
            Wish(in_the_open=True, recipient="맞는 상담소", reason="센터를 옮기게 되어", passphrase=FILE_PASSPHRASE),
        ),
    ):
        tracemalloc.start()
        leaving.leave(source, wish, tmp_path / name)
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
        tracemalloc.stop()
    tracemalloc.start()
    assert arriving.take_in(target, tmp_path / "a.gyeot", FILE_PASSPHRASE).value.files == 1
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()
    with target.evidence.lift(item.id).file() as file:
        assert file.digest() == item.sha256
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1 << 20
