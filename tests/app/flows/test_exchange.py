"""All casework in one sealed file: it comes back under new numbers, once, whole, and only for those who may."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.desk import Desk
from app.duties import Entry
from app.errors import BadInput, CannotUnlock, Conflict, Damaged, Denied, NoRoom
from app.flows import arriving, leaving, travelling
from app.flows.arriving import Taken
from app.kinds import Compartment, Right
from tests.conftest import Centre

PASSPHRASE = "vezo-9559-nidu-5654-vura-9775"


def out(desk: Desk, target: Path, passphrase: str | None = PASSPHRASE) -> leaving.Written:
    return leaving.leave(desk, leaving.Wish(passphrase=passphrase), target).value


def into(desk: Desk, source: Path, passphrase: str | None = PASSPHRASE) -> Taken:
    return arriving.take_in(desk, source, passphrase).value


@dataclass
class Filled:
    """A centre with two cases, as it was before and after it was filled."""

    full: Desk
    empty: Desk
    file: Path


@pytest.fixture
def filled(centre: Centre, tmp_path: Path) -> Filled:
    other = Centre(tmp_path / "other", centre.users, centre.key_files)
    shutil.copytree(centre.home, other.home)
    desk = centre.open("manager")
    case = desk.cases.open_case("파란우산", phone="010-0000-1234").value
    desk.cases.set_incident(case.id, ["stalking"], narrative="집 앞에서 기다렸다고 합니다.")
    desk.cases.consent(case.id, "reporting", "given")
    desk.cases.add_note(case.id, "첫 통화", "놀이터 옆 길로 다니기로 했습니다.")
    desk.cases.open_case("달맞이")
    empty = other.open("manager")
    empty.cases.open_case("솔방울")
    out(desk, tmp_path / "all.gyeot")
    return Filled(desk, empty, tmp_path / "all.gyeot")


def test_every_case_comes_in_with_what_is_in_it_under_a_number_of_this_centre(filled: Filled) -> None:
    there = filled.full.cases.find("파란우산")[0]
    assert into(filled.empty, filled.file) == Taken(2, 0)
    here = filled.empty.cases.find("놀이터")[0]
    assert (here.id, here.alias) == (there.id, "파란우산")
    assert there.number.endswith("-0001")
    assert sorted(row.number[-4:] for row in filled.empty.cases.page()) == ["0001", "0002", "0003"]
    assert [one.types for one in filled.empty.cases.incidents(here.id)] == [("stalking",)]
    assert filled.empty.cases.allows(here.id, "reporting")
    assert filled.empty.problems() == []


def test_what_was_reported_to_an_authority_travels_and_an_older_line_without_it_is_whole(filled: Filled) -> None:
    case = filled.full.cases.find("달맞이")[0].id
    entry = Entry("문 앞에 있다고 했다", "yes", reported_at=1, authority="112", receipt_no="7781")
    filled.full.duties.record(case, "report-danger", entry)
    again = filled.file.with_name("again.gyeot")
    out(filled.full, again)
    into(filled.empty, again)
    assert [one.entry for one in filled.empty.duties.of_case(case)] == [entry]
    casework = filled.full.database(Compartment.CASEWORK)
    known = travelling.shape(casework)
    line = travelling.rows_of(casework, known, case)
    del line["duty_report"]
    assert travelling.read(json.dumps(line).encode(), known)["duty_report"] == []


def test_the_same_file_a_second_time_changes_nothing(filled: Filled) -> None:
    into(filled.empty, filled.file)
    before = filled.empty.cases.page()
    assert into(filled.empty, filled.file) == Taken(0, 2)
    assert filled.empty.cases.page() == before
    assert [one.kind for one in filled.empty.audit.entries(kind="exchange_imported")] == ["exchange_imported"]


def test_the_trail_knows_the_file_by_its_hash(filled: Filled) -> None:
    facts = filled.full.audit.entries(kind="exchange_exported")[0].facts
    assert facts["cases"] == 2
    assert len(facts["sha256"]) == 64
    assert "파란우산" not in str(facts)


def test_a_manager_of_the_same_centre_needs_no_passphrase_and_a_wrong_one_opens_nothing(filled: Filled) -> None:
    assert into(filled.empty, filled.file, None).imported == 2
    with pytest.raises(CannotUnlock):
        into(filled.empty, filled.file, PASSPHRASE + "x")


def test_nothing_readable_stands_in_the_file(filled: Filled) -> None:
    data = filled.file.read_bytes()
    assert "파란우산".encode() not in data
    assert b"casefile" not in data
    assert filled.file.stat().st_mode & 0o077 == 0


def test_a_file_cut_changed_or_lengthened_anywhere_is_refused_before_a_case_is_taken(filled: Filled) -> None:
    whole = filled.file.read_bytes()
    step = max(1, len(whole) // 40)
    spoiled = [whole[:cut] for cut in range(0, len(whole), step)] + [whole + b"\0"]
    spoiled += [whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :] for at in range(0, len(whole), step)]
    for content in spoiled:
        filled.file.write_bytes(content)
        with pytest.raises((Damaged, CannotUnlock, BadInput)):
            into(filled.empty, filled.file, None)
    assert [row.alias for row in filled.empty.cases.page()] == ["솔방울"]


def test_lines_cannot_change_places(filled: Filled) -> None:
    whole = filled.file.read_bytes()
    frames, at = [], 8
    while at < len(whole):
        end = at + 4 + int.from_bytes(whole[at : at + 4], "big")
        frames.append(whole[at:end])
        at = end
    for order in ((0, 2, 1, 3), (0, 1, 1, 3), (0, 1, 3)):
        filled.file.write_bytes(whole[:8] + b"".join(frames[n] for n in order))
        with pytest.raises(Damaged):
            into(filled.empty, filled.file)


def test_incidents_of_another_centre_are_counted_there(filled: Filled) -> None:
    case = filled.full.cases.find("파란우산")[0].id
    casework = filled.full.database(Compartment.CASEWORK)
    rows, cases = travelling.rows_of(casework, travelling.shape(casework), case), filled.full.cases
    moved = [travelling.at_home(casework, cases, "incident", row, True) for row in rows["incident"]]
    assert [row["reported_elsewhere"] for row in moved] == ["gbvims-org"]
    head = {**rows["casefile"][0], "assigned_to": "somebody"}
    with casework.atomic():
        file = travelling.at_home(casework, cases, "casefile", head, True)
    assert file["assigned_to"] == filled.full.keys.user


def test_a_counsellor_takes_nothing_out_and_nothing_in(centre: Centre, tmp_path: Path) -> None:
    desk = centre.open("counsellor")
    assert Right.SUPERVISOR not in desk.keys.rights
    for act in (out, into):
        with pytest.raises(Denied):
            act(desk, tmp_path / "all.gyeot")
    assert not list(tmp_path.glob("*.gyeot*"))
    desk.close()


def test_places_that_do_not_fit_are_refused_and_nothing_is_left(filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        out(filled.full, filled.file)
    with pytest.raises(NoRoom):
        out(filled.full, filled.file / "inside.gyeot")
    with pytest.raises(NoRoom):
        out(filled.full, tmp_path / "nowhere" / "all.gyeot")
    with pytest.raises(BadInput):
        out(filled.full, tmp_path / "weak.gyeot", "짧다")
    assert [path.name for path in tmp_path.glob(".*")] == []
