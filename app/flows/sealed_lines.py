"""A file of JSON lines that travels between centres, each line sealed; whole to its last line, or refused.

    magic 8 | length u32 | header, JSON | { length u32 | AES-256-GCM of one line }… | the same of the word "end"

The file's key is random. It is sealed to every manager of the centre and to its recovery key, and wrapped under the
passphrase where one is given. Each line's key and place follow from the header and its number, so none can be
altered, left out, repeated or moved.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.errors import BadInput, CannotUnlock, Conflict, Damaged, Denied, NoRoom
from app.i18n import _
from app.vault import DoesNotOpen, Home, Kdf, Keys, backup_key, check_strength
from app.vault.passphrase import stretch
from app.vault.sealing import derive, label, unwrap, wrap

FORMAT = 1
_MAGIC = b"GYEOTEX1"
_MOST = 64 * 1024 * 1024
_HEADER_MOST = 1 << 20
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

    def written(self) -> bytes:
        kdf = [self.kdf.memory, self.kdf.passes, self.kdf.lanes]
        told = {
            "format": FORMAT, "min_reader": FORMAT, "id": self.id, "centre": self.centre, "made_at": self.made_at,
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
            raise BadInput(_("This file was made by a newer version of Gyeot. Please update this computer first."))
        sealed = {str(who): bytes.fromhex(box) for who, box in told["sealed"].items()}
        salt, wrapped = bytes.fromhex(told["salt"]), bytes.fromhex(told["wrapped"])
        bytes.fromhex(told["id"])
        memory, passes, lanes = (int(value) for value in told["kdf"])
        return Header(
            str(told["id"]), str(told["centre"]), int(told["made_at"]), salt, Kdf(memory, passes, lanes), wrapped, sealed
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise not_whole() from None


def write(target: Path, header: bytes, seal: Seal, lines: Iterable[bytes]) -> Path:
    """Everything durable in a partial file beside `target`; the caller gives it its name by `put`."""
    if os.path.lexists(target):
        raise Conflict(
            _("Something of this name is already there, and it was left as it is. Please choose another name.")
        )
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as stream:
            partial.chmod(0o600)
            stream.write(_MAGIC + _framed(header))
            number = 0
            for number, line in enumerate(lines, 1):
                stream.write(_framed(seal.close(number, line)))
            stream.write(_framed(seal.close(number + 1, b"end", last=True)))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as problem:
        remove(partial)
        raise NoRoom(
            _("The file could not be written there. Your records are intact. Please choose another place.")
        ) from problem
    return partial


def remove(partial: Path) -> None:
    """Take an unfinished file away, where there is one."""
    if partial.is_file():
        partial.unlink()


def _framed(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def header_of(path: Path) -> bytes:
    """The header as it stands in the file; it is proven by the first line that opens."""
    with _stream(path) as stream:
        if stream.read(8) != _MAGIC:
            raise not_whole()
        return _frame(stream, _HEADER_MOST)


def lines(path: Path, seal: Seal) -> Iterator[bytes]:
    """Every line in its order; Damaged where one was changed, is missing, or something follows the last."""
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


def not_whole() -> Damaged:
    return Damaged(_("This file is not whole, or is not an export of Gyeot. Nothing was taken in. Use another copy."))
