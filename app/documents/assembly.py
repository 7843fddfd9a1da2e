"""Rows of the store become a CaseSummary: ids of staff and organisations turn into what a reader knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from app.documents.model import (
    CaseSummary,
    Consent,
    Entry,
    Head,
    Incident,
    Level,
    OtherParty,
    Recorded,
    Referral,
    SafeContact,
    Service,
    Sign,
    Survivor,
    Task,
)
from app.documents.records import DocumentRecords
from app.store import Row

Named = Callable[[str], str]


class Assembly:
    """Reads one case; `staff` and `organisation` give the name for an id."""

    def __init__(self, records: DocumentRecords, *, staff: Named, organisation: Named) -> None:
        self._records = records
        self._staff = staff
        self._organisation = organisation

    def summary(self, case: Row) -> CaseSummary:
        """The whole case of the row `case` (casefile joined with its person)."""
        case_id = str(case["id"])
        card = self._records.safe_contact(case_id)
        return CaseSummary(
            case_id=case_id,
            head=self._head(case),
            survivor=Survivor(case["alias"], case["name"], case["phone"], case["age_band"]),
            glance=case["summary"],
            safe_contact=SafeContact(**card) if card else None,
            signs=tuple(Sign(r["sign"], r["answer"], r["at"], r["words"]) for r in self._rows("sign", case_id)),
            levels=tuple(Level(r["at"], r["level"], r["reason"]) for r in self._rows("level", case_id)),
            incidents=tuple(self._incidents(case_id)),
            other_parties=tuple(
                OtherParty(r["name"], r["phone"], r["relation"], r["note"]) for r in self._rows("other_party", case_id)
            ),
            recorded=tuple(Recorded(r["field"], r["value"]) for r in self._rows("recorded", case_id)),
            timeline=tuple(sorted(self._timeline(case_id), key=_at)),
            services=tuple(self._services(case_id)),
            referrals=tuple(self._referrals(case_id)),
            consents=_last_words(self._consents(case_id)),
            tasks=tuple(self._tasks(case_id)),
        )

    def _rows(self, kind: str, case_id: str) -> list[dict[str, Any]]:
        return self._records.of_case(kind, case_id)

    def _head(self, case: Row) -> Head:
        return Head(
            number=case["number"],
            status=case["status"],
            channel=case["channel"],
            opened_on=date.fromisoformat(case["opened_on"]),
            assigned_to=self._staff(case["assigned_to"]),
            closed_on=date.fromisoformat(case["closed_on"]) if case["closed_on"] else None,
            main_type=case["main_type"],
            relation=case["relation"],
            risk=case["risk"],
            outcome=case["outcome"],
        )

    def _incidents(self, case_id: str) -> Iterable[Incident]:
        types: dict[str, list[str]] = {}
        for row in self._records.types(case_id):
            types.setdefault(row["incident_id"], []).append(row["type"])
        for r in self._rows("incident", case_id):
            kinds = tuple(types.get(r["id"], ()))
            yield Incident(r["first_on"], r["last_on"], r["place"], r["frequency"], r["narrative"], kinds)

    def _timeline(self, case_id: str) -> Iterable[Entry]:
        for r in self._rows("note", case_id):
            yield Entry(r["at"], "note", r["title"], self._staff(r["author"]), r["body"])
        for r in self._rows("contact", case_id):
            by = self._staff(r["taken_by"])
            kind = (r["counselling"], r["violence"])
            yield Entry(r["started_at"], "contact", r["channel"], by, r["note"], r["minutes"], *kind)
        for r in self._rows("session", case_id):
            yield Entry(r["started_at"], "session", r["pack"], self._staff(r["author"]))

    def _services(self, case_id: str) -> Iterable[Service]:
        for r in self._rows("service", case_id):
            yield Service(r["at"], r["service"], self._staff(r["author"]), r["minutes"], r["note"])

    def _referrals(self, case_id: str) -> Iterable[Referral]:
        for r in self._rows("referral", case_id):
            organisation = r["organisation"]
            yield Referral(
                r["id"],
                organisation,
                self._organisation(organisation),
                r["status"],
                r["at"],
                r["purpose"],
                r["items"],
                r["consent_id"],
                r["service"],
            )

    def _consents(self, case_id: str) -> Iterable[Consent]:
        for r in self._rows("consent", case_id):
            recipient = self._organisation(r["recipient"]) if r["recipient"] else None
            yield Consent(
                r["id"], r["purpose"], r["answer"], r["method"], r["at"], recipient, r["items"], r["valid_until"],
                r["service"],
            )  # fmt: skip

    def _tasks(self, case_id: str) -> Iterable[Task]:
        for r in self._rows("task", case_id):
            owner = self._staff(r["owner"])
            yield Task(r["title"], r["kind"], owner, r["due_on"], r["due_at"], r["place"], r["done_at"])


def _at(entry: Entry) -> int:
    return entry.at


def _last_words(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """The last answer on each purpose, recipient and service: an earlier yes never outlives a later no."""
    last: dict[tuple[str, str | None, str | None], Consent] = {}
    for consent in sorted(consents, key=lambda one: (one.at, one.id)):
        last[consent.purpose, consent.recipient, consent.service] = consent
    return tuple(last.values())
