"""A law card and a service as one reads them: everything that is known, and how far it may be relied on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.clock import today
from app.i18n import _, long_date, pick
from app.manual import DirectoryEntry, LawCard, review_sentence
from ui.kit.banner import Banner, Verb
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.label import Label
from ui.kit.rows import Row, Rows
from ui.manual import words


def tall_content(content: QWidget, window: QWidget, most: int = 500) -> QScrollArea:
    """Content of a dialog that scrolls when the window is too low for it."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(content.accessibleName())
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    content.setFixedWidth(WIDE - 60)
    content.adjustSize()
    high = max(content.sizeHint().height(), content.heightForWidth(WIDE - 60))
    area.setFixedHeight(min(high + 4, most, max(160, window.height() - 240)))
    return area


def _text(column: QVBoxLayout, name: str, value: str) -> None:
    if value:
        column.addWidget(Label(name, 12, 500, "text2"))
        column.addWidget(Label(value, 14, 400, wrap=True))
        column.addSpacing(8)


def _body(name: str) -> tuple[QWidget, QVBoxLayout]:
    body = QWidget()
    body.setAccessibleName(name)
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(2)
    return body, column


def law_dialog(window: QWidget, card: LawCard, on: date | None = None) -> Dialog:
    """One provision with its dates, who checked it when, and what it says about itself today."""
    standing = card.status_on(on or today())
    title = pick(dict(card.title))
    body, column = _body(title)
    column.addWidget(Banner("watch" if standing.state == "in_force" else "caution", standing.sentence))
    column.addSpacing(10)
    column.addWidget(Label(pick(dict(card.text)), 15, 400, wrap=True))
    column.addSpacing(12)
    _text(column, _("Penalty"), pick(dict(card.penalty)) if card.penalty else "")
    wish = {"yes": _("Only with the person's wish"), "no": _("Does not depend on the person's wish")}
    _text(column, _("Wish to punish"), wish.get(card.needs_wish, ""))
    _text(column, _("In force from"), long_date_of(card.in_force_from))
    _text(column, _("In force until"), long_date_of(card.in_force_to))
    _text(column, _("Checked on"), long_date_of(card.checked_on))
    _text(column, _("Review"), review_sentence(card.review))
    _text(column, _("Source"), card.source)
    statute = _("{statute} article {article}").format(statute=pick(dict(card.statute)), article=card.article)
    return Dialog(window, title, statute, [_close()], tall_content(body, window), WIDE)


def long_date_of(day: date | None) -> str:
    return _("{day} {year}").format(day=long_date(day), year=day.year) if day else ""


def service_dialog(
    window: QWidget, entry: DirectoryEntry, chosen: bool | None, choose: Callable[[bool], None] | None = None
) -> Dialog:
    """One service; its number stands out only while it may be told. `chosen` None offers no referral."""
    on, name = today(), pick(dict(entry.name))
    body, column = _body(name)
    if number := entry.number_on(on):
        column.addWidget(Label(number, 26, 700))
    elif entry.number:
        column.addWidget(Banner("caution", entry.sentence(on), _("Check {number} first.").format(number=entry.number)))
        column.addSpacing(8)
    _text(column, _("Hours"), pick(dict(entry.hours)) if entry.hours else "")
    _text(column, _("Good to know"), pick(dict(entry.note)) if entry.note else "")
    _text(column, _("Verified on"), long_date_of(entry.verified_on))
    _text(column, _("Source"), entry.source)
    verbs = [_close()]
    if chosen is not None:
        word = _("Take the referral back") if chosen else _("Propose this referral")
        verbs.insert(0, Verb("choose", word, "" if chosen else "R", "secondary" if chosen else "primary"))
    dialog = Dialog(window, name, "", verbs, tall_content(body, window), WIDE)
    if choose is not None:
        dialog.chosen.connect(lambda verb: choose(not chosen) if verb == "choose" else None)
    return dialog


def links_dialog(
    window: QWidget, services: Sequence[DirectoryEntry], laws: Sequence[LawCard], opened: Callable[[str], None]
) -> Dialog:
    """Every link of a step in one list; Enter opens a card."""
    on = today()
    rows = Rows(_("All links of this step"), height=48, lead=0)
    rows.show_rows(
        [
            *(Row(f"service:{one.id}", words.service_word(one, on), icon=words.service_icon(one, on)) for one in services),
            *(Row(f"law:{one.id}", words.law_word(one, on), icon="file") for one in laws),
        ]
    )  # fmt: skip
    rows.setFixedHeight(min(440, max(120, window.height() - 320)))
    dialog = Dialog(window, _("All links of this step"), "", [_close()], rows, WIDE)

    def take(ident: str) -> None:
        dialog.leave()
        opened(ident)

    rows.opened.connect(take)
    return dialog


def _close() -> Verb:
    return Verb("close", _("Close"), safe=True)
