"""What `gyeot manual list | check | diff` print: plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app import clock
from app.errors import BadInput
from app.i18n import _
from app.manual.check import Finding, Known, check, copies_between
from app.manual.compare import compare
from app.manual.model import LawCard, Pack
from app.manual.packs import PACK_FILE, Library, directory, load, record_field_ids, sources
from app.manual.parse import plain_pack
from app.paths import resource


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
    """The findings of one folder; a wrong file is an error among them, and the rest is still looked at."""
    files = sources(folder)
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


def _fault(fault: BadInput) -> Finding:
    return Finding("error", fault.field, str(fault))


def check_report(folder: Path | None = None, on: date | None = None, known: Known | None = None) -> dict[str, Any]:
    """`manual check [DIR] [--on DATE]`: every pack in a folder (or the folder itself); `ok` without errors."""
    folders = list(_folders(folder or resource("manuals")))
    if not folders:
        raise BadInput(_("There is no manual in {folder}.").format(folder=folder))
    held = _readable(folders)
    known = known or known_on(on)
    known = replace(known, packs={**known.packs, **held}, law=_law(known, held))
    packs = [_checked(one, known) for one in folders]
    copied = [_row(one) for one in copies_between({**known.packs, **held}.values())]
    errors = sum(pack["errors"] for pack in packs) + len(copied)
    return {"on": known.on.isoformat(), "ok": errors == 0, "errors": errors, "packs": packs, "copied": copied}


def _readable(folders: Iterable[Path]) -> dict[str, Pack]:
    """The packs of these folders that can be read at all; what is wrong with the others is found one by one."""
    held = {}
    for folder in folders:
        with suppress(BadInput):
            pack = load(folder)
            held[pack.id] = pack
    return held


def _law(known: Known, held: Mapping[str, Pack]) -> dict[str, LawCard]:
    return {**known.law, **{card_id: card for pack in held.values() for card_id, card in pack.law.items()}}


def _folders(folder: Path) -> Iterator[Path]:
    if (folder / PACK_FILE).exists():
        yield folder
    else:
        yield from (path.parent for path in sorted(folder.glob(f"*/{PACK_FILE}")))


def _checked(folder: Path, known: Known) -> dict[str, Any]:
    found = check_folder(folder, known)
    counts = {f"{name}s": sum(one.severity == name for one in found) for name in ("error", "warning", "note")}
    return {"folder": folder.name, **counts, "findings": [_row(one) for one in found]}


def _row(finding: Finding) -> dict[str, str]:
    return {"severity": finding.severity, "place": finding.place, "sentence": finding.sentence}


def diff_report(before: Path, after: Path) -> dict[str, Any]:
    """`manual diff A B`: the differences as data and as lines."""
    one, other = load(before), load(after)
    found = compare(one, other)
    rows = [{"sort": d.sort, "step": d.step, "place": d.place, "before": d.before, "after": d.after} for d in found]
    return {"before": _listed(one), "after": _listed(other), "differences": rows, "lines": [d.line for d in found]}
