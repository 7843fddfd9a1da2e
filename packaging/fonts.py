"""Make the two static fonts the papers embed: Regular and Bold of Noto Sans KR, once, into the cache.

reportlab embeds only static TrueType outlines and the packaged font is variable. Each weight takes some
twenty seconds, so two processes work side by side; a stamp with hashes makes a second call cheap.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEIGHTS = {"NotoSansKR-Regular.ttf": 400, "NotoSansKR-Bold.ttf": 700}
RECIPE = 2
"""Raised when this file makes different fonts from the same source."""


def make_fonts(folder: Path | None = None) -> list[Path]:
    """Regular and Bold in `folder` (by default the font cache); made only where they are missing or changed."""
    folder = folder or _font_cache()
    fonts = [folder / name for name in WEIGHTS]
    source = source_font()
    stamp = {"recipe": RECIPE, "source": _sha256(source)}
    if not _is_current(folder, stamp):
        folder.mkdir(parents=True, exist_ok=True)
        _make_side_by_side(source, folder)
        _write_stamp(folder, stamp)
    return fonts


def source_font() -> Path:
    """The variable Noto Sans KR of the installed font package; raises FileNotFoundError without it."""
    spec = find_spec("justmytype_intl_cjk")
    roots = list(spec.submodule_search_locations or []) if spec else []
    for root in roots:
        for found in Path(root).glob("fonts/ofl/notosanskr/NotoSansKR*.ttf"):
            return found
    raise FileNotFoundError("Noto Sans KR is not installed: install the project's requirements first.")


def _font_cache() -> Path:
    from app.paths import cache  # only the caller needs the project; the two workers need fontTools alone

    return cache("fonts")


def _is_current(folder: Path, stamp: dict[str, object]) -> bool:
    try:
        known = json.loads((folder / "made.json").read_text("utf-8"))
        made: dict[str, str] = known.pop("fonts")
        return bool(known == stamp) and all(_sha256(folder / name) == made[name] for name in WEIGHTS)
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def _write_stamp(folder: Path, stamp: dict[str, object]) -> None:
    made = {name: _sha256(folder / name) for name in WEIGHTS}
    partial = folder / f"made.json.{os.getpid()}.partial"
    partial.write_text(json.dumps({**stamp, "fonts": made}, indent=1), "utf-8")
    partial.replace(folder / "made.json")


def _make_side_by_side(source: Path, folder: Path) -> None:
    # -P keeps this folder off the worker's path, where its name would hide the library `packaging`.
    command = [sys.executable, "-P", str(Path(__file__).resolve()), str(source)]
    workers = [subprocess.Popen([*command, str(folder / name), str(w)]) for name, w in WEIGHTS.items()]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        raise RuntimeError("A font could not be made; the messages above say why.")


def make_instance(source: Path, target: Path, weight: int) -> None:
    """One static instance, written beside the target and then renamed onto it."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    # The original times stay, so that two machines make the same bytes.
    font = TTFont(source, recalcTimestamp=False)
    for tag in ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "VVAR"):
        if tag in font:  # reportlab reads none of these
            del font[tag]
    static = instantiateVariableFont(font, {"wght": weight}, inplace=True, optimize=False)
    for record in static["name"].names:
        if record.nameID == 6:  # a PDF tells fonts apart by this name
            record.string = target.stem
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        static.save(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _worker() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("weight", type=int)
    given = parser.parse_args()
    make_instance(given.source, given.target, given.weight)


if __name__ == "__main__":
    _worker()
