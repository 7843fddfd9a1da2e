"""Sealed reports, answers, attachments and keys: round trips, and everything that was changed on the way."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.wire import Malformed, answer, canonical, content, frame, page_keys, pieces, receipt_code, report

CENTRE = "0123456789abcdef"
THREAD = receipt_code.Thread(bytes(16), bytes(range(32)), bytes(32), b"\7" * 32)
INTAKE, PAPER, STRANGER = (X25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))


def key_id(private: X25519PrivateKey) -> str:
    return canonical.key_id(private.public_key().public_bytes_raw())


def header(**changes: object) -> report.Header:
    first = report.Header(CENTRE, (), THREAD.mailbox, THREAD.pass_, 1, "none")
    return replace(first, **changes)  # type: ignore[arg-type]  # a test names fields of its own


def sealed(text: bytes = b"{}", **changes: object) -> bytes:
    recipients = {key_id(one): one.public_key() for one in (INTAKE, PAPER)}
    return report.seal(header(**changes), text, recipients, THREAD)


@given(st.binary(max_size=20_000).filter(lambda data: not data.endswith(b"\0")), st.integers(0, report.MOST_PIECES))
@settings(max_examples=30)
def test_a_report_opens_for_its_recipients_and_its_reporter_and_for_nobody_else(text: bytes, count: int) -> None:
    found = report.parse(sealed(text, pieces=count))
    assert found.open(key_id(INTAKE), INTAKE) == found.open(key_id(PAPER), PAPER) == found.open_own(THREAD.own_key)
    assert found.open_own(THREAD.own_key).content == text
    assert (found.header.pieces, found.header.size) == (count, next(s for s in report.SIZES if s >= len(text) + 32))
    for kid, private in ((key_id(STRANGER), STRANGER), (key_id(INTAKE), PAPER)):
        with pytest.raises(Malformed):
            found.open(kid, private)
    with pytest.raises(Malformed):
        found.open_own(b"\6" * 32)


@given(st.data())
def test_a_changed_report_does_not_open(data: st.DataObject) -> None:
    raw = bytearray(sealed(b"what happened"))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        found = report.parse(bytes(raw))
        opened = {found.open(key_id(one), one).content for one in (INTAKE, PAPER)}
    except Malformed:
        return
    assert opened == {b"what happened"}, "only the reporter's own copy was touched"
    with pytest.raises(Malformed):
        found.open_own(THREAD.own_key)


@given(st.integers(0, 6000))
def test_a_cut_report_is_refused(length: int) -> None:
    raw = sealed()
    with pytest.raises(Malformed):
        report.parse(raw[: min(length, len(raw) - 1)])


def test_who_wrote_first_is_known_again_by_the_mac_over_place_and_words() -> None:
    found = report.parse(sealed(b"again")).open(key_id(INTAKE), INTAKE)
    other = report.parse(sealed(b"again", seq=2, prev="sha256:" + "0" * 64)).open(key_id(INTAKE), INTAKE)
    assert found.proves(THREAD.reply_key)
    assert found.mac != other.mac, "the same words at another place"
    for wrong in (replace(found, bound=other.bound), replace(found, content=b"other"), replace(found, mac=bytes(32)), replace(found, mac=b"")):  # fmt: skip
        assert not wrong.proves(THREAD.reply_key)
    assert not found.proves(THREAD.own_key)


def test_the_own_copy_never_meets_its_key_again_under_the_same_header() -> None:
    one, other = (report.parse(sealed(text)) for text in (b"one", b"two"))
    assert one.head_hash == other.head_hash
    with pytest.raises(Malformed):
        replace(one, own=other.own).open_own(THREAD.own_key)
    with pytest.raises(Malformed):
        replace(one, boxes=other.boxes).open_own(THREAD.own_key)


def test_boxes_and_bodies_do_not_fit_another_header() -> None:
    one, other = report.parse(sealed(b"one")), report.parse(sealed(b"two", seq=2, prev="sha256:" + "0" * 64))
    for mixed in (
        replace(one, body=other.body),
        replace(one, boxes=other.boxes),
        replace(one, head_hash=other.head_hash),
    ):
        with pytest.raises(Malformed):
            mixed.open(key_id(INTAKE), INTAKE)


def test_what_is_too_long_for_every_size_is_refused_not_cut() -> None:
    with pytest.raises(Malformed):
        sealed(b"x" * (report.SIZES[-1] - 31))
    assert len(sealed(b"x" * (report.SIZES[-1] - 32))) < report.LARGEST


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(Malformed):
        report.seal(header(), b"{}", {}, THREAD)


def test_a_thread_shows_what_was_left_out_repeated_or_moved() -> None:
    first = report.parse(sealed(b"1"))
    second = report.parse(sealed(b"2", seq=2, prev=first.sha256))
    third = report.parse(sealed(b"3", seq=3, prev=second.sha256))
    assert frame.follows([first, second, third])
    for wrong in ([second, first], [first, third], [first, first], [first, second, second], [second]):
        assert not frame.follows(wrong)
    elsewhere = report.parse(sealed(b"2", seq=2, prev=first.sha256, mailbox="f" * 64))
    assert not frame.follows([first, elsewhere])


def test_answers_open_with_their_threads_key_only_and_in_their_order() -> None:
    head = answer.Header(CENTRE, THREAD.mailbox, 1, "none")
    one = answer.parse(answer.seal(head, b"we read it", THREAD.reply_key))
    again = answer.parse(answer.seal(head, b"we read it", THREAD.reply_key))
    two = answer.parse(answer.seal(replace(head, seq=2, prev=one.sha256), b"x" * 5000, THREAD.reply_key))
    assert one.open(THREAD.reply_key) == b"we read it"
    assert one.body != again.body
    assert one.header.salt != again.header.salt
    assert frame.follows([one, two])
    assert not frame.follows([two, one])
    assert not frame.follows([one, one])
    for some, key in ((one, bytes([1]) * 32), (replace(one, body=two.body), THREAD.reply_key)):
        with pytest.raises(Malformed):
            some.open(key)


@given(st.data())
@settings(max_examples=60)
def test_a_changed_answer_does_not_open(data: st.DataObject) -> None:
    raw = bytearray(answer.seal(answer.Header(CENTRE, THREAD.mailbox, 1, "none"), b"hello", THREAD.reply_key))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        answer.parse(bytes(raw)).open(THREAD.reply_key)


FILE = pieces.FileKey(b"\5" * 32, b"\6" * 7)


@pytest.mark.parametrize("size", [0, 1, pieces.PLAIN - 1, pieces.PLAIN, pieces.PLAIN + 1, 2 * pieces.PLAIN, 1_048_577])
def test_files_come_back_whole_at_every_boundary(size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    parts = list(pieces.seal(FILE, data))
    assert len(parts) == pieces.count(size)
    assert {len(part) for part in parts} == {pieces.SEALED}
    assert b"".join(pieces.open_pieces(FILE, size, canonical.sha256(data), parts)) == data


def opened(parts: list[bytes], size: int, digest: str) -> None:
    list(pieces.open_pieces(FILE, size, digest, parts))


def test_pieces_that_were_moved_cut_repeated_or_changed_are_refused() -> None:
    data = bytes(3 * pieces.PLAIN - 5)
    parts, digest = list(pieces.seal(FILE, data)), canonical.sha256(data)
    flipped = bytearray(parts[1])
    flipped[77] ^= 1
    wrong = (
        [parts[1], parts[0], parts[2]], parts[:2], [*parts, parts[2]], [parts[0], bytes(flipped), parts[2]],
        [parts[0], parts[1], parts[2][:-1]], [parts[0], parts[2]],
    )  # fmt: skip
    for some in wrong:
        with pytest.raises(Malformed):
            opened(some, len(data), digest)
    for size, told in ((len(data) - 1, digest), (pieces.PLAIN, digest), (len(data), canonical.sha256(b""))):
        with pytest.raises(Malformed):
            opened(parts, size, told)


def test_a_hidden_filling_is_refused() -> None:
    shown = b"short"
    whole = list(pieces.seal(FILE, shown + b"hidden"))
    with pytest.raises(Malformed):
        opened(whole, len(shown), canonical.sha256(shown))


def test_codes_are_the_same_composed_or_decomposed_with_any_spaces() -> None:
    code = receipt_code.new()
    assert len(code.split()) == 8
    assert receipt_code.normalised(code) == code == unicodedata.normalize("NFC", code)
    assert receipt_code.normalised("  " + unicodedata.normalize("NFD", code).replace(" ", "\n ") + " ") == code
    assert receipt_code.normalised("12345 67890-12345.67890 123456") == "12345678901234567890123456"
    for wrong in ("", "가격", code + " 가격", code.replace(" ", ""), "1" * 25, "1" * 27, "²" * 26):
        assert receipt_code.normalised(wrong) is None


def test_two_codes_and_two_centres_share_nothing() -> None:
    words = receipt_code.words()
    assert len(set(words)) == 2048
    assert all(unicodedata.is_normalized("NFC", word) for word in words)
    one = receipt_code.thread(" ".join(words[:8]), CENTRE)
    other, elsewhere = receipt_code.thread("1" * 26, CENTRE), receipt_code.thread(" ".join(words[:8]), "f" * 16)
    parts = [part for t in (one, other, elsewhere) for part in (t.mailbox_id, t.token, t.reply_key, t.own_key)]
    assert len(set(parts)) == len(parts)
    assert one == receipt_code.thread(" ".join(words[:8]), CENTRE)


def told(**changes: object) -> content.Content:
    file = content.File("사진.jpg", "image/jpeg", 5, canonical.sha256(b"x"), bytes(32), bytes(7), 0)
    view = replace(file, role="view", of=0, first=1)
    plain = content.Content(
        "report", "ko", "[[[[[[[[[[ 그 사람이\n", (file, view), door="third", reply_key=b"\1" * 32,
        answers={"place": "회사", "kinds": ("stalking", "digital")}, handover=content.HandOver("a" * 64, b"\2" * 32),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields of its own


def test_content_comes_back_as_it_was_said() -> None:
    later = told(kind="message", door="", answers={}, reply_key=b"", handover=None, files=())
    for one in (told(), told(handover=None, files=()), later, replace(later, kind="takeover", reply_key=bytes(32))):
        assert content.read(content.write(one)) == one
    reply = content.Reply("answer", "읽었습니다.", "2026-11-23", content.Seen(2, canonical.sha256(b"")))
    for back in (reply, replace(reply, keys=(bytes(32), b"\1" * 32))):
        assert content.read_reply(content.write_reply(back)) == back


def test_half_letters_and_zeros_do_not_stop_a_report() -> None:
    data = content.write(told(files=())).replace(b"\\n", b"\\ud83d\\u0000")
    assert content.read(data).text.endswith("\ufffd\ufffd")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"report"', b'"kind":"order"'), (b'"door":"third"', b'"door":"front"'), (b'"first":1', b'"first":2'),
        (b'"of":0', b'"of":1'), (b'"lang":"ko"', b'"lang":"ko","more":1'), (b'"size":5', b'"size":5.0'),
        (b'"place"', b'"Place"'), (b"content/1", b"content/2"), (b"image/jpeg", b"../jpeg"), (b"{", b"[" * 100_000),
    ],
)  # fmt: skip
def test_content_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    data = content.write(told())
    assert old in data
    with pytest.raises(Malformed):
        content.read(data.replace(old, new, 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (report.parse, answer.parse, content.read, content.read_reply):
        with pytest.raises(Malformed):
            read(data)


VERIFY = Ed25519PrivateKey.from_private_bytes(b"\x11" * 32)
PUBLIC = VERIFY.public_key().public_bytes_raw()


def bundle() -> page_keys.Bundle:
    private = {"intake": INTAKE, "public": STRANGER, "recovery": PAPER}
    keys = tuple(page_keys.Key(role, one.public_key().public_bytes_raw()) for role, one in private.items())
    return page_keys.Bundle(CENTRE, 3, "2026-11-01", "2026-12-15", keys)


def test_a_bundle_says_who_opens_which_door_and_runs_out() -> None:
    document = page_keys.write_bundle(bundle(), VERIFY.sign)
    found = page_keys.read_bundle(document, CENTRE, PUBLIC, "2026-12-15")
    assert set(found.recipients("victim")) == set(found.recipients("third")) == {key_id(INTAKE), key_id(PAPER)}
    assert set(found.recipients("public")) == {key_id(STRANGER), key_id(PAPER)}
    other = Ed25519PrivateKey.from_private_bytes(b"\x12" * 32).public_key().public_bytes_raw()
    for centre, verify, day in ((CENTRE, PUBLIC, "2026-12-16"), (CENTRE, PUBLIC, "2026-10-31"), (CENTRE, other, None), ("f" * 16, PUBLIC, None)):  # fmt: skip
        with pytest.raises(Malformed):
            page_keys.read_bundle(document, centre, verify, day)


def test_an_index_answers_one_question_of_one_centre() -> None:
    entry = page_keys.Entry(7, "a" * 64, 1, 4096, 3, 2, "2026-11-23", canonical.sha256(b""))
    index = page_keys.Index(canonical.key_id(PUBLIC), CENTRE, (entry,), ("b" * 64,), True, 7)
    document = page_keys.write_index(index, "c" * 32, VERIFY.sign)
    assert page_keys.read_index(document, "c" * 32, CENTRE, PUBLIC) == index
    for asked, centre in (("d" * 32, CENTRE), ("c" * 32, "f" * 16)):
        with pytest.raises(Malformed):
            page_keys.read_index(document, asked, centre, PUBLIC)
    never = page_keys.write_index(replace(index, entries=(replace(entry, day="2026-02-31"),)), "c" * 32, VERIFY.sign)
    with pytest.raises(Malformed):
        page_keys.read_index(never, "c" * 32, CENTRE, PUBLIC)
    twice = page_keys.write_index(replace(index, entries=(entry, entry)), "c" * 32, VERIFY.sign)
    with pytest.raises(Malformed):
        page_keys.read_index(twice, "c" * 32, CENTRE, PUBLIC)


def test_what_became_of_events_answers_one_telling_of_one_centre() -> None:
    states = (("a" * 32, "applied"), ("a" * 32, "duplicate"), ("b" * 32, "conflict"))
    document = page_keys.write_states(canonical.key_id(PUBLIC), CENTRE, "c" * 32, states, VERIFY.sign)
    assert page_keys.read_states(document, "c" * 32, CENTRE, PUBLIC) == states
    for asked, centre in (("d" * 32, CENTRE), ("c" * 32, "f" * 16)):
        with pytest.raises(Malformed):
            page_keys.read_states(document, asked, centre, PUBLIC)
    with pytest.raises(Malformed):
        page_keys.read_states(document.replace(b"conflict", b"applied"), "c" * 32, CENTRE, PUBLIC)
    strange = page_keys.write_states(canonical.key_id(PUBLIC), CENTRE, "c" * 32, [("a" * 32, "done")], VERIFY.sign)
    with pytest.raises(Malformed):
        page_keys.read_states(strange, "c" * 32, CENTRE, PUBLIC)
