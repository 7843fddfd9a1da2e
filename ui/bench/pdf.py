"""A four-page summary of a case, against a bare reportlab script that sets the same content.

The script runs in a process of its own, warmed up and then asked turn by turn: only papers may import reportlab here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.clock import today
from app.desk import Desk
from app.documents import Centre, Options, Profile, Recipient, blocks
from app.documents.making import Making
from app.documents.redaction import Rich
from app.documents.summary_paper import summary_paper
from app.documents.words import Words
from app.i18n import _
from app.paths import cache
from ui.bench import centre
from ui.bench.measure import LEAST, Figure, Goal, Sample, alternate, figure, median, timed

GOAL = Goal("times", 1.3)
_FEW = 60
_TO = Recipient("센터장 (연습)")

_SCRIPT = """
import io, json, sys, time
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from xml.sax.saxutils import escape

given = json.loads(sys.stdin.readline())
for name, file in (("Gyeot", given["regular"]), ("Gyeot-Bold", given["bold"])):
    pdfmetrics.registerFont(TTFont(name, file))
BODY = ParagraphStyle("b", fontName="Gyeot", fontSize=10.5, leading=17.5)
CELL = ParagraphStyle("c", fontName="Gyeot", fontSize=9.5, leading=14.5)
HEAD = ParagraphStyle("h", fontName="Gyeot-Bold", fontSize=13, leading=18, spaceBefore=17, spaceAfter=6)
LINES = [("FONT", (0, 0), (-1, -1), "Gyeot", 9.5), ("LINEBELOW", (0, 0), (-1, -1), 0.5, "#B9C3C1"),
         ("VALIGN", (0, 0), (-1, -1), "TOP")]

def furniture(canvas, document):
    canvas.setFont("Gyeot", 8)
    canvas.drawString(25 * mm, 12 * mm, given["title"])
    canvas.drawRightString(192 * mm, 12 * mm, str(document.page))

def paper():
    story = []
    for kind, value in given["content"]:
        if kind == "table":
            rows = [[Paragraph(escape(text), CELL) for text in row] for row in value["rows"]]
            story.append(Table(rows, colWidths=[width * mm for width in value["widths"]], style=LINES,
                               repeatRows=value["head"]))
        else:
            story.append(Paragraph(escape(value), {"head": HEAD, "body": BODY, "note": CELL}[kind]))
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, leftMargin=25 * mm, rightMargin=18 * mm, topMargin=33 * mm,
                                 bottomMargin=24 * mm, invariant=1, initialFontName="Gyeot")
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return document.page

for turn in sys.stdin:
    given["content"] = json.loads(turn) or given["content"]
    wall, cpu = time.perf_counter(), time.process_time()
    pages = paper()
    print(json.dumps({"ms": (time.perf_counter() - wall) * 1e3, "cpu": (time.process_time() - cpu) * 1e3,
                      "pages": pages}), flush=True)
"""


def measure(cases: int) -> Figure:
    with centre.copy(centre.practice(min(cases, _FEW))) as practice:
        keys = practice.unlock()
        desk = Desk.open(practice.home, keys)
        try:
            return _measure(desk, practice.long_case, practice.home.parent)
        finally:
            desk.close()
            keys.close()


def _measure(desk: Desk, case_id: str, folder: Path) -> Figure:
    from app.documents.drawing import draw_paper

    pages: set[int] = set()

    def ours() -> None:
        pages.add(draw_paper(summary_paper(desk.documents.summary(case_id), _making(desk))).pages)

    with script(summary_paper(desk.documents.summary(case_id), _making(desk))) as bare:
        pair = alternate(timed(ours), lambda: [Sample(bare()["ms"], _last["cpu"])], warm=3)
    plain, locked = _exports(desk, case_id, folder)
    note = _(
        "Read from the store, composed and drawn: {pages} pages, the script {bare}. Written as a file and kept in the "
        "register {plain:.0f} ms, locked with AES-256 as well {locked:.0f} ms."
    )
    numbers = ", ".join(map(str, sorted(pages)))
    return figure(pair, GOAL, note.format(pages=numbers, bare=_last["pages"], plain=plain, locked=locked))


_last: dict[str, Any] = {}


def _making(desk: Desk) -> Making:
    return Making(Words("ko"), Centre(desk.keys.centre_name, practice=True), _TO, Options(), today())


def _exports(desk: Desk, case_id: str, folder: Path) -> tuple[float, float]:
    """The median of the whole act, as a worker asks for it: plain with a reason, and locked."""
    found = []
    for lock in ({"plain_reason": "시험"}, {"passphrase": "느티나무 아래에서 쉬어 가는 저녁"}):
        turn = timed(
            lambda lock=lock: desk.documents.export(  # type: ignore[misc] # bound now, called at once
                case_id, folder / "paper.pdf", Profile.FULL, _TO, overwrite=True, card_seen=True, **lock
            )
        )
        found.append(median([turn()[0].ms for _turn in range(LEAST)]))
    return found[0], found[1]


@contextmanager
def script(paper: blocks.Paper) -> Iterator[Any]:
    """The bare script, ready; each call sets the paper once more and says how long it took."""
    fonts = {
        "regular": str(cache("fonts", "NotoSansKR-Regular.ttf")),
        "bold": str(cache("fonts", "NotoSansKR-Bold.ttf")),
    }
    given = json.dumps({**fonts, "title": paper.furniture.title, "content": list(content(paper))})
    child = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
        [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert child.stdin is not None, "it is a pipe"
    assert child.stdout is not None, "it is a pipe"
    pipe_in, pipe_out = child.stdin, child.stdout

    def once(line: str = "null") -> dict[str, Any]:
        pipe_in.write(line + "\n")
        pipe_in.flush()
        _last.update(json.loads(pipe_out.readline()))
        return _last

    try:
        pipe_in.write(given + "\n")
        yield once
    finally:
        pipe_in.close()
        child.wait()
        pipe_out.close()


def content(paper: blocks.Paper) -> Iterator[tuple[str, Any]]:
    """The paper's words in order of reading, as headings, lines and tables without any of its form."""
    for one in paper.content:
        if isinstance(one, blocks.Part):
            if one.heading:
                yield "head", one.heading
            for block in one.blocks:
                yield from _block(block)
            if one.note:
                yield "note", one.note
        else:
            yield from _block(one)


def _block(block: blocks.Block) -> Iterator[tuple[str, Any]]:
    if isinstance(block, blocks.Title):
        yield "head", block.text
    elif isinstance(block, blocks.Lines):
        yield from (("body", _plain(text)) for text in block.texts)
    elif isinstance(block, blocks.Boxes):
        yield "table", _table([block.labels], [17.0] * len(block.labels))
    elif isinstance(block, blocks.Grid):
        widths = [width / sum(block.widths) * 167 for width in block.widths]
        yield "table", _table([block.head, *block.rows], widths, head=1)
    elif isinstance(block, blocks.Pairs):
        flat: list[Rich] = [cell for pair in block.rows for cell in pair]
        wide = 2 * block.columns
        rows = [tuple(flat[at : at + wide]) for at in range(0, len(flat), wide)]
        yield "table", _table(rows, [block.label, 167 / block.columns - block.label] * block.columns)


def _table(rows: Any, widths: list[float], head: int = 0) -> dict[str, Any]:
    filled = [[_plain(cell) for cell in row] + [""] * (len(widths) - len(row)) for row in rows]
    return {"rows": filled, "widths": widths, "head": head}


def _plain(rich: Rich) -> str:
    return rich if isinstance(rich, str) else "".join("■■■■" if piece.bar else piece.text for piece in rich)
