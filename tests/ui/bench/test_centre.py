"""Practice centres for measuring: made once, outside the tree, never written to afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import now, today
from app.desk import Desk
from app.flows.today import whole
from app.kinds import Compartment
from app.paths import ROOT
from ui.bench import centre, child, floors
from ui.bench.seat import seated


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> centre.Practice:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GYEOT_CACHE", str(tmp_path_factory.mktemp("bench")))
        return centre.practice(4)


def files(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".db-shm"}


def test_a_centre_is_kept_by_seed_size_and_schema(kept: centre.Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = kept.home.parent
    monkeypatch.setenv("GYEOT_CACHE", str(folder.parent.parent))
    assert folder.name == f"1-4-{centre.schema_hash()}"
    assert not folder.is_relative_to(ROOT)
    made = (folder / "facts.json").stat().st_mtime_ns
    assert centre.practice(4) == kept
    assert (folder / "facts.json").stat().st_mtime_ns == made


def test_without_a_cache_named_it_lies_with_the_persons_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GYEOT_CACHE", raising=False)
    assert not centre.base().is_relative_to(ROOT)


def test_one_word_finds_one_case_and_the_other_many(kept: centre.Practice) -> None:
    with centre.copy(kept) as practice:
        keys = practice.unlock()
        desk = Desk.open(practice.home, keys)
        one, many = practice.words()
        assert [row.id for row in desk.cases.find(one)] == [practice.long_case]
        assert len(desk.contacts.find(many)) == practice.many_hits
        desk.close()
        keys.close()


def test_a_copy_is_written_to_and_the_kept_centre_is_not(kept: centre.Practice) -> None:
    before = files(kept.home)
    with centre.copy(kept) as practice:
        keys = practice.unlock()
        desk = Desk.open(practice.home, keys)
        desk.cases.open_case("가온")
        desk.close()
        keys.close()
        gone = practice.home
    assert files(kept.home) == before
    assert not gone.exists()


def test_a_whole_centre_has_as_many_contacts_and_notes_as_the_figures_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path))
    for name, number in (("WHOLE", 4), ("CONTACTS", 90), ("NOTES", 12)):
        monkeypatch.setattr(centre, name, number)
    practice = centre.practice(4)
    keys = practice.unlock()
    desk = Desk.open(practice.home, keys)
    try:
        db = desk.database(Compartment.CASEWORK)
        assert db.value("SELECT count(*) FROM contact") == 90
        assert db.value("SELECT count(*) FROM note WHERE case_id <> ?", (practice.long_case,)) == 4 * 12
        assert db.value("SELECT max(at) FROM note") <= now()
    finally:
        desk.close()
        keys.close()


def test_todays_page_is_painted_behind_its_rail_with_what_waits(kept: centre.Practice) -> None:
    with seated(kept) as seat:
        page = seat.show_today()
        assert page.entries() == seat.read(_waiting) > 0
        assert page.again().ms > 0
        assert not seat.broke


def _waiting(desk: Desk) -> int:
    day = whole(desk, today())
    return sum(map(len, (day.appointments, day.call_backs, day.deadlines, day.todos, day.handed, day.left)))


def test_the_started_window_tells_its_first_paint_and_what_was_imported(kept: centre.Practice, tmp_path: Path) -> None:
    line = floors.run_child(floors.subject("start", str(kept.home)), more={"XDG_DATA_HOME": str(tmp_path)})
    assert line["settled"] >= line["at"]
    assert line["cpu"] > 0
    assert set(line["dear"]) <= set(child.DEAR)
