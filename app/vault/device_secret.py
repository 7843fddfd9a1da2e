"""A second secret in the key store of the operating system: pinned back ends, read-back, a time limit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from app.errors import CannotUnlock
from app.i18n import _
from app.vault.slots import Slot, check_value

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SECRET_SERVICE = "keyring.backends.SecretService.Keyring"  # noqa: S105 -- the name of a class
ALLOWED = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        SECRET_SERVICE,
        "keyring.backends.kwallet.DBusKeyring",
    }
)
TIME_LIMIT = 20.0
_SERVICE = "Gyeot"
_CHAIN = "keyring.backends.chainer.ChainerBackend"


def available(allowed: frozenset[str] = ALLOWED) -> bool:
    """Whether this computer has a key store that can be trusted with a secret."""
    try:
        return bool(_limited(lambda: _candidates(allowed)))
    except CannotUnlock:
        return False


def store(centre: str, slot: str, secret: bytes, allowed: frozenset[str] = ALLOWED) -> str:
    """Write the secret, read it back, and return the class of the back end that holds it."""
    return _limited(lambda: _store(_account(centre, slot), secret.hex(), allowed))


def find(centre: str, slots: tuple[Slot, ...], allowed: frozenset[str] = ALLOWED) -> tuple[Slot, bytes]:
    """The first of these slots whose secret this computer holds."""
    if not slots:
        raise _unknown_computer()
    return _limited(lambda: _find(centre, slots, allowed))


def forget(centre: str, slot: Slot, allowed: frozenset[str] = ALLOWED) -> None:
    """Remove a secret that no slot needs any more, if this computer holds it."""
    _limited(lambda: _forget(_account(centre, slot.id), slot.keeper, allowed))


def put(account: str, text: str, allowed: frozenset[str] = ALLOWED) -> None:
    """Keep a text that is no secret (app.vault.anchor_keeping), and read it back."""
    _limited(lambda: _store(account, text, allowed))


def take(account: str, allowed: frozenset[str] = ALLOWED) -> str | None:
    """A text that was kept, or None where this computer's key store has none."""
    return _limited(lambda: _take(account, allowed))


def _account(centre: str, slot: str) -> str:
    return f"{centre}/{slot}"


def _store(account: str, text: str, allowed: frozenset[str]) -> str:
    for name, backend in _candidates(allowed).items():
        backend.set_password(_SERVICE, account, text)
        if backend.get_password(_SERVICE, account) != text:
            raise _unusable()
        return name
    raise _unusable()


def _take(account: str, allowed: frozenset[str]) -> str | None:
    stores = _candidates(allowed)
    if not stores:
        raise _unusable()
    return next((text for one in stores.values() if (text := one.get_password(_SERVICE, account)) is not None), None)


def _find(centre: str, slots: tuple[Slot, ...], allowed: frozenset[str]) -> tuple[Slot, bytes]:
    stores = _candidates(allowed)
    for slot in slots:
        backend = stores.get(slot.keeper)
        secret = _secret(backend.get_password(_SERVICE, _account(centre, slot.id)) if backend else None, slot)
        if secret is not None:
            return slot, secret
    if not any(slot.keeper in stores for slot in slots):
        raise _changed() if stores else _unusable()
    raise _unknown_computer()


def _secret(text: str | None, slot: Slot) -> bytes | None:
    try:
        secret = bytes.fromhex(text or "")
    except ValueError:
        return None
    return secret if len(secret) == 32 and check_value(secret, slot.id) == slot.second_check else None


def _forget(account: str, keeper: str, allowed: frozenset[str]) -> None:
    backend = _candidates(allowed).get(keeper)
    if backend is not None and backend.get_password(_SERVICE, account) is not None:
        backend.delete_password(_SERVICE, account)


def _candidates(allowed: frozenset[str]) -> dict[str, KeyringBackend]:
    """The usable back ends whose class is pinned, best first; a chain of several is opened up."""
    import keyring

    chosen = keyring.get_keyring()
    members = list(getattr(chosen, "backends", ())) if _class(chosen) == _CHAIN else [chosen]
    found = {_class(backend): backend for backend in members if _class(backend) in allowed}
    for name, backend in found.items():
        if name == "keyring.backends.Windows.WinVaultKeyring":
            # The default may roam with a domain profile to other computers.
            setattr(backend, "persist", "local machine")  # noqa: B010 -- only the Windows class has it
    return found


def _class(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _limited(call: Callable[[], T]) -> T:
    """Run a key store's code with a time limit; whatever it raises, its own text is never shown."""
    answers: queue.SimpleQueue[T | CannotUnlock] = queue.SimpleQueue()
    threading.Thread(target=_answer, args=(call, answers), daemon=True, name="key-store").start()
    try:
        answer = answers.get(timeout=TIME_LIMIT)
    except queue.Empty:
        raise _silent() from None
    if isinstance(answer, CannotUnlock):
        raise answer
    return answer


def _answer(call: Callable[[], T], answers: queue.SimpleQueue[T | CannotUnlock]) -> None:
    answer: T | CannotUnlock = _unusable()
    # Back ends raise anything, and some of their texts advise plain-text stores: none may reach a person.
    with suppress(Exception):
        try:
            answer = call()
        except CannotUnlock as error:
            answer = error
    answers.put(answer)


def _silent() -> CannotUnlock:
    return CannotUnlock(
        _(
            "The key store of this computer did not answer. Nothing was changed. "
            "Look for its question on the screen and try again, or use your key file or printed code."
        )
    )


def _unusable() -> CannotUnlock:
    return CannotUnlock(
        _("This computer has no key store that Gyeot trusts, or it is locked. Use your key file or printed code.")
    )


def _changed() -> CannotUnlock:
    return CannotUnlock(
        _(
            "The key store of this computer is not the one that was used before. "
            "Use your key file or printed code, then connect this computer anew."
        )
    )


def _unknown_computer() -> CannotUnlock:
    return CannotUnlock(
        _(
            "This computer is not connected with this person yet. "
            "Use your key file or printed code, then connect this computer."
        )
    )
