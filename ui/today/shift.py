"""The end of a shift on one screen: what is open here, who takes it, and what became of it; and what was handed to one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.agenda import ShiftItem
from app.changes import Done
from app.clock import now
from app.codelists import codes, label
from app.desk import Desk
from app.flows import shift
from app.flows.shift import Open
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.card import Card
from ui.kit.columns import TwoColumns
from ui.kit.dialogs import Dialog
from ui.kit.form import Form, Picker
from ui.kit.label import FieldName, Label
from ui.kit.page import Column
from ui.kit.rows import TWO_LINES, Row
from ui.today import lines
from ui.today.lists import Group
from ui.today.words import clock

_SINCE = 12 * 3_600_000
"""How far back answers to what one handed on are shown: a shift and a half."""
_WORDS = "form:shift-words"
"""The draft that keeps what was said of single things until they are handed over."""


@dataclass(frozen=True, slots=True)
class Handing:
    """What this person has open, what was handed to them, and what became of what they handed on."""

    open: tuple[Open, ...] = ()
    for_me: tuple[ShiftItem, ...] = ()
    sent: tuple[ShiftItem, ...] = ()
    staff: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    words: str = ""


def read_handing(desk: Desk) -> Handing:
    people, me = desk.office.staff(), desk.keys.user
    kept = desk.contacts.draft(_WORDS)
    return Handing(
        shift.gather(desk), desk.shift.for_me(), desk.shift.from_me(now() - _SINCE),
        tuple((one.id, one.name) for one in people if one.works_with_cases and one.id != me),
        tuple((one.id, one.name) for one in people), kept.body if kept else "",
    )  # fmt: skip


class ShiftView(TwoColumns):
    """Everything is ticked; Space takes a tick away, Enter says a word on it, Ctrl+Enter hands it over."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.found = Handing()
        self.form: FormDialog | None = None
        self.question: Dialog | None = None
        self._off: set[str] = set()
        self._words: dict[str, str] = {}
        self._make_groups()
        left = Column(_("What is open here"), spacing=20)
        left.add(self.for_me, *self.groups.values(), self.nothing)
        left.end()
        self.fill(left, self._right())

    def _make_groups(self) -> None:
        hint = _("Space leaves it out, Enter adds a word")
        icons = {"call_back": "phone", "risk": "flag", "draft": "pencil", "date": "calendar"}
        self.for_me = Group(_("Handed to you"), "swap", "", TWO_LINES, note=_("Space takes over, Enter shows more"))
        self.for_me.rows.opened.connect(self._ask)
        self.for_me.rows.marked.connect(lambda ident: self._answer(ident, shift.accept))
        self.groups = {one.id: Group(one.label, icons[one.id], "", TWO_LINES, note=hint) for one in codes("shift_kind")}
        for group in self.groups.values():
            group.rows.opened.connect(self._say)
            group.rows.marked.connect(self._turn)
            group.rows.ticked.connect(lambda ident, _on: self._turn(ident))
        self.nothing = Card()
        self.nothing.body.addWidget(
            Label(_("Nothing is open that would have to be handed over."), 14, 400, "text2", wrap=True)
        )
        self.sent = Group(_("What you handed over"), "send", _("Nothing yet."), TWO_LINES)
        self.sent.rows.opened.connect(self._ask_back)

    def _right(self) -> Column:
        self.to = Picker([("", _("Whoever comes next"))])
        self.to.setAccessibleName(_("To whom"))
        self.to.view().setAccessibleName(_("To whom"))
        self.send = Button(_("Hand over"), "primary", "Ctrl+Enter", "send", tall=True)
        self.send.clicked.connect(lambda _on=False: self.hand_over())
        sentence = _("Until somebody takes a thing over it stays with you, and a manager sees that it waits.")
        card = Card(spacing=10)
        for part in (
            FieldName(_("To whom"), "T", self.to),
            self.to,
            self.send,
            Label(sentence, 12, 400, "text2", wrap=True),
        ):
            card.body.addWidget(part)
        right = Column(_("Hand over"), spacing=20)
        right.add(card, self.sent)
        right.end()
        return right

    # -- showing ---------------------------------------------------------------------------------

    def ask(self) -> None:
        self.shell.tasks.read(self, read_handing, self.show_handing, topic="shift")

    def show_handing(self, found: Handing) -> None:
        self.found = found
        self._words = dict(json.loads(found.words)) if found.words else {}
        names = dict(found.names)
        chosen = self.to.value()
        self.to.set_options([("", _("Whoever comes next")), *found.staff])
        self.to.set_value(chosen)
        self.for_me.show_rows([lines.handed(one, names) for one in found.for_me])
        self.for_me.setVisible(bool(found.for_me))
        for kind, group in self.groups.items():
            rows = [self._row(one) for one in found.open if one.offer.kind == kind]
            group.show_rows(rows)
            group.setVisible(bool(rows))
        self.nothing.setVisible(not found.open)
        self.sent.show_rows([_sent_row(one, names) for one in reversed(found.sent)])
        self._count()

    def _row(self, one: Open) -> Row:
        title, second, risk = _described(one)
        waiting = next((item for item in self.found.sent if item.waiting and _same(item, one)), None)
        state = _("handed over, waits") if waiting is not None else ""
        said = " · ".join(filter(None, (second, self._words.get(one.key, ""))))
        ticked = one.key not in self._off and waiting is None
        return Row(one.key, title, second=said, risk=risk, state=state, state_tone="high", check=ticked)

    def _count(self) -> None:
        count = len(self.ticked())
        self.send.set(_("Hand over {count} things").format(count=count) if count else _("Hand over"))
        self.send.setEnabled(bool(count))

    def ticked(self) -> tuple[Open, ...]:
        """What would be handed over now."""
        rows = {row.id for group in self.groups.values() for row in group.rows.item_model().items() if _checked(row)}
        return tuple(one for one in self.found.open if one.key in rows)

    # -- handing over ----------------------------------------------------------------------------

    def _turn(self, key: str) -> None:
        self._off ^= {key}
        for one in self.found.open:
            if one.key == key:
                self.groups[one.offer.kind].change(self._row(one))
        self._count()

    def _say(self, key: str) -> None:
        one = next((each for each in self.found.open if each.key == key), None)
        if one is not None:
            title, _second, _risk = _described(one)
            self.form = WordForm(self, self.shell, key, title, self._words)
            self.form.begin()

    def hand_over(self) -> None:
        offers = tuple(shift.with_words(one, self._words.get(one.key, "")) for one in self.ticked())
        to = self.to.value() or None

        def job(desk: Desk) -> Done[str]:
            done = shift.hand_over(desk, offers, to)
            desk.contacts.drop_draft(_WORDS)
            return done

        self.shell.tasks.write(self, job, lambda _batch: self._told(len(offers)), self.shell.refuse)

    def _told(self, count: int) -> None:
        self._off.clear()
        self.shell.tell(
            _("{count} things are handed over. They stay with you until they are taken.").format(count=count)
        )

    # -- answering -------------------------------------------------------------------------------

    def _answer(self, ident: str, act: Callable[[Desk, str], Done[ShiftItem]]) -> None:
        self.shell.tasks.write(self, lambda desk: act(desk, ident))

    def _ask(self, ident: str) -> None:
        item = next((one for one in self.found.for_me if one.id == ident), None)
        if item is None:
            return
        name = dict(self.found.names).get(item.from_user, item.from_user)
        row = lines.handed(item, dict(self.found.names))
        verbs = [
            Verb("later", _("Decide later"), "Esc", safe=True), Verb("decline", _("Leave it with {name}").format(name=name)),
            Verb("accept", _("Take over"), "Ctrl+Enter", "primary"),
        ]  # fmt: skip
        self._open_question(row.title, " · ".join(filter(None, (row.meta, row.second))), verbs, ident)

    def _ask_back(self, ident: str) -> None:
        """What still waits can be taken back."""
        item = next((one for one in self.found.sent if one.id == ident and one.waiting), None)
        if item is None:
            return
        row = _sent_row(item, dict(self.found.names))
        verbs = [Verb("later", _("Leave it handed over"), "Esc", safe=True), Verb("withdraw", _("I do it after all"), "Ctrl+Enter", "primary")]  # fmt: skip
        self._open_question(row.title, row.second, verbs, ident)

    def _open_question(self, title: str, sentence: str, verbs: list[Verb], ident: str) -> None:
        self.question = Dialog(self.window(), title, sentence, verbs, width=600)
        acts = {"accept": shift.accept, "decline": shift.decline, "withdraw": shift.withdraw}
        self.question.chosen.connect(lambda verb: self._answer(ident, acts[verb]) if verb in acts else None)
        self.question.ask()

    def focus(self) -> None:
        first = next((g for g in (self.for_me, *self.groups.values()) if g.count()), None)
        target: QWidget = first.rows if first is not None else self.to
        target.setFocus(Qt.FocusReason.OtherFocusReason)


class WordForm(FormDialog):
    """What the next person should know about one thing."""

    def __init__(self, host: QWidget, shell: Shell, key: str, title: str, words: dict[str, str]) -> None:
        self._key, self._words = key, words
        super().__init__(host, shell, _("What the next person should know"), title)

    def about(self) -> str:
        return self._key

    def build(self, form: Form) -> None:
        self.text = self.area("words", _("A word on it"), "W", self._words.get(self._key, ""), 3)

    def work(self) -> Work:
        words = {**self._words, self._key: self.text.text()}
        body = json.dumps({key: said for key, said in words.items() if said}, ensure_ascii=False)
        return partial(_keep_words, body)


def _keep_words(body: str, desk: Desk) -> Done[int]:
    return shift.keep_words(desk, _WORDS, body)


def _described(one: Open) -> tuple[str, str, str]:
    """Title, second line and risk of something open."""
    if one.task is not None:
        row = lines.todo(one.task)
        when = clock(one.task.due_at) or lines.day_word(one.task.due_on)
        return row.title, " · ".join(filter(None, (when, one.task.alias, one.task.number, one.task.place))), ""
    if one.case is not None:
        return one.case.alias, one.case.number, lines.risk(one.case.risk)
    if one.contact is not None:
        row = lines.parked(one.contact)
        return row.title, " · ".join(filter(None, (row.lead, row.second))), ""
    assert one.draft is not None, "there is nothing else that is handed over"
    row = lines.draft(one.draft, {})
    return row.title, row.second, ""


def _same(item: ShiftItem, one: Open) -> bool:
    about = (item.kind, item.case_id, item.contact_id, item.task_id, item.draft_id)
    offer = one.offer
    return about == (offer.kind, offer.case_id, offer.contact_id, offer.task_id, offer.draft_id)


def _checked(row: object) -> bool:
    return isinstance(row, Row) and bool(row.check)


def _sent_row(item: ShiftItem, names: dict[str, str]) -> Row:
    row = lines.handed(item, names)
    answers = {
        "waiting": _("waits"),
        "accepted": _("taken over"),
        "declined": _("left with you"),
        "withdrawn": _("taken back"),
    }
    tones = {"waiting": "high", "declined": "high"}
    by = names.get(item.decided_by or item.to_user or "", "") or _("whoever comes next")
    second = " · ".join(filter(None, (label("shift_kind", item.kind), item.number, by)))
    return Row(
        item.id, row.title, second=second, state=answers[item.state], state_tone=tones.get(item.state, "text2"),
        icon=row.icon, done=item.state == "accepted",
    )  # fmt: skip
