"""The age format under a passphrase: another program reads ours; we read it from any place, whole or not at all."""

from __future__ import annotations

import io
import secrets

import pyrage
import pytest

from app.errors import CannotUnlock
from app.vault import age
from app.vault.canonical import Malformed

PHRASE = "나비 열두 마리가 앉은 자리"
SIZES = (0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 2 * age.CHUNK, 200_000)


def sealed(data: bytes, step: int = 70_001) -> bytes:
    out = io.BytesIO()
    writing = age.Writing(out, PHRASE, 4)
    for start in range(0, len(data), step):
        writing.write(data[start : start + step])
    writing.finish()
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_another_program_reads_what_was_written_in_pieces(size: int) -> None:
    data = secrets.token_bytes(size)
    assert pyrage.passphrase.decrypt(sealed(data), PHRASE) == data


@pytest.mark.parametrize("size", [0, age.CHUNK, 200_000])
def test_what_another_program_wrote_is_read(size: int) -> None:
    data = secrets.token_bytes(size)
    assert age.Reading(io.BytesIO(pyrage.passphrase.encrypt(data, PHRASE)), PHRASE).read() == data


def test_an_empty_last_chunk_after_others_is_none() -> None:
    """Nobody may write it, and whoever reads has to refuse it: a file has one form only."""
    out = io.BytesIO()
    writing = age.Writing(out, PHRASE, 4)
    writing.write(secrets.token_bytes(age.CHUNK))
    writing._seal(bytes(writing._held), last=False)
    writing._held.clear()
    writing.finish()
    with pytest.raises(Malformed):
        age.Reading(io.BytesIO(out.getvalue()), PHRASE)


def test_a_salt_or_key_spelled_in_another_way_is_refused() -> None:
    whole = sealed(b"x")
    salt = whole.split(b" ")[2]
    other = salt[:-1] + bytes([salt[-1] + 1])  # the last letter holds four bits that say nothing
    with pytest.raises(Malformed, match="spelled"):
        age.Reading(io.BytesIO(whole.replace(salt, other, 1)), PHRASE)


@pytest.mark.parametrize("size", SIZES)
def test_it_is_read_from_any_place_and_never_short_before_its_end(size: int) -> None:
    data = secrets.token_bytes(size)
    found = age.Reading(io.BytesIO(sealed(data)), PHRASE)
    assert found.size == size
    for start in (0, 1, age.CHUNK - 5, age.CHUNK, size):
        for length in (0, 10, age.CHUNK + 10):
            found.seek(min(start, size))
            assert found.read(length) == data[min(start, size) :][:length]
    assert found.seek(-min(3, size), io.SEEK_END) == max(0, size - 3)
    assert found.read() == data[max(0, size - 3) :]


def test_a_wrong_passphrase_and_a_spelling_in_parts() -> None:
    from unicodedata import normalize

    with pytest.raises(CannotUnlock):
        age.Reading(io.BytesIO(sealed(b"x")), PHRASE + " ")
    assert age.Reading(io.BytesIO(sealed(b"x")), normalize("NFD", PHRASE)).read() == b"x"


def test_a_file_cut_longer_or_changed_anywhere_does_not_open_as_whole() -> None:
    whole = sealed(secrets.token_bytes(age.CHUNK + 50))
    spots = [*range(0, 260, 3), *range(260, len(whole), 4_999), len(whole) - 1]
    spoiled = [whole[:at] for at in spots] + [whole + b"\0"]
    spoiled += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in spots]
    for data in spoiled:
        with pytest.raises((Malformed, CannotUnlock)):
            age.Reading(io.BytesIO(data), PHRASE).read()


def test_more_work_than_any_of_ours_is_not_begun() -> None:
    whole = sealed(b"x").replace(b" 4\n", b" 30\n", 1)
    with pytest.raises(Malformed):
        age.Reading(io.BytesIO(whole), PHRASE)
