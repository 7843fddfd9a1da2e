"""Money paid for people: written with its line and receipt, corrected or cancelled with a reason, summed by line."""

from __future__ import annotations

from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now
from app.entry import check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.store import Database
from app.support import records
from app.support.model import LineSum, Payment, checked
from app.text import nfc


class Support:
    """The payments of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def pay(self, case_id: str, service: str, amount: int, line: str, **more: Any) -> Done[Payment]:
        """Write a payment in won; `more`: paid_on (ISO day), receipt, paid_to, note."""
        values = checked({"service": service, "amount": amount, "line": line, **more})
        row = {"id": new_id(), "case_id": case_id, "at": now(), "author": self._db.who, **values}
        with self._db.atomic():
            self._db.insert("support_paid", row)
        return Done(self.get(row["id"]), Changes.SUPPORT)

    def amend(self, payment_id: str, service: str, amount: int, line: str, **more: Any) -> Done[Payment]:
        """Correct a payment; the history keeps what stood before."""
        values = checked({"service": service, "amount": amount, "line": line, **more})
        with self._db.atomic():
            if not self.get(payment_id).counts:
                raise Conflict(_("This payment was cancelled. Nothing was changed. Please write a new one."))
            self._db.change("support_paid", payment_id, values)
        return Done(self.get(payment_id), Changes.SUPPORT)

    def cancel(self, payment_id: str, because: str) -> Done[Payment]:
        """It was not paid, or paid back: it stays with the reason and counts for nothing."""
        if not (text := check_text(nfc(because), "cancelled_because")):
            raise BadInput(_("Please write why this payment does not count."), field="cancelled_because")
        return self._mark(payment_id, {"cancelled_at": now(), "cancelled_because": text})

    def restore(self, payment_id: str) -> Done[Payment]:
        """The undo of `cancel`."""
        return self._mark(payment_id, {"cancelled_at": None, "cancelled_because": None})

    def _mark(self, payment_id: str, values: dict[str, Any]) -> Done[Payment]:
        with self._db.atomic():
            self.get(payment_id)
            self._db.change("support_paid", payment_id, values)
        return Done(self.get(payment_id), Changes.SUPPORT)

    def get(self, payment_id: str) -> Payment:
        found = records.one(self._db, payment_id)
        if found is None:
            raise NotFound(_("This payment is not here any more. Please look at the case again."))
        return found

    def of_case(self, case_id: str) -> tuple[Payment, ...]:
        """The payments of a case, the latest day first."""
        return records.of_case(self._db, case_id)

    def given_by(self, case_id: str) -> dict[str, str]:
        """Which place of the directory gave a service, by the id of what was noted; what is not named was given by us."""
        return records.given_by(self._db, case_id)

    def sums(self, year: int) -> dict[str, LineSum]:
        """What was paid in a year by line; payments in sealed cases stand in their own files and are not among them."""
        return records.sums(self._db, f"{year}-01-01", f"{year}-12-31")
