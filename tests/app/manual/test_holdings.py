"""What a centre decides about its manuals: installed, returned to, acknowledged, and whose keys it trusts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app.changes import Changes
from app.desk import Desk
from app.errors import BadInput, Conflict, Damaged, Denied, NotFound
from app.kinds import Compartment
from app.manual import Known, Library, load, parcel, reports, signing, turns
from app.manual.holdings import Holdings, News
from app.manual.install import install
from app.manual.trust import Trust
from tests.conftest import Centre
from tests.stores import first_release, opened

Edit = Callable[[str, str, str], None]
SignedIn = Callable[[str], AbstractContextManager[Holdings]]


@pytest.fixture(autouse=True)
def tiny_world(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "known_on", lambda on=None: known)


@pytest.fixture
def shipped(folder: Path, tmp_path: Path) -> Path:
    """What the program brings: the tiny manual in version 1.0.0, untouched by what a test edits."""
    return Path(shutil.copytree(folder.parent, tmp_path / "shipped"))


def holdings_of(desk: Desk, shipped: Path) -> Holdings:
    db = desk.database(Compartment.OFFICE)
    trust = Trust(db, desk.office, desk.office_audit, desk.keys.role)
    return Holdings(db, desk.office, trust, desk.home / "manuals", Library((shipped,)))


@pytest.fixture
def as_(centre: Centre, shipped: Path) -> SignedIn:
    """The manuals of the centre as one of its people sees them."""

    @contextmanager
    def signed_in(name: str) -> Iterator[Holdings]:
        desk = centre.open(name)
        try:
            yield holdings_of(desk, shipped)
        finally:
            desk.close()

    return signed_in


@pytest.fixture
def private(tmp_path: Path) -> Path:
    path = tmp_path / "sign.pem"
    signing.new_key(path)
    return path


@pytest.fixture
def public(private: Path) -> bytes:
    return signing.read_public(private.with_suffix(".pub"))


@pytest.fixture
def release(folder: Path, edit: Edit, private: Path, tmp_path: Path) -> Callable[..., Path]:
    """A signed file of the tiny manual in a higher version."""

    def packed(version: str, *change: str) -> Path:
        edit("pack.yaml", load(folder).version, version)
        if change:
            edit(*change)
        out = tmp_path / f"tiny-{version}.zip"
        parcel.export(folder, out)
        return parcel.sign(out, private)

    return packed


def bring(held: Holdings, path: Path) -> Changes:
    return held.take_in(install(path, held.ground())).changes


def pin(held: Holdings, public: bytes) -> None:
    held.trust.pin(public, signing.fingerprint(public), "서울시")


def hows(held: Holdings) -> list[str]:
    """How each version last came into use, the newest first."""
    return [one.last.how for one in held.volumes() if one.last]


def how(news: News) -> str:
    return news.turn.how if news.turn else ""


def used(held: Holdings) -> str:
    return held.library.held()["tiny"].version


def test_the_first_versions_need_no_reading(as_: SignedIn, shipped: Path) -> None:
    with as_("counsellor") as held:
        assert [pack.id for pack in held.unnoted()] == ["tiny"]
        assert held.news() == ()
        assert held.note().changes is Changes.MANUALS
        assert held.note().value == 0
        assert held.news() == ()
        assert held.readership() == ()
        (volume,) = held.volumes()
        assert volume.last
        assert (volume.in_use, volume.newest, volume.last.how) == (True, True, "first")
        assert volume.reviewed == (0, 7)


def test_a_manager_installs_and_everybody_reads_what_changed(
    as_: SignedIn, centre: Centre, public: bytes, release: Callable[..., Path]
) -> None:
    with as_("manager") as held:
        pin(held, public)
        new = release("1.1.0", "ko/A1.md", "첫인사", "첫 만남")
        assert Changes.MANUALS in bring(held, new)
        assert bring(held, new) is Changes.NONE
        assert used(held) == "1.1.0"
        assert [(one.pack.version, one.in_use, one.newest) for one in held.volumes()] == [
            ("1.1.0", True, True),
            ("1.0.0", False, False),
        ]
        assert [one.last.holder for one in held.volumes() if one.last and one.in_use] == ["서울시"]
        entry = held.trust.audit.entries(kind="manual_installed")[0]
        assert (entry.facts["manual"], entry.facts["version"]) == ("tiny", "1.1.0")
    for name in ("counsellor", "trainer", "manager"):
        with as_(name) as held:
            (news,) = held.news()
            assert (news.before, news.pack.version, news.is_step_back) == ("1.0.0", "1.1.0", False)
            assert [change.subject for change in news.changes] == ["A1"]
            held.acknowledge("tiny", news.pack.version, news.pack.hash)
            assert held.news() == ()
            assert held.acknowledge("tiny", news.pack.version, news.pack.hash).changes is Changes.NONE
    with as_("manager") as held:
        (readers,) = held.readership()
        read = {person for person, at in readers.people if at}
        assert read == {centre.users[name] for name in ("counsellor", "trainer", "manager")}
        assert [at for person, at in readers.people if person == centre.users["manager2"]] == [None]


def test_who_slept_through_one_version_reads_about_both(
    as_: SignedIn, public: bytes, release: Callable[..., Path]
) -> None:
    with as_("manager") as held:
        pin(held, public)
        bring(held, release("1.1.0", "ko/A1.md", "첫인사", "첫 만남"))
        bring(held, release("1.2.0", "ko/A2.md", "title: ", "title: 더 "))
    with as_("counsellor") as held:
        (news,) = held.news()
        assert news.before == "1.0.0"
        assert [change.subject for change in news.changes] == ["A1", "A2"]
        held.acknowledge("tiny", "1.1.0", held.volumes()[1].pack.hash)
        (news,) = held.news()
        assert news.before == "1.1.0"
        assert [change.subject for change in news.changes] == ["A2"]


def test_back_to_the_old_version_and_on_again(as_: SignedIn, public: bytes, release: Callable[..., Path]) -> None:
    with as_("manager") as held:
        pin(held, public)
        bring(held, release("1.1.0", "ko/A1.md", "첫인사", "첫 만남"))
        held.acknowledge("tiny", "1.1.0", held.library.held()["tiny"].hash)
        held.use("tiny", "1.0.0")
        assert used(held) == "1.0.0"
        (news,) = held.news()
        assert news.is_step_back
        assert hows(held) == ["installed", "returned"]
    with as_("counsellor") as held:
        assert used(held) == "1.0.0", "the choice holds for everybody"
        assert held.news() == (), "who never saw the new version has nothing to read"
    with as_("manager") as held:
        held.use("tiny", "1.1.0")
        assert used(held) == "1.1.0"
        assert hows(held) == ["resumed", "returned"]
        bring(held, release("1.2.0"))
        assert used(held) == "1.2.0", "the newest again counts by itself"
        with pytest.raises(NotFound):
            held.use("tiny", "7.0.0")


def test_a_newer_program_brings_a_newer_manual(as_: SignedIn, edit: Edit, folder: Path, shipped: Path) -> None:
    with as_("counsellor") as held:
        held.note()
    edit("pack.yaml", '"1.0.0"', '"2.0.0"')
    edit("ko/A1.md", "첫인사", "첫 만남")
    shutil.rmtree(shipped / "tiny")
    shutil.copytree(folder, shipped / "tiny")
    with as_("counsellor") as held:
        assert used(held) == "2.0.0"
        assert held.news() == (), "it is written down first"
        held.note()
        (news,) = held.news()
        assert (news.before, how(news), news.compared) == ("1.0.0", "shipped", True)
        assert [change.subject for change in news.changes] == ["A1"], "the old words were kept"
        shutil.rmtree(held.folder)
    with as_("counsellor") as held:
        (news,) = held.news()
        assert (news.before, news.compared, news.changes) == ("1.0.0", False, ())


def test_a_manual_that_is_new_here_is_news(
    as_: SignedIn, shipped: Path, public: bytes, release: Callable[..., Path]
) -> None:
    shutil.rmtree(shipped / "tiny")
    with as_("manager") as held:
        pin(held, public)
        bring(held, release("1.1.0"))
    with as_("counsellor") as held:
        (news,) = held.news()
        assert (news.before, how(news), news.changes) == ("", "installed", ())
        held.acknowledge("tiny", "1.1.0", news.pack.hash)
        assert held.news() == ()


def test_an_office_of_the_first_release_learns_about_versions(tmp_path: Path, raw_key: str) -> None:
    path = tmp_path / "office.db"
    first_release(path, raw_key, "office", ("setting", {"id": "kept", "value": "yes"}))
    db = opened(path, raw_key, "office")
    assert turns.turns(db) == []
    assert turns.seen(db) == []
    assert db.value("SELECT value FROM setting WHERE id = 'kept'") == "yes"
    db.close()


def test_only_managers_decide(as_: SignedIn, public: bytes, release: Callable[..., Path]) -> None:
    with as_("manager") as held:
        pin(held, public)
        arrived = install(release("1.1.0"), held.ground())
    for name in ("counsellor", "trainer"):
        with as_(name) as held:
            with pytest.raises(Denied):
                held.ground()
            with pytest.raises(Denied):
                held.take_in(arrived)
            with pytest.raises(Denied):
                held.use("tiny", "1.0.0")
            with pytest.raises(Denied):
                pin(held, public)
            with pytest.raises(Denied):
                held.trust.unpin(signing.fingerprint(public))
            assert used(held) == "1.0.0", "what lies in the folder and was not let in does not count"


def test_keys_are_pinned_by_their_fingerprint(as_: SignedIn, public: bytes, release: Callable[..., Path]) -> None:
    new = release("1.1.0")
    spoken = signing.fingerprint(public)
    with as_("manager") as held:
        with pytest.raises(Damaged, match=spoken):
            install(new, held.ground())
        for typed, holder, field in ((spoken[:-1] + "x", "서울시", "fingerprint"), (spoken, "  ", "holder")):
            with pytest.raises(BadInput) as refused:
                held.trust.pin(public, typed, holder)
            assert refused.value.field == field
        held.trust.pin(public, spoken.upper().replace(" ", ""), "서울시")
        held.trust.pin(public, spoken, "서울특별시")
        (key,) = held.trust.pinned()
        assert (key.holder, key.public) == ("서울특별시", public)
        install(new, held.ground())
        held.trust.unpin(spoken)
        assert held.trust.pinned() == ()
        with pytest.raises(Damaged):
            install(new, held.ground())
        with pytest.raises(NotFound):
            held.trust.unpin(spoken)
        kinds = [entry.kind for entry in held.trust.audit.entries()]
        assert kinds == ["manual_key_unpinned", "manual_key_pinned", "manual_key_pinned", "office_signed"]
        assert held.trust.audit.problems() == []


def test_a_session_remembers_its_version_and_says_that_it_changed(
    centre: Centre, shipped: Path, public: bytes, release: Callable[..., Path]
) -> None:
    from app.manual import Manual

    desk = centre.open("manager")
    held = holdings_of(desk, shipped)
    held.note()
    manual = Manual(desk.database(Compartment.CASEWORK), held.library)
    session = manual.start("tiny").value
    pin(held, public)
    bring(held, release("1.1.0"))
    held.arrange()
    state = manual.state(session.id)
    assert state.pins["tiny"][0] == "1.0.0"
    assert "1.1.0" in state.notice
    with pytest.raises(Conflict):
        manual.next(session.id)
    resumed = manual.resume(session.id).value
    assert (resumed.pins["tiny"][0], resumed.session.pack_version) == ("1.1.0", "1.0.0")
    assert manual.state(session.id).notice == ""
    desk.close()
