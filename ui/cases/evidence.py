"""The section of a case that names its evidence; taking in, looking and handing over stand on a page of their own."""

from __future__ import annotations

from app.codelists import label
from app.i18n import _
from ui.cases import words
from ui.cases.blocks import Block
from ui.cases.reading import CaseFile
from ui.cases.sections import CaseColumn
from ui.kit.rows import Row


class EvidenceSection(CaseColumn):
    """What is kept sealed or referred to, and the way to its page."""

    def build(self) -> None:
        self.items = Block(_("Evidence"), _("Nothing is kept or referred to yet."))
        self.items.add_act(_("See the evidence and add to it"), "image", self.acts.evidence, "A")
        self.items.opened.connect(lambda _id: self.acts.evidence())
        self.add(self.items)

    def show_case(self, file: CaseFile) -> None:
        self.items.show_rows(
            [
                Row(one.id, one.title, icon="image" if one.file else "link",
                    second=" · ".join((label("evidence_kind", one.kind) if one.file else _("Reference only"),
                                       words.moment(one.at), file.name(one.author))),
                    state=_("Stopped") if one.stopped else "", state_tone="danger")
                for one in file.evidence
            ]
        )  # fmt: skip
