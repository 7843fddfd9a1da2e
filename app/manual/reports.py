"""What `gyeot manual list | check | diff` print: plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import clock
from app.errors import BadInput, NotFound
from app.i18n import _, pick
from app.manual.changed import Change, Names, what_changed
from app.manual.check import Known, check, copies_between
from app.manual.compare import compare
from app.manual.finding import Finding
from app.manual.library import Library
from app.manual.model import LawCard, Pack
from app.manual.packs import PACK_FILE, directory, load, record_field_ids, sources
from app.manual.parse import plain_pack
from app.manual.where import Lines
from app.manual.wording import lengths
from app.paths import resource
from app.recordfields import fields

if TYPE_CHECKING:
    from app.manual.holdings import Volume


def listing(library: Library | None = None) -> dict[str, Any]:
    """`manual list`: the packs at hand; `steps` counts the steps of the tree, jumps and cards stand apart."""
    return {"packs": [_listed(pack) for pack in (library or Library()).packs()]}


def _listed(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "version": pack.version,
        "hash": pack.hash,
        "steps": len(pack.of_kind("step")),
        "jumps": len(pack.jumps),
        "cards": len(pack.of_kind("card")),
        "languages": list(pack.languages),
        "audiences": list(pack.audiences),
    }


def known_on(on: date | None = None) -> Known:
    """The shipped law cards, directory, fields and manuals, and the day law is asked about."""
    library = Library()
    return Known(library.law(), directory(), record_field_ids(), on or clock.today(), library.held())


def findings_of(pack: Pack, known: Known | None = None) -> tuple[Finding, ...]:
    return check(pack, known or known_on())


def check_folder(folder: Path, known: Known | None = None) -> tuple[Finding, ...]:
    """The findings of one folder, with file and line; a wrong file is an error among them, and the rest is still looked at."""
    try:
        files = sources(folder)
    except (BadInput, NotFound) as fault:
        return Lines({}).located([_fault(fault)])
    return Lines(files).located(_findings(folder, files, known))


def _findings(folder: Path, files: Mapping[str, bytes], known: Known | None) -> tuple[Finding, ...]:
    faults: list[BadInput] = []
    try:
        plain_pack(files, faults)
    except BadInput as fault:
        return (_fault(fault),)
    if faults:
        return tuple(_fault(fault) for fault in faults)
    known = known or known_on()
    pack = load(folder)
    return findings_of(pack, replace(known, law={**known.law, **pack.law}))


def _fault(fault: BadInput | NotFound) -> Finding:
    return Finding("error", fault.field if isinstance(fault, BadInput) else PACK_FILE, str(fault))


def check_report(folder: Path | None = None, on: date | None = None, known: Known | None = None) -> dict[str, Any]:
    """`manual check [DIR] [--on DATE]`: every pack in a folder (or the folder itself); `ok` without errors."""
    folders = list(_folders(folder or resource("manuals")))
    if not folders:
        raise BadInput(_("There is no manual in {folder}.").format(folder=folder))
    read = _readable(folders)
    held = {pack.id: pack for pack in read.values()}
    known = known or known_on(on)
    known = replace(known, packs={**known.packs, **held}, law=_law(known, held))
    packs = [_checked(one, known, read) for one in folders]
    copied = [_row(one) for one in _located(folders, copies_between(known.packs.values(), held))]
    errors = sum(pack["errors"] for pack in packs) + len(copied)
    return {"on": known.on.isoformat(), "ok": errors == 0, "errors": errors, "packs": packs, "copied": copied}


def _located(folders: Iterable[Path], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings between packs, each with the folder, file and line it begins at; those of other packs stay as they are."""
    rooms: list[Lines] = []
    for finding in findings:
        rooms = rooms or [Lines(sources(folder), f"{folder.name}/") for folder in folders]
        room = next((one for one in rooms if one.knows(finding.place.split(" · ")[0])), None)
        yield from room.located([finding]) if room else [finding]


def _readable(folders: Iterable[Path]) -> dict[Path, Pack]:
    """The packs of these folders that can be read at all; what is wrong with the others is found one by one."""
    held = {}
    for folder in folders:
        with suppress(BadInput, NotFound):
            held[folder] = load(folder)
    return held


def _law(known: Known, held: Mapping[str, Pack]) -> dict[str, LawCard]:
    return {**known.law, **{card_id: card for pack in held.values() for card_id, card in pack.law.items()}}


def _folders(folder: Path) -> Iterator[Path]:
    if (folder / PACK_FILE).exists():
        yield folder
    else:
        yield from (path.parent for path in sorted(folder.glob(f"*/{PACK_FILE}")))


def _checked(folder: Path, known: Known, held: Mapping[Path, Pack]) -> dict[str, Any]:
    found = check_folder(folder, known)
    pack = held.get(folder)
    if pack and any(one.id == pack.id and one.version == pack.version for at, one in held.items() if at != folder):
        twin = _("Another folder here holds the version {version} of the manual “{name}” too.")
        fault = Finding("error", "pack · id", twin.format(version=pack.version, name=pack.id))
        found = (*Lines(sources(folder)).located([fault]), *found)
    counts = {f"{name}s": sum(one.severity == name for one in found) for name in ("error", "warning", "note")}
    findings = [_row(one) for one in found]
    return {"folder": folder.name, **counts, "lengths": lengths(pack) if pack else {}, "findings": findings}


def _row(finding: Finding) -> dict[str, Any]:
    shown = {"severity": finding.severity, "place": finding.place, "where": finding.where, "sentence": finding.sentence}
    return {**shown, "file": finding.file, "line": finding.line}


def diff_report(before: Path, after: Path) -> dict[str, Any]:
    """`manual diff A B`: the differences as data and as lines."""
    one, other = load(before), load(after)
    found = compare(one, other)
    rows = [{"sort": d.sort, "step": d.subject, "place": d.place, "before": d.before, "after": d.after} for d in found]
    told = {"lines": [d.line for d in found], "told": [_told(change) for change in what_changed(one, other, names())]}
    return {"before": _listed(one), "after": _listed(other), "differences": rows, **told}


def _told(change: Change) -> dict[str, Any]:
    return {"heading": change.heading, "sentences": [line.sentence for line in change.lines]}


def names(library: Library | None = None) -> Names:
    """How services, fields, steps and law cards are called in the current language."""
    services = {one.id: pick(dict(one.name)) for one in directory().values()}
    return Names(services, {one.id: one.label for one in fields().values()}, (library or Library()).held())


def summary_of(pack: Pack) -> dict[str, Any]:
    """What a command says of a pack that was exported, installed or chosen."""
    return {"id": pack.id, "version": pack.version, "hash": pack.hash}


def version(volume: Volume) -> dict[str, Any]:
    """One version that a centre has."""
    last = volume.last
    came = {"how": last.how, "at": last.at, "signed_by": last.signer, "holder": last.holder} if last else {}
    reviewed, texts = volume.reviewed
    return {**summary_of(volume.pack), "in_use": volume.in_use, "reviewed": reviewed, "texts": texts, **came}
