"""A report from outside becomes a draft case: its words, the manual and the duties that fit it, and what is due first.

One transaction. Nothing is typed again, nobody is contacted by it, and where a third person reported, nobody is contacted
before that was decided and written down. The person's name is never taken over from a third person's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from app.cases.model import SafeCard
from app.changes import Changes, Done
from app.clock import today
from app.deletion.paste import read
from app.errors import BadInput, Conflict
from app.flows import report_files
from app.i18n import _
from app.inbox.model import Message, Whole
from app.inbox.questions import said
from app.kinds import Compartment
from app.wire.content import Answer

if TYPE_CHECKING:
    from app.agenda import Agenda
    from app.audit import Audit
    from app.cases import Cases
    from app.deletion import Deletion
    from app.evidence import Evidence
    from app.inbox import Attachments, Inbox, Matching
    from app.store import Database
    from app.workplace import Workplace

_PACKS = (("images", "digital-sex-crime"), ("stalking", "stalking"), ("work", "workplace-harassment"))
"""What was chosen on the page, and the manual that fits it, the most pressing first."""
_USUAL = "dating-violence"
_SEXUAL = frozenset({"sexual", "images"})


class House(Protocol):
    """What of a centre the flow needs (app.desk.Desk fits)."""

    @property
    def cases(self) -> Cases: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def matching(self) -> Matching: ...
    @property
    def agenda(self) -> Agenda: ...
    @property
    def deletion(self) -> Deletion: ...
    @property
    def workplace(self) -> Workplace: ...
    @property
    def audit(self) -> Audit: ...
    def database(self, compartment: Compartment, /) -> Database: ...


@dataclass(frozen=True, slots=True)
class Drafted:
    """The new case, the manual that fits, and the duties to look at."""

    case_id: str
    pack: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """What would be taken for a report: the manual, and the duties to look at."""

    pack: str
    duties: tuple[str, ...]


def fitting(whole: Whole) -> Fitting:
    """What fits a thread by what was chosen on the page; the usual manual where its report does not open."""
    first = next((one for one in whole.messages if one.kind in ("report", "takeover")), None)
    answers = first.answers if first is not None else {}
    chosen = _many(answers, "kinds")
    pack = next((pack for kind, pack in _PACKS if kind in chosen), _USUAL)
    if not _is_minor(answers):
        return Fitting(pack, ())
    return Fitting(pack, ("report-sex-crime-under-19" if chosen & _SEXUAL else "report-child-abuse",))


def _is_minor(answers: Mapping[str, Answer]) -> bool:
    return "minor" in _many(answers, "age") | _many(answers, "age_other")


def draft(house: House, thread: str, alias: str) -> Done[Drafted]:
    """Make the case; the thread has to be open to these keys, and not a case already."""
    whole = house.inbox.look(thread).value
    first = _first(whole)
    door = whole.thread.head.door if whole.thread.head else "victim"
    if door == "public":
        raise BadInput(
            _("This is about public material. It belongs into the register, not into a case."), field="thread"
        )
    if whole.thread.apart and not house.matching.cleared(thread):
        raise Conflict(
            _(
                "This report is kept from somebody here, and a case that everybody reads would tell them. Nothing was made. Please open a case without a word of it, seal it, and write it down there."
            )
        )
    fits, third = fitting(whole), door == "third"
    with house.database(Compartment.CASEWORK).atomic():
        case_id = house.cases.open_case(alias, channel=_channel(whole.thread.came_by)).value.id
        house.inbox.link(thread, case_id, to_decide=third)
        house.cases.add_note(case_id, _("Report from outside"), _note(whole, door))
        house.cases.set_safe_card(_card(case_id, third))
        if third:
            knows = {"survivor_knows": "unknown", "survivor_wish": "not_asked"}
            house.workplace.set_report(case_id, reported_on=first.day, anonymous=True, **knows)
        _tasks(house, case_id, first.answers, third)
        _addresses(house, case_id, first.answers)
        report_files.refer(house, thread, case_id)
        house.audit.write("report_drafted", thread=thread, case=case_id)
    changes = Changes.CASES | Changes.NOTES | Changes.TASKS | Changes.INBOX | Changes.AUDIT | Changes.DELETIONS
    return Done(Drafted(case_id, fits.pack, fits.duties), changes | Changes.WORKPLACE)


def _channel(came_by: str) -> str:
    return "online" if came_by == "relay" else came_by


def _first(whole: Whole) -> Message:
    found = next((one for one in whole.messages if one.kind in ("report", "takeover")), None)
    if found is None:
        raise Conflict(_("This report does not open here, so no case was made of it. Please ask another officer."))
    return found


def _many(answers: Mapping[str, Answer], name: str) -> frozenset[str]:
    value = answers.get(name, ())
    return frozenset((value,) if isinstance(value, str) else value)


def _note(whole: Whole, door: str) -> str:
    """Every word of the reporter so far, with the day it came, and the answers as they were asked."""
    parts = []
    for one in whole.messages:
        if one.direction == "in" and one.text is not None:
            asked = [f"{question}: {', '.join(answers)}" for question, answers in said(door, one.answers)]
            day = _("Came in on {day}").format(day=one.day)
            doubt = [_("It is not certain that this comes from whoever wrote first.")] if one.doubted else []
            parts.append("\n".join([day, *doubt, "", one.text.strip(), *asked]).strip())
    return "\n\n".join(parts)


def _card(case_id: str, third: bool) -> SafeCard:
    told = _("Only through the report thread, until the person says otherwise.")
    tell = _("That somebody reported this: nobody is told, the person concerned neither.") if third else None
    return SafeCard(case_id, "do_not_call", never_contact=told, do_not_tell=tell)


def _tasks(house: House, case_id: str, answers: Mapping[str, Answer], third: bool) -> None:
    """What is due first; each says why it stands there."""
    day = today()
    if "near" in _many(answers, "safe") or "yes" in _many(answers, "danger"):
        house.agenda.add(_("Look at the danger first: the report says it is near"), case_id=case_id, due_on=day)
    if _is_minor(answers):
        house.agenda.add(_("Under 19: check the duty to report, and explain it first"), case_id=case_id, due_on=day)
    if third:
        title = _("Decide whether and how the person concerned is contacted")
        house.agenda.add(title, case_id=case_id, due_on=day + timedelta(days=1))
    house.agenda.add(_("Answer in the report thread"), case_id=case_id, due_on=day)


def _addresses(house: House, case_id: str, answers: Mapping[str, Answer]) -> None:
    """Addresses that were written down go into the deletion work; what is none stays in the note."""
    value = answers.get("urls", "")
    found = read(value if isinstance(value, str) else "\n".join(value)).addresses
    if found:
        house.deletion.add(case_id, found)
