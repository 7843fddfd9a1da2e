"""The certificate of deletion: what was destroyed, when and how, and which backups may hold it until when; no names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import i18n
from app.documents.blocks import Block, Furniture, Grid, Lines, Pairs, Paper, Part, Stamp, Title
from app.documents.disk import check_target, put, standing_by
from app.documents.making import band
from app.documents.model import Centre
from app.documents.redaction import Rich
from app.documents.words import N_, Words
from app.errors import Conflict
from app.retention import Copy, Destruction, Ground

if TYPE_CHECKING:
    from app.audit import Audit

_GROUNDS = {
    Ground.PERIOD_OVER: N_("The time for keeping them is over"),
    Ground.REQUEST: N_("The person asked for it"),
    Ground.CONSENT_WITHDRAWN: N_("Consent was withdrawn"),
}
_TYPES = {
    "counselling-record": N_("Counselling record"),
    "deletion-record-child": N_("Deletion record · child material"),
    "deletion-record-police": N_("Deletion record · asked for by the police"),
    "deletion-record-other": N_("Deletion record"),
}


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that was written."""

    file: str
    sha256: str


def reference(entry: Destruction) -> str:
    """How a certificate is called on paper: the beginning of its random id."""
    return f"{entry.id[:4]}-{entry.id[4:8]}".upper()


def certificate(entry: Destruction, still: tuple[Copy, ...], centre: Centre, staff: str, words: Words) -> Paper:
    """The paper; `still` are the backups from before the erasure that nobody has noted as gone."""
    _ = words
    aside = (_("No. {reference}").format(reference=reference(entry)), _.moment(entry.at))
    content: list[Block | Part] = [
        Title(_("Certificate of deletion"), aside=aside),
        Pairs(_what(entry, centre, staff, _), label=34),
        Part(_("How it was done"), (Lines(_how(_), numbered=True),)),
        _copies(still, _),
        Part(_("What this does not cover"), (Lines(_apart(entry, _), numbered=True),)),
        Stamp(_("Head of {centre}").format(centre=centre.name), _("(seal)")),
    ]
    furniture = Furniture(
        _("Certificate of deletion"),
        right=centre.name,
        footer=_("No. {reference}").format(reference=reference(entry)),
        band=band(centre, _),
    )
    return Paper(_.language, furniture, tuple(content), one_page=True)


def _what(entry: Destruction, centre: Centre, staff: str, words: Words) -> tuple[tuple[str, Rich], ...]:
    _ = words
    kinds = " · ".join(words(_TYPES[one]) if one in _TYPES else one for one in entry.record_types)
    amount = _(
        "Cases: {cases} · contacts without a case: {contacts} · records: {records} · sealed files: {files}"
    ).format(cases=entry.cases, contacts=entry.contacts, records=f"{entry.records:,}", files=entry.files)
    written = _.time(entry.rewritten_at) if entry.rewritten_at else "—"
    return (
        (_("Centre"), centre.name),
        (_("Kind of record"), kinds),
        (_("Extent"), amount),
        (_("Ground"), words(_GROUNDS[entry.ground])),
        (_("Erased"), _.time(entry.at)),
        (_("File written anew"), written),
        (_("Decided by"), staff),
    )


def _how(words: Words) -> tuple[str, ...]:
    _ = words
    return (
        _(
            "Every record, its history, its places in the search index and unfinished drafts were deleted and overwritten."
        ),
        _("The keys of sealed files were deleted, then the files: without their keys they open for nobody."),
        _("The encrypted record file was written anew without them, and the old file was removed."),
        _("Their inner numbers stand in a signed list that is applied again whenever an older backup is restored."),
    )


def _copies(still: tuple[Copy, ...], words: Words) -> Part:
    _ = words
    if not still:
        return Part(_("Backups"), (Lines((_("No backup from before the erasure is left."),)),))
    rows: tuple[tuple[Rich, ...], ...] = tuple(
        (_.time(one.made_at), _.day(one.expires_on), _("is applied again at a restore")) for one in still[:12]
    )
    note = _("A backup from before is encrypted, and is deleted by the day named here at the latest.")
    return Part(_("Backups"), (Grid((_("Made"), _("Gone by"), _("The erasure")), rows, (60, 50, 57)),), note)


def _apart(entry: Destruction, words: Words) -> tuple[str, ...]:
    _ = words
    papers = _("No readable copy outside the program was waiting to be destroyed.")
    if entry.papers_open:
        papers = _("Readable copies had left the program without a confirmed destruction: {count}.").format(
            count=entry.papers_open
        )
    return (
        papers,
        _("Anonymous counts that were sent before stay as they are; they lead to nobody."),
        _("The audit trail keeps inner numbers and the hours of work, and no content."),
    )


def save_certificate(
    target: Path,
    entry: Destruction,
    still: tuple[Copy, ...],
    centre: Centre,
    staff: str,
    audit: Audit,
    *,
    language: i18n.Language | None = None,
    overwrite: bool = False,
) -> Certified:
    """Write the certificate to `target`; it holds no personal data, so it needs no passphrase."""
    if entry.rewritten_at is None:
        raise Conflict(
            i18n._(
                "The record file is written anew when the centre is unlocked next. Please lock and unlock once; then the certificate can be made."
            )
        )
    check_target(target, overwrite=overwrite)
    from app.documents.drawing import draw_paper

    words = Words(language or i18n.language())
    data = draw_paper(certificate(entry, still, centre, staff, words)).data
    digest = hashlib.sha256(data).hexdigest()
    with standing_by(target, data) as partial:
        audit.write("deletion_certified", destruction=entry.id, sha256=digest)
        put(partial, target)
    return Certified(str(target), digest)
