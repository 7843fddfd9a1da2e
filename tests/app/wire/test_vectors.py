"""Frozen bytes of the page and of the desk: what one made, the other opens, today and after every change."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.wire import Malformed, answer, canonical, content, frame, page_keys, pieces, receipt_code, report

VECTORS = Path(__file__).parent / "vectors"


def frozen(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


PAGE, DESK = frozen("page_made"), frozen("desk_made")
PRIVATE = {role: X25519PrivateKey.from_private_bytes(bytes.fromhex(key)) for role, key in PAGE["private"].items()}
IDS = {role: canonical.key_id(key.public_key().public_bytes_raw()) for role, key in PRIVATE.items()}


@pytest.mark.parametrize("made", [PAGE, DESK], ids=["page", "desk"])
def test_a_code_leads_to_the_same_keys_on_both_sides(made: Any) -> None:
    for told in made["threads"]:
        for typed in (told["code"], unicodedata.normalize("NFD", told["code"])):
            plain = receipt_code.normalised(typed)
            assert plain is not None
            assert plain == told["code"]
            found = receipt_code.thread(plain, made["centre"])
            names = {
                "id": found.mailbox_id.hex(),
                "token": found.token.hex(),
                "mailbox": found.mailbox,
                "pass": found.pass_,
            }
            assert told == {**names, "code": plain, "replyKey": found.reply_key.hex(), "ownKey": found.own_key.hex()}


def test_messages_that_the_page_sealed_open_here_for_every_recipient_and_no_other() -> None:
    for told in PAGE["messages"]:
        sealed, thread = report.parse(bytes.fromhex(told["raw"])), PAGE["threads"][told["thread"]]
        for role in ("intake", "recovery")[: len(sealed.header.keys)]:
            opened = sealed.open(IDS[role], PRIVATE[role])
            assert opened.content.decode() == told["content"]
            assert opened.proves(bytes.fromhex(thread["replyKey"]))
        assert sealed.open_own(bytes.fromhex(thread["ownKey"])) == opened
        with pytest.raises(Malformed):
            sealed.open(IDS["intake"], PRIVATE["recovery"])
        with pytest.raises(Malformed):
            sealed.open(IDS["public"], PRIVATE["public"])
    first, second = (report.parse(bytes.fromhex(told["raw"])) for told in PAGE["messages"][:2])
    assert frame.follows([first, second])


def test_what_the_page_wrote_is_read_here() -> None:
    first, later, taken_over = (content.read(told["content"].encode()) for told in PAGE["messages"])
    assert (first.kind, first.door, first.answers["kinds"]) == ("report", "third", ("stalking", "shouting"))
    assert first.text.endswith("😀 \ufffd 끝")
    assert first.reply_key.hex() == PAGE["threads"][0]["replyKey"]
    assert (later.kind, later.seen.seq) == ("message", 1)
    assert (taken_over.kind, taken_over.lang) == ("takeover", "easy")


@pytest.mark.parametrize("told", PAGE["files"]["of"], ids=lambda told: str(told["size"]))
def test_pieces_are_the_same_bytes_on_both_sides(told: Any) -> None:
    file = pieces.FileKey(bytes.fromhex(PAGE["files"]["key"]), bytes.fromhex(PAGE["files"]["prefix"]))
    data = (bytes(range(251)) * (told["size"] // 251 + 1))[: told["size"]]
    assert [hashlib.sha256(piece).hexdigest() for piece in pieces.seal(file, data)] == told["pieces"]
    assert canonical.sha256(data) == told["sha256"]
    assert told in DESK["files"]["of"]


def test_what_the_desk_made_once_still_opens_here() -> None:
    thread = DESK["threads"][0]
    sealed = report.parse(bytes.fromhex(DESK["report"]["raw"]))
    opened = sealed.open(IDS["intake"], PRIVATE["intake"])
    assert opened.content.decode() == DESK["report"]["content"]
    assert opened.proves(bytes.fromhex(thread["replyKey"]))
    reply = answer.parse(bytes.fromhex(DESK["answer"]["raw"]))
    assert reply.open(bytes.fromhex(thread["replyKey"])).decode() == DESK["answer"]["content"]
    assert content.read_reply(DESK["answer"]["content"].encode()).seen.sha256 == sealed.sha256
    bundle, verify = DESK["bundle"], bytes.fromhex(DESK["verify"])
    found = page_keys.read_bundle(bundle["document"].encode(), DESK["centre"], verify, bundle["not_after"])
    assert {door: list(found.recipients(door)) for door in bundle["recipients"]} == bundle["recipients"]
