"""The forms of the register: an entry, what was done about it, how it ended, the letter, a word to the reporter, a round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import today
from app.desk import Desk
from app.documents import Centre
from app.errors import BadInput, Conflict
from app.flows import material_out, report_to_material
from app.i18n import _
from app.material import Round
from app.material.model import ANSWER_DAYS
from ui.application import Shell
from ui.forms import FormDialog, Work, day_text
from ui.inbox.material_reading import Choices, Shown
from ui.inbox.material_words import choices as listed
from ui.inbox.words import day
from ui.kit.form import Form
from ui.kit.saving import ChoosePath


class EntryForm(FormDialog):
    """An entry: a new one, one that begins with what a report says (`thread`), or one that is changed."""

    def __init__(
        self, host: QWidget, shell: Shell, choices: Choices, there: Shown | None = None,
        begins: report_to_material.Offered | None = None, thread: str = "",
    ) -> None:  # fmt: skip
        self._choices, self._there, self._thread = choices, there, thread
        self._begins: Mapping[str, Any] = begins.fields if begins else {}
        said = _("Everybody who opens cases reads it. Please name nobody, neither who is shown nor who told us.")
        if thread:
            said = _("What the report chose stands here. Its own words stay in the thread: please write in yours.")
        if begins is not None and begins.intimate:
            said += " " + _("The report speaks of sexual pictures of real people: those go the way of deletion and the police, not into this register.")  # fmt: skip
        title = _("Public material") if there else _("New entry about public material")
        super().__init__(host, shell, title, said, _("Keep it"))

    def about(self) -> str:
        return self._there.whole.entry.id if self._there else self._thread

    def _was(self, name: str) -> str:
        given = getattr(self._there.whole.entry, name) if self._there else self._begins.get(name)
        return str(given or "")

    def build(self, form: Form) -> None:
        there = self._there.whole.entry if self._there else None
        self.medium = self.picker(
            "medium", _("Medium"), "M", listed("material_medium", _("Please choose")), self._was("medium")
        )
        self.title_ = self.line("title", _("Title or words"), "T", self._was("title"))
        self.place_ = self.line("place", _("Place"), "P", self._was("place"))
        note = _("Leave out what may say who passed it on.")
        self.url = self.line("url", _("Web address"), "W", self._was("url"), note=note)
        self.seen_on = self.day("seen_on", _("Seen on"), "S", self._was("seen_on"))
        known = [(str(at), name) for at, (name, _contact) in enumerate(self._choices.agencies)]
        self.known = self.picker("known", _("Known agency"), "K", [("", _("None of these")), *known])
        self.agency = self.line("agency", _("Responsible agency"), "A", self._was("agency"))
        note = _("An office, an address, a number; no private person.")
        self.contact = self.line("contact", _("How it is reached"), "H", self._was("contact"), note=note)
        kinds = there.kinds if there else ()
        self.kinds = self.many("kinds", _("What demeans in it"), "D", listed("material_kind"), kinds)
        self.words = self.area("words", _("In our words"), "O", self._was("words"), 3)
        self._more(form)
        self.known.currentIndexChanged.connect(lambda _at: self._take_known())

    def _more(self, form: Form) -> None:
        there = self._there.whole.entry if self._there else None
        urgency = there.urgency if there else "usual"
        self.urgency = self.strip("urgency", _("Urgency"), "U", listed("material_urgency"), urgency)
        owner = there.owner if there else self.shell.who.user
        self.owner = self.picker("owner", _("Who sees to it"), "R", list(self._choices.people), owner)
        rounds = [(one.id, f"{day(one.day)} · {one.place}") for one in self._choices.rounds]
        self.round = self.picker(
            "round_id", _("Found on a round"), "F", [("", _("On no round")), *rounds], self._was("round_id")
        )
        form.show_row("round_id", bool(rounds) and not self._thread and not (there and there.thread_id))
        note = _("Where a picture of it lies, if it did not come with a report.")
        self.photo = self.line("photo", _("Photo of it"), "I", self._was("photo"), note=note)
        form.show_row("photo", not (there and there.attachment))
        self.digest = self.line("photo_sha256", _("SHA-256 of the picture"), "X", self._was("photo_sha256"))
        form.show_row("photo_sha256", bool(self._was("photo_sha256")) and not (there and there.attachment))

    def _take_known(self) -> None:
        """An agency that is known brings along how it is reached."""
        if self.known.value():
            name, contact = self._choices.agencies[int(self.known.value())]
            self.agency.setText(name)
            if contact:
                self.contact.setText(contact)

    def work(self) -> Work:
        given: dict[str, Any] = {
            "medium": self.medium.value(), "title": self.title_.text(), "place": self.place_.text(), "url": self.url.text(),
            "seen_on": day_text(self.seen_on.text()), "agency": self.agency.text(), "contact": self.contact.text(),
            "kinds": tuple(self.kinds.values()), "words": self.words.text(), "urgency": self.urgency.value() or "usual",
            "owner": self.owner.value(), "round_id": self.round.value(), "photo": self.photo.text(),
            "photo_sha256": self.digest.text(),
        }  # fmt: skip
        ident, thread = self._there.whole.entry.id if self._there else None, self._thread
        if thread:
            return lambda desk: report_to_material.enter(desk, thread, **given)
        return lambda desk: desk.materials.write(ident, **given)


class EntryAct(FormDialog):
    """A form about one entry."""

    def __init__(self, host: QWidget, shell: Shell, shown: Shown) -> None:
        self.shown, self.entry = shown, shown.whole.entry
        title, said, verb = self.said()
        super().__init__(host, shell, title, said, verb)

    def said(self) -> tuple[str, str, str]:
        raise NotImplementedError

    def about(self) -> str:
        return self.entry.id


class StepForm(EntryAct):
    """What was done, on which day; a letter or a call says by when an answer is expected."""

    def said(self) -> tuple[str, str, str]:
        said = _("Where an answer is expected, its day stands under Today of whoever sees to this.")
        return _("What was done"), said, _("Write it down")

    def build(self, form: Form) -> None:
        kinds = [one for one in listed("material_step") if one[0] in ("looked", "letter", "call", "answer", "note")]
        self.kind = self.strip("kind", _("What"), "W", kinds, _next(self.shown))
        self.day_ = self.day("day", _("Day"), "D", today().isoformat())
        self.words = self.area("words", _("In a few words"), "F", lines=3)
        self.due = self.day("due_on", _("Answer expected by"), "A", _in_days(ANSWER_DAYS))
        self.kind.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.form.show_row("due_on", self.kind.value() in ("letter", "call"))

    def work(self) -> Work:
        ident, kind, words = self.entry.id, self.kind.value(), self.words.text()
        on, due = day_text(self.day_.text()), day_text(self.due.text())
        return lambda desk: desk.materials.step(
            ident, kind, day=on, words=words, due_on=due if kind in ("letter", "call") else None
        )


class CloseForm(EntryAct):
    """What came of it."""

    def said(self) -> tuple[str, str, str]:
        return _("Close the entry"), _("It can be opened again; every line stays."), _("Close it")

    def build(self, form: Form) -> None:
        self.outcome = self.strip("outcome", _("What came of it"), "W", listed("material_outcome"))
        self.day_ = self.day("day", _("Day"), "D", today().isoformat())
        self.words = self.area("words", _("In a few words"), "F", lines=3)

    def work(self) -> Work:
        ident, outcome, words, on = self.entry.id, self.outcome.value(), self.words.text(), day_text(self.day_.text())
        if not outcome:
            raise BadInput(_("Please choose what came of it."), field="outcome")
        return lambda desk: desk.materials.close(ident, outcome, day=on, words=words)


class ReopenForm(EntryAct):
    """It came up again."""

    def said(self) -> tuple[str, str, str]:
        return _("Open it again"), _("What came of it before stays among its lines."), _("Open it again")

    def build(self, form: Form) -> None:
        self.words = self.area("words", _("Why"), "W", lines=2)

    def work(self) -> Work:
        ident, words = self.entry.id, self.words.text()
        return lambda desk: desk.materials.reopen(ident, words)


class TellForm(EntryAct):
    """A word to whoever reported it, in their thread."""

    def said(self) -> tuple[str, str, str]:
        said = _(
            "It is locked for the reporter and leaves with the next round. The register keeps only that it was done."
        )
        return _("Answer the reporter"), said, _("Lock and send")

    def build(self, form: Form) -> None:
        self.text = self.area("text", _("Answer"), "A", lines=5)
        self.last = self.strip(
            "last", _("Is it the last one"), "L", [("no", _("More may follow")), ("yes", _("The last answer"))], "no"
        )

    def work(self) -> Work:
        ident, text, last = self.entry.id, self.text.text(), self.last.value() == "yes"
        return lambda desk: report_to_material.tell(desk, ident, text, last=last)


class LetterForm(EntryAct):
    """The letter to the agency, as PDF."""

    def __init__(self, host: QWidget, shell: Shell, shown: Shown, choose_path: ChoosePath) -> None:
        self._choose_path = choose_path
        super().__init__(host, shell, shown)

    def said(self) -> tuple[str, str, str]:
        said = _("To {name}. It says nothing of how we came to know, and leaves out the day it was seen.")
        return _("Letter to the agency"), said.format(name=self.entry.agency or "—"), _("Make the letter")

    def build(self, form: Form) -> None:
        self.by = self.day("answer_by", _("Asked to answer by"), "B", _in_days(ANSWER_DAYS))
        note = _("Where few people come by, a place can tell who saw it.")
        choices = [("yes", _("Name the place")), ("no", _("Leave it out"))]
        given = "" if self.entry.thread_id else "yes"
        self.where = self.strip("with_place", _("The place in the letter"), "P", choices, given, note=note)
        form.show_row("with_place", bool(self.entry.place))

    def work(self) -> Work:
        ident, by = self.entry.id, day_text(self.by.text()) or ""
        named = {"yes": True, "no": False}.get(self.where.value() or "")
        material_out.ready(self.entry, by, named)
        target = self._choose_path(self.window(), f"{_('Letter')} {self.entry.number}.pdf")
        if target is None:
            raise Conflict(_("No place was chosen, so nothing was made."))
        return lambda desk: material_out.save_letter(
            desk, ident, target, _centre(desk), by, with_place=named, overwrite=True
        )


class RoundForm(FormDialog):
    """Who looked, where, and when; also where nothing was found."""

    def __init__(self, host: QWidget, shell: Shell, choices: Choices, there: Round | None = None) -> None:
        self._choices, self._there = choices, there
        said = _(
            "A round counts also where nothing was found. What was found is entered by itself, and names this round."
        )
        super().__init__(host, shell, _("A round to look at public material"), said, _("Keep it"))

    def about(self) -> str:
        return self._there.id if self._there else ""

    def build(self, form: Form) -> None:
        one = self._there
        self.place_ = self.line(
            "place", _("Where"), "W", one.place if one else "", note=_("A station, a public building, a website.")
        )
        self.day_ = self.day("day", _("Day"), "D", one.day if one else today().isoformat())
        who = one.looked_by if one else self.shell.who.user
        self.who = self.picker("looked_by", _("Who looked"), "L", list(self._choices.people), who)
        self.words = self.area("words", _("What was looked at"), "A", one.words if one else "", 3)

    def work(self) -> Work:
        ident = self._there.id if self._there else None
        given = {
            "place": self.place_.text(), "day": day_text(self.day_.text()), "looked_by": self.who.value(),
            "words": self.words.text(),
        }  # fmt: skip
        return lambda desk: desk.materials.write_round(ident, **given)


def _next(shown: Shown) -> str:
    """What usually comes next."""
    return {"received": "looked", "looked": "letter", "written": "answer"}.get(shown.whole.entry.state, "note")


def _in_days(days: int) -> str:
    return today().fromordinal(today().toordinal() + days).isoformat()


def _centre(desk: Desk) -> Centre:
    return Centre(desk.keys.centre_name, practice=desk.keys.practice)
