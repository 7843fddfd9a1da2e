"""The tokens: contrast in every theme, one way to a font, and a theme that changes while windows stand."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.kit.label import Label
from ui.theme import THEMES, Theme, contrast

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


GROUNDS = ("bg", "rail", "surface", "sunken", "accent_soft")
TONES = ("accent", "danger", "high", "caution", "watch")


def lowest(of: Theme, token: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(getattr(of, token), getattr(of, ground)) for ground in grounds)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("token", ["text", "text2", "text3"])
def test_text_is_legible_on_every_ground(name: str, token: str) -> None:
    assert lowest(THEMES[name], token, GROUNDS) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("tone", TONES)
def test_tones_are_legible_on_grounds_and_their_own_tint(name: str, tone: str) -> None:
    assert lowest(THEMES[name], tone, ("bg", "rail", "surface", "sunken", f"{tone}_soft")) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_filled_buttons_borders_and_focus(name: str) -> None:
    of = THEMES[name]
    assert contrast(of.accent_on, of.accent) >= 4.5
    assert contrast(of.danger_on, of.danger) >= 4.5
    assert lowest(of, "edge", GROUNDS) >= 3
    assert lowest(of, "focus", GROUNDS) >= 3


@pytest.mark.parametrize("name", THEMES)
def test_chart_colours_stand_out_from_the_surface(name: str) -> None:
    of = THEMES[name]
    assert min(contrast(chart, of.surface) for chart in of.charts) >= 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [("light", (13.6, 6.6, 4.6)), ("dark", (10.2, 6.6, 4.6)), ("highcontrast", (14.4, 14.4, 10.9))],
)
def test_the_computed_table_is_the_published_one(name: str, expected: tuple[float, ...]) -> None:
    assert tuple(round(lowest(THEMES[name], t, GROUNDS), 1) for t in ("text", "text2", "text3")) == expected


def test_a_weight_is_an_axis_and_not_a_false_bold(qapp: object) -> None:
    assert theme.font_file() is not None
    bold = theme.font(14, 650)
    assert bold.variableAxisValue(QFont.Tag("wght")) == 650
    assert bold.weight() == QFont.Weight.Normal
    assert theme.metrics(14, 700).horizontalAdvance("Sample") > theme.metrics(14, 400).horizontalAdvance("Sample")


@pytest.mark.parametrize("weight", [theme.REGULAR, theme.MEDIUM, theme.SEMIBOLD, theme.BOLD])
@pytest.mark.parametrize("text", ["상담 기록 2026-11-23", "AVATAR To. Wave", "뷁쀍漢字", "ㄱㄴ 「안전」 ①②"])
def test_everyday_letters_stand_as_the_whole_font_would_set_them(qapp: object, weight: int, text: str) -> None:
    """A small font a weight brings most letters, the variable file all others: no line gets longer or thinner by it."""
    made, whole = theme.font(22, weight), QFont(theme.font(22, weight))
    whole.setFamilies(made.families()[-1:])
    assert len(made.families()) == 2
    ours, theirs = QFontMetricsF(made), QFontMetricsF(whole)
    assert ours.horizontalAdvance(text) == pytest.approx(theirs.horizontalAdvance(text), abs=0.1)
    assert (ours.ascent(), ours.descent()) == (theirs.ascent(), theirs.descent())
    assert darkness(made, text) == pytest.approx(darkness(whole, text), rel=0.02)


def test_without_the_small_fonts_the_whole_one_sets_everything(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "_everyday", lambda _weight: "")
    assert len(theme.font.__wrapped__(14, 650).families()) == 1


def darkness(font: QFont, text: str) -> int:
    """How much ink a line takes."""
    image = QImage(420, 60, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(10, 40, text)
    painter.end()
    return sum(255 - level for level in bytes(image.constBits()))


def test_digits_are_tabular_and_large_type_is_tightened(qapp: object) -> None:
    assert theme.metrics(30, 650).horizontalAdvance("11:11") == theme.metrics(30, 650).horizontalAdvance("08:08")
    assert theme.font(22, 700).letterSpacing() == pytest.approx(98.5)
    assert theme.font(14).letterSpacing() == 0


def test_style_rules_say_nothing_about_fonts() -> None:
    for each in THEMES.values():
        rules = theme.style_sheet(each)
        assert "font" not in rules
        assert rules.count("{") == 8


def test_a_change_of_theme_reaches_standing_widgets(qtbot: QtBot, qapp: object) -> None:
    app = cast(QApplication, qapp)
    theme.apply(app, theme.LIGHT)
    label = Label("곁", ink="accent")
    qtbot.addWidget(label)
    label.show()
    theme.apply(app, theme.DARK)
    assert theme.current() is theme.DARK
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == theme.DARK.accent
    assert app.palette().color(QPalette.ColorRole.Window).name().upper() == theme.DARK.bg
    theme.apply(app, theme.LIGHT)
