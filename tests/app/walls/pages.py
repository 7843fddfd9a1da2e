"""Every page of an SQLCipher file as its holder could read it, also pages that no table uses any more."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, SALT = 4096, 80, 16
WAL_HEAD, FRAME_HEAD = 32, 24


def plain_pages(path: Path, raw_key: str) -> bytes:
    """The main file, page by page: salt and page number matter to the authentication only."""
    data = path.read_bytes()
    first = _page(data[SALT:PAGE], raw_key)
    return first + b"".join(_page(data[at : at + PAGE], raw_key) for at in range(PAGE, len(data), PAGE))


def plain_log(path: Path, raw_key: str) -> bytes:
    """The write-ahead log, frame by frame; empty where there is none."""
    log = path.with_name(path.name + "-wal")
    data = log.read_bytes() if log.exists() else b""
    step = FRAME_HEAD + PAGE
    frames = [data[at + FRAME_HEAD : at + step] for at in range(WAL_HEAD, len(data) - step + 1, step)]
    return b"".join(_page(frame, raw_key) for frame in frames)


def _page(page: bytes, raw_key: str) -> bytes:
    content, nonce = page[:-RESERVE], page[-RESERVE : -RESERVE + 16]
    if len(content) % 16 or not content:
        return b""
    decryptor = Cipher(algorithms.AES256(bytes.fromhex(raw_key[:64])), modes.CBC(nonce)).decryptor()
    return decryptor.update(content) + decryptor.finalize()
