"""What a file is by its bytes, never by its name: looked at while it is sealed, from the first byte to the last.

Only shapes are compared here, nothing is decoded: pictures and papers are opened in the confined child alone.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

HEAD = 40_000
"""Bytes at the beginning that tell most kinds apart."""
_OVERLAP = 8192
_UNKNOWN = "application/octet-stream"


class Kind(StrEnum):
    """What the bytes are."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    PDF = "pdf"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    TEXT = "text"
    OTHER = "other"


HARMLESS = frozenset({Kind.TEXT, Kind.AUDIO})
"""What cannot show a person, as long as nothing else is packed into it."""

_IMAGE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"jxl ")
_BEGINNINGS: tuple[tuple[bytes, Kind, str], ...] = (
    (b"\xff\xd8\xff", Kind.IMAGE, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "image/png"),
    (b"GIF8", Kind.IMAGE, "image/gif"),
    (b"II*\x00", Kind.IMAGE, "image/tiff"),
    (b"MM\x00*", Kind.IMAGE, "image/tiff"),
    (b"8BPS", Kind.IMAGE, "image/vnd.adobe.photoshop"),
    (b"\x00\x00\x01\x00", Kind.IMAGE, "image/x-icon"),
    (b"\xff\x0a", Kind.IMAGE, "image/jxl"),
    (b"\x00\x00\x00\x0cJXL ", Kind.IMAGE, "image/jxl"),
    (b"\x00\x00\x00\x0cjP  ", Kind.IMAGE, "image/jp2"),
    (b"\x1aE\xdf\xa3", Kind.VIDEO, "video/x-matroska"),
    (b"FLV\x01", Kind.VIDEO, "video/x-flv"),
    (b"\x00\x00\x01\xba", Kind.VIDEO, "video/mpeg"),
    (b"\x00\x00\x01\xb3", Kind.VIDEO, "video/mpeg"),
    (b"0&\xb2u\x8ef\xcf\x11", Kind.VIDEO, "video/x-ms-asf"),
    (b"ID3", Kind.AUDIO, "audio/mpeg"),
    (b"fLaC", Kind.AUDIO, "audio/flac"),
    (b"#!AMR", Kind.AUDIO, "audio/amr"),
    (b"OggS", Kind.AUDIO, "audio/ogg"),
    (b"PK\x03\x04", Kind.ARCHIVE, "application/zip"),
    (b"PK\x05\x06", Kind.ARCHIVE, "application/zip"),
    (b"Rar!\x1a\x07", Kind.ARCHIVE, "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE, "application/x-7z-compressed"),
    (b"\x1f\x8b", Kind.ARCHIVE, "application/gzip"),
    (b"BZh", Kind.ARCHIVE, "application/x-bzip2"),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE, "application/x-xz"),
    (b"(\xb5/\xfd", Kind.ARCHIVE, "application/zstd"),
    (b"MSCF", Kind.ARCHIVE, "application/vnd.ms-cab-compressed"),
    (b"ALZ\x01", Kind.ARCHIVE, "application/x-alz"),
    (b"EGGA", Kind.ARCHIVE, "application/x-egg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOCUMENT, "application/x-ole-storage"),
    (b"{\\rtf", Kind.DOCUMENT, "application/rtf"),
)
_PACKED = (b"[Content_Types].xml", b"mimetypeapplication/")
_INSIDE = (
    b"\x89PNG\r\n\x1a\n", b"JFIF\x00", b"Exif\x00\x00", b"%PDF-1", b"PK\x03\x04", b"\x1aE\xdf\xa3", b"APIC", b"covr",
    b"METADATA_BLOCK_PICTURE", b"theora",
)  # fmt: skip
"""What betrays a picture or a whole file packed into a recording."""
_IN_TEXT = re.compile(
    rb"data:(?:image|video|application)/|<svg[\s>]|content-transfer-encoding:\s*base64|begin [0-7]{3} \S"
    rb"|[A-Za-z0-9+/]{1500}|(?:[A-Za-z0-9+/]{60,100}\r?\n){30}",
    re.IGNORECASE,
)
_PICTURE_TRACK = re.compile(rb"hdlr.{8}(?:vide|pict)", re.DOTALL)
_LETTERS = bytes({9, 10, 12, 13, *range(32, 256)} - {127})


class Look:
    """Fed with a file while it passes; at its end it knows what the file is and whether something is packed into it.

    The first piece must hold the first HEAD bytes, or the whole file.
    """

    def __init__(self) -> None:
        self.carries = False
        """Whether another file, such as a picture, was found inside."""
        self._kind: tuple[Kind, str] | None = None
        self._spellings: list[codecs.IncrementalDecoder] = []
        self._wide = False
        self._pictures = False
        self._tail = b""

    def feed(self, data: memoryview) -> None:
        if self._kind is None:
            self._begin(bytes(data[:HEAD]))
        assert self._kind is not None, "the first piece was judged"
        kind, media = self._kind
        if kind is Kind.TEXT:
            self._search_text(bytes(data))
        elif kind is Kind.AUDIO or media == "video/mp4":
            self._search_sound(self._tail + bytes(data), media)

    def found(self) -> tuple[Kind, str]:
        """Kind and media type of what has passed."""
        kind, media = self._kind or (Kind.OTHER, _UNKNOWN)
        if media == "video/mp4" and not self._pictures:
            return Kind.AUDIO, "audio/mp4"
        if kind is not Kind.TEXT:
            return kind, media
        if not any(_spelt(one, b"", final=True) for one in self._spellings):
            return Kind.OTHER, _UNKNOWN
        return (Kind.ARCHIVE if self.carries else Kind.TEXT), media

    # -- inside ----------------------------------------------------------------------------------

    def _begin(self, head: bytes) -> None:
        self._kind = _beginning(head) or (Kind.TEXT, "text/plain")
        self._wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
        names = ("utf-16",) if self._wide else ("utf-8-sig", "cp949")
        self._spellings = [codecs.getincrementaldecoder(name)("strict") for name in names]

    def _search_text(self, data: bytes) -> None:
        """Letters in one of the usual spellings, with nothing packed between them."""
        if not self._spellings:
            return
        if not self._wide and data.translate(None, _LETTERS):
            self._spellings = []
            return
        self._spellings = [one for one in self._spellings if _spelt(one, data)]
        narrow = self._tail + (data.replace(b"\x00", b"") if self._wide else data)
        self.carries = self.carries or _IN_TEXT.search(narrow) is not None
        self._tail = narrow[-_OVERLAP:]

    def _search_sound(self, data: bytes, media: str) -> None:
        self.carries = self.carries or any(mark in data for mark in _INSIDE)
        if media == "video/mp4" and not self._pictures:
            self._pictures = _PICTURE_TRACK.search(data) is not None
        self._tail = data[-_OVERLAP:]


def _beginning(head: bytes) -> tuple[Kind, str] | None:
    for mark, kind, media in _BEGINNINGS:
        if head.startswith(mark):
            if media == "application/zip" and any(one in head[:4096] for one in _PACKED):
                return Kind.DOCUMENT, "application/zip"
            return kind, media
    return _deeper(head)


def _deeper(head: bytes) -> tuple[Kind, str] | None:
    """What shows itself only some bytes in."""
    if head[4:8] == b"ftyp":
        if head[8:12] in _IMAGE_BRANDS:
            return Kind.IMAGE, "image/heif"
        return Kind.VIDEO, "video/mp4"
    if head[:4] == b"RIFF":
        riff = {
            b"WEBP": (Kind.IMAGE, "image/webp"),
            b"WAVE": (Kind.AUDIO, "audio/wav"),
            b"AVI ": (Kind.VIDEO, "video/avi"),
        }
        return riff.get(head[8:12], (Kind.OTHER, _UNKNOWN))
    if head[:2] == b"BM" and head[14:18] in (b"\x0c\0\0\0", b"(\0\0\0", b"l\0\0\0", b"|\0\0\0"):
        return Kind.IMAGE, "image/bmp"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] not in (0xFE, 0xFF):
        return Kind.AUDIO, "audio/mpeg"
    if b"%PDF-" in head[:1024]:
        return Kind.PDF, "application/pdf"
    if head[257:262] == b"ustar" or head[32_769:32_774] == b"CD001":
        return Kind.ARCHIVE, "application/x-tar"
    if re.match(
        rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", head[:4096], re.DOTALL
    ):
        return Kind.IMAGE, "image/svg+xml"
    return None


def _spelt(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True
