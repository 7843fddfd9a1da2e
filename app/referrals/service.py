"""Referrals of a case: proposed by a manual session or a counsellor, sent only with consent."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.codelists import known
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database


@dataclass(frozen=True, slots=True)
class Referral:
    """One organisation asked to help, what it is asked for, and where that stands."""

    id: str
    case_id: str
    organisation: str
    status: str
    at: int
    author: str
    purpose: str | None = None
    items: str | None = None
    consent_id: str | None = None
    session_id: str | None = None


_ANSWERS = """
    SELECT id, answer, valid_until AS until FROM consent
    WHERE case_id = :case AND purpose = 'third_party'
      AND (recipient = :place OR (recipient IS NULL AND answer IN ('refused', 'withdrawn')))
    ORDER BY at, id
"""
"""What was answered about one place; a refusal that names none holds for all."""


class Referrals:
    """The referrals of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def propose(
        self, case_id: str, organisation: str, purpose: str | None = None, *, session_id: str | None = None
    ) -> Done[Referral]:
        """Note that an organisation of the directory could help; one that is already open is not doubled."""
        for open_one in self.of_case(case_id):
            if open_one.organisation == organisation and open_one.status in ("proposed", "consented"):
                return Done(open_one, Changes.NONE)
        referral = Referral(
            new_id(), case_id, organisation, "proposed", now(), self._db.who, purpose, session_id=session_id
        )
        with self._db.atomic():
            self._db.insert("referral", {f: getattr(referral, f) for f in Referral.__dataclass_fields__})
        return Done(referral, Changes.REFERRALS)

    def advance(
        self, referral_id: str, status: str, *, consent_id: str | None = None, items: str | None = None
    ) -> Done[Referral]:
        """Move a referral on; everything but declining needs the consent that was given for this organisation."""
        if not known("referral_status", status):
            raise BadInput(
                _("“{value}” is not in the list. Please choose one of the list.").format(value=status),
                field="status",
            )
        with self._db.atomic():
            referral = self.get(referral_id)
            consent = consent_id or referral.consent_id
            if status not in ("proposed", "declined") and not self._given(consent, referral):
                raise Conflict(
                    _(
                        "The person has not agreed to pass anything on to this place. Nothing was sent. Please ask first."
                    )
                )
            values = {"status": status, "consent_id": consent, "items": items or referral.items}
            self._db.change("referral", referral_id, values)
        return Done(self.get(referral_id), Changes.REFERRALS)

    def _given(self, consent_id: str | None, referral: Referral) -> bool:
        """Whether this consent was given for this place, nothing later takes it back, and it has not run out."""
        rows = self._db.rows(_ANSWERS, {"case": referral.case_id, "place": referral.organisation})
        given = {row["id"] for row in rows if row["answer"] == "given"}
        return consent_id in given and rows[-1]["answer"] == "given" and (rows[-1]["until"] or "9999") >= str(today())

    def get(self, referral_id: str) -> Referral:
        row = self._db.row("SELECT * FROM referral WHERE id = ?", (referral_id,))
        if row is None:
            raise NotFound(_("This referral is not here any more. Please look at the case again."))
        return Referral(**row)

    def of_case(self, case_id: str) -> tuple[Referral, ...]:
        rows = self._db.rows("SELECT * FROM referral WHERE case_id = ? ORDER BY at DESC, id DESC", (case_id,))
        return tuple(Referral(**row) for row in rows)
