"""Pages as pictures, for looking at a paper and printing it inside the application: only papers that were just made here."""

from __future__ import annotations

from io import BytesIO

SCREEN, PRINTER = 100, 200
"""Dots an inch."""


def pictures(paper: bytes, dots: int) -> tuple[bytes, ...]:
    """Each page as PNG, in memory."""
    import pypdfium2  # dear to import, and asked for by few

    document = pypdfium2.PdfDocument(paper)
    try:
        return tuple(_png(page.render(scale=dots / 72).to_pil()) for page in document)
    finally:
        document.close()


def _png(picture: object) -> bytes:
    held = BytesIO()
    picture.save(held, "PNG", compress_level=1)  # type: ignore[attr-defined] # Pillow's image, which has no types here
    return held.getvalue()
