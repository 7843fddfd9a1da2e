"""`gyeot tour OUT`: the real windows, driven by clicks and keys through the whole main job, without a display.

What it leaves in OUT: a picture of every screen, the case summary as PDF, and the counts as they arrived (JSON).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from app import i18n
from app.errors import BadInput, GyeotError
from app.i18n import _

THEMES = ("light", "dark", "highcontrast")


def main(arguments: list[str]) -> int:
    """Run the tour; returns the exit code and lists what was left."""
    parser = argparse.ArgumentParser(prog="gyeot tour")
    parser.add_argument("out", type=Path)
    parser.add_argument("--lang", choices=i18n.LANGUAGES, default="ko")
    parser.add_argument("--theme", choices=THEMES, default="light")
    given = parser.parse_args(arguments)
    i18n.set_language(given.lang)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        made = _run(given.out, given.theme)
    except GyeotError as problem:
        sys.stderr.write(f"{problem}\n")
        return problem.exit_code
    sys.stdout.write("".join(f"{path}\n" for path in made))
    return 0


def _run(out: Path, look: str) -> list[Path]:
    from ui.tour.whole import whole_tour

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(
            _("{folder} cannot be made a folder, so no tour was taken. Please name another.").format(folder=out)
        ) from problem
    for old in (*out.glob("[0-9][0-9]-*.png"), *out.glob("summary.pdf"), *out.glob("counts-*.json")):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="gyeot-tour-") as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        return whole_tour(out, look, Path(scratch))
