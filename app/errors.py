"""The whole error tree.

    GyeotError
    ├── Refusal              theirs: a sentence that says what is wrong and what to do; nothing is lost
    │   ├── BadInput         a form field, argument, pack or file is wrong        exit 2
    │   ├── NotFound         the thing asked for is not there                     exit 2
    │   ├── Conflict         the value moved since it was read, or a second try   exit 2
    │   ├── CannotUnlock     wrong passphrase, missing second secret, bad slots   exit 2
    │   ├── Damaged          a store, anchor, manifest or backup is not whole     exit 2
    │   │   └── Malformed    a message between desktop and relay (app.wire)       exit 2
    │   ├── Busy             another process holds the centre                     exit 2
    │   ├── NoRoom           the disk or stick is full or cannot be written       exit 2
    │   ├── NotReached       no connection; what was to be sent stays waiting     exit 2
    │   ├── Rejected         the relay answered, and said no                      exit 2
    │   ├── Interrupted      a read was overtaken by a newer one; nobody is told  exit 2
    │   └── Denied           the role or a wall forbids it                        exit 3
    └── Bug                  ours: reported without case content                  exit 1

Sentences are translated where they are raised; `str(error)` is what a person reads.
"""

from __future__ import annotations


class GyeotError(Exception):
    """Root of everything Gyeot raises on purpose."""

    exit_code = 1


class Refusal(GyeotError):
    """Something on their side stands in the way; `str()` is a whole sentence with what to do."""

    exit_code = 2


class BadInput(Refusal):
    """A value that was given is wrong; `field` names it where a form can point at it."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(Refusal):
    """The thing asked for does not exist."""


class Conflict(Refusal):
    """The value moved since it was read, or the step was already taken."""


class CannotUnlock(Refusal):
    """No slot opened: wrong passphrase, missing second secret, or damaged slots."""


class Damaged(Refusal):
    """Stored bytes are not whole; nothing was written over them."""


class Busy(Refusal):
    """Another process of Gyeot has this centre open."""


class NoRoom(Refusal):
    """The target is full or cannot be written; what was there is untouched."""


class NotReached(Refusal):
    """No connection; what was to leave stays waiting."""


class Rejected(Refusal):
    """The other side answered and refused."""


class Interrupted(Refusal):
    """A read was overtaken by a newer one; nobody needs to be told."""


class Denied(Refusal):
    """The role or a wall forbids it."""

    exit_code = 3


class Bug(GyeotError):
    """Our own mistake; the message carries no case content."""
