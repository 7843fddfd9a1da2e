"""Untrusted bytes as pixels: Pillow for pictures, pypdfium2 for PDF, plain decoding for text. Runs in the child only."""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import Any

import pypdfium2
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from app.evidence.viewer import talk

_PLUGINS = (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_MOST_PIXELS = 80_000_000
_SPELLINGS = ("utf-8-sig", "cp949")
_MOST_TEXT = 4 * talk.MOST_LETTERS

Picture = tuple[int, int, int, bytes]
"""Pages, width, height, pixels."""


class Fault(Exception):
    """Nothing can be shown; its text is one of the codes of `talk`."""


def prepare() -> None:
    """Load now what cannot be loaded once the door is shut: plug-ins, spellings, the PDF library."""
    assert _PLUGINS, "importing them registered them"
    Image.init()
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    for name in (*_SPELLINGS, "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1"):
        codecs.lookup(name)
    blank = Image.new("RGB", (8, 8), "white")
    for form in _FORMATS:
        data = io.BytesIO()
        blank.save(data, form)
        picture(data, 8, 8)
    data = io.BytesIO()
    _empty_pdf(data)
    page(data, 0, 8, 8)


def _empty_pdf(target: io.BytesIO) -> None:
    paper = pypdfium2.PdfDocument.new()
    paper.new_page(10, 10)
    paper.save(target)
    paper.close()


def picture(source: Any, width: int, height: int) -> Picture:
    """The first frame of a picture, upright, within width × height."""
    try:
        with Image.open(source, formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Fault(talk.TOO_LARGE)
            image.draft("RGB", (width, height))
            image.thumbnail((width, height))
            upright = ImageOps.exif_transpose(image) or image
            flat = _on_white(upright)
            flat.thumbnail((width, height))
            return 1, flat.width, flat.height, flat.tobytes()
    except Image.DecompressionBombError:
        raise Fault(talk.TOO_LARGE) from None
    except UnidentifiedImageError:
        raise Fault(talk.NOT_READABLE) from None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    clear = image.convert("RGBA")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def page(source: Any, number: int, width: int, height: int) -> Picture:
    """One page of a PDF (from 0) within width × height; no script of it runs, no form is filled."""
    try:
        paper = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as problem:
        raise Fault(talk.LOCKED if "assword" in str(problem) else talk.NOT_READABLE) from None
    try:
        pages = len(paper)
        sheet = paper[min(number, pages - 1)]
        wide, high = sheet.get_size()
        if not (0 < wide < 20_000 and 0 < high < 20_000):
            raise Fault(talk.TOO_LARGE)
        image = sheet.render(scale=min(width / wide, height / high)).to_pil().convert("RGB")
        image.thumbnail((width, height))
        return pages, image.width, image.height, image.tobytes()
    except pypdfium2.PdfiumError:
        raise Fault(talk.NOT_READABLE) from None
    finally:
        paper.close()


def letters(source: Any) -> str:
    """The beginning of a text as plain letters: nothing that steers a screen or turns a line around."""
    data: bytes = source.read(_MOST_TEXT)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for name in ("utf-16",) if wide else _SPELLINGS:
        decoder = codecs.getincrementaldecoder(name)("strict")
        try:
            text = decoder.decode(data)
        except UnicodeDecodeError:
            continue
        return _plain(text)[: talk.MOST_LETTERS]
    raise Fault(talk.NOT_READABLE)


def _plain(text: str) -> str:
    kept = "\n".join(text.splitlines())
    return "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
