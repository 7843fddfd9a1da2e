"""Acts around a contact and the head of a case: calls taken, parked and finished, the person, consent, what happened."""

from __future__ import annotations

from random import Random
from typing import Any

from app.cases import SafeCard
from app.cases.model import Span
from app.changes import Changes, Done
from app.clock import now
from app.codelists import code, codes
from app.flows import finish_contact
from app.flows.withdrawal import withdraw
from app.recordfields import fields
from tests.play import words as w
from tests.play.sitting import Sitting, act
from tests.play.words import kept

PLACES = ("seoul-1366", "legal-aid-132")


class Calls(Sitting):
    """Contacts, and what a case begins with."""

    @act()
    def take_a_call(self, r: Random) -> None:
        values: dict[str, Any] = {
            "alias": w.name(r),
            "phone": w.phone(r),
            "note": w.sentence(r),
            "kind": w.pick(r, "contact_kind"),
        }
        running = [one.id for one in self.desk.contacts.open_ones() if one.running]
        made = self.do(lambda: self.desk.contacts.take(w.pick(r, "channel"), **values))
        if made is not None:
            texts = {name: kept(values[name]) for name in ("alias", "phone", "note")}
            self.note("contact", made.id, "", kind=values["kind"], state="running", **texts)
            for one in running:
                self.memory.keep("contact", one, state="parked")

    @act("contact")
    def write_in_a_call(self, r: Random) -> None:
        _case, ident = self.choose(r, "contact")
        field, value = r.choice(
            (("note", w.sentence(r)), ("alias", w.name(r)), ("caller_relation", w.pick(r, "caller_relation")))
        )
        if self.do(lambda: self.desk.contacts.write(ident, **{field: value})) is not None:
            self.memory.keep("contact", ident, **{field: kept(value)})

    @act("contact")
    def mark_a_sign(self, r: Random) -> None:
        _case, ident = self.choose(r, "contact")
        sign, on = w.pick(r, "warning_sign"), r.random() < 0.7
        seen = self.do(
            lambda: Done(self.desk.contacts.get(ident), Changes.NONE)
        )  # one that is held may not be looked at
        before = set(seen.signs) if seen is not None else set()
        done = self.do(lambda: self.desk.contacts.mark(ident, sign, on))
        if done is not None:
            assert seen is not None
            assert set(done.signs) == (before | {sign} if on else before - {sign})

    @act("contact")
    def park_or_go_back(self, r: Random) -> None:
        _case, ident = self.choose(r, "contact")
        going = [one.id for one in self.desk.contacts.open_ones()]
        act = r.choice((self.desk.contacts.park, self.desk.contacts.resume, self.desk.contacts.reopen))
        done = self.do(lambda: act(ident))
        if done is not None:
            for one in {*going, ident}:
                self.memory.keep("contact", one, state=self.desk.contacts.get(one).state)
            assert len([one for one in self.desk.contacts.open_ones() if one.running]) <= 1

    @act("contact")
    def finish_a_call(self, r: Random) -> None:
        _case, ident = self.choose(r, "contact")
        case = self.any_case(r) if self.there.get("case") and r.random() < 0.5 else None
        if self.do(lambda: self.desk.contacts.close(ident, case_id=case)) is not None:
            self.memory.keep("contact", ident, state="closed")
            assert case in (None, self.desk.contacts.get(ident).case_id)
            self.memory.drop("draft", self.draft(ident))

    @act("contact")
    def finish_with_a_case(self, r: Random) -> None:
        _case, ident = self.choose(r, "contact")
        name, d = w.name(r), self.desk
        done = self.do(lambda: finish_contact.open_case_from(self.casework, d.contacts, d.cases, d.safety, ident, name))
        if done is not None:
            assert done.case_id is not None
            self.memory.keep("contact", ident, state="closed")
            self.memory.drop("draft", self.draft(ident))
            self._opened(done.case_id, name)

    @act("contact")
    def begin_to_write(self, r: Random) -> None:
        """A draft: whatever is typed stays, even what may not be kept yet."""
        _case, ident = self.choose(r, "contact")
        text = w.sentence(r)
        if self.do(lambda: self.desk.contacts.keep_draft(ident, "contact", text, about=ident)) is not None:
            self.memory.keep("draft", self.draft(ident), body=(kept(f"|{text}|") or "")[1:-1])

    @act()
    def open_a_case(self, r: Random) -> None:
        name, number = w.name(r), w.phone(r)
        made = self.do(lambda: self.desk.cases.open_case(name, phone=number, channel=w.pick(r, "channel")))
        if made is not None:
            self._opened(made.id, name)

    def _opened(self, case: str, name: str) -> None:
        self.note("case", case, case, id=case)
        self.memory.keep("person", case, alias=kept(name))
        self.case = case

    @act("case")
    def describe_the_person(self, r: Random) -> None:
        case = self.any_case(r)
        texts = {"alias": w.name(r), "note": w.sentence(r), "name": w.sentence(r)}
        coded = {"age_band": w.pick(r, "age_band"), "sex": w.pick(r, "sex")}
        chosen = r.sample([*texts.items(), *coded.items()], r.randint(1, 3))
        if self.do(lambda: self.desk.cases.set_person(case, **dict(chosen))) is not None:
            self.memory.keep("person", case, **{field: kept(value) for field, value in chosen})

    @act("case")
    def say_it_short(self, r: Random) -> None:
        case, text = self.any_case(r), w.sentence(r)
        if self.do(lambda: self.desk.cases.summarise(case, text)) is not None:
            self.memory.keep("case", case, summary=kept(text))

    @act("case")
    def set_the_card(self, r: Random) -> None:
        case, fields = self.any_case(r), ("we_are", "code_word", "never_contact", "do_not_tell")
        said: dict[str, Any] = {name: w.sentence(r) for name in fields}
        spans = (Span("12345", "12:00", r.choice(("13:00", "11:00", "25:00"))),) if r.random() < 0.5 else ()
        card = SafeCard(case, w.pick(r, "verdict"), w.phone(r), spans, r.random() < 0.5, r.random() < 0.5, **said)
        if self.do(lambda: self.desk.cases.set_safe_card(card)) is not None:
            texts = {name: kept(text) for name, text in said.items()}
            more = {
                "verdict": card.verdict,
                "hours": spans,
                "text_allowed": card.text_allowed,
                "number": kept(card.number),
            }
            self.memory.keep("card", case, **texts, **more)

    @act("case")
    def ask_for_consent(self, r: Random) -> None:
        case, purpose = self.any_case(r), w.pick(r, "consent_purpose")
        more: dict[str, Any] = {"ground": w.sentence(r), "remind_on": w.coming(r)} if r.random() < 0.3 else {}
        more |= (
            {"recipient": r.choice(PLACES), "items": '["alias"]', "service": w.pick(r, "service")}
            if purpose == "third_party"
            else {}
        )
        more |= {"valid_until": w.coming(r)} if r.random() < 0.2 else {}
        answer = r.choice(("given", "given", "given", w.pick(r, "consent_answer")))
        made = self.do(lambda: self.desk.cases.consent(case, purpose, answer, r.choice(("oral", "written")), **more))
        if made is not None:
            found = {name: kept(more[name]) for name in ("ground", "items") if more.get(name)}
            self.note(
                "consent", made.id, case, purpose=purpose, answer=answer, recipient=more.get("recipient"), **found
            )

    @act("consent")
    def take_consent_back(self, r: Random) -> None:
        case, _ident = self.choose(r, "consent")
        place = r.choice((*PLACES, None))
        purpose = "third_party" if place else r.choice(("collection", "sensitive", "survey", "third_party"))
        done = self.do(lambda: withdraw(self.desk, case, purpose, place=place))
        if done is not None:
            self.note("consent", done.consent.id, case, purpose=purpose, answer="withdrawn")
            for one in done.stopped:
                self.memory.keep("referral", one.id, case, status="withdrawn")
            for member in self.memory.family(case):
                for transfer in self.desk.transfers.of_case(member):
                    if transfer.state == "withdrawn":
                        self.memory.keep("transfer", transfer.id, case, state="withdrawn")
            for notice in done.notices:
                self.note("notice", notice.id, case, recipient=notice.recipient, text=notice.text)

    @act("case")
    def write_what_happened(self, r: Random) -> None:
        case, types = self.any_case(r), w.some(r, "violence_type")
        there = [ident for home, ident in self.there.get("incident", ()) if home == case]
        ident = r.choice(there) if there and r.random() < 0.4 else None
        texts = {name: w.sentence(r) for name in ("narrative", "place", "time_of_day", "frequency")}
        days = {"first_on": w.day(r), "last_on": w.day(r)} if r.random() < 0.7 else {}
        made = self.do(lambda: self.desk.cases.set_incident(case, types, ident, **texts, **days))
        if made is not None:
            said = {name: kept(text) for name, text in texts.items()}
            self.note(
                "incident",
                made.id,
                case,
                main_type=made.main_type,
                first_on=made.first_on,
                last_on=made.last_on,
                **said,
            )
            assert set(made.types) == set(types)

    @act("case")
    def name_the_other_party(self, r: Random) -> None:
        case, relation = self.any_case(r), w.pick(r, "relation")
        there = [ident for home, ident in self.there.get("other_party", ()) if home == case]
        ident = r.choice(there) if there and r.random() < 0.5 else None
        values = {"name": w.name(r), "note": w.sentence(r), "is_primary": r.random() < 0.8}
        made = self.do(
            lambda: self.desk.cases.set_other_party(case, ident, relation=relation, phone=w.phone(r), **values)
        )
        if made is not None:
            said = {
                "name": kept(str(values["name"])),
                "note": kept(str(values["note"])),
                "is_primary": values["is_primary"],
            }
            self.note("other_party", made.id, case, relation=relation, phone=made.phone, **said)

    @act("case")
    def write_a_note(self, r: Random) -> None:
        case, title, body = self.any_case(r), r.choice(("전화 상담", w.sentence(r))), w.sentence(r)
        there = [ident for home, ident in self.there.get("note", ()) if home == case]
        old = r.choice(there) if there and r.random() < 0.3 else None
        if old:
            made = self.do(lambda: self.desk.cases.correct_note(case, old, title, body))
        else:
            made = self.do(lambda: self.desk.cases.add_note(case, title, body))
        if made is not None:
            self.note("note", made, case, title=kept(title) or "", body=kept(body))

    @act("case")
    def note_a_service(self, r: Random) -> None:
        case, service, text = self.any_case(r), w.pick(r, "service"), w.sentence(r)
        made = self.do(lambda: self.desk.cases.add_service(case, service, minutes=r.randint(1, 90), note=text))
        if made is not None:
            self.note("service", made, case, title=service, body=kept(text) or "")

    @act("case")
    def record_for_the_manual(self, r: Random) -> None:
        case, one = self.any_case(r), r.choice(sorted(fields().values(), key=lambda field: field.id))
        value = {"date": w.day(r), "text": w.sentence(r)}.get(one.kind) or (
            "" if r.random() < 0.2 else r.choice([c[0] for c in one.choices] or ["yes", "no", "unknown"])
        )
        if self.do(lambda: self.desk.cases.record(case, {one.id: value})) is None:
            return
        if not kept(value):
            assert one.id not in self.desk.cases.recorded(case)
            self.memory.drop("record", one.id, case)
        elif one.kind in ("text", "choice", "yesno"):
            self.memory.of_case.setdefault(case, {})["record", one.id] = {"value": kept(value)}

    @act("case")
    def look_for_them(self, r: Random) -> None:
        """Asking changes nothing, and finds the case by its number and by the name of its person."""
        case = self.desk.cases.get(self.any_case(r))
        before = self._state()
        assert case.id in {one.id for one in self.desk.cases.find(case.number)}
        self.desk.cases.find(w.sentence(r)[:300])
        self.desk.cases.doubles(case.survivor.alias, case.survivor.phone)
        self.desk.cases.timeline(case.id), self.desk.cases.changes(case.id)
        self.desk.sight.covered(self.desk.cases.page())
        self.desk.matches.alike(case.survivor.alias, case.survivor.phone)
        assert self._state() == before

    @act("case")
    def put_an_earlier_value_back(self, r: Random) -> None:
        """Whatever a line of the history offers to put back goes back, and reads as it did."""
        from app.cases.restoring import restorable

        case = self.any_case(r)
        lines = [one for one in self.desk.cases.changes(case) if restorable(one)]
        if not lines or not (line := r.choice(lines)):
            return
        done = self.do(lambda: self.desk.case_history.restore(case, line.seq))
        kinds = {
            "casefile": "case",
            "safe_contact": "card",
            "record_value": "record",
            "incident": "incident",
            "person": "person",
        }
        if done is None:
            return
        kind, ident = kinds.get(line.entity, line.entity), line.entity_id
        if kind in ("case", "card", "person"):
            self.memory.alone.get((kind, case), {}).pop(str(line.field), None)
        elif kind == "contact":
            self.memory.alone.get((kind, ident), {}).pop(str(line.field), None)
        elif kind == "record":
            self.memory.of_case.get(case, {}).pop(("record", line.about), None)
        else:
            for one in self.memory.family(case):
                self.memory.of_case.get(one, {}).get((kind, ident), {}).pop(str(line.field), None)
        row = self.casework.row(f"SELECT * FROM {line.entity} WHERE id = ?", (ident,))
        if row is not None and line.field is not None:
            assert (None if row[line.field] is None else str(row[line.field])) == line.old


def reasons() -> list[str]:
    return [one.id for one in codes("closure_item") if code("closure_item", one.id).extra["part"] == "before"]


def ahead(r: Random) -> int:
    """An hour of the coming days."""
    return now() + r.randint(1, 200) * 3_600_000
