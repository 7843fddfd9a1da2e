"""The section of a case about case conferences: where it was talked about, and what was decided there."""

from __future__ import annotations

from app.conferences import Mention
from app.desk import Desk
from app.flows.conference_pack import Listed, listed
from app.i18n import _
from ui.cases import words
from ui.cases.asked import AskedSection
from ui.cases.blocks import Block
from ui.cases.forms.conference import InConferenceForm
from ui.kit.rows import Head, Row


class InConference(AskedSection[tuple[Mention, ...]]):
    """Nothing of the other cases of a conference stands here."""

    _conferences: frozenset[str] | set[str] = frozenset()

    def build(self) -> None:
        self.mentions = Block(_("Case conferences"), _("This case was in no conference yet."))
        self.put = self.mentions.add_act(_("Put it into a conference"), "plus", self.put_in, "A")
        self.mentions.opened.connect(self._open)
        self.mentions.ticked.connect(self.acts.tick)
        self.add(self.mentions)

    @staticmethod
    def read(desk: Desk, case_id: str) -> tuple[Mention, ...]:
        return desk.conferences.of_case(case_id)

    def show_found(self, found: tuple[Mention, ...]) -> None:
        self.put.setVisible(not self.acts.inside_a_wall)
        self._conferences = {one.conference_id for one in found if one.conference_id}
        self.mentions.show_rows([row for one in found for row in self._rows(one)])

    def _rows(self, one: Mention) -> list[Row | Head]:
        assert self.file is not None, "it was read for a case"
        called = _("Case {code}").format(code=one.code)
        asks = (one.asks or "").splitlines()[:1]
        head = Row(one.conference_id or "", words.short_day(one.day), meta=called, second=" ".join(asks), icon="people")
        decided = [
            Row(each.task_id or "", each.words.splitlines()[0], check=each.done, done=each.done,
                second=" · ".join(filter(None, (self.file.name(each.owner), words.short_day(each.due_on)))))
            for each in one.decisions
        ]  # fmt: skip
        return [head, *decided]

    def _open(self, ident: str) -> None:
        """The conference; a decision is ticked here, and stands among what is to be done in this case."""
        if ident in self._conferences:
            self.shell.go("cases", f"conference:{ident}")

    def put_in(self) -> None:
        self.shell.tasks.read(self, listed, self._put, topic="conferences")

    def _put(self, found: tuple[Listed, ...]) -> None:
        if self.file is not None:
            self.acts.begin(InConferenceForm(self, self.shell, self.file.case.id, found))
