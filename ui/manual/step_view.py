"""One step of the manual, whole: jumps above, the mirror, links and law, ways on below; only the mirror scrolls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.clock import today
from app.i18n import _, pgettext
from app.manual import DirectoryEntry, LawCard, Pack, Step, Tick
from ui.kit.jump_bar import Jump, JumpBar
from ui.kit.label import Label
from ui.kit.mirror import Mirror
from ui.kit.mirror_cells import GutterLabel, Mode
from ui.manual import cards, words
from ui.manual.links import CHIP, Links
from ui.manual.ways import Ways

DENSE_BELOW = 860
"""Window height below which a step is set denser: the words of a real step are longer than those of the look."""
LOW_BELOW = 740
"""Window height below which the air between the parts of a step goes to its words."""
_FORKS, _SOME_FORKS, _LEAST_FORKS = 0.42, 76, 40
"""The part of the dock's height that the ways may take before they scroll, the rows for which the words take smaller
type, and the row that they keep."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step view is asked to show."""

    pack: Pack
    step: Step
    law: dict[str, LawCard]
    services: dict[str, DirectoryEntry]
    returns: tuple[str, ...] = ()
    ticks: Collection[Tick] = field(default=frozenset())


class StepView(QWidget):
    """A step for a session or for reading; `docked` is the narrow form beside a call."""

    jumped = Signal(str)
    taken = Signal(str)
    ticked = Signal(str, int, bool)
    referral_chosen = Signal(str, bool)

    def __init__(self, docked: bool = False, in_session: bool = True, ctrl_enter: bool = True) -> None:
        super().__init__()
        self._docked, self._in_session = docked, in_session
        self._shown: Shown | None = None
        self._chosen: set[str] = set()
        self._jumps: list[Jump] = []
        self._wanted = "victim" if docked else "both"
        self._sides = ("victim", "police")
        self._bar = QVBoxLayout()
        self.mirror = Mirror(docked)
        self.mirror.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.mirror.ticked.connect(lambda who, at, on: self.ticked.emit(self._sides[who == "other"], at, on))
        self.law_line = Label("", 12, 500, "caution", wrap=True)
        self.links = Links()
        self.links.asked.connect(self.open_link)
        self.forks = Ways(docked, ctrl_enter)
        self.forks.chosen.connect(self.taken)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8 if docked else 12)
        column.addLayout(self._bar)
        column.addWidget(self.mirror, 1)
        column.addLayout(self._with_gutter("link", pgettext("manual", "Links"), self._links_column()))
        self._room = self._fork_room() if docked else None
        column.addLayout(self._with_gutter("fork", _("Ways"), self._room or self.forks))

    def _links_column(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.law_line)
        column.addWidget(self.links)
        return both

    def _fork_room(self) -> QScrollArea:
        """The ways in the dock scroll where a step has more of them than a low window holds."""
        room = QScrollArea()
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidgetResizable(True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.viewport().setAutoFillBackground(False)
        room.setWidget(self.forks)
        self.forks.setAutoFillBackground(False)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return room

    def _fit_room(self) -> None:
        """In the dock the words come first: the ways take what these leave, and scroll."""
        if self._room is None or (layout := self.layout()) is None:
            return
        layout.activate()
        both, wanted = self.mirror.height() + self._room.height(), self.forks.heightForWidth(self._room.width())
        left = [both - needed for needed in self.mirror.least_heights()]
        most = next((one for one in left if one >= min(wanted, _SOME_FORKS)), max(left[-1], _LEAST_FORKS))
        self._room.setFixedHeight(min(wanted, most, round(self.height() * _FORKS)))
        layout.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_room()

    def _with_gutter(self, icon: str, word: str, widget: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        if not self._docked:
            gutter = GutterLabel(icon, word)
            gutter.set_line(CHIP // 2)
            row.addWidget(gutter, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(widget, 1)
        return row

    # -- showing ---------------------------------------------------------------------------------

    def show_step(self, shown: Shown) -> None:
        self._shown = shown
        if (jumps := words.jumps(shown.pack)) != self._jumps:
            self._make_bar(jumps)
        step = shown.step
        self._chosen = {str(tick.item) for tick in shown.ticks if tick.part == "refer"}
        done = {
            who: [
                int(tick.item)
                for tick in shown.ticks
                if (tick.step, tick.audience, tick.part) == (step.id, who, "do") and isinstance(tick.item, int)
            ]
            for who in self._audiences()
        }
        first, second = self._sides = self._two()
        self.mirror.wait()
        self._show_below(shown)
        self.mirror.name_sides(words.talking_with(first), words.talking_with(second))
        self.mirror.show_sides(words.side(step, first), words.side(step, second), done[first], done[second])
        self.set_audience(self._wanted)
        self._fit_room()
        if not self._in_session:
            self.mirror.only_read()

    def _show_below(self, shown: Shown) -> None:
        """Links, law and ways first: the mirror chooses its type by the height that they leave, and chooses once."""
        self.links.show_links(self._services(), self._laws(), words.quiet_jumps(shown.pack))
        warning = words.law_warning(self._laws(), today())
        self.law_line.setText(words.short_warning(self._laws(), today()) if self._docked else warning)
        self.law_line.setToolTip(warning if self._docked else "")
        self.law_line.setVisible(bool(warning))
        self.forks.show_ways(words.ways(shown.pack, shown.step, shown.returns))
        if (layout := self.layout()) is not None and self.isVisible():
            layout.activate()

    def _make_bar(self, jumps: list[Jump]) -> None:
        self._jumps = jumps
        while (taken := self._bar.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        bar = JumpBar(jumps, stacked=self._docked)
        bar.chosen.connect(self.jumped)
        self._bar.addWidget(bar)
        bar.show()  # at once: a layout would show it a turn later, and its keys would sleep till then

    def _services(self) -> Sequence[DirectoryEntry]:
        assert self._shown is not None, "a step is shown"
        return [self._shown.services[one] for one in self._shown.step.refer if one in self._shown.services]

    def _laws(self) -> Sequence[LawCard]:
        assert self._shown is not None, "a step is shown"
        return [self._shown.law[one] for one in self._shown.step.law if one in self._shown.law]

    def _audiences(self) -> tuple[str, ...]:
        assert self._shown is not None, "a step is shown"
        return words.audiences(self._shown.pack, self._shown.step)

    def _two(self) -> tuple[str, str]:
        """The two sides of the mirror: the victim's, and the one that was asked for last."""
        first, *others = self._audiences()
        asked = self._wanted if self._wanted in others else self._sides[1] if self._sides[1] in others else ""
        return first, asked or (others[0] if others else first)

    def set_audience(self, audience: str) -> None:
        """Whose words are shown: one audience, or `both`; a card has one version for all."""
        if audience == "both" and self._wanted != "both":
            self.mirror.set_active("victim")  # where only one of both has room, it is the person harmed
        self._wanted = audience
        if self._shown is None:
            self.mirror.set_mode("both" if audience == "both" else "victim" if audience == "victim" else "other")
            return
        if self._two() != self._sides:
            self.show_step(self._shown)
            return
        alone: Mode = "victim" if audience in ("victim", self._sides[0]) else "other"
        card = len(self._audiences()) < 2
        self.mirror.set_mode("victim" if card else "both" if audience == "both" else alone, chosen=not card)

    def set_height(self, window: int) -> None:
        """How dense a step is set in a window of this height."""
        self._column.setSpacing(8 if window < LOW_BELOW else 12)
        self.mirror.set_compact(window < DENSE_BELOW)

    # -- links -----------------------------------------------------------------------------------

    def open_link(self, link: str) -> None:
        """Open a law card, a service, or the list of all links over the window."""
        assert self._shown is not None, "a link belongs to a step"
        kind, _colon, ident = link.partition(":")
        if kind == "jump":
            self.jumped.emit(ident)
        elif kind == "all":
            cards.links_dialog(self.window(), self._services(), self._laws(), self.open_link).ask()
        elif kind == "law":
            cards.law_dialog(self.window(), self._shown.law[ident]).ask()
        else:
            self._open_service(self._shown.services[ident])

    def _open_service(self, entry: DirectoryEntry) -> None:
        def choose(on: bool) -> None:
            (self._chosen.add if on else self._chosen.discard)(entry.id)
            self.referral_chosen.emit(entry.id, on)

        chosen = entry.id in self._chosen if self._in_session else None
        cards.service_dialog(self.window(), entry, chosen, choose).ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not (plain and self.forks.take_key(event)):
            super().keyPressEvent(event)
