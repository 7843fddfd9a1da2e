"""Records written anew beside an open desk: nothing of what happens meanwhile is lost, and exactly one file counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.audit import EVERYTHING
from app.desk import Desk
from app.errors import Busy, Conflict, Damaged, Interrupted, NoRoom
from app.flows import anew, erasure
from app.flows.copyist import Copyist
from app.kinds import Compartment, Role
from app.store import Database, settled
from app.vault import FLOOR, Home, Kind, StaffPlan, WaysIn, refresh
from app.vault.case_keys import PURPOSE, new_case_key, open_case_key
from app.vault.enrolling import change, enrol, remove
from tests.conftest import PASSPHRASE, Centre
from tests.hands import Meanwhile, OneThread, held

C = Compartment


def write_anew(desk: Desk, hands: OneThread, act: Callable[[], object] = lambda: None) -> list[float]:
    told: list[float] = []
    for job in desk.to_write_anew():
        with Meanwhile(act) as copyist:
            anew.write_anew(desk.home, job, hands, copyist, told.append)
    return told


@contextmanager
def opened(centre: Centre, part: str = "counsellor") -> Iterator[tuple[Desk, OneThread]]:
    """A desk as a window opens it: what is large waits."""
    with closing(Desk.open(centre.home, centre.unlock(part), beside=True)) as desk:
        hands = OneThread(desk)
        with closing(hands.reader):
            yield desk, hands


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "LARGE", 0)
    monkeypatch.setattr(anew, "_PAUSE", 0.0)


def work(desk: Desk, at: str = "") -> str:
    """A bit of everything: rows that come, change and go, words to find, a draft."""
    case = desk.cases.open_case(f"달빛{at}", phone="010-5550-0199").value
    note = desk.cases.add_note(case.id, "첫 만남", f"휘묵한 저녁{at}에 전화를 받음").value
    desk.cases.summarise(case.id, f"짧은 요약{at}")
    desk.contacts.keep_draft(f"d{at}", "note", "쓰다 만 글")
    with desk.around[C.CASEWORK].atomic():
        desk.around[C.CASEWORK].change("note", note, {"body": f"고친 글 초롱불{at}"})
    return str(case.id)


def files(centre: Centre) -> set[str]:
    return {path.name for path in (centre.home / "db").glob("casework*") if not path.name.endswith(("-wal", "-shm"))}


def test_what_is_done_meanwhile_comes_over_whole(centre: Centre) -> None:
    with closing(centre.open()) as desk:
        gone = desk.cases.open_case("먼저").value.id
        work(desk, "하나")
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    assert anew.takes_long(centre.home, centre.unlock("counsellor"))
    with opened(centre) as (desk, hands):
        assert files(centre) == {"casework.1.db"}, "the desk opened on the file of before"

        def meanwhile() -> None:
            work(desk, "둘")
            with desk.around[C.CASEWORK].atomic():
                person = desk.around[C.CASEWORK].value("SELECT survivor_id FROM casefile WHERE id = ?", (gone,))
                desk.around[C.CASEWORK].change("person", person, {"alias": "나중"})

        assert write_anew(desk, hands, meanwhile)[-1] == 1.0
        assert files(centre) == {"casework.2.db"}
        after = held(desk.around[C.CASEWORK])
        changed = {name for name, rows in after.items() if rows != hands.before[name]}
        assert changed <= {"meta"}, "a box of former counts is kept; nothing else differs"
        assert {row[0] for row in after["meta"]} - {row[0] for row in hands.before["meta"]} == {"former-counts-box:1"}
        index = desk.around[C.CASEWORK]._db
        index.set_authorizer(None)
        index.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")
        index.execute("INSERT INTO search_jamo (search_jamo) VALUES ('integrity-check')")
        for reader in (desk, hands.reader):
            assert {row.alias for row in reader.cases.find("초롱불")} == {"달빛하나", "달빛둘"}
            assert len(reader.cases.find("나중")) == 1
            assert not reader.cases.find("먼저")
        work(desk, "셋")
        assert len(hands.reader.cases.find("초롱불")) == 3
        assert desk.contacts.draft("d둘") is not None
        assert [entry.kind for entry in desk.office_audit.find(EVERYTHING, limit=1)] == ["keys_renewed"]
    assert not anew.takes_long(centre.home, centre.unlock("counsellor"))
    with closing(centre.open()) as desk:
        assert (desk.doubts, desk.problems(), desk.trail_problems()) == ((), [], [])
        assert desk.keys.epoch(C.CASEWORK) == 2
        assert len(desk.cases.find("초롱불")) == 3


def test_keys_of_evidence_come_over_also_those_made_meanwhile(centre: Centre) -> None:
    found: dict[str, bytes] = {}

    def take_in(desk: Desk, alias: str) -> None:
        case, wrapping = desk.cases.open_case(alias).value.id, desk.keys.key_for(C.EVIDENCE, PURPOSE)
        found[case], wrapped = new_case_key(wrapping, case)
        with desk.around[C.CASEWORK].atomic():
            desk.around[C.CASEWORK].insert("evidence_key", {"id": case, "wrapped": wrapped})

    with closing(centre.open()) as desk:
        take_in(desk, "먼저")
    remove(centre.home, centre.unlock("manager"), centre.users["manager2"], trustee="바깥 신뢰인")
    with opened(centre) as (desk, hands):
        write_anew(desk, hands, lambda: take_in(desk, "둘") if len(found) == 1 else None)
        assert desk.keys.epoch(C.EVIDENCE) == 2
        rows = desk.around[C.CASEWORK].rows("SELECT * FROM evidence_key")
        assert len(rows) == 2
        for row in rows:
            assert open_case_key(desk.keys.key_for(C.EVIDENCE, PURPOSE), row["id"], row["wrapped"]) == found[row["id"]]


def test_what_was_erased_is_gone_from_the_file_and_what_is_erased_meanwhile_stays_due(centre: Centre) -> None:
    with closing(centre.open("manager")) as desk:
        first, second = work(desk, "하나"), work(desk, "둘")
        for case in (first, second):
            desk.cases.close(case, "supported")
        erase(desk, first)
    with opened(centre, "manager") as (desk, hands):
        assert desk.retention.rewriting_due
        was = (centre.home / "db" / "casework.1.db").stat().st_ino
        write_anew(desk, hands, lambda: erase(desk, second))
        assert (centre.home / "db" / "casework.1.db").stat().st_ino != was
        assert [bool(one.rewritten_at) for one in sorted(desk.retention.log(), key=lambda one: one.at)] == [True, False]
        assert desk.retention.rewriting_due
        assert not desk.cases.find("초롱불")
        write_anew(desk, hands)  # what was erased meanwhile needs another turn
        assert all(one.rewritten_at for one in desk.retention.log())
        assert desk.to_write_anew() == ()
    assert files(centre) == {"casework.1.db"}


def erase(desk: Desk, case: str) -> None:
    desk.retention.decide(case, "erase")
    erasure.erase(desk.home, desk.keys, desk.retention, [case], "request")


def test_the_staff_changed_again_meanwhile(centre: Centre) -> None:
    manager = centre.unlock("manager")
    change(centre.home, manager, centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):
        work(desk)
        (job,) = desk.to_write_anew()

        def again() -> None:
            plan = StaffPlan("잠깐", Role.COUNSELLOR, passphrase=PASSPHRASE)
            made = enrol(centre.home, centre.unlock("manager"), plan, WaysIn(Kind.PAPER, kdf=FLOOR))
            remove(centre.home, centre.unlock("manager"), made.user.id)

        with pytest.raises(Conflict), Meanwhile(again) as copyist:
            anew.write_anew(desk.home, job, hands, copyist)
        assert not list((centre.home / "db").glob("*.partial*"))
        assert len(hands.reader.cases.find("초롱불")) == 1
        refresh(centre.home, desk.keys)
        write_anew(desk, hands)
        assert len(hands.reader.cases.find("초롱불")) == 1
        assert desk.to_write_anew() == ()


def test_stopped_it_leaves_nothing_and_goes_on_at_the_next_opening(centre: Centre) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):
        (job,) = desk.to_write_anew()
        stop = threading.Event()
        with pytest.raises(Interrupted), Meanwhile(stop.set, stop=stop) as copyist:
            anew.write_anew(desk.home, job, hands, copyist)
        assert files(centre) == {"casework.1.db"}
        work(desk)
        left = desk.around[C.CASEWORK]._db.execute("SELECT name FROM temp.sqlite_master").fetchall()
        assert left == [("search_words",)], "only what every connection has for its searches"
        assert Home.open(centre.home).manifest.waiting
    with opened(centre) as (desk, hands):
        write_anew(desk, hands)
        assert len(hands.reader.cases.find("초롱불")) == 1
        assert desk.to_write_anew() == ()
    assert files(centre) == {"casework.2.db"}


def test_it_waits_until_the_reader_is_free(centre: Centre) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):
        hands.busy = 3
        write_anew(desk, hands, lambda: work(desk))
        assert files(centre) == {"casework.2.db"}
        assert len(hands.reader.cases.find("초롱불")) == 1


def test_no_room_leaves_everything_as_it_was(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):
        (job,) = desk.to_write_anew()

        def full(*_arguments: object) -> None:
            raise NoRoom("full")

        with monkeypatch.context() as held_back, Copyist() as copyist:
            held_back.setattr(anew, "turn", full)
            with pytest.raises(NoRoom):
                anew.write_anew(desk.home, job, hands, copyist)
        work(desk)
        assert len(hands.reader.cases.find("초롱불")) == 1
        write_anew(desk, hands)
        assert len(hands.reader.cases.find("초롱불")) == 1
    assert files(centre) == {"casework.2.db"}


def test_what_is_written_down_between_two_tries_comes_over(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft moves no counter: nothing but the following itself knows of it."""
    with closing(centre.open("manager")) as desk:
        case = work(desk, "하나")
        desk.cases.close(case, "supported")
        erase(desk, case)
    with opened(centre, "manager") as (desk, hands):
        tries: list[Path] = []

        def somebody_reads(path: Path, raw_key: str) -> None:
            tries.append(path)
            if len(tries) == 1:
                raise Busy("reading")
            settled(path, raw_key)

        monkeypatch.setattr("app.flows.anew.settled", somebody_reads)
        monkeypatch.setattr("app.flows.anew.time.sleep", lambda _s: desk.contacts.keep_draft("later", "note", "쓴 글"))
        write_anew(desk, hands)
        assert len(tries) == 2
        assert desk.contacts.draft("later") is not None
        assert desk.to_write_anew() == ()


def test_once_it_is_decided_everything_goes_into_the_new_file(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):

        def unreadable(*_arguments: object) -> None:
            raise Damaged("the lock cannot be read just now")

        with monkeypatch.context() as broken:
            broken.setattr(anew, "refresh", unreadable)
            with pytest.raises(Damaged):
                write_anew(desk, hands)
        desk.contacts.keep_draft("later", "note", "나중에 쓴 글")
        desk.cases.open_case("나중에")
    with closing(centre.open()) as desk:
        assert desk.contacts.draft("later") is not None
        assert len(desk.cases.find("나중에")) == 1
        assert (desk.doubts, desk.notices) == ((), ())


def test_from_within_a_sealed_case(centre: Centre) -> None:
    with closing(centre.open()) as desk:
        case = work(desk)
        keys, database = desk.keys, desk.around[C.CASEWORK]
        found, wrapped = new_case_key(keys.key_for(C.EVIDENCE, PURPOSE), case)
        with database.atomic():
            database.insert("evidence_key", {"id": case, "wrapped": wrapped})
        ident = desk.sealed.seal(case, [keys.user], "관련자가 우리 직원입니다").value.id
    remove(centre.home, centre.unlock("manager"), centre.users["manager2"], trustee="바깥 신뢰인")
    with opened(centre) as (desk, hands):
        with closing(desk.sealed.open(ident)) as inside:
            hands.desk = inside
            write_anew(desk, hands)
            inside.cases.add_note(case, "안에서", "방패연")
            (row,) = inside.database(C.CASEWORK).rows("SELECT * FROM evidence_key")
            assert open_case_key(inside.keys.key_for(C.EVIDENCE, PURPOSE), case, row["wrapped"]) == found
        assert not desk.sealed.leaves_traces
        work(desk, "밖")
        assert len(hands.reader.cases.find("초롱불")) == 1
    assert files(centre) == {"casework.2.db"}


def test_a_copy_that_did_not_keep_up_never_counts(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    change(centre.home, centre.unlock("manager"), centre.users["manager2"], Role.MANAGER, frozenset())
    with opened(centre) as (desk, hands):
        monkeypatch.setattr(Database, "moved", lambda _self: ())
        (job,) = desk.to_write_anew()
        with pytest.raises(Conflict), Meanwhile(lambda: work(desk)) as copyist:
            anew.write_anew(desk.home, job, hands, copyist)
        assert len(hands.reader.cases.find("초롱불")) == 1
        assert files(centre) == {"casework.1.db"}
