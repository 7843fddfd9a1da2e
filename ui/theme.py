"""Colour, type and the few style rules: the tokens of the look in light, dark and high contrast.

Painted things ask `ink("accent")` and `font(14, 650)` while they paint, so a change of theme needs only a repaint.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from app import paths

REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 650, 700


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours; `line_width` and `soft_fills` are what high contrast changes besides them."""

    name: str
    bg: str
    rail: str
    surface: str
    sunken: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_soft: str
    accent_on: str
    danger: str
    danger_soft: str
    danger_on: str
    high: str
    high_soft: str
    caution: str
    caution_soft: str
    watch: str
    watch_soft: str
    focus: str
    deep: str
    charts: tuple[str, ...]
    line_width: int = 1
    soft_fills: bool = True


LIGHT = Theme(
    name="light",
    bg="#F6F5F2",
    rail="#EEECE7",
    surface="#FFFFFF",
    sunken="#F1EFEA",
    line="#E2DED6",
    edge="#858078",
    text="#1D2221",
    text2="#4C5452",
    text3="#646B68",
    accent="#13645E",
    accent_soft="#E0EFEC",
    accent_on="#FFFFFF",
    danger="#B3261E",
    danger_soft="#FBE9E6",
    danger_on="#FFFFFF",
    high="#8F4308",
    high_soft="#FBEDDD",
    caution="#6A5200",
    caution_soft="#F7F0D4",
    watch="#3C5868",
    watch_soft="#E8EEF2",
    focus="#13645E",
    deep="#0F4A46",
    charts=("#13645E", "#C96A12", "#4B3F8F", "#3E93C8", "#7C8A94", "#8C3B12"),
)
DARK = Theme(
    name="dark",
    bg="#151918",
    rail="#0F1211",
    surface="#232928",
    sunken="#1A1F1E",
    line="#353D3B",
    edge="#828C88",
    text="#E9EDEB",
    text2="#BAC2BF",
    text3="#98A29E",
    accent="#74C9BD",
    accent_soft="#1F3B38",
    accent_on="#0A1F1C",
    danger="#FF9F92",
    danger_soft="#47211D",
    danger_on="#2B0805",
    high="#F0B070",
    high_soft="#3C2A18",
    caution="#DFC562",
    caution_soft="#363117",
    watch="#A3BFCE",
    watch_soft="#233039",
    focus="#74C9BD",
    deep="#0F4A46",
    charts=("#74C9BD", "#F2A154", "#A99BF0", "#F7D9B0", "#B5754A", "#3D9C8F"),
)
HIGH_CONTRAST = Theme(
    name="highcontrast",
    bg="#000000",
    rail="#000000",
    surface="#000000",
    sunken="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#E0E0E0",
    accent="#6FF2E0",
    accent_soft="#00302B",
    accent_on="#000000",
    danger="#FFB0A6",
    danger_soft="#000000",
    danger_on="#000000",
    high="#FFC27A",
    high_soft="#000000",
    caution="#FFE873",
    caution_soft="#000000",
    watch="#BFE3FF",
    watch_soft="#000000",
    focus="#FFE873",
    deep="#0F4A46",
    charts=DARK.charts,
    line_width=2,
    soft_fills=False,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}
TOKENS = tuple(f.name for f in fields(Theme) if f.type in ("str", str) and f.name != "name")

_current = LIGHT


def current() -> Theme:
    """The theme in force."""
    return _current


def ink(token: str) -> QColor:
    """The colour of a token in the theme in force; a literal `#RRGGBB` passes through."""
    return _colour(token if token.startswith("#") else getattr(_current, token))


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


def mix(one: str, other: str, share: float) -> QColor:
    """`share` of the first token's colour laid over the second's."""
    a, b = ink(one), ink(other)
    parts = ((x * share + y * (1 - share)) / 255 for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))  # type: ignore[index]  # the stub calls getRgb() an object
    return QColor.fromRgbF(*parts)


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme in force for every window, at start or while running."""
    global _current
    _current = theme
    app.setStyle("Fusion")
    app.setFont(font(14))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
    for widget in app.allWidgets():
        widget.update()


def palette(theme: Theme) -> QPalette:
    """What Fusion paints with."""
    role = QPalette.ColorRole
    roles = {
        role.Window: theme.bg,
        role.Base: theme.surface,
        role.AlternateBase: theme.sunken,
        role.Button: theme.surface,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.PlaceholderText: theme.text3,
        role.BrightText: theme.accent_on,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_on,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.sunken,
        role.Mid: theme.line,
        role.Dark: theme.edge,
        role.Shadow: theme.line,
        role.Accent: theme.accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
    }
    made = QPalette()
    for which, value in roles.items():
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.text3))
    return made


def style_sheet(theme: Theme) -> str:
    """The eight rules for what Qt draws itself; fonts never stand here."""
    t, width = theme, theme.line_width
    return f"""
QLineEdit, QTextEdit, QPlainTextEdit {{ background: {t.surface}; border: {width}px solid {t.edge};
  border-radius: 6px; padding: 1px {12 - width}px; selection-background-color: {t.accent};
  selection-color: {t.accent_on}; lineedit-password-character: 8226; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {t.focus}; padding: 1px 10px; }}
QLineEdit[bad="true"], QTextEdit[bad="true"], QPlainTextEdit[bad="true"] {{
  border: 2px solid {t.danger}; padding: 1px 10px; }}
QLineEdit:disabled, QTextEdit:disabled {{ background: {t.sunken}; border-color: {t.line}; }}
QListView, QTableView, QScrollArea {{ border: none; background: transparent; outline: none; }}
QScrollBar {{ background: transparent; width: 10px; height: 10px; margin: 0; border: none; }}
QScrollBar::handle {{ background: {t.edge}; border: 3px solid {t.bg}; border-radius: 5px;
  min-height: 28px; min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; border: none; width: 0; height: 0; }}
"""


def font_file() -> Path | None:
    """The variable Noto Sans KR of the font package, or None where it is not installed."""
    spec = find_spec("justmytype_intl_cjk")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for found in Path(root).glob("fonts/ofl/notosanskr/NotoSansKR*.ttf"):
            return found
    return None


@lru_cache(maxsize=1)
def _family() -> str:
    """The family that has every letter; the file is read once, at start."""
    found = font_file()
    return _loaded(found) if found else ""


@lru_cache(maxsize=8)
def _everyday(weight: int) -> str:
    """The family of everyday letters in this weight, where set-up made one: the variable file maps ten megabytes a weight."""
    found = paths.cache("fonts", f"Gyeot-{weight}.ttf")
    return _loaded(found) if found.exists() else ""


def _loaded(file: Path) -> str:
    loaded = QFontDatabase.addApplicationFont(str(file))
    families = QFontDatabase.applicationFontFamilies(loaded) if loaded >= 0 else []
    return families[0] if families else ""


@lru_cache(maxsize=128)
def font(px: int, weight: int = REGULAR) -> QFont:
    """The one way to a font: `setWeight` on the variable file would draw Thin with a false bold.

    Everyday letters come from a small font of this weight, all others from the variable file at the same weight.
    """
    family = _family()
    made = QFont([one for one in (_everyday(weight), family) if one]) if family else QFont()
    made.setPixelSize(px)
    if family:
        made.setVariableAxis(QFont.Tag("wght"), weight)
    else:
        made.setWeight(QFont.Weight.Bold if weight >= SEMIBOLD else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    if px >= 18:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return made


@lru_cache(maxsize=128)
def metrics(px: int, weight: int = REGULAR) -> QFontMetricsF:
    """The measures of `font(px, weight)`."""
    return QFontMetricsF(font(px, weight))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours given as `#RRGGBB`, between 1 and 21."""
    a, b = sorted((_luminance(one), _luminance(other)))
    return (b + 0.05) / (a + 0.05)


def _luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
