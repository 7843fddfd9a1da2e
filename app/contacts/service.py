"""What a worker does with a call: take it, park it, write in it, close it — with a case or without."""

from __future__ import annotations

from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now
from app.codelists import known
from app.contacts import records
from app.contacts.model import COUNSELLING, Contact, Draft, Listed, Sessions, check_codes, minutes_between
from app.entry import check_text
from app.errors import BadInput, Conflict, Denied, NotFound
from app.i18n import _
from app.store import Database
from app.text import nfc

_EDITABLE = frozenset(
    {"channel", "caller_relation", "kind", "alias", "phone", "note", "started_at", "minutes", "counselling", "violence"}
)


class Contacts:
    """The contacts of the centre; `db.who` takes them."""

    def __init__(self, db: Database, *, sees_held: bool = False) -> None:
        self._db, self._sees_held = db, sees_held

    # -- taking and writing ----------------------------------------------------------------------

    def take(self, channel: str = "phone", *, started_at: int | None = None, **values: Any) -> Done[Contact]:
        """Start a contact; whatever was running is parked, so one key is enough when the next call comes."""
        check_codes({"channel": channel, **values})
        contact_id = new_id()
        with self._db.atomic():
            for running in self.open_ones():
                if running.running:
                    self._db.change("contact", running.id, {"state": "parked"})
            row = {
                "id": contact_id, "started_at": started_at or now(), "channel": channel, "state": "running",
                "taken_by": self._db.who, **_clean(values),
            }  # fmt: skip
            self._db.insert("contact", row)
        return Done(self.get(contact_id), Changes.CONTACTS)

    def write_down(self, case_id: str, started_at: int, channel: str, **values: Any) -> Done[Contact]:
        """A finished contact of earlier days in its case: what a centre brings along from before."""
        check_codes({"channel": channel, **values})
        contact_id, minutes = new_id(started_at), values.get("minutes")
        with self._db.atomic():
            row = {
                "id": contact_id, "started_at": started_at, "ended_at": started_at + 60_000 * (minutes or 0),
                "channel": channel, "state": "closed", "taken_by": self._db.who, "case_id": case_id, **_clean(values),
            }  # fmt: skip
            self._db.insert("contact", row)
            self._count_as(contact_id)
        return Done(self.get(contact_id), Changes.CONTACTS | Changes.CASES)

    def write(self, contact_id: str, **values: Any) -> Done[Contact]:
        """Change what is known of a contact, open or closed."""
        check_codes(values)
        with self._db.atomic():
            self.get(contact_id)
            self._db.change("contact", contact_id, _clean(values))
        return Done(self.get(contact_id), Changes.CONTACTS)

    def mark(self, contact_id: str, sign: str, on: bool = True) -> Done[Contact]:
        """Note that a warning sign was heard, or take the mark back."""
        if not known("warning_sign", sign):
            raise BadInput(
                _("“{value}” is not in the list. Please choose one of the list.").format(value=sign),
                field="sign",
            )
        with self._db.atomic():
            there = records.sign_id(self._db, contact_id, sign)
            if on and there is None:
                row = {"id": new_id(), "contact_id": contact_id, "sign": sign, "at": now()}
                self._db.insert("contact_sign", row)
            elif there is not None and not on:
                self._db.remove("contact_sign", there)
        return Done(self.get(contact_id), Changes.CONTACTS)

    def park(self, contact_id: str) -> Done[Contact]:
        with self._db.atomic():
            self._still_open(contact_id)
            self._db.change("contact", contact_id, {"state": "parked"})
        return Done(self.get(contact_id), Changes.CONTACTS)

    def resume(self, contact_id: str) -> Done[Contact]:
        """Go back to a parked contact; another one that was running is parked."""
        with self._db.atomic():
            self._still_open(contact_id)
            for running in self.open_ones():
                state = "running" if running.id == contact_id else "parked"
                self._db.change("contact", running.id, {"state": state})
        return Done(self.get(contact_id), Changes.CONTACTS)

    def close(self, contact_id: str, *, ended_at: int | None = None, case_id: str | None = None) -> Done[Contact]:
        """Finish a contact, without a case or attached to one; its draft goes."""
        with self._db.atomic():
            contact = self._still_open(contact_id)
            end = ended_at or now()
            minutes = contact.minutes or minutes_between(contact.started_at, end)
            self._db.change("contact", contact_id, {"state": "closed", "ended_at": end, "minutes": minutes})
            if case_id is not None:
                self.attach(contact_id, case_id)
            else:
                self._count_as(contact_id)
            self._db.keep_draft(None, contact_id)
        return Done(self.get(contact_id), Changes.CONTACTS | Changes.DRAFTS)

    def reopen(self, contact_id: str) -> Done[Contact]:
        """The undo of `close`: the contact runs again, and what else was running is parked."""
        with self._db.atomic():
            if self.get(contact_id).state == "closed":
                self._db.change("contact", contact_id, {"state": "parked", "ended_at": None, "minutes": None})
            self.resume(contact_id)
        return Done(self.get(contact_id), Changes.CONTACTS)

    def attach(self, contact_id: str, case_id: str) -> Done[Contact]:
        """Put a contact into a case, now or much later, without typing anything again."""
        with self._db.atomic():
            contact = self.get(contact_id)
            if self.is_held(contact_id):
                raise held()
            if contact.case_id not in (None, case_id):
                raise Conflict(
                    _(
                        "This contact already belongs to another case. Nothing was changed. Please take it out there first."
                    )
                )
            if (latest := records.last_activity(self._db, case_id)) is None:
                raise NotFound(
                    _("There is no case “{number}” here. Please look it up in the list.").format(number=case_id)
                )
            self._db.change("contact", contact_id, {"case_id": case_id})
            self._db.change("casefile", case_id, {"last_activity": max(contact.ended_at or now(), latest)})
            self._count_as(contact_id)
        return Done(self.get(contact_id), Changes.CONTACTS | Changes.CASES)

    def detach(self, contact_id: str) -> Done[Contact]:
        """The undo of `attach`."""
        with self._db.atomic():
            self._db.change("contact", contact_id, {"case_id": None})
        return Done(self.get(contact_id), Changes.CONTACTS | Changes.CASES)

    def _count_as(self, contact_id: str) -> None:
        """A finished counselling is a repeat where its case had one before; else what was chosen, or the first."""
        one = self.get(contact_id)
        if one.state != "closed" or one.kind != COUNSELLING:
            return
        before = one.case_id is not None and records.counselled_before(self._db, one.case_id, one.started_at, one.id)
        known = records.violence_known(self._db, one.id, one.case_id)
        values = {"counselling": "repeat" if before else one.counselling or "initial"}
        self._db.change("contact", one.id, {**values, "violence": one.violence or ("yes" if known else "unknown")})

    def sessions(self, since: int, until: int) -> Sessions:
        """Counselling between two instants (UTC ms), counted apart from cases."""
        return records.sessions_between(self._db, since, until)

    def sessions_of(self, case_id: str) -> Sessions:
        return records.sessions_of(self._db, case_id)

    # -- drafts ----------------------------------------------------------------------------------

    def keep_draft(self, draft_id: str, kind: str, body: str, about: str | None = None) -> Done[int]:
        """Save what is being written; the value is the instant it was saved."""
        at = now()
        row = {
            "id": draft_id,
            "owner": self._db.who,
            "kind": kind,
            "about": about,
            "body": nfc(body),
            "saved_at": at,
        }
        self._db.keep_draft(row, draft_id)
        return Done(at, Changes.NONE)

    def drop_draft(self, draft_id: str) -> Done[None]:
        self._db.keep_draft(None, draft_id)
        return Done(None, Changes.DRAFTS)

    def drafts(self, kind: str | None = None) -> tuple[Draft, ...]:
        """This person's drafts, the newest first; nobody else's."""
        return records.drafts(self._db, self._db.who, kind)

    def take_draft(self, draft_id: str, owner: str) -> Done[str]:
        """Go on with what a colleague had begun to write and handed over; the value is the id it has now."""
        with self._db.atomic():
            row = records.draft_row(self._db, owner, draft_id)
            if row is None:
                raise NotFound(_("This text was finished or thrown away meanwhile, so there is nothing to take over."))
            mine = draft_id.replace(owner, self._db.who)
            if records.draft(self._db, self._db.who, mine) is not None:
                raise Conflict(
                    _("You have begun a text in the same place yourself. Finish that first; the other one waits.")
                )
            self._db.keep_draft({**row, "id": mine, "owner": self._db.who}, mine)
            self._db.erase_draft(draft_id, owner)
        return Done(mine, Changes.DRAFTS)

    def take_over(self, contact_id: str, owner: str) -> Done[Contact]:
        """Go on with a colleague's parked contact, with what stands written in it."""
        with self._db.atomic():
            contact = self._still_open(contact_id)
            if contact.running:
                raise Conflict(_("This contact goes on just now. It can be handed over once it is parked."))
            self._db.change("contact", contact_id, {"taken_by": self._db.who})
            if records.draft_row(self._db, owner, contact_id) is not None:
                self.take_draft(contact_id, owner)
        return Done(self.get(contact_id), Changes.CONTACTS | Changes.DRAFTS)

    # -- reading ---------------------------------------------------------------------------------

    def get(self, contact_id: str) -> Contact:
        found = records.one(self._db, contact_id)
        if found is None:
            raise NotFound(_("This contact is not here. Please look it up in the list again."))
        if found.id in self._held_from_me():
            raise Denied(_("This may concern somebody who works here. A colleague decides who goes on with it."))
        return found

    def _held_from_me(self) -> frozenset[str]:
        held = records.held_from(self._db, self._db.who)
        return held if self._sees_held else held | records.held_of_others(self._db, self._db.who)

    def is_held(self, contact_id: str) -> bool:
        """Whether it may come from the other party of a case, and nobody has decided yet."""
        return records.is_held(self._db, contact_id)

    def _seen(self, contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
        """Without those that may be about this person, until a colleague decided."""
        held = self._held_from_me()
        return tuple(one for one in contacts if one.id not in held)

    def open_ones(self) -> tuple[Contact, ...]:
        """This person's running and parked contacts, the oldest first; after a crash they are all still there."""
        return records.open_ones(self._db, self._db.who)

    def page(self, before: Contact | None = None, limit: int = 200) -> tuple[Contact, ...]:
        """Contacts, newest first, from behind `before`."""
        return self._seen(records.page(self._db, (before.started_at, before.id) if before else None, limit))

    def listed(self, before: Contact | None = None, limit: int = 200) -> tuple[Listed, ...]:
        """`page` with the numbers of the cases."""
        return records.numbers(self._db, self.page(before, limit))

    def found(self, query: str, limit: int = 200) -> tuple[Listed, ...]:
        """`find` with the numbers of the cases."""
        return records.numbers(self._db, self.find(query, limit))

    def draft(self, draft_id: str) -> Draft | None:
        """One of this person's drafts."""
        return records.draft(self._db, self._db.who, draft_id)

    def find(self, query: str, limit: int = 200) -> tuple[Contact, ...]:
        hits = self._db.find(query, limit=limit, entities=("contact",))
        return self._seen(records.of_ids(self._db, [hit.entity_id for hit in hits]))

    def _still_open(self, contact_id: str) -> Contact:
        contact = self.get(contact_id)
        if contact.state == "closed":
            raise Conflict(_("This contact is already finished. Nothing was changed."))
        return contact


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _EDITABLE
    if unknown:
        raise BadInput(_("A contact has no field “{field}”.").format(field=sorted(unknown)[0]))
    return {key: check_text(nfc(value), key) if isinstance(value, str) else value for key, value in values.items()}


def held() -> Conflict:
    return Conflict(
        _(
            "This may be the other party of a case. The contact waits until a supervisor has decided; nothing of it is lost."
        )
    )
