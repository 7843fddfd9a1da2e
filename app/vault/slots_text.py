"""The two signed parts of the slots file, from and to canonical bytes."""

from __future__ import annotations

from typing import Any

from app.kinds import Compartment, Right, Role
from app.vault import canonical
from app.vault.canonical import Fields, Malformed
from app.vault.passphrase import Kdf
from app.vault.slots import (
    Authority,
    Drill,
    Former,
    Grant,
    Installation,
    Kind,
    Member,
    Personal,
    Room,
    SealedHalf,
    Slot,
)

_FAR = 1 << 52
_MOST_USERS = 200
_MOST_SLOTS = 16
MOST_FORMER = 64
_MOST_MANIFEST = 256 * 1024


def authority_body(authority: Authority) -> bytes:
    """The bytes a manager signs."""
    return canonical.dump(
        {
            "centre": authority.centre,
            "centre_name": authority.centre_name_sealed.hex(),
            "drills": [{"at": drill.at, "by": drill.by} for drill in authority.drills],
            "grants": [
                {
                    "compartment": grant.compartment.value,
                    "epoch": grant.epoch,
                    "sealed": grant.sealed.hex(),
                    "user": grant.user,
                }
                for grant in authority.grants
            ],
            "halves": [
                {"of": half.of.hex(), "partner": half.partner, "sealed": half.sealed.hex(), "user": half.user}
                for half in authority.halves
            ],
            "installations": [_installation(one) for one in authority.installations],
            "members": [_member(member) for member in authority.members],
            "rooms": [
                {
                    "check": room.check.hex(),
                    "compartment": room.compartment.value,
                    "drop": room.drop_sealed.hex(),
                    "epoch": room.epoch,
                }
                for room in authority.rooms
            ],
            "signer": authority.signer,
            "successor": authority.successor.hex(),
            "trustee": authority.trustee_sealed.hex(),
            "version": authority.version,
        }
    )


def personal_body(part: Personal) -> bytes:
    """The bytes a user signs."""
    return canonical.dump(
        {
            "kdf": part.kdf.to_fields(),
            "salt": part.salt.hex(),
            "slots": [_slot(slot) for slot in part.slots],
            "user": part.user,
            "version": part.version,
        }
    )


def _member(member: Member) -> dict[str, Any]:
    return {
        "agreement": member.agreement.hex(),
        "alias": member.alias,
        "id": member.id,
        "name": member.name_sealed.hex(),
        "rights": sorted(right.value for right in member.rights),
        "role": member.role.value,
        "signing": member.signing.hex(),
    }


def _installation(one: Installation) -> dict[str, Any]:
    """Former keys stand there only where there are some: files from before they could be renewed read the same."""
    told: dict[str, Any] = {
        "id": one.id, "letter": one.letter, "public": one.public.hex(), "sealed": one.sealed.hex(),
    }  # fmt: skip
    if one.former:
        told["former"] = [{"anchor": key.anchor.hex(), "public": key.public.hex()} for key in one.former]
    return told


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "check": slot.second_check.hex(),
        "id": slot.id,
        "keeper": slot.keeper,
        "kind": slot.kind.value,
        "salt": slot.salt.hex(),
        "second": slot.second_sealed.hex(),
        "wrapped": slot.wrapped.hex(),
    }


def authority_from(fields: Fields, written: int) -> Authority:
    """The manager's part of a file in this format, every field within its bounds."""
    return Authority(
        centre=fields.id("centre"),
        version=fields.whole("version", 1, _FAR),
        signer=fields.id("signer"),
        centre_name_sealed=fields.data("centre_name", 28, 1024),
        trustee_sealed=fields.data("trustee", 28, 1024),
        members=tuple(_member_from(item) for item in fields.many("members", _MOST_USERS)),
        rooms=tuple(_room_from(item) for item in fields.many("rooms", 64)),
        grants=tuple(_grant_from(item) for item in fields.many("grants", 4096)),
        installations=tuple(_installation_from(item) for item in fields.many("installations", 26)),
        halves=tuple(_half_from(item, written) for item in fields.many("halves", 64)),
        drills=tuple(Drill(item.whole("at", 0, _FAR), item.id("by")) for item in fields.many("drills", 1000)),
        successor=fields.data("successor", 0, _MOST_MANIFEST) if written > 1 else b"",
    )


def _member_from(fields: Fields) -> Member:
    return Member(
        fields.id("id"),
        fields.text("alias", 60),
        fields.choice("role", Role),
        fields.choices("rights", Right),
        fields.data("agreement", 32),
        fields.data("signing", 32),
        fields.data("name", 28, 1024),
    )


def _room_from(fields: Fields) -> Room:
    return Room(
        fields.choice("compartment", Compartment),
        fields.whole("epoch", 1, 1 << 31),
        fields.data("check", 16),
        fields.data("drop", 60),
    )


def _grant_from(fields: Fields) -> Grant:
    user = fields.data("user", 0, 16).hex()
    if len(user) not in (0, 32):
        raise Malformed("user")
    return Grant(
        fields.choice("compartment", Compartment),
        fields.whole("epoch", 1, 1 << 31),
        user,
        fields.data("sealed", 80),
    )


def _installation_from(fields: Fields) -> Installation:
    letter = fields.text("letter", 1)
    if not "A" <= letter <= "Z":
        raise Malformed("letter")
    former = fields.many("former", MOST_FORMER) if fields.has("former") else ()
    return Installation(
        fields.id("id"), letter, fields.data("public", 32), fields.data("sealed", 60),
        tuple(_former_from(one) for one in former),
    )  # fmt: skip


def _former_from(fields: Fields) -> Former:
    anchor = fields.data("anchor", 0, 32)
    if len(anchor) not in (0, 32):
        raise Malformed("anchor")
    return Former(fields.data("public", 32), anchor)


def _half_from(fields: Fields, written: int) -> SealedHalf:
    partner = fields.data("partner", 0, 16).hex()
    if len(partner) not in (0, 32):
        raise Malformed("partner")
    of = fields.data("of", 0, 8) if written > 1 else b""
    return SealedHalf(fields.id("user"), partner, fields.data("sealed", 80), of)


def personal_from(fields: Fields) -> Personal:
    """A user's part, every field within its bounds."""
    slots = tuple(_slot_from(item) for item in fields.many("slots", _MOST_SLOTS))
    if not slots:
        raise Malformed("slots")
    return Personal(
        fields.id("user"),
        fields.whole("version", 1, _FAR),
        fields.data("salt", 16),
        Kdf.from_fields(fields.one("kdf")),
        slots,
    )


def _slot_from(fields: Fields) -> Slot:
    return Slot(
        fields.id("id"),
        fields.choice("kind", Kind),
        fields.data("salt", 16),
        fields.data("wrapped", 108),
        fields.data("second", 64, 80),
        fields.data("check", 8),
        fields.text("keeper", 120),
    )
