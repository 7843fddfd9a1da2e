"""A key store in memory that can be told to misbehave, and the names under which it counts as one."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class KeyStore(KeyringBackend):
    """`fault` is empty, hang, raise, forget or garble; `free` lets what hangs go on."""

    priority = -1
    """Below every real one: `keyring` chooses its default among all classes that are loaded, and tests load these."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring leaves it untyped
        self.kept: dict[tuple[str, str], str] = {}
        self.fault = ""
        self.free = threading.Event()

    def _misbehave(self) -> None:
        if self.fault == "hang":
            self.free.wait(30)
        if self.fault == "raise":
            raise RuntimeError("install keyrings.alt to store secrets in plain text")

    def get_password(self, service: str, username: str) -> str | None:
        self._misbehave()
        return None if self.fault == "forget" else self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._misbehave()
        self.kept[service, username] = password if self.fault != "garble" else password[::-1]

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class OtherStore(KeyStore):
    """Another class, as after a change of desktop."""


NAMES = frozenset(f"{one.__module__}.{one.__qualname__}" for one in (KeyStore, OtherStore))
