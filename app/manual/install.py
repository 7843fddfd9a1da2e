"""A signed manual comes in: opened, held against what is here, checked, and written beside the others or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app import clock
from app.errors import BadInput, Conflict, NoRoom, NotFound
from app.i18n import _
from app.manual.compose import compose
from app.manual.library import Installed, Library
from app.manual.model import END, RETURN, Pack, version_key
from app.manual.packs import hash_of, sources
from app.manual.parcel import Parcel, open_parcel
from app.manual.signing import TrustedKey


@dataclass(frozen=True, slots=True)
class Ground:
    """What an installation meets: where it goes, whom it trusts, the manuals in use and every version at hand."""

    folder: Path
    trusted: tuple[TrustedKey, ...]
    packs: Mapping[str, Pack] = field(hash=False)
    versions: Collection[Installed] = ()

    def trusting(self, key: TrustedKey | None) -> Ground:
        return replace(self, trusted=(*self.trusted, key)) if key else self


def ground_of(folder: Path, trusted: tuple[TrustedKey, ...], library: Library) -> Ground:
    versions = [Installed(pack.id, pack.version, pack.hash) for pack in library.volumes()]
    return Ground(folder, trusted, library.held(), versions)


def install(path: Path, ground: Ground, on: date | None = None) -> Parcel:
    """Verify a signed manual and write it beside the others; every older version stays where it is.

    Refuses a wrong or unknown signature, a file that is not whole, a version below one at hand, the same version with
    other words, a manual with errors, and one without which another manual would lead nowhere.
    """
    on = on or clock.today()
    parcel = open_parcel(path, ground.trusted, on)
    _refuse_step_back(parcel.pack, ground.versions)
    _refuse_faulty(parcel, ground.packs, on)
    refuse_broken_ways(parcel.pack, ground.packs)
    place(parcel.files, ground.folder / Installed(parcel.pack.id, parcel.pack.version, "").name)
    return parcel


def _refuse_step_back(pack: Pack, versions: Collection[Installed]) -> None:
    for held in versions:
        if held.pack != pack.id:
            continue
        if version_key(held.version) > version_key(pack.version):
            sentence = _(
                "Version {new} of this manual is older than version {old}, which is here. It was not installed."
            )
            raise Conflict(sentence.format(new=pack.version, old=held.version))
        if held.version == pack.version and held.hash != pack.hash:
            sentence = _(
                "Version {version} of this manual is here with other words. A changed manual needs a new version."
            )
            raise Conflict(sentence.format(version=pack.version))


def _refuse_faulty(parcel: Parcel, packs: Mapping[str, Pack], on: date) -> None:
    from app.manual.reports import findings_of, known_on
    from app.manual.where import Lines

    pack = parcel.pack
    known = known_on(on)
    law = {card_id: card for one in packs.values() for card_id, card in one.law.items()}
    known = replace(known, packs={**packs, pack.id: pack}, law={**known.law, **law, **pack.law})
    errors = [one for one in findings_of(pack, known) if one.severity == "error"]
    if errors:
        first = Lines(parcel.files).located(errors[:1])[0]
        sentence = _("The check found {count} errors in this manual; the first: {place}: {first} It was not installed.")
        raise BadInput(sentence.format(count=len(errors), place=first.where, first=first.sentence))


def refuse_broken_ways(pack: Pack, packs: Mapping[str, Pack], *, own: bool = False) -> None:
    """Refuse a version with which other manuals (or, with `own`, it itself) would lead to what is not there."""
    new = {**packs, pack.id: pack}
    for manual, step, target in sorted(set(_loose(new)) - set(_loose(packs))):
        names = {"version": pack.version, "step": step, "manual": new[manual].title, "target": target}
        if manual != pack.id:
            sentence = _(
                "With version {version}, step {step} of “{manual}” would lead to “{target}”, which is then gone. Nothing was changed. Install the newer version of “{manual}” first."
            )
            raise Conflict(sentence.format(**names))
        if own:
            sentence = _(
                "In version {version}, step {step} of “{manual}” leads to “{target}”, which is no longer here. Nothing was changed."
            )
            raise Conflict(sentence.format(**names))


def _loose(packs: Mapping[str, Pack]) -> Iterator[tuple[str, str, str]]:
    """Every way and law card that is named and not there, as (manual, step, target)."""
    law = {card_id for pack in packs.values() for card_id in pack.law}
    for tree in packs.values():
        walk = compose(tree, packs) if tree.is_tree else tree
        for step in walk.steps.values():
            if step.pack not in (tree.id, tree.uses):
                continue
            targets = [one for one in step.targets() if one not in walk.steps and one not in (END, RETURN)]
            gone = [*(targets if tree.is_tree else ()), *(one for one in step.law if one not in law)]
            yield from ((tree.id, step.id, target) for target in gone)


def place(files: Mapping[str, bytes], target: Path) -> None:
    """Write aside, then rename: the folder appears whole or not at all. What lay there with other words is replaced."""
    if _lies_there(files, target):
        return
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        for name, data in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if target.exists():
            shutil.rmtree(target)
        aside.replace(target)
    except OSError as problem:
        raise NoRoom(_("The manual could not be written here. The present manual stays in use.")) from problem
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _lies_there(files: Mapping[str, bytes], target: Path) -> bool:
    """Whether exactly these files lie there; what is damaged or foreign counts as nothing, and is replaced."""
    if not target.exists():
        return False
    try:
        return hash_of(sources(target)) == hash_of(files)
    except (BadInput, NotFound):
        return False
