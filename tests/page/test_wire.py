"""The page's own wire under Node against the frozen vectors: RFC 9180, what the desk made, and everything changed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from app.wire import canonical, receipt_code
from tests.app.wire.test_vectors import DESK, PAGE, frozen

Ask = Callable[..., list[dict[str, Any]]]
THREAD = DESK["threads"][0]


def told(answers: list[dict[str, Any]]) -> list[Any]:
    assert not [one for one in answers if "told" not in one], answers
    return [one["told"] for one in answers]


def test_the_vectors_of_rfc_9180_hold_in_the_page(ask: Ask) -> None:
    vector = frozen("rfc9180")["base"]
    [found] = told(ask({"act": "hpke", **vector}))
    assert found["enc"] == vector["enc"]
    assert found["sealed"] == [one["ct"] for one in vector["encryptions"]]
    assert found["opened"] == [one["pt"] for one in vector["encryptions"]]


def test_the_word_list_is_the_desks_and_every_code_leads_where_it_does_there(ask: Ask) -> None:
    typed = [
        form for one in DESK["threads"] for form in (one["code"], unicodedata.normalize("NFD", one["code"]) + "\n")
    ]
    typed.append("01234 56789-01234.56789 012345")
    words, *codes = told(ask({"act": "words"}, *({"act": "normalised", "typed": form} for form in typed)))
    assert tuple(words) == receipt_code.words()
    first, second = (one["code"] for one in DESK["threads"])
    assert codes == [first, first, second, second, second]
    found = told(ask(*({"act": "thread", "code": one["code"], "centre": DESK["centre"]} for one in DESK["threads"])))
    assert [{"code": one["code"], **keys} for one, keys in zip(DESK["threads"], found, strict=True)] == DESK["threads"]


def test_new_codes_are_codes_and_no_two_are_alike(ask: Ask) -> None:
    made = told(ask(*({"act": "fresh"} for _turn in range(50))))
    codes = [one[kind] for one in made for kind in ("words", "digits")]
    assert [receipt_code.normalised(code) for code in codes] == codes
    assert len(set(codes)) == 100


@pytest.mark.parametrize("wrong", ["", "가격", "가격 " * 9, "1" * 25, "1" * 27, "²" * 26])
def test_what_is_no_code_is_none(ask: Ask, wrong: str) -> None:
    assert told(ask({"act": "normalised", "typed": wrong})) == [None]


def test_what_the_desk_sealed_opens_in_the_page_and_nothing_changed_does(ask: Ask) -> None:
    raw, sealed = DESK["report"]["raw"], DESK["answer"]["raw"]
    opened = told(
        ask(
            {"act": "own", "raw": raw, "own": THREAD["ownKey"]},
            {"act": "answer", "raw": sealed, "key": THREAD["replyKey"]},
        )
    )
    assert opened == [DESK["report"]["content"], DESK["answer"]["content"]]
    questions: list[dict[str, Any]] = [
        {"act": "own", "raw": raw, "own": THREAD["replyKey"]}, {"act": "answer", "raw": sealed, "key": THREAD["ownKey"]},
        {"act": "own", "raw": raw[:-2], "own": THREAD["ownKey"]}, {"act": "answer", "raw": sealed[:-2], "key": THREAD["replyKey"]},
    ]  # fmt: skip
    own = len(raw) - 2 * (48 + 4096 + 16)  # the boxes are the recipients', the page opens its own copy
    for at in (0, 20, 40, 300, own, own + 96, len(raw) - 2):
        questions.append({"act": "own", "raw": flipped(raw, at), "own": THREAD["ownKey"]})
    for at in range(0, len(sealed), len(sealed) // 20 // 2 * 2):
        questions.append({"act": "answer", "raw": flipped(sealed, at), "key": THREAD["replyKey"]})
    assert not [one for one in ask(*questions) if "refused" not in one]


def flipped(digits: str, at: int) -> str:
    return digits[:at] + f"{int(digits[at : at + 2], 16) ^ 1:02x}" + digits[at + 2 :]


def test_the_page_sees_a_thread_that_is_not_whole(ask: Ask) -> None:
    first, second = (one["raw"] for one in PAGE["messages"][:2])
    turns = [[first, second], [second, first], [second], [first, first], [first, second, second]]
    assert told(ask(*({"act": "follows", "raws": raws} for raws in turns))) == [True, False, False, False, False]


def test_pieces_in_the_page_are_the_frozen_ones_and_moved_cut_or_changed_ones_are_refused(ask: Ask) -> None:
    key = {"key": DESK["files"]["key"], "prefix": DESK["files"]["prefix"]}
    for one in DESK["files"]["of"]:
        data = (bytes(range(251)) * (one["size"] // 251 + 1))[: one["size"]]
        [found] = told(ask({"act": "pieces", "data": data.hex(), **key}))
        assert [hashlib.sha256(bytes.fromhex(piece)).hexdigest() for piece in found["pieces"]] == one["pieces"]
        assert found["sha256"] == one["sha256"]
    first, second = found["pieces"][:2]
    size = one["size"]
    wrong = [
        {"number": 1, "sealed": first}, {"number": 0, "sealed": second}, {"number": 0, "sealed": first[:-2]},
        {"number": 0, "sealed": flipped(first, 100)}, {"number": 0, "sealed": first, "size": 5},
    ]  # fmt: skip
    [good] = told(ask({"act": "piece", "number": 0, "sealed": first, "size": size, **key}))
    assert bytes.fromhex(good) == data[: len(good) // 2]
    answers = ask(*({"act": "piece", "size": size, **key, **told_} for told_ in wrong))
    assert not [one for one in answers if "refused" not in one]


def test_bundles_are_taken_only_genuine_and_on_their_days(ask: Ask) -> None:
    bundle = DESK["bundle"]
    document = bundle["document"].encode()
    plain = {
        "act": "bundle",
        "document": document.hex(),
        "centre": DESK["centre"],
        "verify": DESK["verify"],
        "door": "victim",
    }
    days = (bundle["begins"], bundle["not_after"])
    assert told(ask(*({**plain, "day": day} for day in days))) == [bundle["recipients"]["victim"]] * 2
    doors = told(ask(*({**plain, "day": days[0], "door": door} for door in bundle["recipients"])))
    assert doors == list(bundle["recipients"].values())
    wrong = [
        {"day": "2026-10-31"}, {"day": "2026-12-16"}, {"centre": "f" * 16}, {"verify": "ab" * 32},
        {"document": flipped(document.hex(), 60)}, {"document": document[:-1].hex()}, {"document": (document + b"\n").hex()},
        {"document": b"{}\n".hex()}, {"document": ""},
    ]  # fmt: skip
    answers = ask(*({**plain, "day": days[0], **one} for one in wrong))
    assert not [one for one in answers if "refused" not in one]
    assert answers[0] == {"refused": "expired"}


def test_canonical_json_is_written_alike(ask: Ask) -> None:
    values: list[Any] = [
        {"b": 1, "a": ["é", "가", "😀", "\u007f", '\\"\n']},
        {"z": None, "y": {"b": False, "a": -3}},
        [],
    ]
    assert [one.encode() for one in told(ask(*({"act": "canonical", "value": value} for value in values)))] == [
        canonical.dumps(value) for value in values
    ]
