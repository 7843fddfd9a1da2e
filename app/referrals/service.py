"""Referrals of a case: proposed by a manual session or a counsellor, told to a place only with consent for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import code, known
from app.entry import check_day, check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.referrals import records
from app.referrals.model import Notice, Referral, Step
from app.store import Database
from app.text import nfc

OPEN = ("proposed", "consented", "sent")
_ENDED = ("declined", "withdrawn")


class Referrals:
    """The referrals of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def propose(
        self,
        case_id: str,
        organisation: str,
        purpose: str | None = None,
        *,
        service: str | None = None,
        session_id: str | None = None,
    ) -> Done[Referral]:
        """Note that an organisation of the directory could help; one that is already open is not doubled."""
        if service is not None:
            _must_know("service", service, "service")
        for there in self.of_case(case_id):
            same = there.organisation == organisation and service in (None, there.service)
            if same and there.status in ("proposed", "consented"):
                return Done(there, Changes.NONE)
        referral = Referral(
            new_id(), case_id, organisation, "proposed", now(), self._db.who, check_text(nfc(purpose or ""), "purpose"),
            session_id=session_id, service=service,
        )  # fmt: skip
        with self._db.atomic():
            self._db.insert("referral", {f: getattr(referral, f) for f in Referral.__dataclass_fields__})
        return Done(referral, Changes.REFERRALS)

    def change(self, referral_id: str, *, purpose: str, service: str | None) -> Done[Referral]:
        """Say anew what the place is asked for, while nothing was sent."""
        if service is not None:
            _must_know("service", service, "service")
        with self._db.atomic():
            if self.get(referral_id).status not in ("proposed", "consented"):
                raise Conflict(_("This was sent already. Nothing was changed. Make another referral instead."))
            values = {"purpose": check_text(nfc(purpose), "purpose"), "service": service}
            self._db.change("referral", referral_id, values)
        return Done(self.get(referral_id), Changes.REFERRALS)

    def advance(
        self, referral_id: str, status: str, *, consent_id: str | None = None, items: str | None = None
    ) -> Done[Referral]:
        """Move a referral on; everything but declining needs the consent that was given for this organisation."""
        _must_know("referral_status", status, "status")
        with self._db.atomic():
            referral = self.get(referral_id)
            consent = consent_id or referral.consent_id
            if status not in ("proposed", *_ENDED):
                self._must_be_agreed(replace(referral, consent_id=consent))
            values = {"status": status, "consent_id": consent, "items": items or referral.items}
            self._db.change("referral", referral_id, values)
            changes = self._ask_about(referral, status, None)
        return Done(self.get(referral_id), Changes.REFERRALS | changes)

    def note(self, referral_id: str, kind: str, words: str = "", **more: Any) -> Done[Step]:
        """Write what was done about a referral; where it stands follows from it.

        `more`: person, survivor_there, minutes, at (UTC ms), answer_by (ISO day: a task asks then), consent_id, items.
        """
        _must_know("referral_step", kind, "kind")
        extra = code("referral_step", kind).extra
        step = Step(
            new_id(), referral_id, "", kind, _moment(more.get("at")), self._db.who,
            check_text(nfc(more.get("person") or ""), "person"), bool(more.get("survivor_there")),
            _minutes(more.get("minutes")), check_text(nfc(words), "words"),
        )  # fmt: skip
        with self._db.atomic():
            referral = self._with_consent(self.get(referral_id), more, told=bool(extra.get("consent")))
            step = replace(step, case_id=referral.case_id)
            row = {f: getattr(step, f) for f in Step.__dataclass_fields__}
            self._db.insert("referral_step", {**row, "survivor_there": int(step.survivor_there)})
            if extra.get("status"):
                self._db.change("referral", referral_id, {"status": extra["status"]})
            changes = self._ask_about(referral, kind, more.get("answer_by"))
        return Done(step, Changes.REFERRALS | changes)

    def _with_consent(self, referral: Referral, more: dict[str, Any], *, told: bool) -> Referral:
        """The referral with the consent it goes by; refused where the place is told something without one."""
        if not told:
            return referral
        consent = more.get("consent_id") or referral.consent_id
        referral = replace(referral, consent_id=consent, items=more.get("items") or referral.items)
        self._must_be_agreed(referral)
        self._db.change("referral", referral.id, {"consent_id": consent, "items": referral.items})
        return referral

    def _ask_about(self, referral: Referral, kind: str, day: str | None) -> Changes:
        """A task for the day by which the place should have answered; an answer ticks it off."""
        title = _("Ask about the answer to a referral")
        there = records.asking(self._db, referral, title)
        if kind in ("accepted", "declined", "suggested", "done", "withdrawn"):
            if there is None:
                return Changes.NONE
            self._db.change("task", there, {"done_at": now()})
            return Changes.TASKS
        if (clean := check_day(day, "answer_by")) is None:
            return Changes.NONE
        self._db.change("referral", referral.id, {"answer_by": clean})
        row = {"id": new_id(), "case_id": referral.case_id, "title": title, "kind": "todo", "due_on": clean}
        self._db.insert("task", {**row, "owner": self._db.who})
        return Changes.TASKS

    def _must_be_agreed(self, referral: Referral) -> None:
        if not self._given(referral):
            raise Conflict(
                _("The person has not agreed to pass anything on to this place. Nothing was sent. Please ask first.")
            )

    def _given(self, referral: Referral) -> bool:
        """Whether its consent was given for this place and service, nothing later takes it back, and it has not run out."""
        rows = records.answers(self._db, referral.case_id, referral.organisation, referral.service)
        given = {row["id"] for row in rows if row["answer"] == "given"}
        if referral.consent_id not in given:
            return False
        return rows[-1]["answer"] == "given" and (rows[-1]["until"] or "9999") >= str(today())

    def agreed(self, referral_id: str) -> str | None:
        """The consent that a referral could go by now; None where the person has to be asked first."""
        referral = self.get(referral_id)
        rows = records.answers(self._db, referral.case_id, referral.organisation, referral.service)
        if not rows or not self._given(replace(referral, consent_id=rows[-1]["id"])):
            return None
        return str(rows[-1]["id"])

    def get(self, referral_id: str) -> Referral:
        found = records.one(self._db, referral_id)
        if found is None:
            raise NotFound(_("This referral is not here any more. Please look at the case again."))
        return found

    def of_case(self, case_id: str) -> tuple[Referral, ...]:
        return records.of_case(self._db, case_id)

    def steps(self, case_id: str, referral_id: str | None = None) -> tuple[Step, ...]:
        """What was done, the newest first."""
        return records.steps(self._db, case_id, referral_id)

    # -- notices ---------------------------------------------------------------------------------

    def prepare_notice(self, case_id: str, consent_id: str, recipient: str, text: str, task: str) -> Done[Notice]:
        """Keep the words by which a place is told that a consent was taken back, with a task of today that asks for it."""
        notice = Notice(new_id(), case_id, consent_id, recipient, text, now(), self._db.who, task_id=new_id())
        row = {
            "id": notice.task_id, "case_id": case_id, "title": task, "kind": "consent", "due_on": today().isoformat(),
            "owner": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("task", row)
            self._db.insert("withdrawal_notice", {f: getattr(notice, f) for f in Notice.__dataclass_fields__})
        return Done(notice, Changes.REFERRALS | Changes.TASKS)

    def told(self, notice_id: str, how: str) -> Done[Notice]:
        """The place was told: when and how; its task is ticked off."""
        if not (text := check_text(nfc(how), "told_how")):
            raise BadInput(_("Please write how they were told, and by whom there."), field="told_how")
        with self._db.atomic():
            found = records.notice(self._db, notice_id)
            if found is None:
                raise NotFound(_("This notice is not here any more. Please look at the case again."))
            self._db.change("withdrawal_notice", notice_id, {"told_at": now(), "told_how": text})
            if found.task_id:
                self._db.change("task", found.task_id, {"done_at": now()})
        told = records.notice(self._db, notice_id)
        assert told is not None, "it was just written"
        return Done(told, Changes.REFERRALS | Changes.TASKS)

    def notices(self, case_id: str) -> tuple[Notice, ...]:
        """Whom to tell that a consent was taken back, told or not, the newest first."""
        return records.notices(self._db, case_id)


def _must_know(list_name: str, value: str, field: str) -> None:
    if not known(list_name, value):
        sentence = _("“{value}” is not in the list. Please choose one of the list.")
        raise BadInput(sentence.format(value=value), field=field)


def _minutes(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 1440:
        raise BadInput(_("Please write the minutes as a number, up to a day."), field="minutes")
    return value


def _moment(at: int | None) -> int:
    if at is not None and at > now():
        raise BadInput(_("This time lies in the future. Please look at day and time again."), field="at")
    return at or now()
