"""Keys: what one person holds while a centre is open. Nothing in here is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import Bug, Denied
from app.i18n import _
from app.kinds import Compartment, Right, Role, UserId
from app.vault import platform
from app.vault.compartments import database_key, office_wrap, open_drop_key, purpose_key
from app.vault.drop import open_dropped
from app.vault.identity import Identity
from app.vault.manifest import Manifest
from app.vault.sealing import seal, unseal
from app.vault.slots import Installation, Member, Room


class Keys:
    """The opened compartments of one user on one computer."""

    def __init__(
        self,
        manifest: Manifest,
        member: Member,
        name: str,
        centre_name: str,
        identity: Identity,
        opened: Mapping[Room, bytes],
        installation: tuple[Installation, Ed25519PrivateKey],
        coming: Mapping[Room, bytes] | None = None,
        way: str = "",
    ) -> None:
        self.user, self.name, self.centre_name = UserId(member.id), name, centre_name
        self.role: Role = member.role
        self.rights: frozenset[Right] = member.rights
        self.practice, self.centre_id = manifest.practice, manifest.centre
        self.centre_type = manifest.centre_type
        self.device, self.device_id = installation[0].letter, installation[0].id
        self.device_public = installation[0].public
        self._publics = installation[0].publics
        self.former = installation[0].former
        """The keys this computer signed with before, the newest first."""
        self.way = way
        """The slot through which the lock was opened."""
        self._manifest = manifest
        self._identity: Identity | None = identity
        self._device_key: Ed25519PrivateKey | None = installation[1]
        self._rooms = {room.compartment: room for room in opened}
        self._opened = {room.compartment: bytearray(key) for room, key in opened.items()}
        self._coming = {room.compartment: bytearray(key) for room, key in (coming or {}).items()}

    @property
    def device_publics(self) -> tuple[bytes, ...]:
        """Whose signatures are this computer's: the key of now, then those before. Nothing new is signed by them."""
        return self._publics

    def goes_on_to(self, manifest: Manifest) -> bool:
        """Whether this manifest is the one these keys were opened with, or one that came after it here."""
        known = self._manifest
        if manifest.centre != known.centre or manifest.version < known.version:
            return False
        return manifest.version > known.version or manifest.witness == known.witness

    def become(self, newer: Keys) -> None:
        """Go on with what the same person holds now: a key has taken over since this was unlocked."""
        before = self._opened, self._coming
        self.__dict__.update(newer.__dict__)
        _overwrite(*before)

    def __repr__(self) -> str:
        return f"Keys({self.user})"

    def holds(self, compartment: Compartment) -> bool:
        return compartment in self._opened

    def compartments(self) -> frozenset[Compartment]:
        return frozenset(self._opened)

    def raw_key(self, compartment: Compartment) -> str:
        """64 hex digits of database key and 32 of salt, as SQLCipher takes them."""
        return database_key(self.key(compartment), self._manifest.facts(compartment))

    def key_for(self, compartment: Compartment, purpose: str) -> bytes:
        """32 bytes for one other purpose of a compartment (wrapping file keys, sealing a field)."""
        return purpose_key(self.key(compartment), compartment, self.epoch(compartment), purpose)

    def coming_key(self, compartment: Compartment) -> bytes | None:
        """The key that waits to take over, if there is one and this person holds it; for the vault and renewals."""
        found = self._coming.get(compartment)
        return None if found is None else bytes(found)

    @property
    def office_wrapper(self) -> bytes:
        """What names and the installation's key are wrapped under: always the newest office key."""
        return office_wrap(self._coming.get(Compartment.OFFICE) or self.key(Compartment.OFFICE))

    def epoch(self, compartment: Compartment) -> int:
        """The number in the name of the compartment's database file."""
        return self._manifest.facts(compartment).epoch

    def open_drop(self, compartment: Compartment, data: bytes) -> bytes:
        """What somebody without this compartment's key sealed to it."""
        key = bytes(self.key(compartment))
        room = self._rooms[compartment]
        return open_dropped(open_drop_key(key, room), self.centre_id, compartment, room.epoch, data)

    def open_sealed(self, info: bytes, sealed: bytes) -> bytes:
        """What was HPKE-sealed to this person; DoesNotOpen otherwise."""
        return unseal(self.identity.agreement, info, sealed)

    def seal_to_self(self, info: bytes, plain: bytes) -> bytes:
        """What only this person opens again, with `open_sealed`."""
        return seal(self.identity.agreement.public_key().public_bytes_raw(), info, plain)

    def sign(self, message: bytes) -> bytes:
        """Ed25519 with this installation's key (`device_public` verifies it)."""
        if self._device_key is None:
            raise _closed()
        return self._device_key.sign(message)

    def sign_personally(self, message: bytes) -> bytes:
        """Ed25519 with this person's own key: a manager's changes of the office."""
        return self.identity.signing.sign(message)

    @property
    def identity(self) -> Identity:
        """This person's private keys, for the vault itself."""
        if self._identity is None:
            raise _closed()
        return self._identity

    def key(self, compartment: Compartment) -> bytearray:
        """The compartment key itself, for the vault only; others ask for `raw_key` or `key_for`."""
        if self._identity is None:
            raise _closed()
        try:
            return self._opened[compartment]
        except KeyError:
            raise Denied(
                _("Your role does not open this part of the centre. Ask a manager if you need it for your work.")
            ) from None

    def close(self) -> None:
        """Overwrite what Python lets us overwrite; only the end of the process removes the rest."""
        _overwrite(self._opened, self._coming)
        self._identity = self._device_key = None
        platform.blur_freed_memory(False)


def _overwrite(*held: dict[Compartment, bytearray]) -> None:
    for keys in held:
        for key in keys.values():
            key[:] = bytes(len(key))
        keys.clear()


def _closed() -> Bug:
    return Bug("a key was asked for after the centre was locked")
