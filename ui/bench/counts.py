"""Closing a round and reading it back for the manager, against the bare noise and seal of the same vector."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import wire
from app.counts.guarantee import SHIPPED
from app.counts.noise import noise
from app.desk import Desk
from app.i18n import _
from ui.bench import centre, collector
from ui.bench.measure import LEAST, Figure, Goal, alternate, figure, timed

GOAL = Goal()
_WARM = 1


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(cases)) as practice:
        keys = practice.unlock("manager")
        desk = Desk.open(practice.home, keys)
        try:
            return _measure(desk)
        finally:
            desk.close()
            keys.close()


def _measure(desk: Desk) -> Figure:
    collector.join(desk)
    waiting = collector.quarters(LEAST + _WARM + 1)
    closed: list[str] = []
    sizes: set[int] = set()

    def close() -> None:
        closed.append(desk.counts.close_round(waiting.pop(0)).value)
        sizes.add(desk.counts.preview(closed[-1]).facts.size)

    def give_up() -> None:
        if closed:
            desk.counts.drop(closed[-1])

    close()
    pair = alternate(timed(close, before=give_up), timed(_bare(desk, closed[0])), warm=_WARM)
    note = _("Close and preview, with books, commit and anchor on the disk. The message is {sizes} bytes, always.")
    return figure(pair, GOAL, note.format(sizes=", ".join(map(str, sorted(sizes)))), also=sizes == {wire.SIZE})


def _bare(desk: Desk, round_id: str) -> Callable[[], None]:
    envelope = wire.parse(desk.outbox.of(round_id).body)
    shown = desk.counts.preview(round_id)
    vector = [row.change for table in shown.tables for row in table.rows]
    city, own = X25519PrivateKey.generate(), X25519PrivateKey.generate()

    def floor() -> None:
        drawn = noise(len(vector), SHIPPED.variance)
        cells = [change + one for change, one in zip(vector, drawn, strict=True)]
        made = wire.make(envelope.header, cells, city.public_key(), own.public_key(), desk.keys.sign)
        sealed = wire.parse(made)
        sealed.verify(desk.keys.device_public)
        sealed.open_for_sender(own)

    return floor
