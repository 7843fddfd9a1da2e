"""Papers of a case conference: the pack of anonymised summaries, one numbered copy for each person, and the minutes.

Every text somebody typed is cleaned of what any of the cases hides, not only the one it stands with.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app import i18n
from app.clock import today
from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Sheet, Title
from app.documents.making import Making, band, copy_line, legend, letters_without_form, paragraphs
from app.documents.marking import without
from app.documents.model import CaseSummary, Centre, Options, Reason, Recipient
from app.documents.profiles import Field, cut_down
from app.documents.redaction import Piece, Redactor, Rich
from app.documents.summary_paper import anonymised, anonymised_parts, known_of
from app.documents.words import Words
from app.i18n import Language

OUTSIDE, INSIDE, MINUTES = "conference", "conference_staff", "conference_minutes"
"""The profiles under which the papers stand in the register of a case: a copy for somebody from outside, one for
somebody of the centre, and the minutes."""
_NEVER = frozenset({Field.REVIEW})
"""What a conference writes down stands in a part of its own."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What every paper of a conference says of it: people of the centre by role, others by organisation."""

    day: str
    place: str
    aim: str
    return_by: str
    roles: Sequence[str]
    organisations: Sequence[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A case under its code, with what is to be talked about."""

    code: int
    summary: CaseSummary
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: who does it is a role, and never a name."""

    code: int
    words: str
    role: str
    due_on: str
    done: bool


@dataclass(frozen=True, slots=True)
class Sheets:
    """A finished paper in memory."""

    data: bytes
    pages: int
    warnings: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def draw_pack(
    meeting: Meeting, cases: Sequence[Spoken], around: Sequence[CaseSummary], centre: Centre, recipient: Recipient,
    options: Options, language: Language | None = None,
) -> Sheets:  # fmt: skip
    """One numbered copy as PDF, on any thread; `around` are all cases of the conference, whose names are hidden too."""
    making = Making(Words(language or i18n.language()), centre, recipient, options, today())
    return _drawn(pack_paper(meeting, cases, around, making), making)


def draw_minutes(
    meeting: Meeting, cases: Sequence[Spoken], decided: Sequence[Decided], centre: Centre, options: Options,
    language: Language | None = None,
) -> Sheets:  # fmt: skip
    """The minutes as PDF: codes, decisions, roles and days."""
    words = Words(language or i18n.language())
    making = Making(words, centre, Recipient(words("For the file")), options, today())
    return _drawn(minutes_paper(meeting, cases, decided, making), making)


def pack_paper(meeting: Meeting, cases: Sequence[Spoken], around: Sequence[CaseSummary], making: Making) -> Paper:
    """A cover with the cases of this copy, then each case on a sheet of its own."""
    _ = making.words
    known = _hidden_everywhere(around, making)
    cover = Redactor(known, frozenset(Reason))
    content: list[Block | Part] = [
        Title(_("Case conference: papers"), _numbered(making), aside=(_.day(meeting.day),)),
        Pairs(_facts(meeting, making, cover), label=34),
        Part(_("Cases in this copy"), (_cases(cases, making),)),
        Part(_("What holds for this copy"), (Lines(_rules(meeting, making), numbered=True),)),
    ]
    counts = Counter(cover.counts)
    for one in cases:
        hide = Redactor(known, frozenset(Reason))
        content += _case(one, making, hide)
        counts.update(hide.counts)
    if cover.counts:
        content.insert(4, legend(cover, _))
    return Paper(_.language, _furniture(meeting, making), tuple(content), _("hidden"), tuple(counts))


def minutes_paper(meeting: Meeting, cases: Sequence[Spoken], decided: Sequence[Decided], making: Making) -> Paper:
    """What was talked about and decided, case by case."""
    _ = making.words
    hide = Redactor(_hidden_everywhere([one.summary for one in cases], making), frozenset(Reason))
    signers = making.centre.signers or (_("Counsellor"), _("Team leader"), _("Director"))
    content: list[Block | Part] = [
        Title(_("Minutes of a case conference"), _("Under codes · without names"), signers, _("Approval")),
        Pairs(_facts(meeting, making, hide), label=34),
        *(part for one in cases for part in _minuted(one, decided, making, hide)),
    ]
    content += [legend(hide, _)] if hide.counts else []
    furniture = _furniture(meeting, making, _("Minutes of a case conference"))
    return Paper(_.language, furniture, tuple(content), _("hidden"), tuple(hide.counts))


# -- one case ------------------------------------------------------------------------------------------


def _case(one: Spoken, making: Making, hide: Redactor) -> list[Block | Part]:
    _ = making.words
    mine = anonymised(one.summary, _without_review(making))
    asks = tuple(hide(text) for text in paragraphs(one.asks))
    empty: tuple[tuple[str, Rich], ...] = ((_("What is decided"), ""), (_("By whom, by when"), ""))
    talk = [Part(_("To talk about"), (Lines(asks),))] if asks else []
    head, *rest = anonymised_parts(one.summary, mine, hide)
    title = Title(_case_word(one.code, _), _("Anonymised summary"))
    parts: list[Block | Part] = [Sheet(), title, head, *talk, *rest]
    parts += [Part(_("From the conference"), (Pairs(empty, label=34, tall=(empty[0][0],)),))]
    return [*parts, *([legend(hide, _)] if hide.counts else [])]


def _without_review(making: Making) -> Making:
    return replace(making, options=replace(making.options, left_out=making.options.left_out | _NEVER))


def _minuted(one: Spoken, decided: Sequence[Decided], making: Making, hide: Redactor) -> list[Part]:
    _ = making.words
    rows = tuple(
        (hide(each.words), each.role, _.day(each.due_on) or "—", _("Done") if each.done else _("Open"))
        for each in decided
        if each.code == one.code
    )
    asked = hide(" ".join(paragraphs(one.asks)))
    blocks: tuple[Block, ...] = (Pairs(((_("To talk about"), asked),), label=34),) if asked else ()
    if not rows:
        return [Part(_case_word(one.code, _), blocks, _("Nothing was decided about this case."))]
    heads = (_("What is decided"), _("Who"), _("By when"), _("State"))
    return [Part(_case_word(one.code, _), (*blocks, Grid(heads, rows, (84, 28, 35, 20))))]


# -- around the cases ----------------------------------------------------------------------------------


def _facts(meeting: Meeting, making: Making, hide: Redactor) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    people = [_("{role} {n}").format(role=_.code("role", role), n=n) for role, n in Counter(meeting.roles).items()]
    rows: list[tuple[str, Rich]] = [
        (_("Day"), _.day(meeting.day)),
        (_("Place"), meeting.place),
        (_("What for"), hide(meeting.aim)),
        (_("From the centre"), " · ".join(people)),
        (_("From outside"), " · ".join(dict.fromkeys(meeting.organisations))),
    ]
    return tuple((label, value) for label, value in rows if value)


def _cases(cases: Sequence[Spoken], making: Making) -> Grid:
    """What stands in this copy and in no other way in it: code, kind, level."""
    _ = making.words
    rows = tuple(_row(one, making) for one in cases)
    return Grid((_("Code"), _("Age band"), _("Main kind"), _("Level of risk")), rows, (30, 37, 60, 40))


def _row(one: Spoken, making: Making) -> tuple[Rich, ...]:
    _ = making.words
    seen = cut_down(one.summary, anonymised(one.summary, making).seen)
    return (
        (Piece(_case_word(one.code, _), bold=True),), _.code("age_band", seen.survivor.age_band) or "—",
        _.code("violence_type", seen.head.main_type) or "—", _.code("risk", seen.head.risk) or "—",
    )  # fmt: skip


def _rules(meeting: Meeting, making: Making) -> tuple[str, ...]:
    _ = making.words
    by = _.day(meeting.return_by)
    return (
        _("This copy is numbered and belongs to the person named below on each page. Please give it to nobody else."),
        _("Please give it back at the end of the conference, and at the latest by {day}.").format(day=by),
        _("What is said of a case stays among those who were there. Please do not try to find out who it is about."),
    )


def _numbered(making: Making) -> str:
    _ = making.words
    copy = _("copy {n} of {total} · for: {name}")
    to = making.recipient
    return copy.format(n=to.copy, total=to.copies, name=to.name)


def _furniture(meeting: Meeting, making: Making, title: str = "") -> Furniture:
    _ = making.words
    printed = _("printed {day}").format(day=making.printed_on.isoformat())
    return Furniture(
        title or _("Case conference: papers"), right=_.day(meeting.day), footer=f"{copy_line(making)} · {printed}",
        band=band(making.centre, _), draft=_("Draft") if making.options.draft else "",
    )  # fmt: skip


def _case_word(code: int, words: Words) -> str:
    return words("Case {code}").format(code=code)


def _hidden_everywhere(cases: Iterable[CaseSummary], making: Making) -> list[tuple[str | None, Reason]]:
    """Names, numbers and places of every case of the conference: none of them stands on any sheet."""
    return [pair for one in cases for pair in known_of(one, anonymised(one, making))]


def _drawn(paper: Paper, making: Making) -> Sheets:
    from app.documents.drawing import draw_paper

    drawn = draw_paper(without(paper, making.options.marked, making.words))
    return Sheets(drawn.data, drawn.pages, letters_without_form(drawn.missing))
