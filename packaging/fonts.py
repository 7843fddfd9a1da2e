"""Make static fonts from the variable Noto Sans KR, once, into the cache: two for paper, four for the screen.

reportlab embeds only static TrueType outlines, so that papers need Regular and Bold whole; each takes some twenty
seconds, in a process of its own. The screen needs four weights at once, and each instance of the variable file maps ten
megabytes: its fonts hold everyday letters only, and the variable file stands in for every other. A stamp with hashes
makes a second call cheap.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

PAPER = {"NotoSansKR-Regular.ttf": 400, "NotoSansKR-Bold.ttf": 700}
SCREEN = {f"Gyeot-{weight}.ttf": weight for weight in (400, 500, 650, 700)}
NAMES = (*PAPER, *SCREEN)
RECIPE = 3
"""Raised when this file makes different fonts from the same source."""

_BESIDES = (
    range(0x0250), range(0x2000, 0x2C00), range(0x3000, 0x3040), range(0x3131, 0x318F), range(0x3200, 0x3400),
    range(0xFF00, 0xFFF0),
)  # fmt: skip
"""What a screen shows beside syllables: Latin letters, signs, single jamo, letters in circles, wide forms."""
_FEATURES = ("calt", "ccmp", "kern", "liga", "locl", "tnum")
"""What is in force in a line of text, and digits of one width."""


def make_fonts(folder: Path | None = None) -> list[Path]:
    """Regular and Bold of paper in `folder` (by default the font cache), those of the screen beside them.

    They are made only where one is missing or changed.
    """
    folder = folder or _font_cache()
    fonts = [folder / name for name in PAPER]
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
    from app.paths import cache  # only the caller needs the project; the workers need fontTools alone

    return cache("fonts")


def _is_current(folder: Path, stamp: dict[str, object]) -> bool:
    try:
        known = json.loads((folder / "made.json").read_text("utf-8"))
        made: dict[str, str] = known.pop("fonts")
        return bool(known == stamp) and all(_sha256(folder / name) == made[name] for name in NAMES)
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def _write_stamp(folder: Path, stamp: dict[str, object]) -> None:
    made = {name: _sha256(folder / name) for name in NAMES}
    partial = folder / f"made.json.{os.getpid()}.partial"
    partial.write_text(json.dumps({**stamp, "fonts": made}, indent=1), "utf-8")
    partial.replace(folder / "made.json")


def _make_side_by_side(source: Path, folder: Path) -> None:
    # -P keeps this folder off the worker's path, where its name would hide the library `packaging`.
    command = [sys.executable, "-P", str(Path(__file__).resolve()), str(source)]
    jobs = [*([str(folder / name), str(weight)] for name, weight in PAPER.items()), [str(folder)]]
    workers = [subprocess.Popen([*command, *job]) for job in jobs]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        raise RuntimeError("A font could not be made; the messages above say why.")


def make_instance(source: Path, target: Path, weight: int) -> None:
    """One static instance for paper."""
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
    _save(static, target)


def make_screen_fonts(source: Path, folder: Path) -> None:
    """Everyday letters in four weights: each a family of its own, so that nothing draws a false bold."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    everyday = BytesIO()
    _everyday(source).save(everyday)
    for name, weight in SCREEN.items():
        variable = TTFont(everyday, recalcTimestamp=False)
        average = variable["OS/2"].xAvgCharWidth
        font = instantiateVariableFont(variable, {"wght": weight}, inplace=True, optimize=False)
        family = f"Gyeot {weight}"
        names = {1: family, 2: "Regular", 3: family, 4: family, 6: family.replace(" ", "-"), 16: family, 17: "Regular"}
        for record in font["name"].names:
            record.string = names.get(record.nameID, record.string)
        font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle = 400, 1 << 6, 0
        font["OS/2"].xAvgCharWidth = average
        _save(font, folder / name)


def _everyday(source: Path) -> TTFont:
    """The variable font with the syllables of KS X 1001 and what stands beside them, 4,000 of 25,000 signs."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False, lazy=True)
    options = Options(layout_features=list(_FEATURES), name_IDs=["*"], notdef_outline=True, glyph_names=False)
    # Without GDEF pairs keep the distances of the default instance, as Qt sets them with the variable file: no line
    # changes its length.
    options.drop_tables += ["BASE", "GDEF", "STAT", "vhea", "vmtx", "VORG", "VVAR"]
    subsetter = Subsetter(options)
    syllables = (code for code in range(0xAC00, 0xD7A4) if len(chr(code).encode("euc_kr")) == 2)
    subsetter.populate(unicodes=[*syllables, *chain.from_iterable(_BESIDES)])
    subsetter.subset(font)
    return font


def _save(font: TTFont, target: Path) -> None:
    """Written beside the target and then renamed onto it."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        font.save(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _worker() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path, help="a file for paper, or the folder of those for the screen")
    parser.add_argument("weight", type=int, nargs="?")
    given = parser.parse_args()
    if given.weight is None:
        make_screen_fonts(given.source, given.target)
    else:
        make_instance(given.source, given.target, given.weight)


if __name__ == "__main__":
    _worker()
