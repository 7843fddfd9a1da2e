"""Backup in two steps: the stick is found, one press; it counts after it was opened again, and can be tried out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import Changes, Done
from app.clock import local, today
from app.desk import Desk
from app.errors import BadInput, GyeotError, Interrupted
from app.flows import backups, drill, sticks
from app.flows.copyist import Copyist
from app.i18n import _
from app.retention import Copy
from app.vault import Keys
from ui.application import Shell
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.form import Form
from ui.kit.label import Label, SectionHead
from ui.kit.page import Column
from ui.kit.path_field import PathField
from ui.kit.progress import Progress
from ui.kit.rows import Rows
from ui.office.face import Face
from ui.office.keeping_rows import copy_row

_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Kept:
    """What the face reads in one go: the last times, and every backup with the erasures since it."""

    last: int = 0
    drilled: int = 0
    copies: tuple[tuple[Copy, int], ...] = ()


def read_kept(desk: Desk) -> Kept:
    erased = [at for _kind, _id, at in desk.retention.erased()]
    copies = tuple((one, sum(at > one.made_at for at in erased)) for one in desk.retention.copies())
    last, drilled = (int(desk.office.setting(name, "0")) for name in (backups.LAST_BACKUP, drill.LAST_DRILL))
    return Kept(last, drilled, copies)


class BackupFace(Face):
    """Where the backup goes, which ones there are, and whether they come back."""

    icon = "shield-check"

    def __init__(self, shell: Shell, find_sticks: Callable[[], tuple[sticks.Stick, ...]] = sticks.sticks) -> None:
        self.word = _("Backup")
        sentence = _("A backup is encrypted with a key of its own. It opens for the managers or with the recovery kit.")
        super().__init__(shell, _("Backup"), sentence)
        self._find_sticks = find_sticks
        self._stop = threading.Event()
        self._kept = Kept()
        self._column = Column(self.word, spacing=12)
        self.body.addWidget(self._column, 1)
        self._make_form()
        self._make_list()

    def _make_form(self) -> None:
        self.form = Form()
        self.where = ChoiceStrip([], _("Sticks that are here"))
        self.form.add("where", _("Sticks that are here"), self.where, "s")
        self.form.show_row("where", False)
        self.where.chosen.connect(self._pick)
        self.folder = PathField(_("Folder or stick"), _("Choose a folder"), folder=True)
        help_text = _("Best on a stick that is kept apart from this computer.")
        self.form.add("folder", _("Folder or stick"), self.folder, "f", help_text)
        self.make = Button(_("Make a backup"), "primary", "Ctrl+Return", icon="shield-check")
        self.make.clicked.connect(self._make)
        self.stop = Button(_("Stop"), "secondary", icon="pause")
        self.stop.clicked.connect(self._stop.set)
        self.stop.hide()
        self.progress = Progress()
        self.last = Label("", 13, 400, "text2", wrap=True)
        acts = QHBoxLayout()
        for button in (self.make, self.stop):
            acts.addWidget(button)
        acts.addStretch(1)
        card = Card(padding=(20, 18, 20, 18), spacing=14)
        card.setMaximumWidth(760)
        card.body.addWidget(self.form)
        card.body.addLayout(acts)
        card.body.addWidget(self.progress)
        card.body.addWidget(self.last)
        self._column.add(card)

    def _make_list(self) -> None:
        self.head = SectionHead(_("Backups that may still be there"))
        self.copies = Rows(_("Backups that may still be there"))
        self.copies.setMaximumWidth(760)
        self.copies.setMinimumHeight(64)
        self.none = Label(_("None is noted yet. The first one will stand here."), 13, 400, "text2", wrap=True)
        self.try_out = Button(_("Try it out"), icon="undo")
        self.try_out.clicked.connect(self._try_out)
        self.gone = Button(_("It is deleted"), icon="check")
        self.gone.clicked.connect(self._is_gone)
        restoring = Label(
            _("To restore, close Gyeot, open it again, and choose “Restore from a backup” before unlocking. A restore goes into an empty folder and replaces nothing."),
            13, 400, "text2", wrap=True,
        )  # fmt: skip
        top = QWidget()  # what can be done stands above the list: in a low window the foot is scrolled to
        top.setMaximumWidth(760)
        acts = QHBoxLayout(top)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(8)
        acts.addWidget(self.head, 1)
        for button in (self.try_out, self.gone):
            acts.addWidget(button)
        self._column.add(top, self.none)
        self._column.body.addWidget(self.copies, 1)
        self._column.add(restoring)
        self._column.body.addStretch(0)

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_kept, self._show, topic="office")
        self.shell.tasks.work(self, lambda _tell, _stop: self._find_sticks(), self._show_sticks)

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        times = [f"{local(at):%Y-%m-%d %H:%M}" if at else _("none yet") for at in (kept.last, kept.drilled)]
        told = _("Last backup: {backup} · last tried out: {drill}")
        self.last.setText(told.format(backup=times[0], drill=times[1]))
        self.copies.show_rows([copy_row(copy, erased, today()) for copy, erased in kept.copies])
        for part in (self.copies, self.try_out, self.gone):
            part.setVisible(bool(kept.copies))
        self.none.setVisible(not kept.copies)
        if kept.copies and not self.copies.current_id():
            self.copies.choose(kept.copies[0][0].id)

    def _show_sticks(self, found: tuple[sticks.Stick, ...]) -> None:
        word = _("{name} · {free} GB free")
        self.where.set_choices([(str(s.folder), word.format(name=s.name, free=round(s.free / _GIB, 1))) for s in found])
        self.form.show_row("where", bool(found))
        if found and not self.folder.text().strip():
            self._pick(str(found[0].folder))
        self.where.set_value(self.folder.text().strip())

    def _pick(self, folder: str) -> None:
        self.folder.setText(folder)

    # -- making ----------------------------------------------------------------------------------

    def _make(self) -> None:
        folder = self.folder.text().strip()
        self.form.clear_errors()
        if not folder:
            self.form.set_error("folder", _("Please choose where the backup goes."))
            return
        self._begin(_("The backup is being written and opened again to check it."))
        self.shell.tasks.read(self, lambda desk: (desk.home, desk.keys), partial(self._write, Path(folder)))

    @property
    def _acts(self) -> tuple[Button, ...]:
        """What waits while a backup is being made or tried out."""
        return (self.make, self.folder.button, self.try_out, self.gone)

    def _begin(self, sentence: str) -> None:
        self._stop.clear()
        for button in self._acts:
            button.setEnabled(False)
        self.form.show_row("where", False)  # nothing is chosen now; the room is for the progress
        self.stop.show()
        self.progress.begin(sentence)

    def _end(self) -> None:
        for button in self._acts:
            button.setEnabled(True)
        self.stop.hide()
        self.progress.hide()
        self.reload()

    def _work(self, act: Callable[[Copyist], Any], done: Callable[[Any], None]) -> None:
        """In a process of its own beside the desk; stopped, it says so and is gone on with next time."""
        stop = self._stop

        def work(tell: Callable[[float], None], _cancelled: threading.Event) -> Any:
            try:
                with self.shell.tasks.turn(stop):
                    return act(Copyist(apart=True, tell=tell, stop=stop))
            except Interrupted as problem:
                return str(problem)

        self.shell.tasks.work(self, work, done, self._refused, self.progress.set_part)

    def _write(self, folder: Path, desk: tuple[Path, Keys]) -> None:
        home, keys = desk
        self._work(lambda copyist: backups.write(home, keys, folder, copyist), self._written)

    def _written(self, made: backups.Backup | str) -> None:
        if isinstance(made, str):
            self._stopped(made)
            return
        self.shell.tasks.write(self, partial(_record, made=made), self._made, self._refused)

    def _stopped(self, sentence: str) -> None:
        self._end()
        self.shell.tell(sentence)

    def _made(self, made: backups.Backup) -> None:
        self._end()
        self.shell.tell(_("The backup is whole and lies in {folder}.").format(folder=made.path.name))

    # -- trying out, and being gone --------------------------------------------------------------

    def _chosen(self) -> Copy | None:
        ident = self.copies.current_id()
        return next((copy for copy, _erased in self._kept.copies if copy.id == ident), None)

    def _try_out(self) -> None:
        copy = self._chosen()
        if copy is not None:
            self._begin(_("The backup is being brought back beside the centre and compared."))
            place = Path(copy.place)
            self.shell.tasks.read(self, lambda desk: (desk.home, desk.keys), partial(self._rehearse, place))

    def _rehearse(self, place: Path, desk: tuple[Path, Keys]) -> None:
        home, keys = desk
        self._work(lambda copyist: drill.rehearse(home, keys, place, copyist), self._rehearsed)

    def _rehearsed(self, drilled: drill.Drilled | str) -> None:
        if isinstance(drilled, str):
            self._stopped(drilled)
            return
        self.shell.tasks.write(
            self, lambda desk: drill.record(drilled, audit=desk.audit, office=desk.office), self._drilled, self._refused
        )

    def _drilled(self, drilled: drill.Drilled) -> None:
        self._end()
        told = _("The backup came back whole: {records} records and {files} sealed files agree, and the trail holds.")
        self.shell.tell(told.format(records=f"{drilled.records:,}", files=drilled.files))

    def _is_gone(self) -> None:
        copy = self._chosen()
        if copy is not None:
            self.shell.tasks.write(
                self, lambda desk: desk.retention.copy_gone(copy.id), lambda _none: self._noted_gone(), self._refused
            )

    def _noted_gone(self) -> None:
        self.shell.tell(_("It is noted that this backup is deleted."))
        self.reload()

    def _refused(self, problem: GyeotError) -> None:
        self._end()
        if isinstance(problem, BadInput):
            self.form.set_error("folder", str(problem))
        else:
            self.shell.refuse(problem)


def _record(desk: Desk, made: backups.Backup) -> Done[backups.Backup]:
    """Note it, and delete what lies beside it and is over its time."""
    done = backups.record(made, desk.keys, audit=desk.audit, office=desk.office, retention=desk.retention)
    backups.expire(made.path.parent, desk.keys, desk.retention)
    return Done(done.value, done.changes | Changes.RETENTION)
