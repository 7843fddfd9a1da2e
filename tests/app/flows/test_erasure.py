"""What is erased is nowhere: not in a table, the history, the index, a draft, a free page, nor after a restore."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.cases import SafeCard
from app.desk import Desk
from app.errors import Conflict
from app.evidence import Reference
from app.flows import backups, erased_list, erasure
from app.kinds import Compartment
from app.store import database_path, reached
from app.store.connection import connect
from app.text import jamo
from app.vault import Keys, unlock
from tests.app.evidence.conftest import take_in
from tests.conftest import PASSPHRASE, Centre

CASES, PLACES = 100, 10
PAGE, RESERVED = 4096, 80
_SYLLABLES = "갉낡닭맑밝붉삵얽읽잃앓옳끓꿇뚫훑핥넓밟젊닮삶옮굶곪앉얹없값넋몫삯샀겠았었했됐봤왔줬"


def invented(chance: random.Random) -> str:
    """A word that stands nowhere else."""
    return "".join(chance.choice(_SYLLABLES) for _n in range(9))


def one_case(desk: Desk, words: list[str], number: int) -> str:
    """A closed case with ten words in ten places: records, changed values, what was taken out, a draft, an index."""
    alias, name, summary, note, narrative, party, service, heard, code, begun = words
    call = desk.contacts.take(alias=alias, phone=f"010-0000-{number:04}").value
    desk.contacts.write(call.id, note=heard)
    desk.contacts.mark(call.id, "weapon")
    case = desk.cases.open_case(alias, phone=f"010-0000-{number:04}", contact_id=call.id).value
    desk.contacts.close(call.id)
    desk.cases.consent(case.id, "collection", "given")
    desk.cases.set_person(case.id, name=name)
    desk.cases.summarise(case.id, summary)
    desk.cases.summarise(case.id, "고쳐 썼습니다")
    desk.cases.add_note(case.id, "처음", note)
    desk.cases.set_incident(case.id, ["stalking"], narrative=narrative)
    desk.cases.set_other_party(case.id, name=party)
    desk.cases.add_service(case.id, "counselling", note=service)
    desk.cases.set_safe_card(SafeCard(case.id, "do_not_call", code_word=code))
    desk.cases.record(case.id, {"filming-place": code})
    desk.cases.record(case.id, {"filming-place": ""})
    desk.contacts.keep_draft(f"form:Note:{case.id}", "form", f'{{"body": "{begun}"}}')
    desk.cases.close(case.id, "supported")
    return case.id


def fill(desk: Desk) -> tuple[list[str], list[str]]:
    """A hundred cases and their thousand words."""
    chance, cases, words = random.Random(4), [], []
    for number in range(CASES):
        mine = [invented(chance) for _n in range(PLACES)]
        cases.append(one_case(desk, mine, number))
        words += mine
    assert len(set(words)) == CASES * PLACES
    return cases, words


def pages(data: bytes, key: bytes, first: int = 1) -> Iterator[bytes]:
    """Every page as whoever holds the key reads it, free pages and the slack of others included."""
    for number, start in enumerate(range(0, len(data) - PAGE + 1, PAGE), first):
        page = data[start : start + PAGE]
        yield opened(page, key, salted=number == 1)


def opened(page: bytes, key: bytes, *, salted: bool) -> bytes:
    skip = 16 if salted else 0
    vector = page[-RESERVED : -RESERVED + 16]
    reader = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return reader.update(page[skip:-RESERVED]) + reader.finalize()


def frames(data: bytes, key: bytes) -> Iterator[bytes]:
    """The pages in a write-ahead log."""
    for start in range(32, len(data) - PAGE - 23, PAGE + 24):
        page = data[start + 24 : start + 24 + PAGE]
        yield opened(page, key, salted=int.from_bytes(data[start : start + 4], "big") == 1)


def held(home: Path, keys: Keys) -> bytes:
    """Everything the casework files hold: every page of file and log decrypted, and every value of every table."""
    path, raw_key = database_path(home, keys, Compartment.CASEWORK), keys.raw_key(Compartment.CASEWORK)
    key = bytes.fromhex(raw_key[:64])
    found = list(pages(path.read_bytes(), key))
    assert found[0][:8] == bytes.fromhex("1000020250402020"), "decrypted: a SQLite header, with 80 bytes reserved"
    log = path.with_name(path.name + "-wal")
    found += frames(log.read_bytes(), key) if log.exists() else []
    with closing(connect(path, raw_key)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found += [repr(connection.execute(f"SELECT * FROM {name}").fetchall()).encode() for name in tables]
    return b"\n".join(found)


def findable(words: list[str], home: Path, keys: Keys) -> list[str]:
    """The words a key holder finds in the bytes, as written or taken apart for the index, or by searching."""
    everything = held(home, keys)
    found = [word for word in words if word.encode() in everything or jamo(word).encode() in everything]
    desk = Desk.open(home, keys).reader()
    found += [word for word in words if desk.cases.find(word) or desk.contacts.find(word)]
    desk.close()
    return found


def back_up(desk: Desk, folder: Path) -> backups.Backup:
    folder.mkdir()
    parts = desk.audit, desk.office, desk.retention
    return backups.back_up(desk.home, desk.keys, folder, audit=parts[0], office=parts[1], retention=parts[2]).value


def erase_all(desk: Desk, cases: list[str]) -> None:
    for case in cases:
        desk.retention.decide(case, "erase")
    erasure.erase(desk.home, desk.keys, desk.retention, cases, "request")


def finished(centre: Centre) -> Desk:
    """The desk after the next opening, which writes the record file anew."""
    return centre.open("manager")


def test_none_of_a_thousand_terms_is_left_also_after_an_older_backup_came_back(centre: Centre, tmp_path: Path) -> None:
    """Two backups from before the erasure: one within reach, which learns of it, and one that was away."""
    desk = centre.open("manager")
    stays = one_case(desk, [invented(random.Random(9 + n)) for n in range(PLACES)], 9999)
    cases, words = fill(desk)
    near, far = tmp_path / "near", tmp_path / "far"
    made = [back_up(desk, folder) for folder in (near, far)]
    far.rename(tmp_path / "away")
    away = tmp_path / "away" / made[1].path.name
    erase_all(desk, cases)
    assert desk.audit.problems() == []
    desk.close()
    desk = finished(centre)
    assert [row.id for row in desk.cases.page()] == [stays]
    assert desk.problems() == []
    assert desk.doubts == ()
    (entry,) = desk.retention.log()
    assert entry.rewritten_at is not None
    assert (entry.cases, entry.ground) == (CASES, "request")
    assert {one.id for one in desk.retention.still_holding(entry.at)} == {one.id for one in made}
    keys = desk.keys
    desk.close()
    assert findable(words, centre.home, keys) == []

    at_near = unlock(made[0].path, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    again = backups.restore(made[0].path, tmp_path / "again", at_near, at_near).value
    assert again.erased_again > 0, "a backup within reach has the list itself"
    assert findable(words, tmp_path / "again", at_near) == []
    at_away = unlock(away, centre.users["manager"], PASSPHRASE, centre.second("manager"))
    backups.restore(away, tmp_path / "third", at_away, at_away, lists=[centre.home])
    assert findable(words, tmp_path / "third", at_away) == []
    desk = Desk.open(tmp_path / "third", at_away)
    assert [row.id for row in desk.cases.page()] == [stays]
    assert desk.problems() == []
    desk.close()


def test_this_search_finds_the_words_while_they_are_there(centre: Centre, tmp_path: Path) -> None:
    """The positive control: in the records, in the history of what was changed or taken out, in drafts, in the log."""
    desk = centre.open("manager")
    chance = random.Random(5)
    words = [invented(chance) for _n in range(PLACES)]
    one_case(desk, words, 1)
    keys = desk.keys
    assert set(findable(words, centre.home, keys)) == set(words)
    desk.close()


def test_everything_with_rows_of_a_case_is_reached(centre: Centre) -> None:
    """A table that comes later is either reached, or named here with what it holds instead."""
    desk = centre.open("manager")
    db = desk.database(Compartment.CASEWORK)
    tables = {row["name"] for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    others = {one for one in tables - reached(db) if not one.startswith(("search_", "sqlite_"))}
    assert others <= WITHOUT_A_CASE, "erasure would pass these tables over"
    desk.close()


WITHOUT_A_CASE = {
    "history", "draft", "audit", "meta",  # looked through row by row; the audit holds inner ids only
    "case_counter", "count_round", "outbox",  # numbers and sealed sums
    "support_remainder",  # sums of money by month
    "report_tally",  # how many reports were emptied as a flood
    "material", "material_photo",  # what stands in public; it names nobody and belongs to no case
    "material_round", "material_photo_left",  # where this centre's own people went; a random name that is to go
    "report_leftover", "report_let_go",  # a random name of what is to go; a number of the relay's
    "destruction", "erased", "backup_copy",  # what an erasure writes itself
    "sealed_case", "sealed_grant", "checkpoint",  # ids, keys for people, signatures
    "conference", "conference_attendee", "conference_copy",  # what several cases share: a day, an aim, who came
    "import_run", "import_mapping",  # sums and digests of tables that came in; headings, and words of code lists
}  # fmt: skip


def test_evidence_goes_with_its_key_and_its_file(centre: Centre, tmp_path: Path) -> None:
    counsellor = centre.open("counsellor")
    words = [[invented(random.Random(n * 10 + m)) for m in range(PLACES)] for n in range(2)]
    cases = [one_case(counsellor, some, n) for n, some in enumerate(words)]
    secret = invented(random.Random(77))
    (tmp_path / f"{secret}.txt").write_text("문 앞에 서 있었어요", "utf-8")
    kept, gone = (take_in(counsellor, case, tmp_path / f"{secret}.txt") for case in cases)
    counsellor.evidence.refer(cases[1], Reference("https://example.invalid/" + secret, platform=secret))
    counsellor.close()
    desk = centre.open("manager")
    made = back_up(desk, tmp_path / "stick")
    assert len(made.files) == 2
    erase_all(desk, cases[1:])
    paths = [desk.evidence.path(str(one.file)) for one in (kept, gone)]
    desk.close()
    desk = finished(centre)
    assert [path.exists() for path in paths] == [True, False]
    assert desk.retention.log()[0].files == 1
    keys = desk.keys
    desk.close()
    assert findable([secret, *words[1]], centre.home, keys) == [secret], "the name stands with the case that stays"
    again = backups.restore(made.path, tmp_path / "again", keys, keys, lists=[centre.home]).value
    assert again.erased_again > 0
    assert len(list((tmp_path / "again" / "evidence").glob("**/*.ev1"))) == 1
    assert findable(words[1], tmp_path / "again", keys) == []


def test_a_sealed_case_goes_as_a_whole(centre: Centre, tmp_path: Path) -> None:
    """Its keys, its file, the copy in a backup from when it was sealed, and in one from before."""
    desk = centre.open("manager")
    words = [invented(random.Random(n)) for n in range(PLACES)]
    case = one_case(desk, words, 1)
    before = back_up(desk, tmp_path / "before")
    sealed = desk.sealed.seal(case, [centre.users["manager"]], "직원의 가족").value
    since = back_up(desk, tmp_path / "since")
    assert len(since.files) == 1
    inside = desk.sealed.open(sealed.id)
    with pytest.raises(Conflict):
        desk.retention.erase_sealed(sealed.id, inside.retention, "request")
    inside.retention.decide(case, "erase")
    with pytest.raises(Conflict):
        inside.retention.erase([case], "request")
    parts = desk.home, desk.keys, desk.sealed, desk.retention
    entry = erasure.erase_sealed(*parts, inside.retention, sealed.id, "request").value
    inside._casework.close()
    assert (entry.cases, desk.sealed.listed()) == (1, ())
    assert list((centre.home / "sealed").iterdir()) == []
    desk.close()
    desk = finished(centre)
    assert desk.doubts == ()
    keys = desk.keys
    desk.close()
    for number, made in enumerate((before, since)):
        again = tmp_path / f"again {number}"
        backups.restore(made.path, again, keys, keys, lists=[centre.home])
        assert list((again / "sealed").glob("*")) == []
        assert findable(words, again, keys) == []
        desk = Desk.open(again, keys)
        assert (desk.cases.page(), desk.sealed.listed(), desk.problems()) == ((), (), [])
        desk.close()


def test_a_kill_after_the_rows_is_made_good_at_the_next_opening(centre: Centre, tmp_path: Path) -> None:
    """Only the transaction ran: list, file and log follow when the centre is opened."""
    desk = centre.open("manager")
    words = [invented(random.Random(n)) for n in range(PLACES)]
    case = one_case(desk, words, 1)
    desk.retention.decide(case, "erase")
    desk.retention.erase([case], "request")
    desk.close()
    assert not (centre.home / erased_list.NAME).exists()
    desk = finished(centre)
    assert erased_list.read(centre.home, desk.keys) == desk.retention.erased()
    assert desk.retention.log()[0].rewritten_at is not None
    keys = desk.keys
    (centre.home / erased_list.NAME).write_bytes(b"spoiled")
    desk.close()
    desk = finished(centre)
    assert erased_list.read(centre.home, keys) == desk.retention.erased(), "written anew from the records"
    desk.close()
    assert findable(words, centre.home, keys) == []


@pytest.mark.parametrize("sealed", [False, True])
def test_a_kill_before_the_files_leaves_no_file_of_evidence(centre: Centre, tmp_path: Path, sealed: bool) -> None:
    """Only the transaction ran: what opens for nobody any more does not stay on the disk either."""
    (tmp_path / "a.txt").write_text("문 앞에 서 있었어요", "utf-8")
    with closing(centre.open("counsellor")) as desk:
        cases = [one_case(desk, [invented(random.Random(n * 10 + m)) for m in range(PLACES)], n) for n in range(2)]
        kept, gone = (desk.evidence.path(str(take_in(desk, case, tmp_path / "a.txt").file)) for case in cases)
        wall = desk.sealed.seal(cases[1], [centre.users["manager"]], "직원의 가족").value if sealed else None
    with closing(centre.open("manager")) as desk:
        if wall is None:
            desk.retention.decide(cases[1], "erase")
            desk.retention.erase(cases[1:], "request", erasure.EVIDENCE_FILES)
        else:
            with closing(desk.sealed.open(wall.id)) as inside:
                inside.retention.decide(cases[1], "erase")
                files = inside.retention.files(erasure.EVIDENCE_FILES)
                desk.retention.erase_sealed(wall.id, inside.retention, "request", files)
    assert (kept.exists(), gone.exists()) == (True, True)
    with closing(centre.open("manager")) as desk:
        assert (kept.exists(), gone.exists()) == (True, False)
        assert desk.retention.leaving == ()
        assert desk.doubts == ()
