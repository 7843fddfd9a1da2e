"""The page watch: a real relay serves a page, a manager lets it stand, and whatever is changed in it is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app import settings
from app.errors import Conflict, NotReached
from app.flows import watch_page
from app.inbox.page_watch import SETTING
from app.kinds import Compartment
from app.sync.public_page import Seen
from app.sync.relay import client, reply
from app.wire import Malformed, page_manifest
from tests.conftest import Centre
from tests.relay.conftest import EASY
from tests.relay.running import RunningRelay
from tests.relay.test_hosting import made_page, paper
from tests.relay.test_report_round import joined

__all__ = ["joined"]
MANIFEST = page_manifest.Manifest("a" * 16, 1, {"index.html": "b" * 64, "wire/report.js": "c" * 64}, "d" * 64)


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[RunningRelay]:
    folder = made_page(tmp_path / "page")
    running = RunningRelay(tmp_path / "relay", options={"work": EASY, "page": str(folder)}).start()
    yield running
    running.stop()


@pytest.fixture
def published(joined: Centre, channel: RunningRelay, tmp_path: Path) -> Centre:
    """The host put the centre's own paper beside the page."""
    again(joined, channel, tmp_path)
    return joined


def again(centre: Centre, channel: RunningRelay, place: Path, **changes: object) -> None:
    """The host puts this paper there, and the relay begins anew."""
    with closing(centre.open("manager")) as desk:
        verify = desk.page_papers.verify
        assert verify
        told = {"id": desk.page_papers.centre, "verify": verify.hex(), **changes}
    (place / "page" / page_manifest.PAPER).unlink(missing_ok=True)
    (place / "page" / page_manifest.PAPER).write_bytes(paper(**told))
    channel.stop()
    channel.start()


def seen(centre: Centre, *, fresh: bool = False) -> Seen:
    with closing(centre.open("manager")) as desk:
        return watch_page.look(watch_page.plan(desk, fresh=fresh))


def found(centre: Centre) -> tuple[str, ...]:
    """What a counsellor's desk finds and keeps."""
    with closing(centre.open()) as desk:
        return watch_page.settle(desk, watch_page.look(watch_page.plan(desk))).value.found


def sign(centre: Centre) -> str:
    with closing(centre.open("manager")) as desk:
        return desk.page_watch.sign(watch_page.look(watch_page.plan(desk, fresh=True))).value


def kinds(centre: Centre) -> list[str]:
    with closing(centre.open("manager")) as desk:
        return [one["kind"] for one in desk.database(Compartment.OFFICE).rows("SELECT kind FROM audit")]


def serve(channel: RunningRelay, folder: Path, name: str, data: bytes) -> None:
    """A host who changes a file, and its own list with it."""
    listed = json.loads((folder / page_manifest.LIST).read_bytes())
    (folder / name).write_bytes(data)
    listed["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    (folder / page_manifest.LIST).write_text(json.dumps(listed))
    channel.stop()
    channel.start()


def test_what_stands_there_is_compared_with_what_a_manager_signed(
    published: Centre, channel: RunningRelay, tmp_path: Path
) -> None:
    digest = sign(published)
    assert digest == page_manifest.fingerprint(seen(published, fresh=True).whole)
    assert not watch_page.known(digest), "an invented page is not the one of this release"
    assert found(published) == ()
    serve(channel, tmp_path / "page", "main.js", b"fetch('elsewhere')\n")
    assert found(published) == ("file:main.js",)
    with closing(published.open("manager")) as desk:
        assert desk.page_watch.last.since > 0
    assert "page_differs" in kinds(published)
    serve(channel, tmp_path / "page", "main.js", b"export {}\n")
    assert found(published) == ()
    assert kinds(published)[-1] == "page_as_signed"
    with closing(published.open("manager")) as desk:
        assert desk.page_watch.last.since == 0


def test_another_paper_and_other_keys_are_found(published: Centre, channel: RunningRelay, tmp_path: Path) -> None:
    sign(published)
    again(published, channel, tmp_path, hours={"ko": "아무 때나"})
    assert found(published) == ("paper",)
    with closing(published.open()) as desk:
        office = desk.database(Compartment.OFFICE)
        good = seen(published)
        with office.atomic():
            for row in office.rows("SELECT id FROM key_bundle"):
                office.change("key_bundle", row["id"], {"sent_at": None, "document": b"another"})
        assert desk.page_watch.judged(good) == ("paper", "keys"), "a bundle that this centre never made"


def test_what_a_host_sends_along_to_lead_people_elsewhere_is_found(published: Centre) -> None:
    sign(published)
    good = seen(published)
    assert set(page_manifest.UNWANTED) <= good.guards.keys(), "they are looked at"
    led = replace(good, guards={**good.guards, "Refresh": "0; url=https://elsewhere.example"})
    with closing(published.open("manager")) as desk:
        assert desk.page_watch.judged(led) == ("header:Refresh",)
        with pytest.raises(Conflict):
            desk.page_watch.sign(led)


def test_a_missing_protection_and_missing_keys_are_found(published: Centre) -> None:
    sign(published)
    good = seen(published)
    bare = replace(good, guards={**good.guards, "Content-Security-Policy": "default-src *"}, keys=None)
    with closing(published.open()) as desk:
        assert desk.page_watch.judged(bare) == ("guard:Content-Security-Policy", "keys")
        without = replace(good, files={**good.files, "main.js": None})
        assert desk.page_watch.judged(without) == ("file:main.js",)


def test_only_a_whole_page_of_this_centre_is_signed(published: Centre, channel: RunningRelay, tmp_path: Path) -> None:
    whole = seen(published, fresh=True)
    again(published, channel, tmp_path, verify="0" * 64)
    stranger = seen(published, fresh=True)
    with closing(published.open("manager")) as desk:
        for wrong in (stranger, replace(whole, keys=None), replace(whole, files={**whole.files, "main.js": None})):
            with pytest.raises(Conflict):
                desk.page_watch.sign(wrong)
        assert desk.page_watch.signed is None
        assert desk.page_watch.judged(whole) == (), "where nothing was signed nothing differs"


def test_a_manifest_that_no_manager_signed_counts_as_none(published: Centre) -> None:
    sign(published)
    with closing(published.open()) as desk:
        office = desk.database(Compartment.OFFICE)
        document = desk.office.setting(SETTING).replace('"seq":1', '"seq":2')
        with office.atomic():
            office.change("setting", SETTING, {"value": document})
        assert desk.page_watch.signed is None
        assert any(SETTING in problem for problem in desk.signed.problems())


def test_a_silent_page_keeps_what_was_found_before(published: Centre, channel: RunningRelay) -> None:
    sign(published)
    assert found(published) == ()
    with closing(published.open()) as desk:
        reached = desk.page_watch.last.reached
        plan = watch_page.plan(desk)
        channel.stop()
        assert watch_page.look_or_none(plan) is None
        look = watch_page.settle(desk, None).value
        assert (look.reached, look.found) == (reached, ())
        assert look.at >= reached
    channel.start()


def test_whoever_works_offline_reaches_nothing(
    published: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "person"))
    with closing(published.open()) as desk:
        plan = watch_page.plan(desk)
        settings.save(replace(settings.load(), offline="yes"))
        with pytest.raises(NotReached, match="연결 없이"):
            watch_page.look(plan)
        settings.save(replace(settings.load(), offline=""))
        with client() as http:  # one that was at work already
            assert reply(http, "GET", f"{plan.card.url}/healthz", {}).content
            settings.save(replace(settings.load(), offline="yes"))
            with pytest.raises(NotReached, match="연결 없이"):
                reply(http, "GET", f"{plan.card.url}/healthz", {})
        settings.save(replace(settings.load(), offline=""))
        assert watch_page.look(plan).whole


def test_a_manifest_is_read_strictly() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    document = page_manifest.write_manifest(MANIFEST, private.sign)
    assert page_manifest.read_manifest(document, "a" * 16, public) == MANIFEST
    for centre, key in (("b" * 16, public), ("a" * 16, Ed25519PrivateKey.generate().public_key().public_bytes_raw())):
        with pytest.raises(Malformed):
            page_manifest.read_manifest(document, centre, key)
    for files in ({}, {"index.html": "x"}, {"index.html": "b" * 64, "../x.js": "c" * 64}, {"a": "b" * 64}):
        with pytest.raises(Malformed):
            page_manifest.digests(files)
