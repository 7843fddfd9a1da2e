"""Looking at a paper, and printing it, inside the application: nothing of it lies on the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPageSize, QPainter, QPen, QPixmap
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QAbstractSlider, QDialog, QLabel, QWidget

from app.i18n import _
from ui.kit.banner import Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.form import LineEdit
from ui.kit.label import Label
from ui.kit.page import Column
from ui.theme import ink

_WIDEST, _SCROLL_BAR = 880, 16
ChoosePrinter = Callable[[QWidget], QPrinter | None]


class PreviewDialog(Dialog):
    """The pages below each other; printing is asked for by its verb, and `marked` says a word that shall go."""

    marked = Signal(str)

    def __init__(
        self, window: QWidget, pages: Sequence[bytes], note: str = "", back: str = "", *, marks: bool = False
    ) -> None:
        width = max(WIDE, min(_WIDEST, window.width() - 160))
        column = Column(_("Pages of the paper"), spacing=16)
        if note:
            column.add(Label(note, 14, 400, wrap=True))
        word = LineEdit("", _("A word that shall not be on the paper, then Enter"), parent=column)
        word.setAccessibleName(_("Hide this word"))
        word.hide()
        if marks:
            column.add(word)
            word.show()
        for number, page in enumerate(pages, 1):
            column.add(_picture(page, number, width - 48 - _SCROLL_BAR, window.devicePixelRatioF()))
        column.end()
        column.setFixedHeight(max(240, window.height() - 230))
        verbs = [
            Verb("back", back or _("Back to the form"), "Esc", safe=True),
            Verb("print", _("Print"), "Ctrl+P", icon="print"),
        ]
        sentence = _(
            "Nothing of this lies on the disk. A printed copy passes through the print queue of the system, where a trace may stay."
        )
        super().__init__(window, _("How the paper will look"), sentence, verbs, column, width, stays=True)
        self.word, self._column = word, column
        self.word.returnPressed.connect(self._mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The pages are turned from the buttons too."""
        turns = QAbstractSlider.SliderAction
        steps = {Qt.Key.Key_PageUp: turns.SliderPageStepSub, Qt.Key.Key_PageDown: turns.SliderPageStepAdd}
        for key, step in steps.items():
            if event.key() == key:
                self._column.verticalScrollBar().triggerAction(step)
                return
        super().keyPressEvent(event)

    def _mark(self) -> None:
        if self.word.text().strip():
            self.marked.emit(self.word.text().strip())


def _picture(page: bytes, number: int, width: int, density: float) -> QLabel:
    """One page as wide as the dialog, sharp on dense screens, with the edge of its sheet."""
    image = QImage.fromData(page).scaledToWidth(round(width * density), Qt.TransformationMode.SmoothTransformation)
    painter = QPainter(image)
    painter.setPen(QPen(ink("edge"), density))
    painter.drawRect(QRectF(image.rect()).adjusted(density / 2, density / 2, -density / 2, -density / 2))
    painter.end()
    image.setDevicePixelRatio(density)
    label = QLabel()
    label.setPixmap(QPixmap.fromImage(image))
    label.setAccessibleName(_("Page {number}").format(number=number))
    return label


def ask_printer(window: QWidget) -> QPrinter | None:
    """The system's printers; writing to a file is not offered, since it would lie there in plain."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, window)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, False)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_pages(printer: QPrinter, pages: Sequence[bytes]) -> bool:
    """One sheet a page; False where the printer did not take them."""
    painter = QPainter()
    if not pages or not painter.begin(printer):
        return False
    for at, page in enumerate(pages):
        if at and not printer.newPage():
            painter.end()
            return False
        painter.drawImage(QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), QImage.fromData(page))
    return bool(painter.end())
