"""Papers of a case: made in memory, locked, put in one chosen place, and kept in a register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from app import i18n
from app.cases import Cases
from app.changes import Changes, Done
from app.clock import now, random_id, today
from app.documents import answers
from app.documents.answers import Answered, SafetyAnswers
from app.documents.assembly import Assembly, Named
from app.documents.blocks import Paper
from app.documents.case_forms import CaseForm, consent_form, counselling_log, power_of_attorney
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import lock, pages_of
from app.documents.making import Making, letters_without_form
from app.documents.marking import without
from app.documents.model import (
    CaseSummary,
    Centre,
    Copy,
    Exported,
    Options,
    Recipient,
    Verified,
)
from app.documents.pictures import PRINTER, SCREEN, pictures
from app.documents.profiles import Profile
from app.documents.records import DocumentRecords
from app.documents.referral_letter import referral_letter
from app.documents.summary_paper import summary_paper
from app.documents.survivor_copy import survivor_copy
from app.documents.wish import Wish, check_card_seen, check_wish, key_for
from app.documents.words import Words
from app.errors import BadInput, NotFound, Refusal
from app.i18n import Language, _
from app.store import Database

_MOST = 64 * 1024 * 1024
_COMPOSERS: dict[Profile | CaseForm, Callable[[CaseSummary, Making], Paper]] = {
    Profile.REFERRAL: referral_letter,
    Profile.SURVIVOR: survivor_copy,
    CaseForm.CONSENT: consent_form,
    CaseForm.ATTORNEY: power_of_attorney,
    CaseForm.LOG: counselling_log,
}
"""Every other profile is a summary."""


class Audit(Protocol):
    """Where it is written down that a paper left the store."""

    def write(self, event: str, /, **facts: Any) -> object:
        """Add one entry inside the running transaction."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as pictures (PNG, a page each); `copy` is its id in the register where it was printed."""

    copy: str
    pages: tuple[bytes, ...]
    warnings: tuple[str, ...]


class Documents:
    """What a worker can do with papers; `staff` and `organisation` give the name for an id."""

    def __init__(
        self,
        db: Database,
        centre: Centre,
        *,
        audit: Audit | None = None,
        staff: Named = str,
        organisation: Named = str,
    ) -> None:
        self._db = db
        self._centre = centre
        self._audit = audit
        self._cases = Cases(db)
        self._records = DocumentRecords(db)
        self._assembly = Assembly(self._records, staff=staff, organisation=organisation)

    # -- reading ---------------------------------------------------------------------------------

    def summary(self, case_id: str) -> CaseSummary:
        """Everything a paper about this case may show; raises NotFound."""
        case = self._records.casefile(case_id)
        if case is None:
            raise NotFound(_("This case is not there. Nothing was made. Look for it in the list of cases."))
        return self._assembly.summary(case)

    def copies(self, case_id: str | None = None) -> list[Copy]:
        """The register of papers that left the store, the newest first."""
        return [Copy(**{**row, "encrypted": bool(row["encrypted"])}) for row in self._records.copies(case_id)]

    def verify(self, path: Path, passphrase: str | None = None) -> Verified:
        """Pages, lock and hash of a file, and whether the register knows it; raises NotFound and Damaged."""
        try:
            with path.open("rb") as stream:
                data = stream.read(_MOST + 1)
        except OSError as problem:
            raise NotFound(_("This file cannot be read. Nothing was changed. Choose another file.")) from problem
        if len(data) > _MOST:
            raise BadInput(_("This file is larger than any paper of Gyeot. Nothing was changed. Choose another file."))
        sha256 = hashlib.sha256(data).hexdigest()
        pages, encrypted = pages_of(data, passphrase)
        known = self._records.by_hash(sha256)
        return Verified(sha256, encrypted, known["pages"] if known and pages is None else pages, known is not None)

    # -- leaving the store -----------------------------------------------------------------------

    def export(
        self,
        case_id: str,
        target: Path,
        profile: Profile | CaseForm,
        recipient: Recipient,
        *,
        passphrase: str | None = None,
        plain_reason: str | None = None,
        safety: SafetyAnswers | None = None,
        language: Language | None = None,
        options: Options | None = None,
        overwrite: bool = False,
        card_seen: bool = False,
    ) -> Done[Exported]:
        """One paper at `target`; it is locked unless a reason for a plain one is given.

        Raises BadInput, NotFound, Conflict, NoRoom or Refusal; then neither file nor register row is left.
        """
        key = key_for(passphrase, plain_reason)
        check_target(target, overwrite=overwrite)
        copy_id = random_id()
        wish = Wish(profile, recipient, safety, language, options or Options(), card_seen)
        data, pages, missing = self._drawn(case_id, copy_id, wish)
        data = lock(data, key) if key else data
        made = Exported(
            copy_id,
            str(target),
            hashlib.sha256(data).hexdigest(),
            pages,
            key is not None,
            letters_without_form(missing),
        )
        row = _row(made, case_id, wish, plain_reason, self._db.who)
        with standing_by(target, data) as partial:
            # The register knows of the copy before it appears: a power cut may leave a row too many, never a file too many.
            changes = self._register(row, wish)
            self.or_take_back(copy_id, lambda: put(partial, target))
        return Done(made, changes)

    def note_answers(self, case_id: str, safety: SafetyAnswers) -> Done[Answered]:
        """Keep what was asked about a copy of their own where no paper is made; raises BadInput and NotFound."""
        answers.check_without_paper(answers.check_answers(safety))
        case = self._cases.get(case_id)
        with self._db.atomic():
            note = self._keep_answers(case.id, safety)
        return Done(Answered(note, answers.outcome(safety)), Changes.CASES | Changes.NOTES | Changes.AUDIT)

    def look(self, case_id: str, wish: Wish) -> Done[Shown]:
        """The pages for the screen, before anything leaves; that somebody looked is recorded."""
        data, _pages, missing = self._drawn(case_id, random_id(), wish)
        with self._db.atomic():
            self._note("document_previewed", profile=wish.profile.value, case=case_id)
        return Done(Shown("", pictures(data, SCREEN), letters_without_form(missing)), Changes.AUDIT)

    def for_the_house(self, case_id: str, wish: Wish) -> tuple[bytes, int]:
        """The PDF and its pages for somebody of this centre; it stays sealed in the store and is no readable copy."""
        data, pages, _missing = self._drawn(case_id, random_id(), wish)
        with self._db.atomic():
            self._note("paper_submitted", profile=wish.profile.value, case=case_id)
        return data, pages

    def print_copy(self, case_id: str, wish: Wish) -> Done[Shown]:
        """The pages for a printer; the paper copy stands in the register until somebody confirms that it is gone."""
        copy_id = random_id()
        data, pages, missing = self._drawn(case_id, copy_id, wish)
        made = Exported(copy_id, "", hashlib.sha256(data).hexdigest(), pages, False, letters_without_form(missing))
        reason = _("Printed on paper")
        changes = self._register(_row(made, case_id, wish, reason, self._db.who), wish)
        return Done(Shown(copy_id, pictures(data, PRINTER), made.warnings), changes)

    def _drawn(self, case_id: str, copy_id: str, wish: Wish) -> tuple[bytes, int, tuple[str, ...]]:
        """The paper in memory: bytes, pages, letters without a form."""
        summary = self.summary(case_id)
        check_wish(wish, self._cases.may_call(case_id))
        words = Words(wish.language or i18n.language())
        making = Making(words, self._centre, wish.recipient, wish.options, today(), _reference(copy_id))
        return _make(summary, wish.profile, making)

    def confirm_gone(self, copy_id: str) -> Done[str]:
        """Somebody confirmed that this copy was destroyed."""
        with self._db.atomic():
            if not self._records.gone(copy_id, now()):
                raise NotFound(_("This copy is not in the register. Nothing was changed. Look at the list again."))
            self._note("document_destroyed", copy=copy_id)
        return Done(copy_id, Changes.CASES | Changes.AUDIT)

    def _register(self, row: dict[str, Any], wish: Wish) -> Changes:
        changes = Changes.CASES | Changes.AUDIT
        with self._db.atomic():
            self._records.register(row)
            if wish.profile is Profile.SURVIVOR and wish.safety is not None:
                self._keep_answers(row["case_id"], wish.safety, copy=row["id"])
                changes |= Changes.NOTES
            self._note(
                "document_exported",
                profile=row["profile"],
                sha256=row["sha256"],
                encrypted=bool(row["encrypted"]),
                case=row["case_id"],
            )
        return changes

    def _keep_answers(self, case_id: str, safety: SafetyAnswers, **facts: str) -> str:
        """A note with the answers, and their codes in the trail; what the person said stands in the note only."""
        note = self._cases.add_note(case_id, answers.title(), answers.body(safety)).value
        codes = {"safe_to_take": safety.safe_to_take, "form": safety.form}
        self._note("survivor_copy_asked", case=case_id, note=note, **codes, **facts)
        return note

    def check_card(self, case_id: str, seen: bool) -> None:
        """Refuse a paper of another kind that goes to the person, unless their safe-contact card was seen."""
        check_card_seen(self._cases.may_call(case_id), seen)

    def enter(self, row: dict[str, Any], event: str, **facts: Any) -> None:
        """A paper of another kind into the register of a case, or of the house, with its line in the trail."""
        with self._db.atomic():
            if row["case_id"] is not None:
                facts["case"] = self._cases.get(row["case_id"]).id
            self._records.register({**row, "at": now(), "author": self._db.who, "gone_at": None})
            self._note(event, **facts)

    def or_take_back(self, copy_id: str, step: Callable[[], None]) -> None:
        """Do the step; where it is refused, the copy is noted as gone again."""
        try:
            step()
        except Refusal:
            with self._db.atomic():
                self._records.gone(copy_id, now())
                self._note("document_export_failed", copy=copy_id)
            raise

    def _note(self, event: str, **facts: Any) -> None:
        if self._audit is not None:
            self._audit.write(event, **facts)


def warm_up() -> None:
    """Load reportlab and the fonts ahead of the first paper (some 400 ms); for a worker, after the first paint."""
    from app.documents.style import styles

    import_module("app.documents.drawing")
    styles()


def _make(summary: CaseSummary, profile: Profile | CaseForm, making: Making) -> tuple[bytes, int, tuple[str, ...]]:
    # reportlab is dear to import and nothing before the first paint may ask for it.
    from app.documents.drawing import draw_paper

    composer = _COMPOSERS[profile] if isinstance(profile, CaseForm) else _composer(profile)
    silent = profile is Profile.SURVIVOR  # nobody who finds it shall see that something was hidden
    drawn = draw_paper(without(composer(summary, making), making.options.marked, making.words, silent=silent))
    return drawn.data, drawn.pages, drawn.missing


def _composer(profile: Profile) -> Callable[[CaseSummary, Making], Paper]:
    return _COMPOSERS.get(profile) or partial(summary_paper, profile=profile)


def _reference(copy_id: str) -> str:
    return f"{copy_id[:4]}-{copy_id[4:8]}".upper()


def _row(made: Exported, case_id: str, wish: Wish, plain_reason: str | None, author: str) -> dict[str, Any]:
    return {
        "id": made.id,
        "case_id": case_id,
        "profile": wish.profile.value,
        "recipient": wish.recipient.name,
        "encrypted": int(made.encrypted),
        "reason": None if made.encrypted else (plain_reason or "").strip(),
        "safety": wish.safety.stored() if wish.safety else None,
        "sha256": made.sha256,
        "pages": made.pages,
        "at": now(),
        "author": author,
        "gone_at": None,
    }
