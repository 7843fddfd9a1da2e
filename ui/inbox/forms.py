"""The forms of the inbox: a note, a case, a decision, from whom a thread is kept, and trying again with the paper."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import BadInput
from app.flows import report_to_case
from app.i18n import _
from ui.application import Shell
from ui.forms import FormDialog, Work
from ui.forms.secret_form import SecretForm
from ui.inbox.reading import Fits, Opened, sealed_drafts
from ui.kit.card import Facts
from ui.kit.form import Form
from ui.kit.label import IconLabel


class ThreadForm(FormDialog):
    """A form about one thread."""

    drafts = staticmethod(sealed_drafts)

    def __init__(self, host: QWidget, shell: Shell, opened: Opened) -> None:
        self.opened, self._id = opened, opened.whole.thread.id
        title, sentence, verb = self.words()
        super().__init__(host, shell, title, sentence, verb)

    def words(self) -> tuple[str, str, str]:
        raise NotImplementedError

    def about(self) -> str:
        return self._id


class NoteForm(ThreadForm):
    """A note beside the thread."""

    def words(self) -> tuple[str, str, str]:
        return (
            _("Note for colleagues"),
            _("No reporter ever reads it; it lies under the key of the thread."),
            _("Keep it"),
        )

    def build(self, form: Form) -> None:
        self.text = self.area("text", _("What colleagues should know"), "W", lines=5)

    def work(self) -> Work:
        thread, text = self._id, self.text.text()
        return lambda desk: desk.inbox.note(thread, text)


class CaseForm(ThreadForm):
    """A case of this report: how it is called; what will be taken over is said before."""

    def __init__(self, host: QWidget, shell: Shell, opened: Opened, fits: Fits) -> None:
        self._fits = fits
        super().__init__(host, shell, opened)

    def words(self) -> tuple[str, str, str]:
        third = self.opened.whole.thread.head is not None and self.opened.whole.thread.head.door == "third"
        said = _(
            "Every word, the addresses and what is due first go into the case. Nobody is contacted by it, and the card says “do not call”."
        )
        more = _(
            "A third person reported it: whether the person concerned is contacted is decided and written down first."
        )
        return _("Make a case of this report"), f"{said} {more}" if third else said, _("Make the case")

    def build(self, form: Form) -> None:
        note = _("Never the name: how you call the person here.")
        self.alias = self.line("alias", _("Called"), "C", note=note)
        facts = Facts([(_("Manual"), self._fits.manual)], name_width=110)
        form.add_widget(facts)
        for duty in self._fits.duties:
            form.add_widget(IconLabel("clipboard", duty, 13, 500, "high"))

    def work(self) -> Work:
        thread, alias = self._id, self.alias.text()
        return lambda desk: report_to_case.draft(desk, thread, alias)


class DecisionForm(ThreadForm):
    """Whether and how the person concerned is contacted, where somebody else reported it."""

    def words(self) -> tuple[str, str, str]:
        said = _("Whether the person concerned is contacted, how, and why; without this no call can be prepared.")
        return _("Record the decision"), said, _("Record it")

    def build(self, form: Form) -> None:
        self.text = self.area("decision", _("What was decided, and why"), "W", lines=4)

    def work(self) -> Work:
        thread, text = self._id, self.text.text()
        return lambda desk: desk.inbox.decide(thread, text)


class ApartForm(ThreadForm):
    """From which officers it is kept, because it names them."""

    def words(self) -> tuple[str, str, str]:
        said = _("Whoever is chosen sees only a number and a day from now on. It cannot be given back to them here.")
        return _("Keep this thread from somebody"), said, _("Keep it from them")

    def build(self, form: Form) -> None:
        self.people = self.many("people", _("Who is named in it"), "W", list(self.opened.officers))

    def work(self) -> Work:
        thread, chosen = self._id, set(self.people.values())
        if not chosen:
            raise BadInput(_("Please choose who is named in it."), field="people")
        return lambda desk: desk.matching.keep_apart(thread, chosen)


class NamedForm(ThreadForm):
    """Whether somebody who works here is meant, where a report may name them."""

    def words(self) -> tuple[str, str, str]:
        said = _("Whoever is meant sees only a number and a day. Whoever is not reads it again, and why stands here.")
        return _("Decide who is meant"), said, _("Record it")

    def build(self, form: Form) -> None:
        waiting = [one.user for one in self.opened.named if one.state == "open"]
        people = [(user, self.opened.names.get(user, user)) for user in waiting]
        self.user = self.strip("user", _("Who"), "P", people, people[0][0] if people else "")
        choices = [("meant", _("They may be meant: keep it from them")), ("let_in", _("Somebody else: let them in"))]
        self.verdict = self.strip("verdict", _("What was decided"), "D", choices)
        self.reason = self.area("reason", _("Why they may read it"), "W", lines=2)

    def work(self) -> Work:
        thread, user, verdict, reason = self._id, self.user.value(), self.verdict.value(), self.reason.text()
        if not user or not verdict:
            raise BadInput(_("Please choose who it is, and what was decided."), field="verdict")
        return lambda desk: desk.matching.decide(thread, user, meant=verdict == "meant", reason=reason)


class AgainForm(SecretForm):
    """What did not open is tried once more, with the key on paper where somebody has it at hand."""

    def __init__(self, host: QWidget, shell: Shell, count: int) -> None:
        said = _("{n} messages did not open. They were kept as they came.").format(n=count)
        super().__init__(host, shell, _("Try again what did not open"), said, _("Try again"))

    def build(self, form: Form) -> None:
        note = _("Only where the recovery sheet is at hand; empty tries with the keys that are here.")
        self.code = self.secret("code", _("Code on the recovery sheet"), "C", note=note)

    def work(self) -> Work | None:
        return None

    def submit(self) -> None:
        code = self.code.text().strip()
        if not code:
            self._hand_over({})
            return
        self.form.clear_errors()
        self.shell.tasks.read(self, lambda desk: desk.page_papers.recovered(code), self._hand_over, self._wrong)

    def _hand_over(self, paper: object) -> None:
        self.saved.emit(paper)
        self.leave()

    def _wrong(self, problem: object) -> None:
        self.form.set_error("code", str(problem))
        self._refit()
