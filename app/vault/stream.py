"""EV1: one sealed file, chunk by chunk (age's STREAM with AES-256-GCM): written in one pass, read from any place.

    header 124   magic 8 | format 1 | least reader 1 | zero 2 | chunk size 4 | file id 16 | salt 32 | wrapped key 60
    chunk …      AES-256-GCM(payload key, nonce = counter 11 ‖ last 1, AAD = SHA-256 of the header), 64 KiB and a tag
    plain bytes  the file | zeros up to a padded size | its true length 8

The file's own key is wrapped by its case's key (app.vault.case_keys). Every chunk names its place and whether it is the
last one: a flipped bit, a swapped, missing or added chunk does not open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import Damaged, Interrupted, NoRoom
from app.i18n import _
from app.vault import durable, platform
from app.vault.canonical import Malformed, Newer
from app.vault.sealing import DoesNotOpen, derive, unwrap, wrap

CHUNK = 65_536
TAG = 16
MAGIC = b"GYEOTEV1"
FORMAT = 1
MOST = 1 << 40
"""Bytes of one file."""
_HEADER = struct.Struct(">8sBBHI16s32s60s")
HEADER = _HEADER.size
_LENGTH = struct.Struct(">Q")
_STEP = 4096
"""Padded sizes are multiples of this, so the true length never straddles two chunks."""
_BATCH = 16
"""Chunks read and written at once."""

Progress = Callable[[int], None]
"""Told how many bytes are done."""
Stopped = Callable[[], bool]
"""Asked between two batches."""


class Watching(Protocol):
    """Looks at the plain bytes while they pass; may refuse the file by raising."""

    def feed(self, data: memoryview) -> None:
        """The next bytes, in order."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first bytes of a sealed file."""

    ident: bytes
    salt: bytes
    wrapped: bytes

    def dumped(self) -> bytes:
        return _HEADER.pack(MAGIC, FORMAT, FORMAT, 0, CHUNK, self.ident, self.salt, self.wrapped)

    def digest(self) -> bytes:
        return hashlib.sha256(self.dumped()).digest()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: its size and the SHA-256 of the plain bytes."""

    size: int
    sha256: str


def parse(data: bytes) -> Header:
    """The header in these bytes; anything else raises Malformed, a later format Newer."""
    if len(data) < HEADER or data[:8] != MAGIC:
        raise Malformed("not a sealed file")
    _magic, written, least, zero, chunk, ident, salt, wrapped = _HEADER.unpack(data[:HEADER])
    if least > FORMAT:
        raise Newer("written for a later reader")
    if (written, least, zero, chunk) != (FORMAT, FORMAT, 0, CHUNK):
        raise Malformed("not a header this reader knows")
    return Header(ident, salt, wrapped)


def padded(size: int) -> int:
    """The length of the plain stream for a file of `size` bytes: Padmé's, at most an eighth more, in steps of 4 KiB."""
    whole = size + _LENGTH.size
    bits = whole.bit_length() - 1
    loose = max(0, bits - bits.bit_length())
    mask = (1 << loose) - 1
    rounded = (whole + mask) & ~mask
    return -(-rounded // _STEP) * _STEP


def sealed_size(size: int) -> int:
    """How many bytes the sealed file will have."""
    plain = padded(size)
    return HEADER + plain + -(-plain // CHUNK) * TAG


# -- writing -------------------------------------------------------------------------------------------


def seal_file(
    source: BinaryIO,
    target: Path,
    case_key: bytes,
    *,
    watch: Watching | None = None,
    progress: Progress = lambda _done: None,
    stopped: Stopped = lambda: False,
) -> Sealed:
    """Seal everything `source` gives as a new file at `target`, durable when this returns; memory stays small.

    Raises NoRoom, Interrupted or what `watch` raises; then nothing is left at `target` or beside it.
    """
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}.partial")
    try:
        platform.make_private_folder(target.parent)
        with _new(partial) as out:
            done = _fill(source, out, case_key, watch, progress, stopped)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
        _settle(target.parent)
    except OSError as error:
        _drop(partial, target)
        raise durable.refused(target, error) from None
    except BaseException:
        _drop(partial, target)
        raise
    return done


def _new(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "wb", buffering=0)


def _settle(folder: Path) -> None:
    """The file's name, and the names of the folders that may be new above it."""
    for one in (folder, folder.parent, folder.parent.parent):
        platform.sync_folder(one)


def _drop(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def new_header(case_key: bytes) -> tuple[Header, bytes]:
    """A header with a fresh file key, and that key."""
    ident, salt, key = os.urandom(16), os.urandom(32), os.urandom(32)
    return Header(ident, salt, wrap(case_key, key, _file_key_label(ident, salt))), key


def _fill(
    source: BinaryIO, out: BinaryIO, case_key: bytes, watch: Watching | None, progress: Progress, stopped: Stopped
) -> Sealed:
    header, key = new_header(case_key)
    out.write(header.dumped())
    digest, size = hashlib.sha256(), 0
    chunks = _Chunks(out, header, key)
    buffer = bytearray(CHUNK * _BATCH)
    view = memoryview(buffer)
    while count := _read_into(source, view):
        if stopped():
            raise Interrupted(_("This was stopped. Nothing was taken in; the file is where it was."))
        part = view[:count]
        digest.update(part)
        if watch is not None:
            watch.feed(part)
        size += count
        if size > MOST:
            raise NoRoom(_("This file is too large to be kept here. Nothing was taken in."))
        chunks.add(part)
        progress(size)
    chunks.end(padded(size) - size - _LENGTH.size, _LENGTH.pack(size))
    return Sealed(size, digest.hexdigest())


def _read_into(source: BinaryIO, view: memoryview) -> int:
    """Fill the buffer as far as there is anything; short reads are no end."""
    filled = 0
    while filled < len(view):
        got = source.readinto(view[filled:])  # type: ignore[attr-defined] # every real file has it
        if not got:
            break
        filled += got
    return filled


class _Chunks:
    """Seals chunks as they come. The padding and the length always follow, so no chunk of the file itself is the last."""

    def __init__(self, out: BinaryIO, header: Header, key: bytes) -> None:
        self._out = out
        self._aad = header.digest()
        self._cipher = AESGCM(payload_key(header, key))
        self._rest = b""
        self._number = 0
        self._sealed = bytearray((CHUNK + TAG) * _BATCH)

    def add(self, data: memoryview) -> None:
        """The next bytes; only the last ones may be no multiple of a chunk."""
        whole = len(data) // CHUNK * CHUNK
        room, at = memoryview(self._sealed), 0
        for start in range(0, whole, CHUNK):
            piece = room[at : at + CHUNK + TAG]
            self._cipher.encrypt_into(self._nonce(), data[start : start + CHUNK], self._aad, piece)
            at += CHUNK + TAG
        _write_all(self._out, room[:at])
        self._rest = bytes(data[whole:])

    def end(self, zeros: int, tail: bytes) -> None:
        """What is left of the file, the padding and the length; the very last chunk says that it is."""
        total = len(self._rest) + zeros + len(tail)
        for start in range(0, total, CHUNK):
            piece = bytearray(min(CHUNK, total - start))
            last = start + len(piece) == total
            if start == 0:
                piece[: len(self._rest)] = self._rest
            if last:
                piece[-len(tail) :] = tail
            _write_all(self._out, self._cipher.encrypt(self._nonce(last=last), piece, self._aad))

    def _nonce(self, *, last: bool = False) -> bytes:
        self._number += 1
        return nonce(self._number - 1, last=last)


def _write_all(out: BinaryIO, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def payload_key(header: Header, key: bytes) -> bytes:
    """What the chunks are sealed under: bound to every byte of the header."""
    return derive(key, header.salt, b"ev1-payload|" + header.digest())


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _file_key_label(ident: bytes, salt: bytes) -> bytes:
    return b"ev1-file-key|1|" + ident + salt


# -- reading -------------------------------------------------------------------------------------------


class SealedFile:
    """A sealed file, open for reading; its last chunk was proven before anything of it can be asked for.

    Raises Damaged where the file is missing, cut, longer, changed, newer, or of another case.
    """

    def __init__(self, path: Path, case_key: bytes) -> None:
        try:
            self._file = path.open("rb", buffering=0)
        except OSError:
            raise _missing() from None
        try:
            self._open(case_key)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def _open(self, case_key: bytes) -> None:
        try:
            header = parse(self._read_at(0, HEADER))
            key = unwrap(case_key, header.wrapped, _file_key_label(header.ident, header.salt))
        except Newer:
            raise Damaged(
                _("This file was sealed by a newer version of Gyeot. Nothing was changed. Please update this computer.")
            ) from None
        except (Malformed, DoesNotOpen):
            raise damaged() from None
        self._aad = header.digest()
        self._cipher = AESGCM(payload_key(header, key))
        body = os.fstat(self._file.fileno()).st_size - HEADER
        self.chunks, rest = divmod(body, CHUNK + TAG)
        self.chunks += bool(rest)
        if self.chunks < 1 or (rest and rest < TAG + _LENGTH.size):
            raise damaged()
        last = self.chunk(self.chunks - 1)
        whole = (self.chunks - 1) * CHUNK + len(last)
        self.size = int(_LENGTH.unpack(last[-_LENGTH.size :])[0])
        if self.size > whole or padded(self.size) != whole:
            raise damaged()

    def chunk(self, number: int) -> bytes:
        """The plain bytes of one chunk, padding included."""
        place = HEADER + number * (CHUNK + TAG)
        try:
            return self._cipher.decrypt(
                nonce(number, last=number == self.chunks - 1), self._read_at(place, CHUNK + TAG), self._aad
            )
        except (InvalidTag, ValueError):
            raise damaged() from None

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes of the file from `offset`; only the chunks they lie in are opened."""
        end = min(self.size, offset + length)
        if offset < 0 or offset >= end:
            return b""
        first, past = offset // CHUNK, -(-end // CHUNK)
        data = b"".join(self.chunk(number) for number in range(first, past))
        return data[offset - first * CHUNK : end - first * CHUNK]

    def pieces(self, stopped: Stopped = lambda: False) -> Iterator[bytes]:
        """The whole file in order, in pieces; the padding is proven on the way."""
        for number in range(self.chunks):
            if not number % _BATCH and stopped():
                raise Interrupted(_("This was stopped. Nothing was changed."))
            data = self.chunk(number)
            start = number * CHUNK
            if start + len(data) > self.size:
                inside = max(0, self.size - start)
                tail = _LENGTH.size if number == self.chunks - 1 else 0
                if any(data[inside : len(data) - tail]):
                    raise damaged()
                data = data[:inside]
            if data:
                yield data

    def digest(self, progress: Progress = lambda _done: None, stopped: Stopped = lambda: False) -> str:
        """SHA-256 of the plain bytes, with every chunk proven."""
        digest, done = hashlib.sha256(), 0
        for piece in self.pieces(stopped):
            digest.update(piece)
            done += len(piece)
            progress(done)
        return digest.hexdigest()

    def _read_at(self, place: int, length: int) -> bytes:
        try:
            self._file.seek(place)
            return self._file.read(length) or b""
        except OSError:
            raise _missing() from None


def damaged() -> Damaged:
    return Damaged(
        _(
            "This file of evidence is not whole, or it was changed. Nothing of it is shown. Restore it from a backup; what is written about it is intact."
        )
    )


def _missing() -> Damaged:
    return Damaged(
        _(
            "This file of evidence cannot be read where it belongs. What is written about it is intact. Restore it from a backup."
        )
    )
