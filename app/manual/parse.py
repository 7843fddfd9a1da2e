"""From the files of a pack to checked plain values: the only place that knows the pack format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.errors import BadInput
from app.i18n import _
from app.manual.fields import Fields, records
from app.manual.model import CARD, END, RETURN
from app.manual.outside import read_yaml, wrong
from app.manual.sheet import read_sheet

PACK_FORMAT = "gyeot-manual/1"
READER = 1
"""What this program reads; a pack whose min_reader is higher is refused."""

_STEP_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}\Z")
_CARD_ID = re.compile(r"card:[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_WAY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\Z")
_KEY = re.compile(r"F[1-9][0-2]?\Z")
_HEAD = (
    "format",
    "min_reader",
    "id",
    "version",
    "title",
    "audiences",
    "languages",
    "start",
    "uses",
    "places",
    "roles",
    "old_names",
    "entries",
    "review",
    "steps",
    "jumps",
    "cards",
)
_ROOMS = {"steps": "step", "jumps": "jump", "cards": "card"}


def plain_pack(files: Mapping[str, bytes], faults: list[BadInput] | None = None) -> dict[str, Any]:
    """A pack as plain values. With `faults`, a wrong words file is noted there and left out instead of raised."""
    head = Fields(read_yaml(files["pack.yaml"], "pack.yaml"), "pack.yaml")
    plain = _head(head)
    nodes = [node for room in _ROOMS for node in _nodes(head, room)]
    _unique(head, nodes)
    wanted = {_file(language, node["id"]): (node, language) for language in plain["languages"] for node in nodes}
    for name, (node, language) in wanted.items():
        if name in files:
            _read_text(files[name], name, node, language, (plain["audiences"], faults))
    law = [name for name in files if name.startswith("law/")]
    strays = sorted(set(files) - set(wanted) - {"pack.yaml", *law})
    cards = _once([card for name in law for card in _law_file(files[name], name, faults)], faults)
    return {**plain, "steps": nodes, "strays": strays, "law": cards}


def _law_file(data: bytes, name: str, faults: list[BadInput] | None) -> list[dict[str, Any]]:
    try:
        return plain_law(data, name)
    except BadInput as fault:
        if faults is None:
            raise
        faults.append(fault)
        return []


def _once(cards: list[dict[str, Any]], faults: list[BadInput] | None) -> list[dict[str, Any]]:
    """The cards of all files; an id that stands in two of them is refused."""
    seen: set[str] = set()
    for card in cards:
        if card["id"] in seen:
            fault = wrong("law", 1, _("{file}: the card “{name}” stands in two files."), name=card["id"])
            if faults is None:
                raise fault
            faults.append(fault)
        seen.add(card["id"])
    return cards


def _read_text(
    data: bytes, name: str, node: dict[str, Any], language: str, how: tuple[list[str], list[BadInput] | None]
) -> None:
    audiences, faults = how
    try:
        node["texts"][language] = read_sheet(data, name, tuple(audiences))
    except BadInput as fault:
        if faults is None:
            raise
        faults.append(fault)


def _file(language: str, node_id: str) -> str:
    return f"{language}/{node_id.replace(':', '-')}.md"


def _head(head: Fields) -> dict[str, Any]:
    head.only(*_HEAD)
    if head.text("format") != PACK_FORMAT or (head.number("min_reader") or 1) > READER:
        raise head.fault(
            "format",
            _("{file}, line {line}: this manual needs a newer Gyeot. Nothing was changed. Update the program."),
        )
    if not _VERSION.match(head.text("version")):
        raise head.fault("version", _("{file}, line {line}: a version is written as 1.0.0."))
    audiences, languages = head.ids("audiences"), head.ids("languages")
    if not audiences or CARD in audiences or "ko" not in languages:
        raise head.fault(
            "languages",
            _("{file}, line {line}: a manual names its audiences and its languages, Korean among them."),
        )
    return {
        "id": head.identifier("id"),
        "version": head.text("version"),
        "title": head.pair("title"),
        "audiences": audiences,
        "languages": languages,
        "start": head.maybe_text("start"),
        "uses": head.maybe_text("uses"),
        "places": _ways(head.inner("places")),
        "roles": _role_cards(head),
        "old_names": _old_names(head),
        "entries": _entries(head),
        "review": _review(head),
    }


def _role_cards(head: Fields) -> list[str]:
    roles = head.ids("roles")
    cards = head.inner("cards").table
    for role in roles:
        if role not in cards:
            fault = _("{file}, line {line}: the role card “{name}” does not stand among the cards.")
            raise wrong(head.place, head.line("roles"), fault, name=role)
    return roles


def _old_names(head: Fields) -> dict[str, str]:
    """Names that changed, old to new: a search finds the new one by the old."""
    names = head.inner("old_names")
    return {old: names.text(old) for old in names.table}


def _entries(head: Fields) -> list[dict[str, Any]]:
    """The ways into a tree besides its start, each with a label."""
    if head.table.get("entries") is None:
        return []
    found = records(head.table["entries"], head.place)
    for entry in found:
        entry.only("id", "start", "label")
    return _distinct(
        [
            (entry, {"id": entry.identifier("id"), "start": entry.text("start"), "labels": entry.pair("label")})
            for entry in found
        ]
    )


def _review(fields: Fields) -> dict[str, str] | None:
    """Who from the practice reviewed this text; nothing where nobody did."""
    if fields.table.get("review") is None:
        return None
    review = fields.inner("review")
    review.only("by", "on", "role")
    day = review.day("on")
    if day is None:
        raise review.fault("on", _("{file}, line {line}: the field “{name}” is missing."))
    return {"by": review.text("by"), "on": day.isoformat(), "role": review.text("role")}


def _nodes(head: Fields, room: str) -> list[dict[str, Any]]:
    inner = head.inner(room)
    pattern = _CARD_ID if room == "cards" else _STEP_ID
    for node_id in inner.table:
        if not pattern.match(node_id) or node_id.lower() in (END, RETURN):
            raise inner.fault(node_id, _("{file}, line {line}: “{name}” cannot be the id of a step, jump or card."))
    return [_node(node_id, inner.inner(node_id), _ROOMS[room]) for node_id in inner.table]


def _node(node_id: str, node: Fields, kind: str) -> dict[str, Any]:
    node.only("minutes", "key", "next", "branches", "red_flags", "record", "refer", "law", "review")
    key = node.maybe_text("key")
    if key and (kind != "jump" or not _KEY.match(key)):
        raise node.fault("key", _("{file}, line {line}: only jumps have a key, from F1 to F12."))
    ways = {name: _ways(node.inner(name)) for name in ("branches", "red_flags")}
    twice = set(ways["branches"]) & set(ways["red_flags"])
    if twice:
        fault = _("{file}, line {line}: “{name}” stands here a second time. Ids and keys must be unique.")
        raise wrong(node.place, node.line("red_flags"), fault, name=min(twice))
    return {
        "id": node_id,
        "kind": kind,
        "minutes": node.number("minutes"),
        "key": key,
        "next": node.maybe_text("next"),
        **ways,
        **{name: node.ids(name) for name in ("record", "refer", "law")},
        "review": _review(node),
        "texts": {},
    }


def _ways(ways: Fields) -> dict[str, str]:
    for way in ways.table:
        if not _WAY_ID.match(way) or way == "default":
            raise ways.fault(way, _("{file}, line {line}: “{name}” must be lower-case words joined by hyphens."))
    return {way: ways.text(way) for way in ways.table}


def _unique(head: Fields, nodes: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node["id"] in seen:
            fault = _("{file}, line {line}: “{name}” stands here a second time. Ids and keys must be unique.")
            raise wrong(head.place, head.inner("jumps").line(node["id"]), fault, name=node["id"])
        seen.add(node["id"])
    if head.inner("steps").table or head.maybe_text("start"):
        for place, start in [(head, head.text("start")), *_starts(head)]:
            if start not in seen:
                fault = _("{file}, line {line}: the manual starts at a step that is not there.")
                raise wrong(place.place, place.line("start"), fault)


def _starts(head: Fields) -> list[tuple[Fields, str]]:
    entries = records(head.table.get("entries") or [], head.place)
    return [(entry, entry.text("start")) for entry in entries]


def plain_law(data: bytes, place: str) -> list[dict[str, Any]]:
    return _distinct([(card, _law(card)) for card in records(read_yaml(data, place), place)])


def _law(card: Fields) -> dict[str, Any]:
    return {
        "id": card.identifier("id"),
        **{name: card.pair(name) for name in ("statute", "title", "text")},
        "article": card.maybe_text("article") or "",
        "penalty": card.maybe_pair("penalty"),
        "needs_wish": card.one_of("needs_wish", ("no", "yes", "n/a")),
        **{name: _day(card, name) for name in ("in_force_from", "in_force_to", "checked_on")},
        "source": card.maybe_text("source") or "",
        "mark": card.maybe_text("mark") or "",
        "status": card.one_of("status", ("in_force", "upcoming", "unverified")),
        "aliases": card.ids("aliases"),
        "review": _review(card),
    }


def plain_directory(data: bytes, place: str) -> list[dict[str, Any]]:
    return _distinct([(entry, _entry(entry)) for entry in records(read_yaml(data, place), place)])


def _entry(entry: Fields) -> dict[str, Any]:
    return {
        "id": entry.identifier("id"),
        "name": entry.pair("name"),
        "number": entry.maybe_text("number"),
        **{name: entry.maybe_pair(name) for name in ("hours", "note")},
        "kind": entry.one_of("kind", ("phone", "web", "app", "place")),
        "source": entry.maybe_text("source") or "",
        "mark": entry.maybe_text("mark") or "",
        "verified_on": _day(entry, "verified_on"),
    }


def _day(fields: Fields, name: str) -> str | None:
    day = fields.day(name)
    return day.isoformat() if day else None


def _distinct(pairs: list[tuple[Fields, dict[str, Any]]]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    for fields, plain in pairs:
        if plain["id"] in seen:
            fault = _("{file}, line {line}: “{name}” stands here a second time. Ids and keys must be unique.")
            raise wrong(fields.place, fields.line("id"), fault, name=plain["id"])
        seen.add(plain["id"])
    return [plain for _fields, plain in pairs]
