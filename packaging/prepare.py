"""Makes what is made once and never committed: catalogues from `.po` files, fonts for paper, the report page.

    prepare.py            catalogues and fonts, which every desktop needs
    prepare.py locale     catalogues only
    prepare.py fonts      fonts only
    prepare.py page       the report page, for whoever runs a relay or tests the page; needs Node

Everything goes into the cache folder of `app.paths`, written beside and then moved into place.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [entry for entry in (str(HERE.parent), str(HERE)) if entry not in sys.path]

from app.paths import cache, resource  # noqa: E402  # importable from anywhere by the line above

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


def missing() -> list[str]:
    """What is not made yet, or older than its source; needs the standard library only."""
    parts = {"locale": _stale_catalogues(), "fonts": _stale_fonts()}
    return [part for part, needed in parts.items() if needed]


def make_catalogues() -> int:
    """Merge the `.po` files of each language into one `.mo`; returns the number of texts."""
    from babel.messages.mofile import write_mo

    texts = 0
    for language, sources in _sources().items():
        merged = _merged(language, sources)
        target = _catalogue(language)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as stream:
            write_mo(stream, merged)
        fresh.replace(target)
        texts += len(merged)
    return texts


def make_fonts() -> int:
    """Those for paper and for the screen, made by the neighbour file; returns how many there are."""
    maker = import_module("fonts")
    maker.make_fonts()
    return len(maker.NAMES)


def make_page() -> int:
    """The report page that a relay serves, made by the neighbour file; returns how many files it has."""
    maker = import_module("page")
    try:
        return int(maker.make_page())
    except maker.NotMade as reason:
        sys.exit(str(reason))


def _sources() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for source in sorted(resource("locale").glob("*/*.po")):
        found.setdefault(source.parent.name, []).append(source)
    return found


def _catalogue(language: str) -> Path:
    return cache("locale", f"{language}.mo")


def _stale_catalogues() -> bool:
    for language, sources in _sources().items():
        made = _catalogue(language)
        # A removed file shows in its folder's time.
        newest = max(path.stat().st_mtime for path in (sources[0].parent, *sources))
        if not made.exists() or made.stat().st_mtime < newest:
            return True
    return False


def _stale_fonts() -> bool:
    """Whether one is missing, or they were made in another way than now."""
    maker = import_module("fonts")
    try:
        recipe = json.loads(cache("fonts", "made.json").read_text("utf-8"))["recipe"]
    except (OSError, ValueError, KeyError, TypeError):
        return True
    return recipe != maker.RECIPE or not all(cache("fonts", name).exists() for name in maker.NAMES)


def _merged(language: str, sources: list[Path]) -> Catalog:
    """One catalogue of all slices; of two translations of one sentence the first stays, and it is said."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language, charset="utf-8")
    for source in sources:
        with source.open("rb") as stream:
            slice_ = read_po(stream, locale=language, abort_invalid=True)
        for message in slice_:
            if not message.id or not message.string or message.fuzzy:
                continue
            known = merged.get(message.id, message.context)
            if known is None:
                merged.add(message.id, message.string, context=message.context)
            elif known.string != message.string:
                _say(f"{source.name}: “{message.id}” is already translated as “{known.string}”, which stays.")
    return merged


def _say(sentence: str) -> None:
    sys.stderr.buffer.write(f"{sentence}\n".encode())


def main(parts: list[str]) -> int:
    """Make the named parts, or what a desktop needs."""
    makers = {"locale": make_catalogues, "fonts": make_fonts, "page": make_page}
    unknown = [part for part in parts if part not in makers]
    if unknown:
        _say(f"There is nothing called {', '.join(unknown)} to make; there are: {', '.join(makers)}.")
        return 2
    for part in parts or ["locale", "fonts"]:
        _say(f"{part}: {makers[part]()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
