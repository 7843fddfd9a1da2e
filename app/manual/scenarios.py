"""Scenarios from the disk, a file each, and whether they still fit the manuals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from app.i18n import _
from app.manual.fields import Fields, records
from app.manual.model import Pack
from app.manual.outside import read_bytes, read_yaml
from app.manual.rehearsal import LEVELS, Level, Scenario, Sign, Texts, Trap
from app.paths import resource

LANGUAGES = ("ko", "en")
_FIELDS = (
    "id",
    "manual",
    "entry",
    "audience",
    "level",
    "title",
    "about",
    "note",
    "caller",
    "signs",
    "traps",
    "end",
)


def scenarios(folder: Path | None = None) -> tuple[Scenario, ...]:
    """Every scenario of a folder, in the order of the file names. Raises BadInput naming file and line."""
    return tuple(load(path) for path in sorted((folder or resource("rehearsals")).glob("*.yaml")))


def load(path: Path) -> Scenario:
    """The scenario in a file. Raises BadInput naming file and line, or NotFound."""
    top = Fields(read_yaml(read_bytes(path, path.name), path.name), path.name)
    top.only(*_FIELDS)
    if top.identifier("id") != path.stem:
        raise top.fault("id", _("{file}, line {line}: a scenario has the name of its file."))
    return Scenario(
        id=top.text("id"),
        manual=top.identifier("manual"),
        entry=top.maybe_text("entry") or "",
        audience=top.maybe_text("audience") or "victim",
        level=cast("Level", top.one_of("level", LEVELS)),
        titles=_both(top, "title"),
        abouts=_both(top, "about"),
        notes=_both(top, "note"),
        caller=_caller(top),
        signs=tuple(_sign(one) for one in _list(top, "signs")),
        traps=tuple(_trap(one) for one in _list(top, "traps")),
        ends=_both(top, "end"),
    )


def _both(fields: Fields, name: str) -> Texts:
    if fields.table.get(name) is None:
        raise fields.fault(name, _("{file}, line {line}: the field “{name}” is missing."))
    return _texts(fields.inner(name))


def _texts(fields: Fields) -> Texts:
    fields.only(*LANGUAGES)
    return {language: fields.text(language) for language in LANGUAGES}


def _list(fields: Fields, name: str) -> list[Fields]:
    """A list of entries that is not empty."""
    if not fields.table.get(name):
        raise fields.fault(name, _("{file}, line {line}: the field “{name}” is missing."))
    if not isinstance(fields.table[name], list):
        raise fields.fault(name, _("{file}, line {line}: a list of entries is expected here."))
    return records(fields.table[name], fields.place)


def _caller(top: Fields) -> Mapping[str, tuple[Texts, ...]]:
    said = top.inner("caller")
    if not said.table:
        raise top.fault("caller", _("{file}, line {line}: the field “{name}” is missing."))
    return {step: tuple(_texts(line) for line in _list(said, step)) for step in said.table}


def _sign(fields: Fields) -> Sign:
    fields.only("at", "way", "why")
    return Sign(fields.text("at"), fields.identifier("way"), _both(fields, "why"))


def _trap(fields: Fields) -> Trap:
    fields.only("at", *LANGUAGES)
    return Trap(fields.text("at"), {language: fields.text(language) for language in LANGUAGES})


# -- whether they fit ----------------------------------------------------------------------------


def faults(scenario: Scenario, packs: Mapping[str, Pack]) -> tuple[str, ...]:
    """What the manuals at hand do not have any more, a sentence each; a scenario with any is not offered."""
    pack = packs.get(scenario.manual)
    if pack is None:
        return (_("The manual “{name}” is not installed here.").format(name=scenario.manual),)
    return tuple(_faults(scenario, pack))


def _faults(scenario: Scenario, pack: Pack) -> Iterator[str]:
    if scenario.entry and scenario.entry not in {entry.id for entry in pack.entries}:
        yield _("{scenario}: the entry “{name}” is gone.").format(scenario=scenario.id, name=scenario.entry)
    if scenario.audience not in pack.audiences:
        yield _("{scenario}: nobody is called “{name}” there.").format(scenario=scenario.id, name=scenario.audience)
    named = [*scenario.caller, *(sign.at for sign in scenario.signs), *(trap.at for trap in scenario.traps)]
    for step in dict.fromkeys(named):
        if step not in pack.steps:
            yield _("{scenario}: the step “{name}” is gone.").format(scenario=scenario.id, name=step)
    for sign in scenario.signs:
        if sign.at in pack.steps and pack.steps[sign.at].way_out(sign.way) is None:
            way = f"{sign.at}/{sign.way}"
            yield _("{scenario}: the way “{name}” is gone.").format(scenario=scenario.id, name=way)
