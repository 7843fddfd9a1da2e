"""The static fonts of papers and of the screen: made once, recognised by their hashes."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

from app.paths import ROOT, cache


@pytest.fixture(scope="module")
def fonts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fonts_of_packaging", ROOT / "packaging" / "fonts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make_fonts()
    return module


def test_both_are_static_and_differ_in_name_and_weight(fonts: ModuleType) -> None:
    regular, bold = (TTFont(path) for path in fonts.make_fonts())
    assert "fvar" not in regular
    assert "fvar" not in bold
    assert (regular["OS/2"].usWeightClass, bold["OS/2"].usWeightClass) == (400, 700)
    assert regular["name"].getDebugName(6) == "NotoSansKR-Regular"
    assert bold["name"].getDebugName(6) == "NotoSansKR-Bold"
    assert all(ord(letter) in regular.getBestCmap() for letter in "곁뷁①□→—·“”☐"[:-1])


def test_those_of_the_screen_hold_everyday_letters_and_are_small(fonts: ModuleType) -> None:
    made = [cache("fonts", name) for name in fonts.SCREEN]
    assert all(path.stat().st_size < 1_000_000 for path in made)
    opened = [TTFont(path) for path in made]
    assert len({font["name"].getDebugName(1) for font in opened}) == len(opened)
    for font in opened:
        letters = font.getBestCmap()
        assert "fvar" not in font
        assert all(ord(letter) in letters for letter in "곁힝ㄱA①□→—·“”☐₩"[:-2])
        assert ord("뷁") not in letters
        assert 0xAC00 <= max(letter for letter in letters if letter < 0xE000) < 0xD7A4


def test_a_weight_of_the_screen_has_outlines_of_its_own(fonts: ModuleType) -> None:
    wide = [TTFont(cache("fonts", name)) for name in fonts.SCREEN]
    stems = [font["hmtx"][font.getBestCmap()[ord("l")]][0] for font in wide]
    assert stems == sorted(stems)
    assert stems[0] < stems[-1]


def test_a_second_call_makes_nothing(fonts: ModuleType) -> None:
    before = [path.stat().st_mtime_ns for path in fonts.make_fonts()]
    assert [path.stat().st_mtime_ns for path in fonts.make_fonts()] == before
    assert not list(cache("fonts").glob("*.partial"))


@pytest.mark.parametrize("change", ["font", "screen", "stamp", "gone"])
def test_a_changed_font_is_noticed(fonts: ModuleType, tmp_path: Path, change: str) -> None:
    folder = tmp_path / "fonts"
    shutil.copytree(cache("fonts"), folder)
    stamp = {"recipe": fonts.RECIPE, "source": fonts._sha256(fonts.source_font())}
    assert fonts._is_current(folder, stamp)
    if change in ("font", "screen"):
        with (folder / ("NotoSansKR-Bold.ttf" if change == "font" else "Gyeot-500.ttf")).open("r+b") as stream:
            stream.seek(1000)
            stream.write(b"\0\1\2\3")
    elif change == "stamp":
        stamp["recipe"] += 1
    else:
        (folder / "NotoSansKR-Regular.ttf").unlink()
    assert not fonts._is_current(folder, stamp)
