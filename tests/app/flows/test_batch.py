"""Papers of many cases: one whole file each, known to the register, and nothing of what others look after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.desk import Desk
from app.documents import Profile, Recipient, Wish
from app.errors import BadInput, Refusal
from app.flows.batch import Batch, cases_for, run
from tests.conftest import Centre

TO = Recipient("사례회의 (연습)")


@pytest.fixture
def desk(centre: Centre) -> Iterator[Desk]:
    with closing(centre.open("counsellor")) as desk:
        for alias in ("단풍", "새싹", "은하"):
            desk.cases.open_case(alias)
        yield desk


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


def batch(desk: Desk, folder: Path, profile: Profile = Profile.ANONYMISED) -> Batch:
    return Batch(cases_for(desk), folder, Wish(profile, TO), plain_reason="시험")


def test_each_case_gets_its_own_file_and_entry(desk: Desk, out: Path) -> None:
    told: list[int] = []
    done = run(batch(desk, out), desk, told.append, lambda: False)
    assert told == [1, 2, 3]
    files = sorted(out.glob("*.pdf"))
    assert len(files) == len(done.made) == 3
    known = {desk.documents.verify(path).known for path in files}
    assert known == {True}
    text = "".join(page.extract_text() for path in files for page in PdfReader(path).pages)
    assert not [alias for alias in ("단풍", "새싹", "은하") if alias in text]
    assert {copy.profile for copy in desk.documents.copies()} == {"anonymised"}


def test_one_passphrase_locks_them_all(desk: Desk, out: Path) -> None:
    words = "느티나무 아래에서 쉬어 가는 저녁"
    run(Batch(cases_for(desk), out, Wish(Profile.MANAGER, TO), words), desk, lambda _n: None, lambda: False)
    readers = [PdfReader(path) for path in out.glob("*.pdf")]
    assert [(one.is_encrypted, bool(one.decrypt(words))) for one in readers] == [(True, True)] * 3


def test_stopped_midway_what_was_made_is_whole_and_nothing_else_is_there(desk: Desk, out: Path) -> None:
    half = batch(desk, out)
    run(half, desk, lambda _n: None, lambda: half.done == 2)
    assert [path.suffix for path in out.iterdir()] == [".pdf", ".pdf"]
    assert len(desk.documents.copies()) == 2
    run(half, desk, lambda _n: None, lambda: False)
    assert half.finished
    assert len(list(out.glob("*.pdf"))) == 3


def test_cases_that_are_found_and_no_others(desk: Desk) -> None:
    assert len(cases_for(desk, "단풍")) == 1
    assert cases_for(desk, "", "closed") == ()


def test_what_cannot_be_made_in_numbers_is_refused_at_its_field(desk: Desk, out: Path) -> None:
    for profile in (Profile.SURVIVOR, Profile.REFERRAL, Profile.POLICE, Profile.COURT):
        with pytest.raises(BadInput) as refused:
            batch(desk, out, profile)
        assert refused.value.field == "profile"
    for folder, cases, field in ((out / "none", cases_for(desk), "target"), (out, (), "cases")):
        with pytest.raises(BadInput) as refused:
            Batch(cases, folder, Wish(Profile.FULL, TO), plain_reason="시험")
        assert refused.value.field == field
    with pytest.raises(BadInput) as refused:
        Batch(cases_for(desk), out, Wish(Profile.FULL, TO))
    assert refused.value.field == "passphrase"


def test_a_case_that_is_gone_meanwhile_is_named_and_the_rest_is_made(desk: Desk, out: Path) -> None:
    some = batch(desk, out)
    some.cases = ("nobody", *some.cases)
    run(some, desk, lambda _n: None, lambda: False)
    assert [one.case_id for one in some.left] == ["nobody"]
    assert len(some.made) == 3


def test_a_place_that_goes_away_midway_is_said_and_what_was_made_stays_known(desk: Desk, out: Path) -> None:
    some = batch(desk, out)
    some.step(desk)
    (paper,) = out.glob("*.pdf")
    paper.rename(out.parent / "kept.pdf")
    out.rmdir()
    with pytest.raises(Refusal):
        some.step(desk)
    assert len(some.made) == len(desk.documents.copies()) == 1
    assert not some.finished
    assert desk.documents.verify(out.parent / "kept.pdf").known
