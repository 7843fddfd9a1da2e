"""A hundred summaries of a hundred cases, against a bare reportlab script that sets the same words, ten by ten."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from app.clock import today
from app.desk import Desk
from app.documents import Centre, Options, Profile, Recipient, Wish
from app.documents.making import Making
from app.documents.summary_paper import summary_paper
from app.documents.words import Words
from app.flows.batch import Batch, run
from app.i18n import _
from ui.bench import centre
from ui.bench.measure import Figure, Goal, Sample, alternate, figure, median, timed
from ui.bench.pdf import content, script

GOAL = Goal("times", 1.3)
_CASES, _AT_ONCE = 100, 10
_TO = Recipient("센터장 (연습)")


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(min(cases, _CASES))) as practice:
        keys = practice.unlock()
        desk = Desk.open(practice.home, keys)
        try:
            return _measure(desk)
        finally:
            desk.close()
            keys.close()


def _measure(desk: Desk) -> Figure:
    from app.documents.drawing import draw_paper

    ids = [row.id for row in desk.cases.page(limit=_CASES)]
    next_ours, next_bare = cycle(ids), cycle(ids)
    pages: list[int] = []

    def ours() -> None:
        for case_id in islice(next_ours, _AT_ONCE):
            pages.append(draw_paper(summary_paper(desk.documents.summary(case_id), _making(desk))).pages)

    words = {one: json.dumps(list(content(summary_paper(desk.documents.summary(one), _making(desk))))) for one in ids}
    with script(summary_paper(desk.documents.summary(ids[0]), _making(desk))) as bare:
        pair = alternate(timed(ours), lambda: [_bare(bare, words, islice(next_bare, _AT_ONCE))])
    note = _(
        "{n} papers at a time, read from the store, composed and drawn, {pages} pages in all; the script gets the words "
        "ready. Written as files and kept in the register {plain:.0f} ms, locked as well {locked:.0f} ms for as many."
    )
    some = tuple(ids[:_AT_ONCE])
    plain, locked = _written(desk, some, None, "시험"), _written(desk, some, "느티나무 아래에서 쉬어 가는 저녁", None)
    return figure(pair, GOAL, note.format(n=_AT_ONCE, pages=sum(pages), plain=plain, locked=locked))


def _bare(bare: Callable[[str], dict[str, Any]], words: dict[str, str], ids: Any) -> Sample:
    found = [dict(bare(words[one])) for one in ids]
    return Sample(sum(one["ms"] for one in found), sum(one["cpu"] for one in found))


def _written(desk: Desk, ids: tuple[str, ...], passphrase: str | None, reason: str | None) -> float:
    """The whole act, as a worker asks for it, three times."""
    found = []
    for _turn in range(3):
        with tempfile.TemporaryDirectory() as folder:
            batch = Batch(ids, Path(folder), Wish(Profile.FULL, _TO), passphrase, reason)
            turn = timed(lambda batch=batch: run(batch, desk, lambda _n: None, lambda: False))  # type: ignore[misc] # called at once
            found.append(turn()[0].ms)
    return median(found)


def _making(desk: Desk) -> Making:
    return Making(Words("ko"), Centre(desk.keys.centre_name, practice=True), _TO, Options(), today())
