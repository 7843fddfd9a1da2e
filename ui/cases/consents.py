"""The section of a case about consent: where each purpose stands, for each place and support, and every answer."""

from __future__ import annotations

from app.cases import Consent
from app.codelists import label, usual
from app.i18n import _
from ui.cases import words
from ui.cases.blocks import Block
from ui.cases.reading import CaseFile
from ui.cases.sections import CaseColumn
from ui.kit.rows import Row

PASSING, CONFERENCE = "third_party", "conference"
_ICONS = {"given": "check", "deferred": "clock"}


class Consents(CaseColumn):
    """Where each purpose stands, and every answer that was given."""

    def build(self) -> None:
        self.standing = Block(_("What stands now"), "", counted=False)
        self.standing.add_act(_("Take a consent back"), "undo", self.acts.withdraw, "T")
        self.standing.add_act(_("Note an answer"), "plus", self.acts.consent, "A")
        self.standing.opened.connect(self._open)
        self.answers = Block(_("Every answer"), _("Nothing was asked yet."))
        self.add(self.standing, self.answers)

    def show_case(self, file: CaseFile) -> None:
        rows = [self._standing(code, file) for code in usual("consent_purpose") if code != PASSING]
        by_place = places_asked(file.consents)
        passing = [_row(f"{PASSING}|{one.recipient or ''}|{one.service or ''}", one, file) for one in by_place]
        spoken = [_row(f"{CONFERENCE}|{place}", one, file) for place, one in _conferences(file.consents).items()]
        self.standing.show_rows([*rows, *(passing or [self._standing(PASSING, file)]), *spoken])
        self.answers.show_rows([_row(one.id, one, file) for one in reversed(file.consents)])

    @staticmethod
    def _standing(purpose: str, file: CaseFile) -> Row:
        one = file.standing.get(purpose)
        if one is None:
            return Row(purpose, label("consent_purpose", purpose), second=_("not asked yet"), icon="ask")
        return _row(purpose, one, file)

    def _open(self, ident: str) -> None:
        purpose, place, service = (*ident.split("|"), "", "")[:3]
        self.acts.consent(purpose, place, service)


def places_asked(consents: tuple[Consent, ...]) -> tuple[Consent, ...]:
    """The last answer about passing something on, for each place and support; an answer for all places covers each.

    `consents` come the oldest first.
    """
    last: dict[tuple[str | None, str | None], Consent] = {}
    for one in consents:
        if one.purpose != PASSING:
            continue
        if one.recipient is None and one.service is None:
            last.clear()
        elif one.service is None:
            last = {key: value for key, value in last.items() if key[0] != one.recipient}
        last[one.recipient, one.service] = one
    return tuple(last.values())


def _conferences(consents: tuple[Consent, ...]) -> dict[str, Consent]:
    """The last answer about each organisation hearing of the case in a conference; a no to all covers each."""
    last: dict[str, Consent] = {}
    for one in consents:
        if one.purpose == CONFERENCE:
            last = last if one.recipient else {}
            last[one.recipient or ""] = one
    return last


def _row(ident: str, one: Consent, file: CaseFile) -> Row:
    about = (file.place(one.recipient or ""), label("service", one.service))
    facts = [
        words.moment(one.at), label("consent_method", one.method) if one.method != "none" else "",
        label("consent_ground", one.ground) if one.ground else "",
        _("again {day}").format(day=words.short_day(one.remind_on)) if one.remind_on else "",
        _("until {day}").format(day=words.short_day(one.valid_until)) if one.valid_until else "",
        file.name(one.told_by),
    ]  # fmt: skip
    return Row(
        ident, label("consent_purpose", one.purpose), meta=" · ".join(filter(None, about)),
        second=" · ".join(filter(None, facts)), state=label("consent_answer", one.answer),
        icon=_ICONS.get(one.answer, "x"),
    )  # fmt: skip
