"""The directory: the shipped list under this centre's changes; a number is told only while its check is fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.clock import today
from app.directory import Directory, DirectoryEntry, Loss, Values
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import set_language
from app.manual import directory as shipped
from app.store import Database
from tests.conftest import Centre
from tests.stores import first_release, opened

LATE = 181


@pytest.fixture
def office(tmp_path: Path, raw_key: str) -> Iterator[Database]:
    path = tmp_path / "office.db"
    Database.create(path, raw_key, "office")
    database = opened(path, raw_key, "office")
    yield database
    assert not database.in_transaction, "a transaction was left open"
    database.close()


@pytest.fixture
def kept(office: Database) -> Directory:
    """The directory as a manager keeps it."""
    return Directory(office, "manager", shipped)


@pytest.fixture
def used(office: Database) -> Directory:
    """The same directory as a counsellor uses it."""
    return Directory(office, "counsellor", shipped)


def values(kept: Directory, entry_id: str, **changed: str) -> Values:
    return replace(Values.of(kept.by_id()[entry_id]), **changed)


def check(office: Database, entry_id: str, on: date, number: str | None) -> None:
    row = {"id": entry_id, "verified_on": on.isoformat(), "verified_by": "user-1", "number": number}
    with office.atomic():
        office.insert("directory_check", row)


def entry(number: str | None, verified_on: date | None = None) -> DirectoryEntry:
    return DirectoryEntry("one", {"ko": "한 곳", "en": "One"}, number, None, None, "phone", "", "", verified_on)


# -- what may be told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "days_ago", "standing"),
    [
        ("02-0000-1234", None, "unverified"),
        ("02-0000-1234", 0, "verified"),
        ("02-0000-1234", 180, "verified"),
        ("02-0000-1234", LATE, "outdated"),
        ("02-0000-1234", -1, "outdated"),
        ("1366", None, "always"),
        (None, None, "unverified"),
        (None, 180, "verified"),
        (None, LATE, "outdated"),
    ],
)
def test_how_far_a_number_may_be_relied_on(number: str | None, days_ago: int | None, standing: str) -> None:
    on = date(2026, 11, 23)
    one = entry(number, None if days_ago is None else on - timedelta(days=days_ago))
    assert one.standing(on) == standing
    assert one.number_on(on) == (number if standing in ("always", "verified") else None)
    assert bool(one.sentence(on)) == one.needs_check(on) == (standing in ("unverified", "outdated"))


def test_without_a_change_the_shipped_list_stands(kept: Directory) -> None:
    assert [one.id for one in kept.entries()] == list(shipped())
    assert kept.by_id() == shipped()


def test_who_rings_makes_a_number_fit_to_be_told(used: Directory, office: Database) -> None:
    assert used.by_id()["legal-aid-132"].number_on(today()) is None
    done = used.rang_today("legal-aid-132")
    assert used.by_id()["legal-aid-132"].number_on(today()) == "132"
    listing = next(one for one in used.listings() if one.entry.id == "legal-aid-132")
    assert listing.checked_by == office.who
    used.take_back(done.value)
    assert used.by_id()["legal-aid-132"].verified_on is None


def test_taking_back_brings_the_earlier_check_and_never_another_ones(used: Directory, office: Database) -> None:
    earlier = today() - timedelta(days=20)
    check(office, "kisa-118", earlier, "118")
    slip = used.rang_today("kisa-118").value
    used.take_back(slip)
    assert used.by_id()["kisa-118"].verified_on == earlier
    with pytest.raises(Conflict):
        used.take_back(slip)


def test_what_has_no_number_cannot_be_rung(used: Directory) -> None:
    with pytest.raises(BadInput):
        used.rang_today("cybercrime-ecrm")
    with pytest.raises(NotFound):
        used.rang_today("nowhere")
    with pytest.raises(BadInput):
        used.looked_today("legal-aid-132")
    assert not any(one.verified_on for one in used.entries())


def test_what_has_no_number_is_looked_up_until_its_note_or_hours_change(kept: Directory, used: Directory) -> None:
    done = used.looked_today("cybercrime-ecrm")
    assert used.by_id()["cybercrime-ecrm"].speakable(today())
    kept.edit("cybercrime-ecrm", values(kept, "cybercrime-ecrm", name_ko="사이버 신고"))
    assert used.by_id()["cybercrime-ecrm"].speakable(today()), "the name says nothing about the address"
    for part in ({"note_ko": "주소가 바뀜"}, {"hours_en": "Weekdays"}, {"number": "02-0000-0182", "source": "누리집"}):
        before = values(kept, "cybercrime-ecrm")
        kept.edit("cybercrime-ecrm", replace(before, **part))
        assert used.by_id()["cybercrime-ecrm"].verified_on is None, part
        kept.edit("cybercrime-ecrm", before)
        assert used.by_id()["cybercrime-ecrm"].verified_on == today(), part
    used.take_back(done.value)
    assert used.by_id()["cybercrime-ecrm"].verified_on is None


def test_a_later_release_with_another_note_waits_for_another_look(used: Directory, office: Database) -> None:
    used.looked_today("cybercrime-ecrm")
    later = {**shipped(), "cybercrime-ecrm": replace(shipped()["cybercrime-ecrm"], note={"ko": "다른 주소"})}
    assert Directory(office, "counsellor", lambda: later).by_id()["cybercrime-ecrm"].verified_on is None


def test_a_check_of_a_number_says_nothing_once_the_number_is_gone(kept: Directory) -> None:
    kept.rang_today("ksvrc")
    kept.edit("ksvrc", values(kept, "ksvrc", number=""))
    assert kept.by_id()["ksvrc"].verified_on is None


# -- keeping --------------------------------------------------------------------------------------


def test_another_number_is_unverified_at_once(kept: Directory) -> None:
    kept.rang_today("ksvrc")
    kept.edit("ksvrc", values(kept, "ksvrc", hours_ko="평일 10–17시"))
    assert kept.by_id()["ksvrc"].speakable(today()), "hours say nothing about the number"
    kept.edit("ksvrc", values(kept, "ksvrc", number="02-0000-5801", source="누리집"))
    changed = kept.by_id()["ksvrc"]
    assert (changed.number, changed.verified_on, changed.number_on(today())) == ("02-0000-5801", None, None)
    kept.rang_today("ksvrc")
    assert kept.by_id()["ksvrc"].number_on(today()) == "02-0000-5801"


def test_only_what_differs_is_ours(kept: Directory, office: Database) -> None:
    kept.edit("youth-1388", values(kept, "youth-1388", hours_ko="24시간, 명절에도"))
    row = office.row("SELECT * FROM directory_entry WHERE id = 'youth-1388'")
    assert row is not None
    assert {name for name, value in row.items() if value is not None} == {"id", "hours_ko", "retired"}
    later = {**shipped(), "youth-1388": replace(shipped()["youth-1388"], number="1388-1")}
    found = Directory(office, "manager", lambda: later).by_id()["youth-1388"]
    assert (found.number, (found.hours or {})["ko"]) == ("1388-1", "24시간, 명절에도")
    kept.edit("youth-1388", Values.of(shipped()["youth-1388"]))
    listing = next(one for one in kept.listings() if one.entry.id == "youth-1388")
    assert not listing.ours
    assert listing.entry == shipped()["youth-1388"]


def test_a_number_can_be_taken_away(kept: Directory) -> None:
    kept.edit("ksvrc", values(kept, "ksvrc", number=""))
    assert kept.by_id()["ksvrc"].number is None


def test_a_service_of_our_own_stands_behind_the_shipped_ones(kept: Directory) -> None:
    own = kept.add(Values("마을 법률 상담", number="02-0000-0101", source="구청 안내지")).value
    assert [one.id for one in kept.entries()][-1] == own
    added = kept.by_id()[own]
    assert (added.name["en"], added.hours, added.kind) == ("마을 법률 상담", None, "phone")
    assert Values.of(added).name_en == "", "what only stands in for the English is not offered as English"
    assert added.number_on(today()) is None
    kept.rang_today(own)
    assert kept.by_id()[own].number_on(today()) == "02-0000-0101"


def test_a_retired_service_is_offered_no_more_and_keeps_its_name(kept: Directory) -> None:
    kept.retire("ksvrc")
    assert "ksvrc" not in kept.by_id()
    assert kept.names()["ksvrc"]["ko"] == "한국성폭력상담소"
    assert [one.entry.id for one in kept.listings() if one.retired] == ["ksvrc"]
    kept.retire("ksvrc", False)
    assert "ksvrc" in kept.by_id()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_ko": " "}, "name_ko"),
        ({"number": "12"}, "number"),
        ({"number": "세 번 누르세요"}, "number"),
        ({"kind": "letter"}, "kind"),
        ({"source": ""}, "source"),
        ({"note_ko": "900101-1234567"}, "note_ko"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(kept: Directory, wrong: dict[str, str], field: str) -> None:
    good = Values("마을 법률 상담", number="02-0000-0101", source="구청 안내지")
    before = kept.entries()
    with pytest.raises(BadInput) as refused:
        kept.add(replace(good, **wrong))
    assert refused.value.field == field
    assert kept.entries() == before


def test_only_managers_keep_the_entries(used: Directory) -> None:
    good = Values("마을 법률 상담", source="구청 안내지")
    for act in (lambda: used.add(good), lambda: used.edit("ksvrc", good), lambda: used.retire("ksvrc")):
        with pytest.raises(Denied):
            act()
    assert used.by_id() == shipped()


# -- what hand-outs lost --------------------------------------------------------------------------


def losses(directory: Directory) -> dict[str, Loss]:
    return {one.entry.id: one.loss for one in directory.listings() if one.loss}


def test_a_manager_sees_what_hand_outs_lost(used: Directory, kept: Directory) -> None:
    assert used.note_lost(["ksvrc", "women-hotline", "ksvrc", "nowhere"]).value == 2
    used.note_lost(["ksvrc"])
    assert losses(kept) == {"ksvrc": Loss(2, today()), "women-hotline": Loss(1, today())}


def test_ringing_ends_the_count_and_a_later_loss_begins_anew(kept: Directory, office: Database) -> None:
    for number, days in enumerate((200, 190, 3)):
        lost_on = (today() - timedelta(days=days)).isoformat()
        with office.atomic():
            office.insert("handout_loss", {"id": f"{number}", "entry_id": "ksvrc", "lost_on": lost_on})
    assert losses(kept)["ksvrc"] == Loss(3, today() - timedelta(days=200))
    check(office, "ksvrc", today() - timedelta(days=189), "02-338-5801")
    assert losses(kept)["ksvrc"] == Loss(1, today() - timedelta(days=3))
    kept.rang_today("ksvrc")
    assert losses(kept) == {}


def test_what_may_be_told_is_no_loss(used: Directory, kept: Directory) -> None:
    used.rang_today("ksvrc")
    assert used.note_lost(["ksvrc", "police-112", "women-hotline"]).value == 1
    assert set(losses(kept)) == {"women-hotline"}


def test_looking_ends_the_count_of_what_has_no_number(used: Directory, kept: Directory, office: Database) -> None:
    lost_on = (today() - timedelta(days=3)).isoformat()
    with office.atomic():
        office.insert("handout_loss", {"id": "1", "entry_id": "cybercrime-ecrm", "lost_on": lost_on})
    assert set(losses(kept)) == {"cybercrime-ecrm"}
    used.looked_today("cybercrime-ecrm")
    assert losses(kept) == {}
    assert used.note_lost(["cybercrime-ecrm"]).value == 0


def test_nothing_lost_writes_nothing(used: Directory, office: Database) -> None:
    used.note_lost([])
    assert office.value("SELECT count(*) FROM handout_loss") == 0


# -- from the first release -----------------------------------------------------------------------


def test_a_directory_of_the_first_release_keeps_its_checks(tmp_path: Path, raw_key: str) -> None:
    path, day = tmp_path / "office.db", today() - timedelta(days=10)
    rung = {"id": "legal-aid-132", "verified_on": day.isoformat(), "verified_by": "user-7"}
    staff = {"id": "user-7", "name": "이음", "role": "manager"}
    first_release(path, raw_key, "office", ("directory_check", rung), ("staff", staff))
    database = opened(path, raw_key, "office")
    directory = Directory(database, "manager", shipped)
    assert directory.by_id()["legal-aid-132"].verified_on == day
    assert database.row("SELECT name, status FROM staff") == {"name": "이음", "status": None}
    assert database.problems() == []
    directory.edit("legal-aid-132", values(directory, "legal-aid-132", number="02-0000-0132"))
    assert directory.by_id()["legal-aid-132"].verified_on is None, "it was the shipped number that was rung"
    directory.note_lost(["legal-aid-132"])
    assert losses(directory)["legal-aid-132"].count == 1
    database.close()


def test_the_desk_gives_everybody_the_same_directory(centre: Centre) -> None:
    set_language("ko")
    for name in ("trainer", "counsellor"):
        desk = centre.open(name)
        desk.directory.rang_today("kisa-118")
        desk.close()
    desk = centre.open("manager")
    (listing,) = [one for one in desk.directory.listings() if one.entry.id == "kisa-118"]
    desk.close()
    assert listing.entry.number_on(today()) == "118"
    assert listing.checked_by == centre.users["counsellor"]
