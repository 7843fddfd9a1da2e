"""Sheets that are handed out once: painted the same way on the screen and on paper, never kept in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from app.clock import today
from app.flows.first_run import PersonalSheet, TrusteeSheet
from app.i18n import _
from ui.kit.mark import draw_mark
from ui.kit.paint import put, put_wrapped, smooth, wrapped_height
from ui.theme import font

WIDTH, HEIGHT = 420, 595
"""A5 at 72 dots an inch; everything is laid out in these units and scaled."""

_INK, _SOFT, _LINE = QColor("#1D2221"), QColor("#4C5452"), QColor("#858078")


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """One sheet: what it is, whose, what to do with it, and the code in groups."""

    title: str
    whose: str
    lines: tuple[str, ...]
    code: str

    def spoken(self) -> str:
        """Everything on it in reading order; the code too, for those who copy it by ear."""
        return ". ".join((self.title, self.whose, *self.lines, self.code))


def papers(sheets: Sequence[PersonalSheet], trustee: TrusteeSheet | None = None) -> tuple[Paper, ...]:
    """Every sheet: the trustee's first, then each person's."""
    made = [_trustee(trustee)] if trustee is not None else []
    for sheet in sheets:
        made.append(_personal(sheet))
        if sheet.starting:
            made.append(_starting(sheet))
    return tuple(made)


def _trustee(sheet: TrusteeSheet) -> Paper:
    return Paper(
        _("Half of the recovery key"),
        _("For {name}, outside {centre}").format(name=sheet.holder, centre=sheet.centre),
        (
            _("With a manager's half it opens the whole centre; alone it opens nothing."),
            _("Keep it in a sealed envelope, away from the centre. Give it to nobody by phone or message."),
        ),
        sheet.code,
    )


def _personal(sheet: PersonalSheet) -> Paper:
    return Paper(
        _("Printed code"),
        sheet.name,
        (
            _("It opens the lock together with the passphrase, when the key file or the computer is lost."),
            _("Keep it at home or in the safe, never beside the computer and never with the passphrase."),
        ),
        sheet.code,
    )


def _starting(sheet: PersonalSheet) -> Paper:
    return Paper(
        _("Starting passphrase"),
        sheet.name,
        (
            _("For the first time only. Choose a passphrase of your own as soon as the lock is open."),
            _("Hand it over by itself, never together with the printed code. Afterwards tear it up."),
        ),
        sheet.starting,
    )


def paint_paper(painter: QPainter, area: QRectF, paper: Paper) -> None:
    """Paint one sheet into `area`, whose shape is that of A5."""
    painter.save()
    smooth(painter)
    painter.translate(area.topLeft())
    painter.scale(area.width() / WIDTH, area.height() / HEIGHT)
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor("#FFFFFF"))
    draw_mark(painter, 40, 40, 26, _INK, _LINE)
    put(painter, QRectF(76, 38, 200, 28), _("Gyeot"), 18, 700, _INK)
    put_wrapped(painter, QRectF(40, 96, WIDTH - 80, 34), paper.title, font(22, 700), _INK)
    put(painter, QRectF(40, 130, WIDTH - 80, 24), paper.whose, 14, 500, _SOFT)
    _paint_code(painter, QRectF(40, 176, WIDTH - 80, 0), paper.code)
    top = 176.0 + 40 + 34 * len(_rows(paper.code)) + 20
    for line in paper.lines:
        put_wrapped(painter, QRectF(40, top, WIDTH - 80, 120), line, font(13), _INK)
        top += wrapped_height(line, font(13), WIDTH - 80) + 10
    put(painter, QRectF(40, HEIGHT - 56, WIDTH - 80, 20), today().isoformat(), 12, 400, _SOFT)
    painter.restore()


def _paint_code(painter: QPainter, area: QRectF, code: str) -> None:
    rows = _rows(code)
    frame = QRectF(area.left(), area.top(), area.width(), 40 + 34 * len(rows))
    painter.setPen(_LINE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 8, 8)
    for at, groups in enumerate(rows):
        for column, group in enumerate(groups):
            spot = QRectF(frame.left() + 24 + column * 100, frame.top() + 20 + at * 34, 100, 34)
            put(painter, spot, group, 20, 650, _INK, elide=False)


def _rows(code: str) -> list[list[str]]:
    """Three groups a line."""
    groups = code.split("-")
    return [groups[at : at + 3] for at in range(0, len(groups), 3)]


class PaperView(QWidget):
    """One sheet as it will look on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: Paper | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_paper(self, paper: Paper | None) -> None:
        self._paper = paper
        self.setAccessibleName(paper.spoken() if paper is not None else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(318, round(318 * HEIGHT / WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._paper is None:
            return
        painter = QPainter(self)
        paint_paper(painter, QRectF(self.rect()), self._paper)
        painter.setPen(_LINE)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def ask_printer(window: QWidget) -> QPrinter | None:
    """The system's printers; writing to a file is not offered, since it would lie there in plain."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    dialog = QPrintDialog(printer, window)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, False)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_papers(printer: QPrinter, sheets: Sequence[Paper]) -> bool:
    """One page a sheet; False where the printer did not take them."""
    painter = QPainter()
    if not sheets or not painter.begin(printer):
        return False
    for at, paper in enumerate(sheets):
        if at and not printer.newPage():
            painter.end()
            return False
        page = QRectF(printer.pageRect(QPrinter.Unit.DevicePixel))
        scale = min(page.width() / WIDTH, page.height() / HEIGHT)
        paint_paper(painter, QRectF(0, 0, WIDTH * scale, HEIGHT * scale), paper)
    return bool(painter.end())
