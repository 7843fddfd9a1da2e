"""Papers of a case: made in memory, locked, put in one chosen place, and kept in a register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from app import i18n
from app.changes import Changes, Done
from app.clock import now, random_id, today
from app.documents.assembly import Assembly, Named
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import checked_passphrase, lock, pages_of
from app.documents.making import Making
from app.documents.model import (
    CaseSummary,
    Centre,
    Copy,
    Exported,
    Options,
    Profile,
    Recipient,
    SafetyAnswers,
    Verified,
)
from app.documents.pictures import PRINTER, SCREEN, pictures
from app.documents.records import DocumentRecords
from app.documents.referral_letter import referral_letter
from app.documents.summary_paper import summary_paper
from app.documents.survivor_copy import survivor_copy
from app.documents.words import Words
from app.errors import BadInput, NotFound, Refusal
from app.i18n import Language, _
from app.store import Database

_MOST = 64 * 1024 * 1024
_COMPOSERS = {
    Profile.FULL: summary_paper,
    Profile.REFERRAL: referral_letter,
    Profile.SURVIVOR: survivor_copy,
}


class Audit(Protocol):
    """Where it is written down that a paper left the store."""

    def write(self, event: str, /, **facts: Any) -> object:
        """Add one entry inside the running transaction."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which paper, for whom, and what was asked before."""

    profile: Profile
    recipient: Recipient
    safety: SafetyAnswers | None = None
    language: Language | None = None
    options: Options = field(default_factory=Options)


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
        profile: Profile,
        recipient: Recipient,
        *,
        passphrase: str | None = None,
        plain_reason: str | None = None,
        safety: SafetyAnswers | None = None,
        language: Language | None = None,
        options: Options | None = None,
        overwrite: bool = False,
    ) -> Done[Exported]:
        """One paper at `target`; it is locked unless a reason for a plain one is given.

        Raises BadInput, NotFound, Conflict, NoRoom or Refusal; then neither file nor register row is left.
        """
        key = _key(passphrase, plain_reason)
        check_target(target, overwrite=overwrite)
        copy_id = random_id()
        wish = Wish(profile, recipient, safety, language, options or Options())
        data, pages, missing = self._drawn(case_id, copy_id, wish)
        data = lock(data, key) if key else data
        made = Exported(
            copy_id, str(target), hashlib.sha256(data).hexdigest(), pages, key is not None, _warnings(missing)
        )
        row = _row(made, case_id, profile, recipient, plain_reason, safety, self._db.who)
        with standing_by(target, data) as partial:
            # The register knows of the copy before it appears: a power cut may leave a row too many, never a file too many.
            self._register(row)
            self._or_take_back(copy_id, lambda: put(partial, target))
        return Done(made, Changes.CASES | Changes.AUDIT)

    def look(self, case_id: str, wish: Wish) -> Done[Shown]:
        """The pages for the screen, before anything leaves; that somebody looked is recorded."""
        data, _pages, missing = self._drawn(case_id, random_id(), wish)
        with self._db.atomic():
            self._note("document_previewed", profile=wish.profile.value, case=case_id)
        return Done(Shown("", pictures(data, SCREEN), _warnings(missing)), Changes.AUDIT)

    def print_copy(self, case_id: str, wish: Wish) -> Done[Shown]:
        """The pages for a printer; the paper copy stands in the register until somebody confirms that it is gone."""
        copy_id = random_id()
        data, pages, missing = self._drawn(case_id, copy_id, wish)
        made = Exported(copy_id, "", hashlib.sha256(data).hexdigest(), pages, False, _warnings(missing))
        reason = _("Printed on paper")
        self._register(_row(made, case_id, wish.profile, wish.recipient, reason, wish.safety, self._db.who))
        return Done(Shown(copy_id, pictures(data, PRINTER), made.warnings), Changes.CASES | Changes.AUDIT)

    def _drawn(self, case_id: str, copy_id: str, wish: Wish) -> tuple[bytes, int, tuple[str, ...]]:
        """The paper in memory: bytes, pages, letters without a form."""
        _check_safety(wish.profile, wish.safety)
        _check_recipient(wish.profile, wish.recipient)
        words = Words(wish.language or i18n.language())
        making = Making(words, self._centre, wish.recipient, wish.options, today(), _reference(copy_id))
        return _make(self.summary(case_id), wish.profile, making)

    def confirm_gone(self, copy_id: str) -> Done[str]:
        """Somebody confirmed that this copy was destroyed."""
        with self._db.atomic():
            if not self._records.gone(copy_id, now()):
                raise NotFound(_("This copy is not in the register. Nothing was changed. Look at the list again."))
            self._note("document_destroyed", copy=copy_id)
        return Done(copy_id, Changes.CASES | Changes.AUDIT)

    def _register(self, row: dict[str, Any]) -> None:
        with self._db.atomic():
            self._records.register(row)
            self._note(
                "document_exported",
                profile=row["profile"],
                sha256=row["sha256"],
                encrypted=bool(row["encrypted"]),
                case=row["case_id"],
            )

    def _or_take_back(self, copy_id: str, step: Callable[[], None]) -> None:
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


def _make(summary: CaseSummary, profile: Profile, making: Making) -> tuple[bytes, int, tuple[str, ...]]:
    # reportlab is dear to import and nothing before the first paint may ask for it.
    from app.documents.drawing import draw_paper

    drawn = draw_paper(_COMPOSERS[profile](summary, making))
    return drawn.data, drawn.pages, drawn.missing


def _key(passphrase: str | None, plain_reason: str | None) -> str | None:
    if passphrase:
        return checked_passphrase(passphrase)
    if plain_reason and plain_reason.strip():
        return None
    raise BadInput(
        _("No file was written. Give a passphrase, or write why this paper has to leave without a lock."),
        field="passphrase",
    )


def _check_safety(profile: Profile, safety: SafetyAnswers | None) -> None:
    if profile is not Profile.SURVIVOR:
        return
    if safety is None or not safety.who_might_find.strip():
        raise BadInput(
            _("No paper was made. First ask whether it is safe to take it along, and who might find it."),
            field="safety",
        )
    if not safety.allows_paper:
        raise BadInput(
            _("No paper was made, because taking it along is not safe. Read it aloud, or keep it here for the person."),
            field="safety",
        )


def _check_recipient(profile: Profile, recipient: Recipient) -> None:
    if profile is not Profile.SURVIVOR and not recipient.name.strip():
        raise BadInput(_("No paper was made. Write for whom it is."), field="recipient")
    if not 1 <= recipient.copy <= recipient.copies:
        raise BadInput(_("No paper was made. The number of the copy does not fit how many there are."), field="copies")


def _reference(copy_id: str) -> str:
    return f"{copy_id[:4]}-{copy_id[4:8]}".upper()


def _warnings(missing: tuple[str, ...]) -> tuple[str, ...]:
    if not missing:
        return ()
    shown = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
    return (
        _("The font has no form for these letters, so their codes were printed instead: {letters}").format(
            letters=shown
        ),
    )


def _row(
    made: Exported,
    case_id: str,
    profile: Profile,
    recipient: Recipient,
    plain_reason: str | None,
    safety: SafetyAnswers | None,
    author: str,
) -> dict[str, Any]:
    return {
        "id": made.id,
        "case_id": case_id,
        "profile": profile.value,
        "recipient": recipient.name,
        "encrypted": int(made.encrypted),
        "reason": None if made.encrypted else (plain_reason or "").strip(),
        "safety": safety.stored() if safety else None,
        "sha256": made.sha256,
        "pages": made.pages,
        "at": now(),
        "author": author,
        "gone_at": None,
    }
