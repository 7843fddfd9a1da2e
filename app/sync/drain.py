"""Emptying the outbox: each item's bytes go out as they are, and each answer is written down in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import wire
from app.errors import Rejected
from app.outbox import Item, Outbox, problem_sentence
from app.sync.relay import Answer, Keys, Outcome, client, deliver, unreached

if TYPE_CHECKING:
    from httpx2 import Client

Acknowledge = Callable[[str, bytes], object]
Refuse = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Drained:
    """What a run did: how many arrived, how many wait, how many were refused, and what stood in the way."""

    delivered: int = 0
    waiting: int = 0
    refused: int = 0
    problem: str = ""

    @property
    def sentence(self) -> str:
        return problem_sentence(self.problem)

    def insist(self) -> Drained:
        """The same, or the refusal that a person at a command line should see."""
        if self.problem == "not-reached":
            raise unreached()
        if self.problem:
            raise Rejected(self.sentence)
        return self


def drain(
    outbox: Outbox,
    card: wire.Card,
    keys: Keys,
    *,
    acknowledge: Acknowledge,
    refused: Refuse,
    relay_url: str | None = None,
    http: Client | None = None,
) -> Drained:
    """Send every due item; `acknowledge(reference, receipt)` and `refused(reference, problem)` join the transaction.

    `relay_url` may name another address of the same relay: the pinned keys decide who it is.
    """
    towards = replace(card, url=relay_url) if relay_url else card
    done = Drained()
    with http or client() as connection:
        for item in outbox.due():
            outbox.leaving((item.id,))
            answer = deliver(connection, towards, keys, item.id, item.body)
            settle(outbox, item, answer, acknowledge=acknowledge, refused=refused)
            done = _counted(done, answer)
            if answer.outcome is Outcome.UNREACHED:
                break
    return replace(done, waiting=len(outbox.items("waiting")))


def settle(outbox: Outbox, item: Item, answer: Answer, *, acknowledge: Acknowledge, refused: Refuse) -> None:
    """Write an answer down; for a desk, this part runs on the writer thread."""
    if answer.outcome is Outcome.DELIVERED:
        outbox.done(item.id, answer.receipt, lambda: acknowledge(item.reference, answer.receipt))
    elif answer.outcome is Outcome.REFUSED:
        outbox.bury(item.id, answer.problem, lambda: refused(item.reference, answer.problem))
    else:
        reached = answer.outcome is not Outcome.UNREACHED
        outbox.postpone(item.id, answer.problem, wait=answer.wait, counts=reached)


def _counted(done: Drained, answer: Answer) -> Drained:
    if answer.outcome is Outcome.DELIVERED:
        return replace(done, delivered=done.delivered + 1)
    refusals = done.refused + (answer.outcome is Outcome.REFUSED)
    return replace(done, refused=refusals, problem=answer.problem)
