"""Manuals from the disk: a folder of YAML and Markdown becomes a Pack, and warm starts read one cached file.

The cache is keyed by the hash of all source bytes and the format of the cache; a damaged one is made again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.directory import DirectoryEntry
from app.errors import BadInput
from app.i18n import _
from app.manual.model import (
    Branch,
    Entry,
    LawCard,
    Pack,
    Review,
    Step,
    StepText,
    Words,
)
from app.paths import cache, resource
from app.recordfields import fields

PACK_FILE = "pack.yaml"
CACHE_FORMAT = 3
MAX_FILES = 400
FILE_NAME = re.compile(r"(?:pack\.yaml|law/[a-z-]{1,40}\.yaml|[a-z]{2}/[A-Za-z0-9-]{1,60}\.md)\Z")
"""The only names a pack may hold; whatever else lies in its folder is not part of it."""


def sources(folder: Path) -> dict[str, bytes]:
    """The files of a pack by their names in it, in order."""
    from app.manual.outside import read_bytes

    paths = [folder / PACK_FILE, *sorted(folder.glob("[a-z][a-z]/*.md")), *sorted(folder.glob("law/*.yaml"))]
    if len(paths) > MAX_FILES:
        raise BadInput(_("The manual in {folder} has too many files and was not read.").format(folder=folder.name))
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: read_bytes(_own(path, folder, name), name) for name, path in names.items() if FILE_NAME.match(name)}


def _own(path: Path, folder: Path, name: str) -> Path:
    """The path, unless it leads out of the folder."""
    from app.manual.outside import wrong

    if path.is_symlink() or (path.parent != folder and path.parent.is_symlink()):
        raise wrong(name, 1, _("{file}, line {line}: this is a link. A manual holds its texts itself."))
    return path


def hash_of(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of a pack: names, lengths and bytes, in the order of the names."""
    digest = sha256(b"gyeot-manual\0")
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def load(folder: Path) -> Pack:
    """The pack in a folder. Raises BadInput naming file and line, or NotFound."""
    return from_sources(sources(folder))


def from_sources(files: Mapping[str, bytes]) -> Pack:
    """The pack of these files, from the cache where it holds them."""
    digest = hash_of(files)

    def make() -> Any:
        from app.manual.parse import plain_pack

        return plain_pack(files)

    return _pack(cached(digest, make), digest)


def pack_hash(folder: Path) -> str:
    return hash_of(sources(folder))


def cached(digest: str, make: Any) -> Any:
    """The plain value made from sources of this hash; made and kept where the cache is missing or not whole."""
    path = cache("manuals", sha256(f"{CACHE_FORMAT}\0{digest}".encode()).hexdigest() + ".json")
    found = _kept(path)
    if found is None:
        # Through JSON once, so that the first load and every later one build from the same values.
        body = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()
        _keep(path, body)
        found = json.loads(body)
    return found


def _kept(path: Path) -> Any:
    try:
        seal, _line, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(body) if seal.decode("ascii", "replace") == sha256(body).hexdigest() else None


def _keep(path: Path, body: bytes) -> None:
    """Write the cache whole or not at all; a folder that cannot be written only costs time."""
    aside = path.with_suffix(f".{sha256(body).hexdigest()[:8]}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(sha256(body).hexdigest().encode() + b"\n" + body)
        aside.replace(path)
    except OSError:
        return


def _pack(plain: Mapping[str, Any], digest: str) -> Pack:
    steps = {node["id"]: _step(node, plain) for node in plain["steps"]}
    return Pack(
        id=plain["id"],
        version=plain["version"],
        hash=digest,
        titles=plain["title"],
        audiences=tuple(plain["audiences"]),
        languages=tuple(plain["languages"]),
        start=plain["start"],
        steps=steps,
        strays=tuple(plain["strays"]),
        uses=plain["uses"],
        places=plain["places"],
        roles=tuple(plain["roles"]),
        old_names=plain["old_names"],
        entries=tuple(Entry(**one) for one in plain["entries"]),
        review=_review(plain["review"]),
        law={one["id"]: _law(one) for one in plain["law"]},
    )


def _step(node: Mapping[str, Any], pack: Mapping[str, Any]) -> Step:
    values: dict[str, Any] = {name: node[name] for name in ("id", "kind", "minutes", "key", "next")}
    for name in ("branches", "red_flags"):
        values[name] = tuple(Branch(way, target) for way, target in node[name].items())
    for name in ("record", "refer", "law"):
        values[name] = tuple(node[name])
    texts = {language: _text(one) for language, one in node["texts"].items()}
    return Step(**values, texts=texts, pack=pack["id"], review=_review(node["review"] or pack["review"]))


def _review(one: Mapping[str, str] | None) -> Review | None:
    from datetime import date

    return Review(one["by"], date.fromisoformat(one["on"]), one["role"]) if one else None


def _text(one: Mapping[str, Any]) -> StepText:
    words = {audience: _words(parts) for audience, parts in one["words"].items()}
    return StepText(one["title"], one["short"], words, one["labels"], one["flags"])


def _words(parts: Mapping[str, Any]) -> Words:
    values: dict[str, Any] = {name: value if isinstance(value, str) else tuple(value) for name, value in parts.items()}
    return Words(**values)


def law_cards(path: Path | None = None) -> dict[str, LawCard]:
    """The law cards of the shipped manuals by id; those of one file where it is named."""
    if path is None:
        from app.manual.library import Library

        return Library().law()
    return {one["id"]: _law(one) for one in cached_list(path, "plain_law")}


def directory(path: Path | None = None) -> dict[str, DirectoryEntry]:
    """The directory of services by id; the shipped one unless a file is named."""
    return {
        one["id"]: _entry(one) for one in cached_list(path or resource("directory", "seoul.yaml"), "plain_directory")
    }


def cached_list(path: Path, reader: str) -> Any:
    """The plain entries of a list file, read by a function of app.manual.parse and cached."""
    from app.manual.outside import read_bytes

    data = read_bytes(path, path.name)

    def make() -> Any:
        from app.manual import parse

        return getattr(parse, reader)(data, path.name)

    return cached(hash_of({f"{reader}/{path.name}": data}), make)


def _law(one: dict[str, Any]) -> LawCard:
    days = _days(one, "in_force_from", "in_force_to", "checked_on")
    return LawCard(**{**days, "aliases": tuple(one["aliases"]), "review": _review(one["review"])})


def _entry(one: dict[str, Any]) -> DirectoryEntry:
    return DirectoryEntry(**_days(one, "verified_on"))


def _days(one: dict[str, Any], *names: str) -> dict[str, Any]:
    from datetime import date

    return {**one, **{name: date.fromisoformat(one[name]) if one[name] else None for name in names}}


def record_field_ids() -> frozenset[str]:
    """The ids of the fields a step may ask to record."""
    return frozenset(fields())
