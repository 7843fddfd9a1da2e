"""What a worker does with a case; one public method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.cases import closing, records
from app.cases.closing import Answers, Closure, check_answers, check_outcome
from app.cases.model import (
    Case,
    CaseRow,
    Change,
    Consent,
    Double,
    Event,
    Incident,
    OtherParty,
    SafeCard,
    Verdict,
    check_spans,
    check_types,
    gbvims_type,
    main_type,
    must_know,
    spans_to_json,
    verdict,
)
from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code
from app.entry import check_day, check_text
from app.errors import BadInput, Conflict, Denied, NotFound, Refusal
from app.i18n import _
from app.kinds import Stage
from app.recordfields import check_record
from app.store import Database
from app.text import digits, nfc

_CARD_TEXTS = ("we_are", "code_word", "never_contact", "do_not_tell")
DOUBLES = 6
"""Possible doubles that are shown at once; half the places are kept for the other side."""
CONSENT_TEXT = "2026-11/ko-en"
"""Version of the consent wording that is read to people; it is kept with each answer."""


class Cases:
    """The cases of the centre."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- opening and closing ---------------------------------------------------------------------

    def open_case(
        self,
        alias: str,
        *,
        contact_id: str | None = None,
        phone: str | None = None,
        channel: str = "phone",
        opened_on: date | None = None,
        at: int | None = None,
    ) -> Done[Case]:
        """Open a case under an alias; a contact it grew out of is attached without typing anything again."""
        if not (name := check_text(nfc(alias), "alias")):
            raise BadInput(_("A case needs a name to call the person by; an alias is enough."), field="alias")
        case_id, person_id, moment = new_id(at), new_id(at), at or now()
        with self._db.atomic():
            self._db.insert("person", {"id": person_id, "alias": name, "phone": _phone(phone)})
            row = {
                "id": case_id, "number": self.next_number(opened_on or today()), "survivor_id": person_id,
                "channel": must_know("channel", channel, "channel"), "assigned_to": self._db.who,
                "opened_on": (opened_on or today()).isoformat(), "last_activity": moment,
                "status": "open", "risk": "unknown", "main_type": "unknown", "relation": "unknown", "outcome": "open",
            }  # fmt: skip
            self._db.insert("casefile", row)
            if contact_id is not None:
                self._grown_from(contact_id, case_id)
        return Done(self.get(case_id), Changes.CASES | Changes.CONTACTS)

    def _grown_from(self, contact_id: str, case_id: str) -> None:
        contact = self._db.row("SELECT case_id FROM contact WHERE id = ?", (contact_id,))
        if contact is None:
            raise NotFound(_("This contact is not here. Please look it up in the list again."))
        if contact["case_id"] is not None:
            raise Conflict(
                _("This contact already belongs to another case. Nothing was changed. Please take it out there first.")
            )
        if self._db.value("SELECT 1 FROM party_match WHERE contact_id = ? AND state = 'open' LIMIT 1", (contact_id,)):
            raise Conflict(
                _(
                    "This may be the other party of a case. The contact waits until a supervisor has decided; nothing of it is lost."
                )
            )
        self._db.change("contact", contact_id, {"case_id": case_id})

    def next_number(self, day: date) -> str:
        """The next case number of this computer, used up inside the caller's transaction; none is given twice."""
        series = f"{day:%y}-{self._db.device}"
        last = self._db.value("SELECT last FROM case_counter WHERE id = ?", (series,))
        if last is None:
            self._db.insert("case_counter", {"id": series, "last": 1})
        else:
            self._db.change("case_counter", series, {"last": last + 1})
        return f"{series}-{(last or 0) + 1:04d}"

    def close(
        self,
        case_id: str,
        outcome: str,
        note: str | None = None,
        *,
        on: date | None = None,
        answers: Answers | None = None,
    ) -> Done[Case]:
        """Close a case; `answers` is the checklist, where it was gone through."""
        check_outcome(outcome)
        if self.get(case_id).status != "open":
            raise Conflict(_("The case is closed already. Nothing was changed."))
        if not self.get(case_id).opened_on <= (on or today()) <= today():
            raise BadInput(
                _("A case closes on a day between its opening and today. Please look at the day again."),
                field="closed_on",
            )
        day, words = (on or today()).isoformat(), check_text(nfc(note or ""), "closing_note")
        checked = check_answers(answers) if answers is not None else {}
        values = {
            "status": "closed", "stage": Stage.CLOSED.value, "outcome": outcome, "closed_on": day, "closing_note": words,
        }  # fmt: skip
        with self._db.atomic():
            closing.write(self._db, self.get(case_id).id, outcome, words, day, checked)
            return self._touch(case_id, values)

    def reopen(self, case_id: str, because: str = "") -> Done[Case]:
        """Open a case again; what stood at its closing stays written down."""
        if (status := self.get(case_id).status) == "open":
            raise Conflict(_("The case is open already. Nothing was changed."))
        if status == "duplicate":
            raise Conflict(_("This record went over into another one. Take the two apart first. Nothing was changed."))
        values = {"status": "open", "stage": Stage.REOPENED.value, "outcome": "open", "closed_on": None}
        with self._db.atomic():
            closing.reopen(self._db, case_id, check_text(nfc(because), "because"))
            return self._touch(case_id, values)

    def close_again(self, case_id: str, before: Case) -> Done[Case]:
        """The undo of `reopen`: the case stands as it did before."""
        values = {
            "status": before.status, "stage": before.stage, "outcome": before.outcome,
            "closed_on": before.closed_on.isoformat() if before.closed_on else None,
        }  # fmt: skip
        with self._db.atomic():
            for one in self.closures(case_id)[:1]:
                closing.stand_again(self._db, one)
            return self._touch(case_id, values)

    def closures(self, case_id: str) -> tuple[Closure, ...]:
        """Every time this case was closed, the latest first."""
        return closing.of_case(self._db, case_id)

    def set_stage(self, case_id: str, stage: str) -> Done[Case]:
        """Say where an open case stands, where the things done in it do not say it."""
        if not code("case_stage", must_know("case_stage", stage, "stage")).extra.get("open"):
            raise BadInput(_("This follows from closing, moving or merging the case; choose another."), field="stage")
        if self.get(case_id).status != "open":
            raise Conflict(_("The case is closed. Open it again first."))
        return self._touch(case_id, {"stage": stage})

    def assign(self, case_id: str, user: str) -> Done[Case]:
        return self._touch(case_id, {"assigned_to": user})

    def summarise(self, case_id: str, text: str) -> Done[Case]:
        """Set the few sentences that stand first in the case and on its papers."""
        return self._touch(case_id, {"summary": check_text(nfc(text), "summary")})

    def _touch(self, case_id: str, values: Mapping[str, Any], at: int | None = None) -> Done[Case]:
        with self._db.atomic():
            case = self.get(case_id)
            self._db.change("casefile", case.id, {**values, "last_activity": max(at or now(), case.last_activity)})
        return Done(self.get(case_id), Changes.CASES)

    # -- the person ------------------------------------------------------------------------------

    def set_person(self, case_id: str, **values: Any) -> Done[Case]:
        """Change alias, name, phone, age_band, sex or note; a name needs consent to keeping records first."""
        case = self.get(case_id)
        for field, name in (("age_band", "age_band"), ("sex", "sex")):
            if field in values:
                must_know(name, values[field], field)
        if values.get("name") and not self.allows(case_id, "collection"):
            raise BadInput(
                _("The real name can be written once the person agrees to records being kept. The alias stays."),
                field="name",
            )
        if "alias" in values and not (values["alias"] or "").strip():
            raise BadInput(_("A case needs a name to call the person by; an alias is enough."), field="alias")
        clean = {k: check_text(nfc(v), k) if isinstance(v, str) else v for k, v in values.items()}
        if "phone" in clean:
            clean["phone"] = _phone(clean["phone"])
        with self._db.atomic():
            self._db.change("person", case.survivor.id, clean)
            return self._touch(case_id, {})

    # -- safe contact ----------------------------------------------------------------------------

    def safe_card(self, case_id: str) -> SafeCard | None:
        return records.card(self._db, case_id)

    def set_safe_card(self, card: SafeCard) -> Done[SafeCard]:
        """Write the card of a case; a number is needed unless nobody may call."""
        must_know("verdict", card.verdict, "verdict")
        number = _phone(card.number)
        if card.verdict != "do_not_call" and not number:
            raise BadInput(_("Please add the number that is safe to call, or choose “Do not call”."), field="number")
        hours = check_spans(card.hours)
        if card.verdict == "only_hours" and not hours:
            raise BadInput(_("Please add the hours in which a call is safe."), field="hours")
        row = {
            "verdict": card.verdict, "number": number, "hours": spans_to_json(hours), "set_at": now(),
            "text_allowed": int(card.text_allowed), "message_allowed": int(card.message_allowed),
            **{f: check_text(nfc(getattr(card, f) or ""), f) for f in _CARD_TEXTS},
        }  # fmt: skip
        with self._db.atomic():
            if records.card(self._db, card.case_id) is None:
                self._db.insert("safe_contact", {"id": card.case_id, **row})
            else:
                self._db.change("safe_contact", card.case_id, row)
            self._touch(card.case_id, {})
        saved = records.card(self._db, card.case_id)
        assert saved is not None, "it was just written"
        return Done(saved, Changes.CASES)

    def may_call(self, case_id: str, at: int | None = None) -> Verdict:
        return verdict(self.safe_card(case_id), at or now())

    def prepare_call(self, case_id: str) -> SafeCard:
        """The card to call by; refused while the card forbids it."""
        self._decided(case_id)
        found = self.may_call(case_id)
        card = self.safe_card(case_id)
        if not found.allowed or card is None:
            raise Refusal(
                _("{verdict}. {detail} Nothing was prepared.").format(verdict=found.sentence, detail=found.detail)
            )
        return card

    def _decided(self, case_id: str) -> None:
        """Somebody else reported it: whether this person is contacted at all is decided and written down first."""
        sql = "SELECT 1 FROM contact_gate WHERE id = ? AND decided_at IS NULL"
        if self._db.value(sql, (case_id,)):
            raise Refusal(
                _(
                    "Somebody else reported this. Whether and how this person is contacted has to be decided and written down first, in the inbox. Nothing was prepared."
                )
            )

    # -- consent ---------------------------------------------------------------------------------

    def consent(self, case_id: str, purpose: str, answer: str, method: str = "oral", **more: Any) -> Done[Consent]:
        """Record one answer to one purpose; a deferred one carries its ground and a day to ask again.

        `more`: ground, recipient, service, items, remind_on, valid_until (ISO days), at (UTC ms).
        """
        must_know("consent_purpose", purpose, "purpose")
        must_know("consent_answer", answer, "answer")
        must_know("consent_method", method, "method")
        if answer == "deferred" and not (more.get("ground") and more.get("remind_on")):
            raise BadInput(_("Please say why this is asked later, and on which day it is asked again."), field="ground")
        if purpose in ("third_party", "conference") and answer == "given" and not more.get("recipient"):
            raise BadInput(
                _("Please name who may receive what; consent to pass on holds for one place at a time."),
                field="recipient",
            )
        if more.get("service"):
            must_know("service", more["service"], "service")
        more = {**more, **{f: check_text(nfc(more[f]), f) for f in ("ground", "recipient", "items") if more.get(f)}}
        consent = Consent(
            id=new_id(), case_id=self.get(case_id).id, purpose=purpose, answer=answer,
            method="none" if answer == "deferred" else method, text_version=CONSENT_TEXT, at=more.pop("at", None) or now(),
            told_by=self._db.who, remind_on=check_day(more.pop("remind_on", None), "remind_on"),
            valid_until=check_day(more.pop("valid_until", None), "valid_until"), **more,
        )  # fmt: skip
        with self._db.atomic():
            self._db.insert("consent", _columns(consent))
            if consent.remind_on:
                self._remind(consent)
            self._touch(case_id, {}, consent.at)
        return Done(consent, Changes.CONSENTS | Changes.CASES | Changes.TASKS)

    def _remind(self, consent: Consent) -> None:
        title = _("Ask again about consent")
        row = {
            "id": new_id(), "case_id": consent.case_id, "title": title, "kind": "consent", "due_on": consent.remind_on,
            "owner": self._db.who,
        }  # fmt: skip
        self._db.insert("task", row)

    def consents(self, case_id: str) -> tuple[Consent, ...]:
        """Every answer ever given, the oldest first."""
        return records.consents(self._db, case_id)

    def standing(self, case_id: str) -> dict[str, Consent]:
        """The answer that stands for each purpose."""
        return {one.purpose: one for one in self.consents(case_id)}

    def allows(self, case_id: str, purpose: str) -> bool:
        found = self.standing(case_id).get(purpose)
        return found is not None and found.holds(today())

    # -- what happened ---------------------------------------------------------------------------

    def set_incident(
        self, case_id: str, types: Iterable[str], incident_id: str | None = None, **more: Any
    ) -> Done[Incident]:
        """Write an incident; the main type and the GBVIMS type follow from the types."""
        chosen = check_types(types)
        for field in ("first_on", "last_on"):
            more[field] = check_day(more.get(field), field)
        if more["first_on"] and more["last_on"] and more["first_on"] > more["last_on"]:
            raise BadInput(_("The last day lies before the first. Please look at both days again."), field="last_on")
        must_know("reported_elsewhere", more.get("reported_elsewhere", "no"), "reported_elsewhere")
        for field in ("narrative", "place", "time_of_day", "frequency"):
            more[field] = check_text(nfc(more.get(field) or ""), field)
        incident = Incident(incident_id or new_id(), case_id, chosen, main_type(chosen), gbvims_type(chosen), **more)
        with self._db.atomic():
            self._write_incident(incident)
            every = [t for one in self.incidents(case_id) for t in one.types]
            self._touch(case_id, {"main_type": main_type(every)})
        return Done(incident, Changes.CASES)

    def _write_incident(self, incident: Incident) -> None:
        row = {k: v for k, v in _columns(incident).items() if k != "types"}
        if not self._db.value("SELECT 1 FROM incident WHERE id = ?", (incident.id,)):
            self._db.insert("incident", row)
        else:
            self._belongs("incident", incident.id, incident.case_id)
            self._db.change("incident", incident.id, row)
        there = records.type_rows(self._db, incident.id)
        for gone in set(there) - set(incident.types):
            self._db.remove("incident_type", there[gone])
        for one in incident.types:
            if one not in there:
                self._db.insert("incident_type", {"id": new_id(), "incident_id": incident.id, "type": one})

    def incidents(self, case_id: str) -> tuple[Incident, ...]:
        return records.incidents(self._db, case_id)

    def set_other_party(self, case_id: str, party_id: str | None = None, **values: Any) -> Done[OtherParty]:
        """Write who is said to have done it; the primary one's relation is the case's."""
        must_know("relation", values.get("relation", "unknown"), "relation")
        values["phone"] = _phone(values.get("phone"))
        for field in ("name", "note"):
            values[field] = check_text(nfc(values.get(field) or ""), field)
        party = OtherParty(party_id or new_id(), case_id, **values)
        with self._db.atomic():
            row = {**_columns(party), "is_primary": int(party.is_primary)}
            if party_id is None:
                self._db.insert("other_party", row)
            else:
                self._belongs("other_party", party_id, case_id)
                self._db.change("other_party", party_id, row)
            primary = [one.relation for one in self.other_parties(case_id) if one.is_primary]
            self._touch(case_id, {"relation": primary[0] if primary else "unknown"})
        return Done(party, Changes.CASES)

    def _belongs(self, table: str, record_id: str, case_id: str) -> None:
        if self._db.value(f"SELECT case_id FROM {table} WHERE id = ?", (record_id,)) != case_id:
            raise NotFound(_("This belongs to another case, or is not here any more. Nothing was changed."))

    def other_parties(self, case_id: str) -> tuple[OtherParty, ...]:
        return records.other_parties(self._db, case_id)

    # -- writing into the case -------------------------------------------------------------------

    def add_note(
        self, case_id: str, title: str, body: str, *, session_id: str | None = None, at: int | None = None
    ) -> Done[str]:
        """Add a note; the value is its id."""
        if not (text := check_text(nfc(body), "body")):
            raise BadInput(_("The note is empty. Nothing was saved."), field="body")
        note_id = new_id(at)
        row = {
            "id": note_id, "case_id": case_id, "at": at or now(), "author": self._db.who,
            "title": check_text(nfc(title), "title") or "",
            "body": text, "session_id": session_id,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("note", row)
            self._touch(case_id, {}, at)
        return Done(note_id, Changes.NOTES | Changes.CASES)

    def correct_note(self, case_id: str, note_id: str, title: str, body: str) -> Done[str]:
        """Write a note anew; the history keeps what stood there."""
        if not (text := check_text(nfc(body), "body")):
            raise BadInput(_("The note is empty. Nothing was saved."), field="body")
        with self._db.atomic():
            self._belongs("note", note_id, case_id)
            self._db.change("note", note_id, {"title": check_text(nfc(title), "title") or "", "body": text})
            self._touch(case_id, {})
        return Done(note_id, Changes.NOTES | Changes.CASES)

    def add_service(
        self,
        case_id: str,
        service: str,
        *,
        minutes: int | None = None,
        note: str | None = None,
        at: int | None = None,
        organisation: str | None = None,
    ) -> Done[str]:
        """Note what was done for the person; `organisation` is a directory id, where somebody else gave it."""
        must_know("service", service, "service")
        service_id = new_id(at)
        row = {
            "id": service_id, "case_id": case_id, "at": at or now(), "service": service, "minutes": minutes,
            "note": check_text(nfc(note or ""), "note"), "author": self._db.who, "organisation": organisation,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("service_given", row)
            self._touch(case_id, self._supported(case_id, service), at)
        return Done(service_id, Changes.NOTES | Changes.CASES)

    def _supported(self, case_id: str, service: str) -> dict[str, str]:
        """Listening and telling belong to every stage; whatever else is done, or follows a plan, is support."""
        stage = Stage(self.get(case_id).stage)
        if service in ("counselling", "information") and stage is not Stage.PLAN:
            return {}
        return {"stage": stage.forward(Stage.SUPPORT).value}

    def record(self, case_id: str, values: Mapping[str, str], session_id: str | None = None) -> Done[int]:
        """Fill record fields of the manual (`resources/record_fields/`); an empty value clears one."""
        clean = {field: check_record(field, nfc(value)) for field, value in values.items()}
        written = 0
        with self._db.atomic():
            there = records.record_values(self._db, case_id)
            for field, value in clean.items():
                written += self._record_one(case_id, field, value, there.get(field), session_id)
            if written:
                self._touch(case_id, {})
        return Done(written, Changes.CASES)

    def _record_one(
        self, case_id: str, field: str, value: str, old: Mapping[str, Any] | None, session_id: str | None
    ) -> bool:
        if old is None and value:
            row = {
                "id": new_id(),
                "case_id": case_id,
                "field": field,
                "value": value,
                "at": now(),
                "session_id": session_id,
            }
            self._db.insert("record_value", row)
            return True
        if old is not None and not value:
            return self._db.remove("record_value", old["id"])
        if old is not None and old["value"] != value:
            return self._db.change("record_value", old["id"], {"value": value, "at": now(), "session_id": session_id})
        return False

    def recorded(self, case_id: str) -> dict[str, str]:
        return {field: row["value"] for field, row in records.record_values(self._db, case_id).items()}

    # -- reading ---------------------------------------------------------------------------------

    def get(self, case_id: str) -> Case:
        """A case by id or number."""
        found = records.one(self._db, case_id)
        if found is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        if found.id in records.held_from(self._db, self._db.who):
            raise Denied(_("This may concern somebody who works here. A colleague decides who goes on with it."))
        return found

    def among(self, ids: Iterable[str]) -> frozenset[str]:
        """Which of these cases are here: not erased, not behind a wall."""
        return frozenset(row.id for row in records.of_ids(self._db, list(ids)))

    def is_here(self, case_id: str) -> bool:
        """Whether a case is in this file: not erased, and behind no wall."""
        return self._db.value("SELECT 1 FROM casefile WHERE id = ?", (case_id,)) is not None

    def _stubbed(self, rows: tuple[CaseRow, ...]) -> tuple[CaseRow, ...]:
        """Of a case somebody may be a party to, they see the number until a colleague decided."""
        held = records.held_from(self._db, self._db.who)
        return tuple(
            replace(row, alias="", risk="unknown", main_type="unknown") if row.id in held else row for row in rows
        )

    def page(
        self, before: CaseRow | None = None, *, skip: int = 0, limit: int = 200, status: str | None = None
    ) -> tuple[CaseRow, ...]:
        """Rows of the list from behind `before`, after as many as are to be skipped."""
        key = (before.last_activity, before.id) if before else None
        if skip and (key := records.key_behind(self._db, key, skip, status)) is None:
            return ()
        return self._stubbed(records.page(self._db, key, limit, status))

    def at_risk(self, user: str) -> tuple[CaseRow, ...]:
        """Open cases at critical or high risk that are with this person."""
        return self._stubbed(records.at_risk(self._db, user))

    def total(self, status: str | None = None) -> int:
        return records.total(self._db, status)

    def find(self, query: str, limit: int = 200, status: str | None = None) -> tuple[CaseRow, ...]:
        """Cases whose person, number, notes or contacts match; names before running text."""
        if status is not None:
            must_know("case_status", status, "status")
        held = records.held_from(self._db, self._db.who)
        rows = records.of_ids(self._db, records.found(self._db, query, limit, status))
        return tuple(row for row in rows if row.id not in held)

    def doubles(self, alias: str | None, phone: str | None, *, besides: str | None = None) -> tuple[Double, ...]:
        """Records that may be the same person or the other side; asked while somebody types."""
        found: dict[tuple[str, str], Double] = {}
        number = digits(phone or "")
        questions = [(alias or "", _("the same beginning of the name"))] if len((alias or "").strip()) >= 2 else []
        tails = dict.fromkeys((number, number[-4:])) if len(number) >= 4 else ()  # the whole number before its end
        questions += [(tail, _("the same last digits of the number")) for tail in tails]
        for query, why in questions:
            for kind, row in self._alike(query):
                key = (kind, row.id)
                known = found[key].why if key in found else ""
                reasons = known if why in known else ", ".join(filter(None, (known, why)))
                if row.id != besides:
                    found[key] = Double(kind, row.id, row.number, row.alias, reasons)
        other = [one for one in found.values() if one.kind == "other_party"][: DOUBLES // 2]
        same = [one for one in found.values() if one.kind == "same"][: DOUBLES - len(other)]
        return (*same, *other)

    def _alike(self, query: str) -> list[tuple[str, CaseRow]]:
        held = records.held_from(self._db, self._db.who)
        return [(kind, row) for kind, row in self._every_alike(query) if row.id not in held]

    def _every_alike(self, query: str) -> list[tuple[str, CaseRow]]:
        # Two questions: among 100,000 cases the people alone would fill one, and the other side would never be seen.
        people = [hit.entity_id for hit in self._db.find(query, limit=12, entities=("person",))]
        theirs = records.of_survivors(self._db, people) if people else {}
        same = [case_id for one in people for case_id in theirs.get(one, ())]
        hits = self._db.find(query, limit=12, entities=("other_party",))
        other = [hit.case_id for hit in hits if hit.case_id]
        return [("same", row) for row in records.of_ids(self._db, same)] + [
            ("other_party", replace(row, alias="")) for row in records.of_ids(self._db, other)
        ]

    def timeline(self, case_id: str, limit: int = 500) -> tuple[Event, ...]:
        """Everything that happened in a case, the newest first."""
        rows = self._db.rows(records.TIMELINE, {"case": case_id, "limit": limit})
        return tuple(Event(**row) for row in rows)

    def changes(self, case_id: str, limit: int = 300) -> tuple[Change, ...]:
        """Who changed what in a case, the newest first."""
        case = self.get(case_id)
        asked = {"case": case.id, "person": case.survivor.id, "limit": limit, "seq": None}
        return tuple(Change(**row) for row in self._db.rows(records.CHANGES, asked))

    def change(self, case_id: str, seq: int) -> Change:
        """One line of the history of a case, by its place there."""
        case = self.get(case_id)
        asked = {"case": case.id, "person": case.survivor.id, "limit": 1, "seq": seq}
        found = self._db.row(records.CHANGES, asked)
        if found is None:
            raise NotFound(_("This line of the history is not here any more. Nothing was changed."))
        return Change(**found)

    def signs_heard(self, case_id: str) -> dict[str, list[str]]:
        """Warning signs marked in each contact of the case."""
        ids = [row["id"] for row in self._db.rows("SELECT id FROM contact WHERE case_id = ?", (case_id,))]
        return records.contact_signs(self._db, ids) if ids else {}


def _columns(record: Any) -> dict[str, Any]:
    return {field: getattr(record, field) for field in record.__dataclass_fields__}


def _phone(text: str | None) -> str | None:
    """A telephone number as people write it; refuses what cannot be one."""
    if not text or not (text := check_text(nfc(text), "phone")):
        return None
    number = digits(text)
    if not 3 <= len(number) <= 15:
        raise BadInput(
            _("“{number}” does not look like a telephone number. Please check the digits.").format(number=text),
            field="phone",
        )
    return text
