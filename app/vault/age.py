"""Files in the age format (v1) under a passphrase, written and read piece by piece; any age program opens them.

header    age-encryption.org/v1 | -> scrypt SALT LOG_N | wrapped file key | --- MAC
payload   nonce 16 | ChaCha20-Poly1305 of 64 KiB chunks, nonce = counter 11 ‖ last 1
"""

from __future__ import annotations

import base64
import hmac
import io
import os
import re
from hashlib import scrypt
from typing import Any, BinaryIO
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import CannotUnlock
from app.i18n import _
from app.vault.canonical import Malformed
from app.vault.stream import nonce

MAGIC = b"age-encryption.org/v1\n"
CHUNK = 65_536
TAG = 16
WORK, WORK_IN_PRACTICE = 17, 10
"""log2 of scrypt's N: 128 MiB of memory; a practice centre does not wait."""
_WORK_MOST = 20
"""1 GiB: other programs take what costs them a second, which is more on a fast machine."""
_HEADER_MOST = 4096
_HEAD = re.compile(rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---")


def _key(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _wrapping(passphrase: str, salt: bytes, work: int) -> bytes:
    label = b"age-encryption.org/v1/scrypt" + salt
    return scrypt(normalize("NFKC", passphrase).encode(), salt=label, n=1 << work, r=8, p=1, maxmem=(1 << work) * 1024 + (1 << 22), dklen=32)  # fmt: skip


def _bare(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


class Writing(io.RawIOBase):
    """What is written here goes on sealed; `finish` ends the file, and without it nothing of it opens as whole."""

    def __init__(self, out: BinaryIO, passphrase: str, work: int = WORK) -> None:
        self._out = out
        salt, key, start = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = ChaCha20Poly1305(_wrapping(passphrase, salt, work)).encrypt(bytes(12), key, None)
        head = MAGIC + b"-> scrypt " + _bare(salt) + b" %d\n" % work + _bare(wrapped) + b"\n---"
        mac = hmac.digest(_key(key, b"", b"header"), head, "sha256")
        out.write(head + b" " + _bare(mac) + b"\n" + start)
        self._cipher = ChaCha20Poly1305(_key(key, start, b"payload"))
        self._held = bytearray()
        self._number = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        self._held += view
        while len(self._held) > CHUNK:  # the last chunk says that it is: one is held back
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(view)

    def finish(self) -> None:
        """The last chunk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(nonce(self._number, last=last), chunk, None))
        self._number += 1


class Reading(io.RawIOBase):
    """A file of this format, open for reading from any place; its last chunk was proven first.

    Raises Malformed where it is none, cut or changed, also while it is read, and CannotUnlock on a wrong passphrase.
    """

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        source.seek(0)
        head = source.read(_HEADER_MOST)
        found = _HEAD.match(head)
        if found is None or head[found.end() : found.end() + 1] != b" ":
            raise Malformed("not an age file under a passphrase")
        key = _file_key(passphrase, _whole(found[1]), int(found[2]), _whole(found[3]))
        end = found.end() + 1 + 43
        mac = hmac.digest(_key(key, b"", b"header"), head[: found.end()], "sha256")
        if not hmac.compare_digest(head[found.end() + 1 : end + 1], _bare(mac) + b"\n"):
            raise Malformed("the header was changed")
        self._start = end + 1 + 16
        self._cipher = ChaCha20Poly1305(_key(key, head[end + 1 : self._start], b"payload"))
        self._measure()

    def _measure(self) -> None:
        body = self._source.seek(0, io.SEEK_END) - self._start
        self._chunks, rest = divmod(body, CHUNK + TAG)
        self._chunks += bool(rest)
        self._at, self._held = 0, (-1, b"")
        if self._chunks < 1 or 0 < rest < TAG or (rest == TAG and self._chunks > 1):
            raise Malformed("cut")
        self.size = (self._chunks - 1) * CHUNK + len(self._chunk(self._chunks - 1))

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(self._start + number * (CHUNK + TAG))
            try:
                sealed = self._source.read(CHUNK + TAG)
                plain = self._cipher.decrypt(nonce(number, last=number == self._chunks - 1), sealed, None)
            except (InvalidTag, ValueError):
                raise Malformed("changed") from None
            self._held = (number, plain)
        return self._held[1]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        """As much as there is: a short answer is the end, so that a header across two chunks is read whole."""
        filled = 0
        while filled < len(buffer) and self._at < self.size:
            number, inside = divmod(self._at, CHUNK)
            piece = self._chunk(number)[inside : inside + len(buffer) - filled]
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._at += len(piece)
        return filled


def _file_key(passphrase: str, salt: bytes, work: int, wrapped: bytes) -> bytes:
    if work > _WORK_MOST:
        raise Malformed("asks for more than any of our files")
    try:
        return ChaCha20Poly1305(_wrapping(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise CannotUnlock(
            _("The passphrase does not open this file. Nothing was taken in. Check the Korean input state.")
        ) from None


def _whole(text: bytes) -> bytes:
    """Base64 without its padding; each value has one spelling only."""
    data = base64.b64decode(text + b"=" * (-len(text) % 4))
    if _bare(data) != text:
        raise Malformed("spelled in another way")
    return data
