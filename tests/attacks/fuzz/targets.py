"""Every reader of bytes that others may have made: what is handed to it, and the only errors it may answer with.

Some formats carry a digest or a signature, which random bytes never pass. For these a real document is taken, values
inside it are exchanged, and it is signed again: what lies behind the signature has to hold as well.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import wire, workbooks
from app.desk import Desk
from app.errors import Refusal
from app.flows import backup_file, erased_list, importing, leaving, open_parts, sealed_lines, travelling
from app.kinds import Compartment
from app.manual import packs, parcel, signing, stored_zip
from app.manual.outside import read_yaml
from app.manual.signing import TrustedKey
from app.vault import (
    FLOOR,
    Anchor,
    Home,
    Keys,
    age,
    attempts,
    canonical,
    keyfile,
    manifest,
    printed,
    seal_to_drop,
    slots_file,
    stream,
)
from app.vault.canonical import Malformed
from app.vault.sealing import label
from app.vault.slots_text import personal_from
from app.wire.canonical import signed as wire_signed
from tests.attacks.fuzz.changing import changed
from tests.faults.frozen.opening import Thawed, thawed

Reader = Callable[[bytes], object]
CHANGES = (b"", b"\0" * 8, b"abcdefgh")
"""What a document is changed by at first: nothing, and a little."""
_DAY, _HEX, _DIGEST = "2026-11-23", "ab" * 32, f"sha256:{'ab' * 32}"
PAPERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "application": lambda key: {"schema": "application/1", "key": key, "practice": True, "made": _DAY},
    "card": lambda key: {
        "schema": "relay-card/1", "url": "https://relay.example.kr", "role": "a", "trial": True, "roster_key": key,
        "relay": _HEX,
    },
    "receipt": lambda key: {
        "schema": "receipt/1", "sender": "ab" * 8, "round": "2026-Q3", "group": "city", "sha256": _DIGEST,
        "relay": wire.key_id(bytes.fromhex(key)),
    },
    "telling": lambda key: {
        "schema": "anchor/1", "sender": wire.key_id(bytes.fromhex(key)), "counter": 7, "state": _DIGEST, "made": _DAY,
    },
    "held telling": lambda key: {
        "schema": "anchor-held/1", "relay": wire.key_id(bytes.fromhex(key)), "asked": "ab" * 16, "held": "",
    },
    "sum": lambda _key: {
        "schema": "sum/1", "round": "2026-Q3", "group": "city", "cells": _DIGEST, "n": 3, "unreadable": 0, "variance": 35,
        "closed": _DAY, "trial": True, "values": [1, -2, 3],
    },
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A reader, real bytes to begin with, and the errors that are its answer to anything else."""

    name: str
    read: Reader
    seeds: tuple[bytes, ...]
    answers: tuple[type[Exception], ...] = (Refusal,)

    def __call__(self, data: bytes) -> None:
        try:
            self.read(data)
        except self.answers:
            return


class Ground:
    """A frozen centre, unlocked, and a file that hostile bytes are written to."""

    def __init__(self, folder: Path) -> None:
        self.old: Thawed = thawed("0.1.0", folder / "old")
        self.keys: Keys = self.old.unlock("manager")
        self.home = Home.open(self.old.home)
        self.file = folder / "hostile"
        self.folder = folder / "place"
        self.folder.mkdir()

    def bytes(self, *name: str) -> bytes:
        return self.old.folder.joinpath(*name).read_bytes()

    def from_file(self, read: Callable[[Path], object], name: str = "") -> Reader:
        """The bytes as a file of this name."""
        path = self.folder / name if name else self.file

        def written(data: bytes) -> object:
            path.write_bytes(data)
            return read(path)

        return written


def targets(folder: Path) -> tuple[Target, ...]:
    """All of them, over the new folder `folder`."""
    ground = Ground(folder)
    return (*_vault(ground), *_signed(ground), *_files(ground), *_tables(), *_manuals(ground), *_messages(ground))


def _vault(ground: Ground) -> tuple[Target, ...]:
    anchor = (ground.folder / "anchor-home", Anchor(ground.folder / "anchor-home", ground.keys))
    anchor[0].mkdir()

    def read_anchor(data: bytes) -> object:
        (anchor[0] / "anchor.bin").write_bytes(data)
        return anchor[1].read("casework")

    def signed_anchor(data: bytes) -> object:
        return read_anchor(data + ground.keys.sign(data))

    def read_attempts(data: bytes) -> object:
        (anchor[0] / attempts.NAME).write_bytes(data)
        return attempts.left(anchor[0], ground.keys)

    def sealed_attempt(data: bytes) -> object:
        return read_attempts(
            b"GYF1\0\0\0\0" + seal_to_drop(ground.home.manifest, Compartment.OFFICE, data[:128].ljust(128))
        )

    key_file = ground.bytes("keys", "manager.key")
    code = ground.old.facts["users"]["manager"]["paper"].encode()
    slots = ground.bytes("home", "slots.bin")
    return (
        Target("manifest", manifest.parse, (ground.bytes("home", "manifest.json"),), (Malformed,)),
        Target("slots", lambda data: slots_file.parse(data, ground.home.manifest), (slots,), (Malformed,)),
        Target("anchor", read_anchor, (ground.bytes("home", "anchor.bin"),)),
        Target("anchor, signed", signed_anchor, (ground.bytes("home", "anchor.bin")[:-64],)),
        Target(
            "key file",
            ground.from_file(lambda path: keyfile.read(path, ground.keys.centre_id, ground.keys.user)),
            (key_file,),
        ),
        Target("attempts", read_attempts, (b"GYF1\0\0\0\x02" + bytes(184),), ()),
        Target(
            "attempts, sealed",
            sealed_attempt,
            (b'{"at":1795000000000,"device":"B","user":"' + b"ab" * 16 + b'","way":"keyfile"}',),
            (),
        ),
        Target("printed code", lambda data: printed.from_paper(data.decode("utf-8", "replace"), 16), (code,)),
    )


def _signed(ground: Ground) -> tuple[Target, ...]:
    whole = json.loads(ground.bytes("home", "manifest.json"))
    authority = json.loads(ground.home.slots.authority_signed.body)
    personal = json.loads(ground.home.slots.personal_signed[0].body)

    def read_manifest(data: bytes) -> object:
        body = changed(whole["body"], data)
        told = _told(body)
        written = label("manifest", body.get("format", 1) if isinstance(body.get("format", 1), int) else 1)
        return manifest.parse(
            _told(
                {
                    **whole,
                    "body": body,
                    "digest": hashlib.sha256(told).hexdigest(),
                    "signature": ground.keys.sign_personally(written + b"\n" + told).hex(),
                }
            )
        )

    def sections(first: bytes, rest: tuple[tuple[bytes, bytes], ...]) -> bytes:
        found = _section(1, first, _authority_signature(ground, first))
        body = b"".join((found, *(_section(2, part, signature) for part, signature in rest)))
        head = struct.pack(">8sHH", slots_file.MAGIC, 1, 1) + body
        return head + hashlib.sha256(head).digest()

    others = tuple((one.body, one.signature) for one in ground.home.slots.personal_signed)

    def read_authority(data: bytes) -> object:
        return slots_file.parse(sections(_told(changed(authority, data)), others), ground.home.manifest)

    def read_personal(data: bytes) -> object:
        return personal_from(canonical.load(_told(changed(personal, data)), slots_file.LIMIT))

    return (
        Target("manifest, signed", read_manifest, CHANGES, (Malformed,)),
        Target("authority, signed", read_authority, CHANGES, (Malformed,)),
        Target("personal part", read_personal, CHANGES, (Malformed,)),
    )


def _told(document: Any) -> bytes:
    """The form that is signed, also for texts that no UTF-8 can hold."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def _authority_signature(ground: Ground, body: bytes) -> bytes:
    return ground.keys.sign_personally(slots_file.authority_label(ground.keys.centre_id, 1) + body)


def _section(kind: int, body: bytes, signature: bytes) -> bytes:
    return struct.pack(">BI", kind, len(body)) + body + signature


def _files(ground: Ground) -> tuple[Target, ...]:
    description = json.loads(ground.bytes("backup", "backup.json").rsplit(b"\n", 1)[0])
    header = json.loads(sealed_lines.header_of(ground.old.folder / "cases.gyeot"))
    _head, seal = sealed_lines.opened(sealed_lines.header_of(ground.old.folder / "cases.gyeot"), ground.keys, None)
    line = json.loads(next(iter(sealed_lines.lines(ground.old.folder / "cases.gyeot", seal))))
    with closing(Desk.open(ground.old.home, ground.keys)) as desk:
        known = travelling.shape(desk.database(Compartment.CASEWORK))
        opened = leaving.Wish(
            in_the_open=True,
            recipient="다른 곳",
            reason="상담소를 다른 곳으로 옮김",
            plain_reason="받는 곳이 풀 수 없음",
        )
        leaving.leave(desk, opened, ground.folder / "cases.zip")

    def signed(document: Any, name: str, read: Callable[[Path], object]) -> Reader:
        def written(data: bytes) -> object:
            content = json.dumps(changed(document, data), sort_keys=True).encode()
            (ground.folder / name).write_bytes(content + b"\n" + ground.keys.sign(content).hex().encode())
            return read(ground.folder)

        return written

    def read_exchange(path: Path) -> object:
        _told, opened = sealed_lines.opened(sealed_lines.header_of(path), ground.keys, None)
        return list(sealed_lines.lines(path, opened))

    def read_open(path: Path) -> object:
        return [(part.kind, sum(map(len, part.body))) for part in open_parts.OpenParts(path, None).parts()]

    def read_frames(data: bytes) -> object:
        """Pieces of these bytes as frames that did open: what they claim to hold."""
        frames = (b"H" + piece if n % 2 else b"D" + piece for n, piece in enumerate(data.split(b"\n"), 1))
        header = sealed_lines.Header("", "", 0, b"", FLOOR, b"", {})
        return [(part.kind, part.size, sum(map(len, part.body))) for part in sealed_lines.parts(header, frames)]

    def read_age(data: bytes) -> object:
        return age.Reading(io.BytesIO(data), "a passphrase").read()

    locked = io.BytesIO()
    writing = age.Writing(locked, "a passphrase", 1)
    writing.write(bytes(70_000))
    writing.finish()

    def read_backup(path: Path) -> object:
        return backup_file.read(path, ground.keys)

    def read_erased(path: Path) -> object:
        return erased_list.read(path, ground.keys)

    erased = {"format": 1, "min_reader": 1, "centre": ground.keys.centre_id, "erased": [["case", "ab" * 16, 1]]}
    (ground.folder / "manifest.json").write_bytes(ground.bytes("home", "manifest.json"))
    (ground.folder / "slots.bin").write_bytes(ground.bytes("home", "slots.bin"))
    case_key, sealed = bytes(32), ground.folder / "sealed.ev1"
    stream.seal_file(io.BytesIO(b"\xff\xd8\xff" + bytes(70_000)), sealed, case_key)

    def read_sealed(path: Path) -> object:
        with stream.SealedFile(path, case_key) as found:
            return found.read(0, 100_000)

    return (
        Target("backup", ground.from_file(lambda _path: read_backup(ground.folder), "backup.json"), (ground.bytes("backup", "backup.json"),)),
        Target("backup, signed", signed(description, "backup.json", read_backup), CHANGES),
        Target("erased", ground.from_file(lambda _path: read_erased(ground.folder), "erased.bin"), (_signed_lines(ground, erased),)),
        Target("erased, signed", signed(erased, "erased.bin", read_erased), CHANGES),
        Target("exchange", ground.from_file(read_exchange), (ground.bytes("cases.gyeot"),)),
        Target("exchange, header", lambda data: sealed_lines.opened(json.dumps(changed(header, data)).encode(), ground.keys, None), CHANGES),
        Target("exchange, case", lambda data: travelling.read(json.dumps(changed(line, data)).encode(), known), CHANGES),
        Target("exchange, frames", read_frames, (b'{"kind": "case"}\n{}\n{"kind": "file", "item": "x", "size": 2, "sha256": ""}\nab',)),
        Target("open file", ground.from_file(read_open), ((ground.folder / "cases.zip").read_bytes(),)),
        Target("age", read_age, (locked.getvalue(),), (Refusal, Malformed)),
        Target("evidence", ground.from_file(read_sealed), (sealed.read_bytes(),)),
        Target("evidence, header", stream.parse, (sealed.read_bytes()[: stream.HEADER],), (Malformed,)),
    )  # fmt: skip


def _tables() -> tuple[Target, ...]:
    """Tables of earlier years, read and looked through as far as a dry run goes."""
    head = "사례번호,별칭,접수일,연락처,나이,피해유형,상담일시,상담내용,안전연락,연락가능시간\n"
    text = (
        head
        + '1,파란우산,2024-01-02,010-0000-1234,20대,"스토킹, 강간",2024-01-02 오후 2:30,"처음\n오심",정한 시간에만 전화,12:00~13:00\n'
    )
    rows = [tuple(line.split(",")) for line in head.strip().splitlines()] + [("1", "파란우산", date(2024, 1, 2))]

    def look(data: bytes) -> object:
        table = importing.read(data, "a.csv")
        fitting = importing.suggested(table.headings).with_column(table.headings[0], "key")
        importing.unmatched(table, fitting)
        return importing.check(table, fitting)

    return (
        Target("table", look, (text.encode(), text.encode("cp949"), text.encode("utf-16"))),
        Target("table, workbook", look, (workbooks.write([workbooks.Page("a", rows)]),)),
    )


def _signed_lines(ground: Ground, document: Any) -> bytes:
    content = json.dumps(document).encode()
    return content + b"\n" + ground.keys.sign(content).hex().encode()


def _manuals(ground: Ground) -> tuple[Target, ...]:
    packed = ground.bytes("manual.gyeot")
    public = ground.bytes("maker.pub")
    trusted = (TrustedKey(signing.public_of(public), "서울시", "city"),)
    zipped = stored_zip.StoredZip(packed)
    made = zipped.take(parcel.MANIFEST, parcel.MAX_MANIFEST)
    zipped.take(parcel.SIGNATURE, parcel.MAX_SIGNATURE)
    files = {name: zipped.take(name, 1 << 20) for name in sorted(json.loads(made)["files"])}
    sheet = next(name for name in files if name.endswith(".md"))

    def read_zip(data: bytes) -> object:
        found = stored_zip.StoredZip(data)
        while name := found.next_name():
            found.take(name, 1 << 20)
        found.end()
        return found

    def with_file(name: str) -> Reader:
        return lambda data: packs.from_sources({**files, name: data})

    return (
        Target("stored zip", read_zip, (packed,), (stored_zip.NotStored,)),
        Target("parcel", ground.from_file(lambda path: parcel.open_parcel(path, trusted, date(2026, 11, 23))), (packed,)),
        Target("pack", with_file(packs.PACK_FILE), (files[packs.PACK_FILE],)),
        Target("sheet", with_file(sheet), (files[sheet],)),
        Target("yaml", lambda data: read_yaml(data, "a.yaml"), (files[packs.PACK_FILE],)),
        Target("public key", signing.public_of, (public, trusted[0].public.hex().encode())),
    )  # fmt: skip


def _messages(ground: Ground) -> tuple[Target, ...]:
    envelope, roster = ground.bytes("round.counts"), ground.bytes("roster.signed")
    sender, pinned = bytes.fromhex(ground.old.facts["sender"]), bytes.fromhex(ground.old.facts["roster"])

    def read_envelope(data: bytes) -> object:
        found = wire.parse(data)
        found.verify(sender)
        return found

    readers: dict[str, Callable[[bytes, bytes], object]] = {
        "roster": wire.read_roster,
        "application": lambda data, _key: wire.read_application(data),
        "card": lambda data, _key: wire.read_card(data),
        "receipt": wire.read_receipt,
        "sum": wire.read_sum,
        "telling": wire.read_anchor,
        "held telling": lambda data, key: wire.read_held(data, "ab" * 16, key, key),
    }
    signer = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = signer.public_key().public_bytes_raw()

    def signed(name: str) -> Reader:
        document = (
            PAPERS[name](public.hex())
            if name in PAPERS
            else {**json.loads(roster.partition(b"\n")[0]), "id": wire.key_id(public)}
        )
        return lambda data: readers[name](wire_signed(changed(document, data), signer.sign), public)

    def plain(name: str) -> Reader:
        return lambda data: readers[name](data, pinned)

    return (
        Target("envelope", read_envelope, (envelope,), (wire.Malformed,)),
        *(Target(name, plain(name), (roster,), (wire.Malformed,)) for name in readers),
        *(Target(f"{name}, signed", signed(name), CHANGES, (wire.Malformed,)) for name in readers),
    )
