"""One case out of its rows, by the services of cases and contacts: everything carries the day it says itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from app.cases.model import SafeCard
from app.clock import instant
from app.errors import Denied
from app.flows.importing.checking import Entry, days_of
from app.flows.importing.colleagues import FIELD, Colleagues
from app.flows.importing.values import Moment
from app.i18n import _

if TYPE_CHECKING:
    from app.cases import Cases, Handing
    from app.contacts import Contacts
    from app.store import Database

_INCIDENT = ("incident_types", "incident_on", "incident_last", "incident_place", "incident_text", "reported_elsewhere")
_CONTACT = ("contact_on", "contact_channel", "contact_caller", "contact_kind", "contact_minutes", "contact_text")


class Writer:
    """Writes cases into the open transaction of whoever asks."""

    def __init__(self, db: Database, cases: Cases, contacts: Contacts, handing: Handing) -> None:
        self._db, self._cases, self._contacts, self._handing = db, cases, contacts, handing

    def write(self, entries: Sequence[Entry], colleagues: Colleagues) -> str:
        """The case of these rows; its id."""
        told = _first_of(entries)
        opened = told.get("opened_on") or min(day for one in entries for day in days_of(one))
        at = _noon(opened)
        alias = str(told.get("alias") or told["key"])
        case_id = self._cases.open_case(
            alias, phone=told.get("phone"), channel=told.get("channel", "other"), opened_on=opened, at=at
        ).value.id
        self._consents(case_id, told, at)
        self._person(case_id, told)
        self._safe_card(case_id, told)
        self._party(case_id, told)
        for one in entries:
            self._incident(case_id, one.values)
        for one in sorted(entries, key=lambda entry: _at(entry.values.get("contact_on"), at)):
            self._contact(case_id, one.values, at)
            self._note(case_id, one.values, at)
        self._give(case_id, told, colleagues)
        self._end(case_id, told, opened, entries)
        return case_id

    def _give(self, case_id: str, told: dict[str, Any], colleagues: Colleagues) -> None:
        """To the colleague it names; who may have it is asked again, as people may have left since the look."""
        user = str(told.get(FIELD, self._db.who))
        if not colleagues.may_have(user):
            raise Denied(
                _("A row names somebody whom a case cannot be given to. Please look through the rows once more.")
            )
        if user != self._db.who:
            self._handing.assign(case_id, user)

    def _consents(self, case_id: str, told: dict[str, Any], at: int) -> None:
        """Nobody agreed to being counted whose record does not say so."""
        ground = _("As it stands in the records that were brought along")
        for purpose in ("collection", "reporting"):
            if answer := told.get(f"consent_{purpose}"):
                given = "given" if answer == "yes" else "refused"
                self._cases.consent(case_id, purpose, given, ground=ground, at=at)

    def _person(self, case_id: str, told: dict[str, Any]) -> None:
        values = {name: told[name] for name in ("name", "age_band", "sex") if told.get(name)}
        if told.get("district"):
            values["note"] = _("Lives in: {place}").format(place=told["district"])
        if values:
            self._cases.set_person(case_id, **values)

    def _safe_card(self, case_id: str, told: dict[str, Any]) -> None:
        if not (verdict := told.get("safe_verdict")):
            return
        card = SafeCard(
            case_id, verdict, told.get("safe_number") or told.get("phone"),
            hours=(told["safe_hours"],) if verdict == "only_hours" else (), never_contact=told.get("safe_words"),
        )  # fmt: skip
        self._cases.set_safe_card(card)

    def _party(self, case_id: str, told: dict[str, Any]) -> None:
        if told.get("relation") or told.get("party_name"):
            self._cases.set_other_party(case_id, relation=told.get("relation", "unknown"), name=told.get("party_name"))

    def _incident(self, case_id: str, values: Any) -> None:
        if not any(values.get(name) for name in _INCIDENT):
            return
        days = {
            to: values[name].isoformat()
            for name, to in (("incident_on", "first_on"), ("incident_last", "last_on"))
            if name in values
        }
        self._cases.set_incident(
            case_id, values.get("incident_types", ()), place=values.get("incident_place"),
            narrative=values.get("incident_text"), reported_elsewhere=values.get("reported_elsewhere", "no"), **days,
        )  # fmt: skip

    def _contact(self, case_id: str, values: Any, at: int) -> None:
        if not any(values.get(name) for name in _CONTACT):
            return
        known = {
            name: values[f"contact_{short}"]
            for name, short in (
                ("caller_relation", "caller"),
                ("kind", "kind"),
                ("minutes", "minutes"),
                ("note", "text"),
            )
            if values.get(f"contact_{short}")
        }
        channel = values.get("contact_channel") or values.get("channel", "other")
        self._contacts.write_down(
            case_id, _at(values.get("contact_on"), at), channel, **{"kind": "counselling", **known}
        )

    def _note(self, case_id: str, values: Any, at: int) -> None:
        body, title = values.get("note_text"), values.get("note_title")
        if body or title:
            when = _at(values.get("note_on") or values.get("contact_on"), at)
            self._cases.add_note(case_id, title or _("From the records before"), body or title, at=when)

    def _end(self, case_id: str, told: dict[str, Any], opened: date, entries: Sequence[Entry]) -> None:
        """Summary and closing; the case stands in the list at its own last day, not at the day of the import."""
        if told.get("summary"):
            self._cases.summarise(case_id, told["summary"])
        if closed := told.get("closed_on"):
            self._cases.close(case_id, told.get("outcome", "other"), on=max(closed, opened))
        last = [_noon(opened), *(_noon(day) for one in entries for day in days_of(one))]
        if closed:
            last.append(_noon(closed))
        self._db.change("casefile", case_id, {"last_activity": max(last)})


def _first_of(entries: Sequence[Entry]) -> dict[str, Any]:
    """What a case has once: the first row that says it."""
    told: dict[str, Any] = {}
    for one in entries:
        for name, value in one.values.items():
            told.setdefault(name, value)
    return told


def _noon(day: date) -> int:
    return instant(datetime.combine(day, time(12)))


def _at(moment: Moment | None, otherwise: int) -> int:
    return instant(moment.wall) if moment else otherwise
