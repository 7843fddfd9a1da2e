"""What a file is by its bytes, and what is packed into what looks harmless."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from app.evidence.content import Kind, Look
from tests.app.evidence.conftest import WORDS, paper, picture, recording


def found(data: bytes, piece: int = 1 << 20) -> tuple[Kind, bool]:
    look = Look()
    for at in range(0, len(data), piece):
        look.feed(memoryview(data)[at : at + piece])
    return look.found()[0], look.carries


def zipped() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.jpg", picture())
    return data.getvalue()


def tarred() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        entry = tarfile.TarInfo("a")
        archive.addfile(entry, io.BytesIO(b""))
    return data.getvalue()


def film(handler: bytes) -> bytes:
    return (
        b"\x00\x00\x00\x18ftypmp42"
        + bytes(12)
        + bytes(90_000)
        + b"\x00\x00\x00\x21hdlr"
        + bytes(8)
        + handler
        + bytes(12)
    )


SAMPLES = [
    *((picture(form), Kind.IMAGE) for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")),
    (b"\x00\x00\x00\x18ftypheic" + bytes(100), Kind.IMAGE),
    (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'></svg>", Kind.IMAGE),
    (b"\x1aE\xdf\xa3" + bytes(100), Kind.VIDEO),
    (b"RIFF" + bytes(4) + b"AVI " + bytes(100), Kind.VIDEO),
    (film(b"vide"), Kind.VIDEO),
    (film(b"soun"), Kind.AUDIO),
    (recording(), Kind.AUDIO),
    (b"ID3" + bytes(100), Kind.AUDIO),
    (b"\xff\xfb" + bytes(100), Kind.AUDIO),
    (paper(), Kind.PDF),
    (b"\n\n" + paper(), Kind.PDF),
    (zipped(), Kind.ARCHIVE),
    (tarred(), Kind.ARCHIVE),
    (b"\x1f\x8b" + bytes(100), Kind.ARCHIVE),
    (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(100), Kind.DOCUMENT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Kind.DOCUMENT),
    (WORDS.encode(), Kind.TEXT),
    (WORDS.encode("cp949"), Kind.TEXT),
    (WORDS.encode("utf-16"), Kind.TEXT),
    (b"", Kind.OTHER),
    (b"words\x00more", Kind.OTHER),
    (bytes(range(256)) * 8, Kind.OTHER),
    ("끝이 잘린 글".encode()[:-1], Kind.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), SAMPLES)
def test_kinds_are_told_by_their_bytes(data: bytes, kind: Kind) -> None:
    assert found(data)[0] is kind


@pytest.mark.parametrize(
    "inside",
    [
        b'<img src="data:image/png;base64,iVBORw0KGgo=">',
        b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n",
        b"<p><SVG width=1></p>",
        b"A" * 1600,
        (b"QUJD" * 19 + b"\n") * 40,
        b"begin 644 one.jpg\n",
    ],
)
@pytest.mark.parametrize("spelling", ["utf-8", "utf-16"])
def test_what_is_packed_into_a_text_makes_it_an_archive(inside: bytes, spelling: str) -> None:
    text = (WORDS * 60 + inside.decode() + "\n" + WORDS).encode(spelling)
    assert found(text, 100_000) == (Kind.ARCHIVE, True)


def test_a_mark_across_two_pieces_is_found() -> None:
    text = b"a" + b"word " * 12_000 + b"data:image/png;base64,xxxx" + b" word" * 12_000
    at = text.index(b"data:") + 3
    look = Look()
    look.feed(memoryview(text)[:at])
    look.feed(memoryview(text)[at:])
    assert look.found()[0] is Kind.ARCHIVE


@pytest.mark.parametrize("inside", [picture("JPEG"), picture("PNG"), zipped(), paper()])
def test_a_picture_behind_a_recording_is_found(inside: bytes) -> None:
    assert found(recording() + inside) == (Kind.AUDIO, True)
    assert found(recording()) == (Kind.AUDIO, False)
