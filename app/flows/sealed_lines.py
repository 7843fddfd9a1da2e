"""A file that travels between centres in sealed frames; whole to its last one, or refused.

    magic 8 | length u32 | header, JSON | { length u32 | AES-256-GCM of one frame }… | the same of the word "end"

The file's key is random. It is sealed to every manager of the centre and to its recovery key, and wrapped under the
passphrase where one is given. Each frame's key and place follow from the header and its number, so none can be
altered, left out, repeated or moved.

In format 2 a frame is a head (H and JSON) or a piece (D and bytes) of what the head before it announced: a case as JSON,
or a file of evidence. In format 1 each frame is a case as JSON, and no files travel.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import BadInput, CannotUnlock, Conflict, Denied, NoRoom
from app.flows.travelling import newer, not_whole
from app.i18n import _
from app.vault import DoesNotOpen, Home, Kdf, Keys, backup_key, check_strength
from app.vault.passphrase import stretch
from app.vault.sealing import derive, label, unwrap, wrap

FORMAT = 2
_MAGIC = b"GYEOTEX1"
_MOST = 64 * 1024 * 1024
_HEADER_MOST = 1 << 20
CASE_MOST = 512 << 20
"""Bytes of one case."""
PIECE = 1 << 20
"""Bytes of one piece of a case or file."""
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Header:
    """Who made a file and when, and how its key may be opened."""

    id: str
    centre: str
    made_at: int
    salt: bytes
    kdf: Kdf
    wrapped: bytes
    sealed: dict[str, bytes]
    format: int = FORMAT

    def written(self) -> bytes:
        kdf = [self.kdf.memory, self.kdf.passes, self.kdf.lanes]
        told = {
            "format": self.format, "min_reader": self.format, "id": self.id, "centre": self.centre, "made_at": self.made_at,
            "salt": self.salt.hex(), "kdf": kdf, "wrapped": self.wrapped.hex(),
            "sealed": {who: box.hex() for who, box in self.sealed.items()},
        }  # fmt: skip
        return json.dumps(told, sort_keys=True).encode()


class Seal:
    """The key of one file, bound to its header."""

    def __init__(self, secret: bytes, header: bytes) -> None:
        self._key = derive(secret, sha256(header).digest(), b"exchange")

    def close(self, number: int, line: bytes, *, last: bool = False) -> bytes:
        return wrap(self._key, line, label("line", number, "last" if last else "more"))

    def open(self, number: int, sealed: bytes) -> tuple[bytes, bool]:
        """The line, and whether it is the last."""
        try:
            return unwrap(self._key, sealed, label("line", number, "more")), False
        except DoesNotOpen:
            return unwrap(self._key, sealed, label("line", number, "last")), True


def new(home: Home, file_id: str, made_at: int, passphrase: str | None, kdf: Kdf) -> tuple[bytes, Seal]:
    """The header of a new file and what seals its lines."""
    if passphrase is not None:
        check_strength(passphrase)
    key, sealed = backup_key.new(home, file_id)
    salt = os.urandom(16)
    wrapped = b"" if passphrase is None else wrap(stretch(passphrase, salt, kdf), key.secret, _aad(file_id, kdf))
    header = Header(file_id, home.manifest.centre, made_at, salt, kdf, wrapped, sealed).written()
    return header, Seal(key.secret, header)


def opened(data: bytes, keys: Keys, passphrase: str | None) -> tuple[Header, Seal]:
    """The header in these bytes and what opens the lines, by the passphrase or as a manager of the same centre."""
    header = _parsed(data)
    if passphrase is not None:
        return header, Seal(_by_passphrase(header, passphrase), data)
    if header.centre == keys.centre_id and keys.user in header.sealed:
        try:
            return header, Seal(backup_key.opened(keys, header.id, header.sealed).secret, data)
        except Denied:  # this person is named in it, so the box was changed
            raise not_whole() from None
    raise BadInput(
        _("This file opens with its passphrase only. Nothing was taken in. Please give --file-passphrase-file."),
        field="file_passphrase_file",
    )


def _by_passphrase(header: Header, passphrase: str) -> bytes:
    try:
        return unwrap(stretch(passphrase, header.salt, header.kdf), header.wrapped, _aad(header.id, header.kdf))
    except DoesNotOpen:
        raise CannotUnlock(
            _("The passphrase does not open this file. Nothing was taken in. Check the Korean input state.")
        ) from None


def _aad(file_id: str, kdf: Kdf) -> bytes:
    return label("exchange-key", file_id, kdf.text)


def _parsed(data: bytes) -> Header:
    try:
        told: dict[str, Any] = json.loads(data)
        if told["min_reader"] > FORMAT:
            raise newer()
        sealed = {str(who): bytes.fromhex(box) for who, box in told["sealed"].items()}
        salt, wrapped = bytes.fromhex(told["salt"]), bytes.fromhex(told["wrapped"])
        bytes.fromhex(told["id"])
        memory, passes, lanes = (int(value) for value in told["kdf"])
        return Header(
            str(told["id"]), str(told["centre"]), int(told["made_at"]), salt, Kdf(memory, passes, lanes), wrapped, sealed,
            int(told["format"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise not_whole() from None


@contextmanager
def standing(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A partial file beside `target`, durable once the block ends; where it is refused, nothing is left.

    The caller gives it its name by `app.documents.disk.put`.
    """
    if os.path.lexists(target):
        raise Conflict(
            _("Something of this name is already there, and it was left as it is. Please choose another name.")
        )
    partial = target.with_name(f".{target.name}.partial")
    try:
        remove(partial)  # what a power cut may have left
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            yield partial, stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as problem:
        with suppress(OSError):
            remove(partial)
        raise NoRoom(
            _("The file could not be written there. Your records are intact. Please choose another place.")
        ) from problem
    except BaseException:
        with suppress(OSError):
            remove(partial)
        raise


def fill(stream: BinaryIO, header: bytes, seal: Seal, frames: Iterable[bytes]) -> None:
    """The header, every frame and the end."""
    stream.write(_MAGIC + _framed(header))
    number = 0
    for number, frame in enumerate(frames, 1):
        stream.write(_framed(seal.close(number, frame)))
    stream.write(_framed(seal.close(number + 1, b"end", last=True)))


def remove(partial: Path) -> None:
    """Take an unfinished file away, where there is one."""
    if partial.is_file():
        partial.unlink()


def frames_of(head: Mapping[str, Any], body: Iterable[bytes]) -> Iterator[bytes]:
    """A head and its pieces as frames."""
    yield b"H" + json.dumps(head, sort_keys=True).encode()
    for piece in body:
        for start in range(0, len(piece), PIECE):
            yield b"D" + piece[start : start + PIECE]


@dataclass(slots=True)
class Part:
    """What one head announced: `case` or `file`, and its bytes, which can be gone through once."""

    kind: str
    body: Iterator[bytes]
    item: str = ""
    size: int = 0
    sha256: str = ""


def parts(header: Header, found: Iterator[bytes]) -> Iterator[Part]:
    """The frames of a file as what they hold; what nobody read of one is passed over before the next."""
    if header.format == 1:
        for line in found:
            yield Part("case", iter((line,)))
        return
    waiting = next(found, None)
    while waiting is not None:
        part = _headed(waiting)
        rest = _Rest(found)
        part.body = rest.pieces()
        yield part
        for _piece in part.body:
            pass
        waiting = rest.after


class _Rest:
    """The pieces up to the next head."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = found
        self.after: bytes | None = None

    def pieces(self) -> Iterator[bytes]:
        for frame in self._found:
            if frame[:1] != b"D":
                self.after = frame
                return
            yield frame[1:]


def _headed(frame: bytes) -> Part:
    try:
        if frame[:1] != b"H":
            raise not_whole()
        head = json.loads(frame[1:])
        part = Part(str(head["kind"]), iter(()), str(head.get("item", "")), int(head.get("size", 0)), str(head.get("sha256", "")))  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise not_whole() from None
    if part.kind not in ("case", "file"):
        raise newer()
    return part


def _framed(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def header_of(path: Path) -> bytes:
    """The header as it stands in the file; it is proven by the first line that opens."""
    with _stream(path) as stream:
        if stream.read(8) != _MAGIC:
            raise not_whole()
        return _frame(stream, _HEADER_MOST)


def lines(path: Path, seal: Seal) -> Iterator[bytes]:
    """Every frame in its order; Damaged where one was changed, is missing, or something follows the last."""
    with _stream(path) as stream:
        stream.seek(8)
        _frame(stream, _HEADER_MOST)
        number, last = 0, False
        while not last:
            number += 1
            try:
                line, last = seal.open(number, _frame(stream, _MOST))
            except DoesNotOpen:
                raise not_whole() from None
            if not last:
                yield line
        if stream.read(1):
            raise not_whole()


def _stream(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as problem:
        raise BadInput(_("The file {path} cannot be read. Nothing was changed.").format(path=path)) from problem


def _frame(stream: Any, most: int) -> bytes:
    start = stream.read(_LENGTH.size)
    size = _LENGTH.unpack(start)[0] if len(start) == _LENGTH.size else most + 1
    data: bytes = stream.read(size) if size <= most else b""
    if len(data) != size:
        raise not_whole()
    return data
