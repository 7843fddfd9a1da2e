"""How far the list reads again when something comes: as far as somebody looks or chose, and no further."""

from __future__ import annotations

import os

from PySide6.QtCore import QModelIndex

from app.changes import Changes, Done
from app.desk import Desk
from app.inbox import Rings, State
from app.inbox.model import Head
from app.inbox.opening import write_head
from app.kinds import Compartment
from app.vault.sealing import label, wrap
from tests.ui.inbox.test_inbox_page import Bench, bench, officers
from ui.kit.items import ITEM

__all__ = ["bench", "officers"]
MANY = 450


def _many(desk: Desk) -> Done[None]:
    """Threads with heads of their own, as opened reports have."""
    db = desk.database(Compartment.CASEWORK)
    ring, wrapping = Rings(desk.database(Compartment.OFFICE), desk.keys).newest(Compartment.INTAKE)
    with db.atomic():
        for at in range(MANY):
            thread, key = f"{at:064x}", os.urandom(32)
            db.insert("report_thread", {
                "id": thread, "channel": "intake", "state": State.OPEN, "first_on": "2026-11-01",
                "last_on": "2026-11-01", "came_by": "relay", "ring": ring,
                "key": wrap(wrapping, key, label("report-thread", thread)),
                "head": write_head(key, thread, Head("victim", "ko", f"{at}번째", bytes(32))),
            })  # fmt: skip
    return Done(None, Changes.NONE)


def _to_the_end(bench: Bench) -> None:
    bar, model = bench.page.list.rows.verticalScrollBar(), bench.page.list.model
    while model.canFetchMore(QModelIndex()):
        bar.setValue(bar.maximum())
        bench.quiet()
        bench.qtbot.wait(1)


def test_a_reload_reads_as_far_as_somebody_looks_or_chose(bench: Bench) -> None:
    bench.write(_many)
    bench.page.arrive()
    bench.quiet()
    shown, rows = bench.page.list, bench.page.list.rows
    _to_the_end(bench)
    assert shown.model.rowCount() == MANY
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().maximum())
    bench.page.reload()
    bench.quiet()
    assert shown.model.rowCount() == MANY, "its end is in sight"
    assert rows.verticalScrollBar().value() == rows.verticalScrollBar().maximum()
    rows.verticalScrollBar().setValue(0)
    bench.page.reload()
    bench.quiet()
    assert shown.model.rowCount() == 200
    assert shown.model.canFetchMore(QModelIndex())
    _to_the_end(bench)
    assert shown.model.rowCount() == MANY
    shown.choose_several(True)
    chosen = shown.model.index(300, 0).data(ITEM).id
    rows.ticked.emit(chosen, True)
    rows.verticalScrollBar().setValue(0)
    bench.page.reload()
    bench.quiet()
    assert shown.model.rowCount() == 400
    assert shown.chosen() == (chosen,)
    assert [shown.model.index(at, 0).data(ITEM).check for at in (299, 300)] == [False, True]
