"""The sections of a case besides its timeline: each a column of blocks with their acts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.cases import Change
from app.clock import local
from app.codelists import label
from app.doubles import Merge
from app.duties import Report
from app.i18n import _
from app.plans import Flag
from app.recordfields import fields
from ui.cases import words
from ui.cases.acts import CaseActs
from ui.cases.blocks import Block
from ui.cases.changes import SHOWN, change_row, entity_word
from ui.cases.reading import CaseFile
from ui.cases.side import task_row
from ui.forms.profiles import profile_word
from ui.kit.card import Card, Facts
from ui.kit.choice_strip import ChoiceStrip
from ui.kit.label import Label
from ui.kit.page import Column
from ui.kit.rows import Head, Row

MEASURE = 860


class CaseColumn(Column):
    """A section: no wider than a comfortable line."""

    def __init__(self, name: str, acts: CaseActs) -> None:
        super().__init__(name, spacing=20)
        self.acts = acts
        self.body.setContentsMargins(0, 4, 8, 16)
        self.setMaximumWidth(MEASURE + 8)
        self.build()
        self.end()

    def build(self) -> None:
        """Add the blocks."""

    def show_case(self, file: CaseFile) -> None:
        """Show this case in them."""


class Glance(CaseColumn):
    """The few lines that stand first, the level of risk with its rule, how it ends."""

    def build(self) -> None:
        acts = self.acts
        self.summary = Block(_("In a few sentences"), _("Nothing is written here yet."))
        self.summary.add_act(_("Write"), "pencil", acts.summary, "A")
        self.text = Label("", 14, 400, wrap=True)
        self._card = Card()
        self._card.body.addWidget(self.text)
        self.facts = Facts([], 120)
        facts = Card()
        facts.body.addWidget(self.facts)
        self.risk = Block(_("Warning signs"), _("Nothing was asked about yet; that never reads as low."), 48)
        self.rule = Label("", 13, 400, "text2", wrap=True)
        self.risk.add_act(_("Raise the level"), "flag", acts.raise_level)
        self.risk.add_act(_("Ask about the signs"), "ask", acts.signs, "S")
        self.risk.opened.connect(lambda _id: acts.signs())
        self.flags = Block(_("Flags"), _("Nothing has to be seen first."), 48)
        self.flags.add_act(_("Put a flag"), "flag", acts.flag, "G")
        self.flags.opened.connect(acts.settle_flag)
        self.ending = Block(_("The case"), "")
        self.ending.none.hide()
        self.close_case = self.ending.add_act(_("Close the case"), "folder", acts.close)
        self.reopen = self.ending.add_act(_("Open the case again"), "undo", acts.reopen)
        self.hand = self.ending.add_act(_("Hand the case over"), "people", acts.hand_over, "H")
        self.seal = self.ending.add_act(_("Seal the case"), "lock", acts.seal)
        self.summary.add_part(self._card)
        self.risk.add_part(self.rule)
        self.ending.add_part(facts)
        self.add(self.summary, self.risk, self.flags, self.ending)

    def show_case(self, file: CaseFile) -> None:
        case = file.case
        self.flags.show_rows([_flag_row(one, file) for one in file.standing_with.flags])
        self.text.setText(case.summary or "")
        self._card.setVisible(bool(case.summary))
        self.summary.none.setVisible(not case.summary)
        yes = [one for one in file.signs if one.answer in ("yes", "unknown")]
        tones = {"yes": "high", "unknown": "caution"}
        answers = {"yes": _("Yes"), "unknown": _("Not known")}
        self.risk.show_rows(
            [
                Row(one.sign, label("warning_sign", one.sign), second=one.words or "", unread=False,
                    state=answers[one.answer], state_tone=tones[one.answer])
                for one in yes
            ]
        )  # fmt: skip
        self.risk.none.setVisible(not file.signs)
        self.rule.setText(
            _("By the rule: {level}. {why}").format(
                level=label("risk", file.level.level), why=words.rule_sentence(file.level.rule)
            )
        )
        is_open = case.status == "open"
        self.close_case.setVisible(is_open)
        self.reopen.setVisible(not is_open)
        self.hand.setVisible(not self.acts.inside_a_wall)
        self.seal.setVisible(not self.acts.inside_a_wall)
        self.ending.none.hide()
        self.facts.set_facts(self._facts(file))

    @staticmethod
    def _facts(file: CaseFile) -> list[tuple[str, str]]:
        case = file.case
        facts = [
            (_("Main type"), label("violence_type", case.main_type)),
            (_("Other party"), label("relation", case.relation)),
            (_("First contact"), label("channel", case.channel)),
            (_("Where it stands"), label("case_stage", case.stage)),
            (_("Counselling"), words.sessions(file.sessions)),
            (_("With"), file.name(case.assigned_to)),
            *([(_("Team"), team)] if (team := file.standing_with.team(case.team)) else []),
        ]
        if case.status != "open":
            facts.append((_("How it ended"), label("outcome", case.outcome)))
            facts += [(_("Note"), line) for line in (case.closing_note or "").splitlines()[:1]]
        return facts


class PeopleAndEvents(CaseColumn):
    """The person, what happened, the other side, and what the manual asked to record."""

    def build(self) -> None:
        acts = self.acts
        self.person = Block(_("The person"), "", counted=False)
        self.person.add_act(_("Change"), "pencil", acts.person, "A")
        self.person.add_act(_("Another record of this person"), "overlap", acts.doubles.look, "Ctrl+D")
        self.person.opened.connect(lambda _id: acts.person())
        self.merges = Block(_("Records put together"), "", 48)
        self.merges.opened.connect(acts.doubles.open)
        self.incidents = Block(_("What happened"), _("Nothing is noted yet. It can come in pieces."))
        self.incidents.add_act(_("Add"), "plus", acts.incident, "E")
        self.incidents.opened.connect(acts.incident)
        self.parties = Block(_("Other party"), _("Nobody is noted yet."))
        self.parties.add_act(_("Add"), "plus", acts.other_party, "O")
        self.parties.opened.connect(acts.other_party)
        self.recorded = Block(
            _("Record of the manual"), _("Nothing is recorded yet; the manual asks for it step by step.")
        )
        self.recorded.add_act(_("Add"), "plus", acts.record, "R")
        self.recorded.opened.connect(acts.record)
        self.add(self.person, self.merges, self.incidents, self.parties, self.recorded)

    def show_case(self, file: CaseFile) -> None:
        person = file.case.survivor
        self.merges.show_rows([_merge_row(one, file) for one in file.merges])
        self.merges.setVisible(bool(file.merges))
        about = (label("age_band", person.age_band), label("sex", person.sex), person.phone or _("no phone noted"))
        self.person.show_rows(
            [
                Row(
                    person.id,
                    person.alias,
                    meta=person.name or _("no name noted"),
                    second=" · ".join(about),
                    icon="person",
                )
            ]
        )
        self.incidents.show_rows(
            [
                Row(one.id, ", ".join(label("violence_type", t) for t in one.types) or _("Kind not known"),
                    second=_first_line(one.narrative) or one.place or "", icon="flag", state=_span(one.first_on, one.last_on))
                for one in file.incidents
            ]
        )  # fmt: skip
        self.parties.show_rows(
            [
                Row(one.id, one.name or _("no name noted"), meta=label("relation", one.relation),
                    second=_first_line(one.note), icon="people", state="" if one.is_primary else _("beside"))
                for one in file.parties
            ]
        )  # fmt: skip
        known = fields()
        self.recorded.show_rows(
            [
                Row(ident, known[ident].label, second=_first_line(known[ident].shown(value)))
                for ident, value in file.recorded.items()
                if ident in known
            ]
        )


class TasksSection(CaseColumn):
    """What is to be done, and what was."""

    def build(self) -> None:
        self.open_ones = Block(_("To do"), _("Nothing is waiting here."))
        self.open_ones.add_act(_("Add"), "plus", self.acts.task, "A")
        self.done_ones = Block(_("Ticked off"), _("Nothing was ticked off yet."))
        self.add(self.open_ones, self.done_ones)
        for block in (self.open_ones, self.done_ones):
            block.ticked.connect(self.acts.tick)

    def show_case(self, file: CaseFile) -> None:
        self.open_ones.show_rows([task_row(one, file) for one in file.tasks])
        self.done_ones.show_rows(
            [
                Row(one.id, one.title, second=words.moment(one.done_at or 0), check=True, done=True)
                for one in file.finished
            ]
        )


class DutiesSection(CaseColumn):
    """What was reported by duty, or why it was not; which duties hold stands on a page of its own."""

    def build(self) -> None:
        self.reports = Block(_("Reports to authorities"), _("Nothing was reported yet."))
        self.reports.add_act(_("See the duties and write down"), "clipboard", self.acts.duties, "A")
        self.reports.opened.connect(lambda _id: self.acts.duties())
        self.add(self.reports)

    def show_case(self, file: CaseFile) -> None:
        self.reports.show_rows([self._row(one, file) for one in file.reports])

    @staticmethod
    def _row(one: Report, file: CaseFile) -> Row:
        entry = one.entry
        done = entry.reported_at is not None
        where = _("not reported, by an exception") if entry.reported_at is None else entry.authority or ""
        number = entry.receipt_no or _("no receipt number yet")
        return Row(
            one.id, file.duties.get(one.duty_id, one.duty_id), icon="send" if done else "ban",
            second=" · ".join((where, words.moment(entry.reported_at or one.at), file.name(one.author))),
            state=number if done else "", state_tone="text2" if entry.receipt_no else "caution",
        )  # fmt: skip


class Papers(CaseColumn):
    """The register of papers that left the store."""

    def build(self) -> None:
        self.copies = Block(_("Papers that left"), _("No paper has left the store."))
        self.copies.add_act(_("Summary as PDF"), "file", self.acts.export, "A")
        self.copies.opened.connect(self.acts.copy_gone)
        self.add(self.copies)
        self.add(Label(_("Enter on a copy notes that it is destroyed."), 12, 400, "text2", wrap=True))

    def show_case(self, file: CaseFile) -> None:
        self.copies.show_rows(
            [
                Row(one.id, profile_word(one.profile), meta=one.recipient, icon="file", done=one.gone_at is not None,
                    second=" · ".join((words.moment(one.at), file.name(one.author), _lock_word(one.encrypted))),
                    state=_gone(one.gone_at), state_tone="text3" if one.gone_at else "high")
                for one in file.copies
            ]
        )  # fmt: skip


class ChangesSection(CaseColumn):
    """Who changed what, and when; Enter shows a change whole, and the way back."""

    def build(self) -> None:
        self._found: tuple[Change, ...] = ()
        self._file: CaseFile | None = None
        self.filter = ChoiceStrip(
            [("all", _("All")), *((one, entity_word(one)) for one in SHOWN)], _("Which changes are shown"), digits=False
        )
        self.filter.set_value("all")
        self.filter.changed.connect(self._show)
        self.lines = Block(_("What was changed"), _("Nothing was changed since the case was opened."), lead=64)
        self.lines.opened.connect(self._open)
        hint = _("Enter shows a change whole. What stood there before can be put back, as a change of its own.")
        self.hint = Label(hint, 12, 400, "text2", wrap=True)
        self.add(self.filter, self.lines, self.hint)

    def show_changes(self, found: Sequence[Change], file: CaseFile) -> None:
        self._found, self._file = tuple(found), file
        self._show()

    def _show(self) -> None:
        if self._file is None:
            return
        wanted, rows = self.filter.value() or "all", list[Row | Head]()
        chosen = [one for one in self._found if wanted in ("all", one.entity)]
        for day, changes in groupby(chosen, lambda one: local(one.at).date()):
            rows.append(Head(words.day_chip(day)))
            rows += [change_row(one, self._file) for one in changes]
        self.lines.show_rows(rows)
        self.hint.setVisible(bool(rows))

    def _open(self, seq: str) -> None:
        found = next((one for one in self._found if str(one.seq) == seq), None)
        if found is not None:
            self.acts.change(found)


def _merge_row(one: Merge, file: CaseFile) -> Row:
    inside = one.gone_id != file.case.id
    title = one.gone_number if inside else _("Went over into another record")
    undone = one.undone_at is not None
    said = (words.moment(one.at), file.name(one.author), one.reason.splitlines()[0])
    return Row(one.id, title, meta=" · ".join(said), done=undone, state=_("Undone") if undone else "", unread=None)


def _flag_row(one: Flag, file: CaseFile) -> Row:
    settled = one.resolved_at is not None
    word, tone = words.due(one.due_on) if one.due_on and not settled else ("", "text2")
    said = (word, file.name(one.author), words.moment(one.at), one.resolution or "")
    state = _("Settled") if settled else word
    return Row(
        one.id, one.words.splitlines()[0], meta=" · ".join(filter(None, said[1:])), icon="", done=settled, state=state,
        state_tone="text3" if settled else tone, unread=None,
    )  # fmt: skip


def _gone(at: int | None) -> str:
    return _("Destroyed {day}").format(day=words.short_day(local(at).date().isoformat())) if at else _("Outside")


def _lock_word(encrypted: bool) -> str:
    return _("locked") if encrypted else _("without a lock")


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if (text or "").strip() else ""


def _span(first: str | None, last: str | None) -> str:
    days = [words.short_day(one) for one in (first, last) if one]
    return " – ".join(dict.fromkeys(days))
