"""A report's way through a real relay, on SQLite and on PostgreSQL: kept once, read by its own, gone when taken back."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import time

import httpx2
import pytest

from app import wire
from app.relay import hosting
from app.wire import answer, pieces, signature
from tests.relay.reporter import PIECE, Desk, Reporter, event, new_desk, new_thread, problem, solved
from tests.relay.running import RunningRelay


@pytest.fixture
def desk(channel: RunningRelay) -> Desk:
    return new_desk(channel)


@pytest.fixture
def reporter(http: httpx2.Client, desk: Desk) -> Reporter:
    return Reporter(http, desk.centre)


def test_a_report_is_kept_once_listed_fetched_and_answered(desk: Desk, reporter: Reporter) -> None:
    body, key = reporter.sealed(b'{"what":"happened"}'), secrets.token_hex(16)
    first, again = reporter.post(body, key), reporter.post(body, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert reporter.post(body).json() == first.json(), "the same bytes under a fresh key are the same message"
    reporter.sent.append(body)
    (entry,) = desk.index().entries
    assert (entry.number, entry.mailbox, entry.seq, entry.pieces) == (1, reporter.thread.mailbox, 1, 0)
    assert entry.sha256 == wire.sha256(body)
    assert desk.fetch(1, 2) == {1: body}
    reply = desk.answer(reporter.thread)
    assert desk.tell(reply) == ["applied"]
    found = reporter.read().json()
    assert [one["body"] for one in found["reporter"]] == [base64.b64encode(body).decode()]
    assert [one["body"] for one in found["centre"]] == [reply["body"]]
    opened = answer.parse(base64.b64decode(found["centre"][0]["body"])).open(reporter.thread.reply_key)
    assert opened == b"we read it"


def test_an_idempotency_key_is_needed_and_belongs_to_one_body(reporter: Reporter) -> None:
    body, key = reporter.sealed(), secrets.token_hex(16)
    assert reporter.post(body, key).status_code == 201
    other = Reporter(reporter.http, reporter.centre)
    refused = other.post(other.sealed(), key)
    assert (refused.status_code, problem(refused)) == (422, "other-body")
    for wrong in ("", "x" * 32, "a" * 31):
        headers = {"gyeot-work": solved(reporter.http, reporter.centre), "idempotency-key": wrong}
        refused = reporter.http.post("/v1/drops", content=body, headers=headers)
        assert (refused.status_code, problem(refused)) == (400, "no-key")


def test_a_thread_takes_messages_in_their_order_only(desk: Desk, reporter: Reporter) -> None:
    reporter.send(b"1")
    again = Reporter(reporter.http, reporter.centre, reporter.thread)
    refused = again.post(again.sealed(b"another first"))
    assert (refused.status_code, problem(refused)) == (409, "order")
    for changes in ({"seq": 3}, {"prev": "sha256:" + "0" * 64}):
        refused = reporter.post(reporter.sealed(b"2", **changes))
        assert (refused.status_code, problem(refused)) == (409, "order")
    reporter.send(b"2")
    assert [one["seq"] for one in reporter.read().json()["reporter"]] == [1, 2]
    assert [entry.seq for entry in desk.index().entries] == [1, 2]
    assert [entry.seq for entry in desk.index(after=1).entries] == [2]


def test_pieces_arrive_in_any_order_and_are_gone_on_from(desk: Desk, reporter: Reporter) -> None:
    drop = reporter.send(pieces=11)
    assert reporter.have(drop) == bytes(2)
    bodies = [bytes([number]) * pieces.SEALED for number in range(11)]
    for number in (10, 0, 3):
        assert reporter.put(drop, number, bodies[number]).status_code == 201
    assert reporter.have(drop) == bytes([0b1001, 0b100])
    assert reporter.put(drop, 3, bodies[3]).status_code == 200
    refused = reporter.put(drop, 3, bodies[4])
    assert (refused.status_code, problem(refused)) == (409, "other-bytes")
    assert desk.index().entries[0].have == 3
    for number, size, status in ((11, pieces.SEALED, 404), (4, pieces.SEALED - 1, 422), (4, pieces.SEALED + 1, 413)):
        assert reporter.put(drop, number, bytes(size)).status_code == status
    assert problem(reporter.put(drop, 4, bodies[4], **{"content-digest": "sha-256=:AAAA:"})) == "digest"
    good = base64.b64encode(hashlib.sha256(bodies[4]).digest()).decode()
    assert reporter.put(drop, 4, bodies[4], **{"content-digest": f"sha-256=:{good}:"}).status_code == 201
    assert desk.ask("GET", "/v1/data/1/pieces/10").content == bodies[10]
    assert desk.ask("GET", "/v1/data/1/pieces/5").status_code == 404


def test_what_was_taken_loses_its_pieces_and_keeps_the_reporters_words(desk: Desk, reporter: Reporter) -> None:
    drop = reporter.send(pieces=1)
    reporter.put(drop, 0)
    assert desk.tell(event("taken", numbers=[1])) == ["applied"]
    assert desk.ask("GET", "/v1/data/1/pieces/0").status_code == 404
    assert len(reporter.read().json()["reporter"]) == 1
    assert reporter.have(drop) == b"\1", "a page that missed the answer sees that all has arrived"
    assert reporter.put(drop, 0).status_code == 200
    later = Reporter(reporter.http, desk.centre)
    drop = later.send(pieces=2)
    assert desk.tell(event("taken", numbers=[2])) == ["applied"]
    assert problem(later.put(drop, 0)) == "taken"


def test_a_wrong_token_is_an_unknown_mailbox(reporter: Reporter) -> None:
    drop = reporter.send(pieces=1)
    stranger = Reporter(reporter.http, reporter.centre)
    guess = Reporter(reporter.http, reporter.centre, new_thread())
    object.__setattr__(guess.thread, "mailbox_id", reporter.thread.mailbox_id)
    answers = [
        (stranger.read(), guess.read()),
        (stranger.withdraw(), guess.withdraw()),
        (guess.put("0" * 32, 0), guess.put(drop, 0)),
    ]
    for unknown, wrong in answers:
        assert unknown.status_code == wrong.status_code == 404
        assert unknown.content == wrong.content
    unread = {name: value for name, value in stranger.read().headers.items() if name != "date"}
    assert unread == {name: value for name, value in guess.read().headers.items() if name != "date"}
    bare = reporter.http.get(f"/v1/mailboxes/{reporter.thread.mailbox_id.hex()}/messages")
    assert bare.content == stranger.read().content
    assert len(reporter.read().json()["reporter"]) == 1


def test_a_withdrawn_thread_leaves_its_last_word_for_the_centre_and_nothing_else(
    desk: Desk, reporter: Reporter, channel: RunningRelay
) -> None:
    mark = secrets.token_bytes(64)
    drop = reporter.send(pieces=1)
    reporter.put(drop, 0, mark + bytes(pieces.SEALED - len(mark)))
    desk.tell(desk.answer(reporter.thread))
    reporter.send(b"withdrawn")
    assert reporter.withdraw().status_code == 204
    assert reporter.withdraw().status_code == 204, "whoever missed the answer may ask again"
    assert reporter.read().status_code == 404
    assert reporter.post(reporter.sealed()).status_code == 404
    found = desk.index()
    assert [entry.seq for entry in found.entries] == [2]
    assert found.gone == (reporter.thread.mailbox,)
    assert list(desk.fetch(1, 2)) == [2]
    assert desk.tell(desk.answer(reporter.thread, 2, "sha256:" + "0" * 64)) == ["superseded"]
    assert desk.tell(event("close", mailbox=reporter.thread.mailbox)) == ["conflict"], "its last word is unread"
    assert desk.tell(event("taken", numbers=[2]), event("close", mailbox=reporter.thread.mailbox)) == ["applied"] * 2
    assert (desk.index().gone, desk.index().entries) == ((), ())
    for file in channel.folder.glob("relay.db*"):
        assert mark not in file.read_bytes()


def test_a_mailbox_that_the_centre_made_opens_with_its_code(desk: Desk, reporter: Reporter) -> None:
    by_phone = reporter.thread
    assert desk.tell(desk.answer(by_phone, pass_=by_phone.pass_)) == ["applied"]
    assert len(reporter.read().json()["centre"]) == 1
    reporter.send(b"thank you")
    assert [entry.seq for entry in desk.index().entries] == [1]


def test_after_a_take_over_the_third_person_reads_nothing_later(desk: Desk, http: httpx2.Client) -> None:
    """The centre knows the mailbox of a hand-over, not its pass; whoever takes it over brings a pass of their own."""
    third = Reporter(http, desk.centre)
    assert desk.tell(desk.answer(third.thread, pass_=None)) == ["applied"]
    assert third.read().status_code == 200
    own = new_thread()
    victim = Reporter(http, desk.centre, own)
    object.__setattr__(own, "mailbox_id", third.thread.mailbox_id)
    victim.send(b"takeover")
    last = json.loads(victim.read().content)["centre"][-1]["body"]
    assert desk.tell(desk.answer(own, 2, wire.sha256(base64.b64decode(last)))) == ["applied"]
    assert len(victim.read().json()["centre"]) == 2
    assert third.read().status_code == 404
    assert third.withdraw().status_code == 404


# --- the desk -------------------------------------------------------------------------------------


def test_that_nothing_is_new_is_signed_as_an_answer_to_its_question(desk: Desk, reporter: Reporter) -> None:
    reporter.send()
    newest = desk.index().newest
    quiet = desk.index(newest)
    assert (quiet.entries, quiet.newest, quiet.more) == ((), newest, False)
    said = desk.ask("GET", f"/v1/index?after={newest}", if_none_match="*")
    assert said.status_code == 200, "nothing unsigned ever says that nothing is new"


def test_a_question_that_was_changed_on_the_way_is_refused(desk: Desk) -> None:
    for after, status in (("?after=999", 401), ("", 401), ("?after=0&after=9", 401), ("?after=0", 200)):
        headers = desk.signed("GET", "/v1/index?after=0")
        assert httpx2.get(f"{desk.relay.url}/v1/index{after}", headers=headers).status_code == status, after


def test_every_event_has_its_effect_once(desk: Desk, reporter: Reporter) -> None:
    reporter.send()
    first = desk.answer(reporter.thread)
    assert desk.tell(first, first) == ["applied", "duplicate"]
    other = {**desk.answer(reporter.thread), "id": first["id"]}
    assert desk.tell(other) == ["conflict"], "an id belongs to one event"
    assert desk.tell(desk.answer(reporter.thread)) == ["conflict"], "the place is taken by other bytes"
    assert desk.tell({**first, "id": secrets.token_hex(16)}) == ["applied"], "the same bytes are the same answer"
    gap = desk.answer(reporter.thread, 3, "sha256:" + "0" * 64)
    assert desk.tell(gap, event("dance"), event("taken", numbers=["1"]), event("taken")) == ["rejected"] * 4
    assert len(reporter.read().json()["centre"]) == 1
    second = desk.answer(reporter.thread, 2, wire.sha256(base64.b64decode(first["body"])))
    assert desk.tell(second) == ["applied"]
    assert desk.ask("POST", "/v1/data", json.dumps({"events": [first] * 65}).encode()).status_code == 422


def test_only_keys_of_the_month_that_the_page_can_trust_are_handed_out(desk: Desk, http: httpx2.Client) -> None:
    path = f"/v1/centres/{desk.centre}/keys"
    assert http.get(path).status_code == 404
    stranger = new_desk(desk.relay)
    forged, expired = stranger.bundle(), desk.bundle(not_after="2026-01-02")
    elsewhere = {**forged, "document": stranger.bundle()["document"]}
    assert desk.tell(forged, expired, elsewhere) == ["rejected"] * 3
    assert http.get(path).status_code == 404
    first, second, coming = desk.bundle(), desk.bundle(3), desk.bundle(4, begins="2099-01-01")
    assert desk.tell(first, second, coming, desk.bundle(2), desk.bundle(4)) == [
        "applied", "applied", "applied", "superseded", "conflict",
    ]  # fmt: skip
    assert http.get(path).text == second["document"], "the newest that holds today"


def test_another_centres_desk_reads_writes_and_deletes_nothing(desk: Desk, reporter: Reporter) -> None:
    other = new_desk(desk.relay)
    drop = reporter.send(pieces=1)
    reporter.put(drop, 0)
    desk.tell(desk.answer(reporter.thread))
    before = desk.index(), reporter.read().content
    assert other.index().entries == ()
    assert other.fetch(1) == {}
    assert other.ask("GET", "/v1/data/1/pieces/0").status_code == 404
    theirs = Desk(desk.relay, desk.centre, desk.verify, other.keys)
    assert other.tell(
        event("taken", numbers=[1]), event("close", mailbox=reporter.thread.mailbox), theirs.answer(reporter.thread),
        other.answer(reporter.thread), theirs.bundle(),
    ) == ["applied", "rejected", "rejected", "rejected", "rejected"]  # fmt: skip
    assert (desk.index(), reporter.read().content) == before
    assert desk.ask("GET", "/v1/data/1/pieces/0").content == PIECE


def test_desks_join_by_a_code_once_and_leave_for_good(channel: RunningRelay) -> None:
    desk = Desk(channel, secrets.token_hex(8), new_desk(channel).verify)
    told = hosting.invite(channel.folder, desk.centre, database=channel.database)
    joined = desk.enrol(told["code"].lower().replace("-", " "))
    assert wire.read_card(joined.content) == channel.card
    assert told["fingerprint"] == " ".join(channel.card.fingerprint)
    assert desk.enrol(told["code"]).status_code == 201, "whoever missed the answer may ask again"
    late = Desk(channel, desk.centre, desk.verify)
    assert problem(late.enrol(told["code"])) == "invitation"
    assert problem(Desk(channel, desk.centre, new_desk(channel).verify).enrol()) == "invitation", "another page key"
    assert problem(late.ask("GET", "/v1/index")) == "not-on-roster"
    id_ = wire.key_id(desk.keys.device_public)
    assert id_ in {one["id"] for one in hosting.enrolled(channel.folder, database=channel.database)}
    assert desk.index().entries == ()
    hosting.expel(channel.folder, id_, database=channel.database)
    assert problem(desk.ask("GET", "/v1/index")) == "not-on-roster"
    assert problem(desk.enrol()) == "invitation", "an expelled key never comes back"


def test_a_stranger_makes_the_relay_read_no_telling(desk: Desk) -> None:
    place = httpx2.URL(desk.relay.url)
    for name in ("data", "fetch"):
        with socket.create_connection((place.host, place.port or 80), timeout=10) as line:
            line.sendall(f"POST /v1/{name} HTTP/1.1\r\nHost: relay\r\nContent-Length: 8000\r\n\r\n".encode())
            assert line.recv(64).startswith(b"HTTP/1.1 401"), "before a byte of the body came"


def test_a_desks_requests_are_bound_to_relay_body_and_one_use(desk: Desk) -> None:
    assert problem(httpx2.get(desk.relay.url + "/v1/index")) == "unsigned"

    body = json.dumps({"numbers": [1]}).encode()
    facts = {"relay": desk.relay.line["relay"], "created": int(time.time()), "signer": desk.keys, "key": "0" * 32}
    headers = signature.sign_request("POST", "/v1/fetch", body, **facts)
    place = desk.relay.url + "/v1/fetch"
    assert problem(httpx2.post(place, content=body + b" ", headers=headers)) == "signature"
    assert httpx2.post(place, content=body, headers=headers).status_code == 200
    assert problem(httpx2.post(place, content=body, headers=headers)) == "replayed"
