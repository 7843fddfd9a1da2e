"""EV1: frozen bytes, every size, every flipped bit, every cut and swap; memory stays small whatever the size."""

from __future__ import annotations

import hashlib
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Damaged, Interrupted, NoRoom
from app.vault import stream
from app.vault.canonical import Malformed, Newer
from app.vault.case_keys import new_case_key, open_case_key

KEY = bytes(range(32))
SIZES = (0, 1, 7, 4087, 4088, 4089, 8184, 65_527, 65_528, 65_529, 65_536, 131_064, 131_072, 1_048_576, 1_050_000)


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def sealed(folder: Path, data: bytes, key: bytes = KEY) -> Path:
    path = folder / "ab" / "cd" / "one.ev1"
    path.unlink(missing_ok=True)
    found = stream.seal_file(io.BytesIO(data), path, key)
    assert found == stream.Sealed(len(data), hashlib.sha256(data).hexdigest())
    return path


@pytest.mark.parametrize("size", SIZES)
def test_every_size_comes_back_whole(tmp_path: Path, size: int) -> None:
    data = content(size)
    path = sealed(tmp_path, data)
    assert path.stat().st_size == stream.sealed_size(size)
    assert path.stat().st_mode & 0o077 == 0
    with stream.SealedFile(path, KEY) as opened:
        assert opened.size == size
        assert b"".join(opened.pieces()) == data
        assert opened.digest() == hashlib.sha256(data).hexdigest()
        for offset in {0, 1, size // 2, max(0, size - 3), size, size + 5}:
            assert opened.read(offset, 70_000) == data[offset : offset + 70_000]
    assert [one.name for one in path.parent.iterdir()] == ["one.ev1"], "nothing is left beside it"


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 400_000), offset=st.integers(0, 400_000), length=st.integers(0, 200_000))
def test_reading_from_any_place_is_slicing(
    tmp_path_factory: pytest.TempPathFactory, size: int, offset: int, length: int
) -> None:
    data = content(size)
    with stream.SealedFile(sealed(tmp_path_factory.mktemp("any"), data), KEY) as opened:
        assert opened.read(offset, length) == data[offset : offset + length]


def test_the_padded_size_tells_little(tmp_path: Path) -> None:
    assert {stream.padded(size) for size in range(4089)} == {4096}
    for size in (10_000, 1_000_000, 123_456_789, 1 << 30):
        assert size + 8 <= stream.padded(size) <= (size + 8) * 1.13 + 4096
    assert len({stream.padded(size) for size in range(1 << 20, 1 << 21, 997)}) <= 33


def test_bytes_frozen_with_the_first_release_still_open(tmp_path: Path) -> None:
    """The vector: a header and one chunk put together by hand from the description, with fixed keys."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    path = Path(__file__).with_name("ev1") / "one.ev1"
    frozen = path.read_bytes()
    assert hashlib.sha256(frozen).hexdigest() == (Path(__file__).with_name("ev1") / "one.sha256").read_text().strip()
    with stream.SealedFile(path, KEY) as opened:
        assert b"".join(opened.pieces()) == "“문 앞에 서 있었어요.”\n".encode()
    header, chunk = frozen[:124], frozen[124:]
    assert header[:16] == b"GYEOTEV1\x01\x01\x00\x00\x00\x01\x00\x00"
    ident, salt, wrapped = header[16:32], header[32:64], header[64:]
    file_key = AESGCM(KEY).decrypt(wrapped[:12], wrapped[12:], b"ev1-file-key|1|" + ident + salt)
    digest = hashlib.sha256(header).digest()
    payload = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"ev1-payload|" + digest).derive(file_key)
    plain = AESGCM(payload).decrypt(bytes(11) + b"\x01", chunk, digest)
    text = "“문 앞에 서 있었어요.”\n".encode()
    assert plain == text + bytes(4096 - 8 - len(text)) + len(text).to_bytes(8, "big")


def damage_found(path: Path, data: bytes) -> bool:
    """Whether these bytes are refused, at opening or while they are read to the end."""
    path.write_bytes(data)
    try:
        with stream.SealedFile(path, KEY) as opened:
            for _piece in opened.pieces():
                pass
    except Damaged:
        return True
    return False


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path, content(200_000))
    whole = path.read_bytes()
    chance = random.Random(4)
    starts = range(stream.HEADER, len(whole), stream.CHUNK + stream.TAG)
    places = list(range(stream.HEADER * 8))  # every bit of the header
    for start in starts:  # and of each chunk its first, its last, and some between
        end = min(start + stream.CHUNK + stream.TAG, len(whole))
        places += [start * 8, end * 8 - 1, *(chance.randrange(start * 8, end * 8) for _n in range(30))]
    missed = []
    for place in places:
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        if not damage_found(path, bytes(flipped)):
            missed.append(place)
    assert missed == []
    assert not damage_found(path, whole), "the file itself is whole"


def test_every_cut_swap_and_addition_is_found(tmp_path: Path) -> None:
    path = sealed(tmp_path, content(300_000))
    whole = path.read_bytes()
    step = stream.CHUNK + stream.TAG
    pieces = [whole[at : at + step] for at in range(stream.HEADER, len(whole), step)]
    head = whole[: stream.HEADER]
    other = sealed(tmp_path / "other", content(300_000)).read_bytes()
    wrong = [
        *(head + b"".join(pieces[:n]) for n in range(len(pieces))),  # cut at every chunk's border
        *(whole[:-n] for n in (1, 15, 16, 17, 4096)),
        *(head[:n] for n in (0, 1, 8, 123)),
        whole + b"\x00", whole + bytes(16), whole + pieces[0], whole + pieces[-1],
        head + pieces[1] + pieces[0] + b"".join(pieces[2:]),
        head + b"".join(pieces[1:]),
        head + pieces[0] + b"".join(pieces),
        head + pieces[-1],
        other[: stream.HEADER] + whole[stream.HEADER :],  # the chunks of one file under the header of another
        head + other[stream.HEADER : stream.HEADER + step] + b"".join(pieces[1:]),
    ]  # fmt: skip
    assert [n for n, data in enumerate(wrong) if not damage_found(path, data)] == []


@pytest.mark.slow
def test_a_thousand_random_flips_are_found(tmp_path: Path) -> None:
    path = sealed(tmp_path, content(100_000))
    whole = path.read_bytes()
    chance = random.Random(1000)
    for _n in range(1000):
        place = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        assert damage_found(path, bytes(flipped)), place


def test_nothing_is_shown_of_a_file_whose_end_is_missing(tmp_path: Path) -> None:
    path = sealed(tmp_path, content(300_000))
    path.write_bytes(path.read_bytes()[: stream.HEADER + 2 * (stream.CHUNK + stream.TAG)])
    with pytest.raises(Damaged):
        stream.SealedFile(path, KEY)


def test_another_case_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        stream.SealedFile(sealed(tmp_path, b"words"), bytes(32))
    with pytest.raises(Damaged):
        stream.SealedFile(tmp_path / "nowhere.ev1", KEY)


def test_a_later_header_is_told_from_a_broken_one(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"words")
    data = bytearray(path.read_bytes())
    data[9] = 2
    with pytest.raises(Newer):
        stream.parse(bytes(data))
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged, match=r"더 새로운|newer"):
        stream.SealedFile(path, KEY)
    with pytest.raises(Malformed):
        stream.parse(b"GYEOTEV1")


def test_a_stop_or_a_refusal_leaves_nothing(tmp_path: Path) -> None:
    class Refuses:
        def feed(self, data: memoryview) -> None:
            raise NoRoom("not this")

    target = tmp_path / "ab" / "cd" / "one.ev1"
    seen: list[int] = []
    with pytest.raises(Interrupted):
        stream.seal_file(
            io.BytesIO(content(5_000_000)), target, KEY, progress=seen.append, stopped=lambda: len(seen) == 2
        )
    assert seen == [1 << 20, 2 << 20]
    with pytest.raises(NoRoom):
        stream.seal_file(io.BytesIO(b"words"), target, KEY, watch=Refuses())
    assert list(target.parent.iterdir()) == []


def test_a_short_read_is_no_end(tmp_path: Path) -> None:
    class Slow(io.BytesIO):
        def readinto(self, into: memoryview) -> int:  # type: ignore[override] # a pipe's short reads
            return super().readinto(into[:1000])

    data = content(150_000)
    stream.seal_file(Slow(data), tmp_path / "x" / "one.ev1", KEY)
    with stream.SealedFile(tmp_path / "x" / "one.ev1", KEY) as opened:
        assert b"".join(opened.pieces()) == data


def test_a_case_key_is_bound_to_its_case_and_compartment() -> None:
    key, wrapped = new_case_key(bytes(32), "case-1")
    assert open_case_key(bytes(32), "case-1", wrapped) == key
    for wrapping, case_id in ((b"\x01" * 32, "case-1"), (bytes(32), "case-2")):
        with pytest.raises(Damaged):
            open_case_key(wrapping, case_id, wrapped)
