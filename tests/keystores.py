"""A key store in memory that can be told to misbehave, and the name under which it counts as one."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend


class KeyStore(KeyringBackend):
    """`fault` is empty, hang or raise; `free` lets what hangs go on."""

    priority = 1

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
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._misbehave()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


NAMES = frozenset({f"{KeyStore.__module__}.{KeyStore.__qualname__}"})
