"""The contents of a case at its left: the sections in their groups, their counts, and which of them this case needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.codelists import code, usual
from app.i18n import _
from ui.cases.reading import CaseFile
from ui.kit.sections import HEIGHT, LEAST, Section, SectionList

MORE = "more"
"""The row that brings out the sections this case has not needed yet."""
_AT_WORK = frozenset({"superior", "co_worker"})


def groups() -> list[list[Section]]:
    """Every section there is, in the order in which a case is read."""
    return [
        [Section("glance", _("At a glance"), "eye"), Section("course", _("In order of time"), "clock")],
        [
            Section("people", _("Person and events"), "people"),
            Section("consents", _("Consents"), "check"),
            Section("safety", _("Safety"), "shield"),
        ],
        [
            Section("plan", _("Plan"), "list"),
            Section("support", _("Support"), "link"),
            Section("deletion", _("Deletion"), "globe"),
            Section("workplace", _("Workplace"), "building"),
            Section("conferences", _("Conferences"), "people"),
        ],
        [Section("tasks", _("To do"), "flag"), Section("dates", _("Dates and court"), "calendar")],
        [
            Section("evidence", _("Evidence"), "image"),
            Section("duties", _("Duties"), "clipboard"),
            Section("papers", _("Papers"), "file"),
            Section("changes", _("What was changed"), "pencil"),
        ],
    ]


def needed(file: CaseFile) -> frozenset[str]:
    """Of the sections that few cases need, those this one does: something stands there, or what happened asks for it."""
    kinds = {one for incident in file.incidents for one in incident.types} | {file.case.main_type}
    manuals = {code("violence_type", one).extra.get("manual") for one in kinds}
    asked = {
        "deletion": "digital-sex-crime" in manuals,
        "workplace": file.case.relation in _AT_WORK or "workplace-harassment" in manuals,
    }
    asked["conferences"] = False
    return frozenset(name for name, wanted in asked.items() if wanted or file.counts.get(name))


def sections(file: CaseFile | None, there: Collection[str], *, every: bool = False) -> list[Section]:
    """The sections that have a page of their own (`there`), with their counts."""
    counts = {} if file is None else _counts(file)
    rare = {"deletion", "workplace", "conferences"} - (needed(file) if file is not None else frozenset())
    shown: list[Section] = []
    hidden = 0
    for group in groups():
        first = bool(shown)
        for one in group:
            if one.id not in there:
                continue
            if one.id in rare and not every and file is not None:
                hidden += 1
                continue
            shown.append(Section(one.id, one.word, one.icon, counts.get(one.id, ""), first=first))
            first = False
    if hidden:
        shown.append(Section(MORE, _("More sections"), "chevron-down"))
    return shown


def _counts(file: CaseFile) -> dict[str, str]:
    given = sum(one.answer == "given" for name, one in file.standing.items() if name in usual("consent_purpose"))
    services = sum(one.kind == "service" for one in file.events)
    own = {
        "course": len(file.events),
        "people": len(file.incidents) + len(file.parties),
        "support": len(file.referrals) + services,
        "tasks": len(file.tasks),
        "duties": len(file.reports),
        "evidence": len(file.evidence),
        "papers": len(file.copies),
        **file.counts,
    }
    return {
        "consents": f"{given}/{len(usual('consent_purpose'))}",
        **{name: str(number) if number else "" for name, number in own.items()},
    }


class Contents(QWidget):
    """The list of sections in the room it has: rows come closer before anything must be scrolled."""

    def __init__(self, list_: SectionList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = list_
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST * HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(list_)
        column.addStretch(1)

    def show_sections(self, found: Sequence[Section]) -> None:
        self._list.show_sections(found)
        self._list.fit_into(self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._list.fit_into(event.size().height())
