"""Drawing: blocks become flowables, and a paper becomes the bytes of a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.paraparser import ParaFrag

from app.documents import blocks
from app.documents.blocks import Block, Furniture, Paper, Part
from app.documents.furniture import PaperCanvas, fitted
from app.documents.model import Reason
from app.documents.redaction import Piece, Rich
from app.documents.style import (
    BOLD,
    BOTTOM,
    EDGE,
    FILL,
    INK,
    LEFT,
    MEASURE,
    REGULAR,
    SOFT,
    TOP,
    WHITE,
    Ink,
    styles,
)
from app.documents.tables import SIDES, Command, CutLine, bare, continued, ruled

KEPT_ROWS = 8
"""Up to so many rows a heading, its table and its note stay on one page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished PDF, its number of pages, and letters for which the font has no glyph."""

    data: bytes
    pages: int
    missing: tuple[str, ...]


def draw_paper(paper: Paper) -> Drawn:
    """The paper as PDF bytes; the same paper always gives the same bytes."""
    drawn = _draw(paper, air=1.0)
    return _draw(paper, air=0.55) if paper.one_page and drawn.pages > 1 else drawn


def _draw(paper: Paper, *, air: float) -> Drawn:
    draughtsman = _Draughtsman(paper, air)
    story = [flowable for one in paper.content for flowable in draughtsman.flow(one)]
    furniture = draughtsman.clean(paper.furniture)
    target = BytesIO()
    document = _document(target, paper.language, furniture.title or draughtsman.title)
    document.build(story, canvasmaker=partial(PaperCanvas, furniture))
    return Drawn(target.getvalue(), document.page, tuple(sorted(draughtsman.ink.missing)))


def _document(target: BytesIO, language: str, title: str) -> BaseDocTemplate:
    frame = Frame(
        LEFT, BOTTOM, MEASURE, A4[1] - TOP - BOTTOM, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    return BaseDocTemplate(
        target,
        pagesize=A4,
        pageTemplates=[PageTemplate("paper", [frame])],
        title=title,
        author="",
        subject="",
        creator="",
        producer="",
        lang=language,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,
    )


class _Draughtsman:
    """Turns blocks into flowables; remembers what could not be printed."""

    def __init__(self, paper: Paper, air: float) -> None:
        self.ink = Ink()
        self.styles = styles()
        self._air = air
        self._heading = ParagraphStyle(
            "air", parent=self.styles.heading, spaceBefore=6.2 * mm * air, spaceAfter=2 * mm * air
        )
        self._bar_word = paper.bar_word
        self._bars = list(paper.bars)
        self._drawers: dict[type, Callable[[Any], list[Flowable]]] = {
            blocks.Title: self._title,
            blocks.Pairs: self._pairs,
            blocks.Grid: self._grid,
            blocks.Lines: self._lines,
            blocks.Boxes: self._boxes,
            blocks.Stamp: self._stamp,
            blocks.Slip: self._slip,
            blocks.Sheet: lambda _sheet: [PageBreak()],
        }
        self.title = next((one.text for one in paper.content if isinstance(one, blocks.Title)), "")

    def clean(self, furniture: Furniture) -> Furniture:
        """The furniture with every text printable."""
        ink = self.ink
        return replace(
            furniture,
            title=ink(furniture.title),
            right=ink(furniture.right),
            footer=ink(furniture.footer),
            band=ink(furniture.band),
            quiet_mark=ink(furniture.quiet_mark),
            draft=ink(furniture.draft),
        )

    def flow(self, one: Block | Part) -> list[Flowable]:
        if isinstance(one, Part):
            return self._part(one)
        gap = [Spacer(0, 3.5 * mm * self._air)] if isinstance(one, blocks.Lines) else []
        return [*gap, *self._drawers[type(one)](one)]

    # -- parts -----------------------------------------------------------------------------------

    def _part(self, part: Part) -> list[Flowable]:
        inner = [flowable for block in part.blocks for flowable in self._drawers[type(block)](block)]
        note = [Spacer(0, 1 * mm), self.text(part.note, self.styles.note)] if part.note else []
        if not part.heading:
            return [*inner, *note]
        heading = self.text(part.heading, self._heading)
        if _rows(part) <= KEPT_ROWS:
            return [KeepTogether([heading, *inner, *note])]
        return [CondPageBreak(45 * mm), heading, *inner, *note]

    # -- text ------------------------------------------------------------------------------------

    def text(self, rich: Rich, style: ParagraphStyle) -> Paragraph:
        """A paragraph from pieces, without markup: nothing a person wrote is read as a tag."""
        pieces = (Piece(rich),) if isinstance(rich, str) else rich
        frags = [frag for piece in pieces for frag in self._frags(piece, style)]
        if pieces and pieces[-1].bar:  # a bar needs text of normal size beside it to stand on the line
            frags.append(_frag(style, "\u00a0"))
        return Paragraph("", style, frags=frags or [_frag(style, "")])

    def _frags(self, piece: Piece, style: ParagraphStyle) -> list[ParaFrag]:
        if piece.bar is None:
            font = BOLD if piece.bold else style.fontName
            return [_frag(style, self.ink(piece.text), fontName=font)]
        words = f"\u00a0\u00a0{self._bar_word}\u00a0{self._number(piece.bar)}\u00a0\u00a0"
        return [_frag(style, words, fontName=BOLD, fontSize=7, textColor=WHITE, backColor=INK)]

    def _number(self, reason: Reason) -> str:
        """The figure of a reason: ① is what was hidden first."""
        return "①②③④⑤⑥⑦"[self._bars.index(reason)]

    def _cell(self, rich: Rich, style: ParagraphStyle, width: float) -> str | Paragraph:
        """A string where it fits on one line (drawn faster), otherwise a paragraph."""
        if isinstance(rich, str):
            text = self.ink(rich)
            if stringWidth(text, style.fontName, style.fontSize) <= width:
                return text
        return self.text(rich, style)

    # -- blocks ----------------------------------------------------------------------------------

    def _title(self, title: blocks.Title) -> list[Flowable]:
        left: list[Flowable] = [self.text(title.text, self.styles.title)]
        if title.subtitle:
            left.append(self.text(title.subtitle, self.styles.subtitle))
        if title.signers:
            box = self._approval(title)
            widths = [MEASURE - box.minWidth(), box.minWidth()]
            return [bare([[left, box]], widths), Spacer(0, 4.5 * mm)]
        right = [self.text(line, self.styles.aside) for line in title.aside]
        return [bare([[left, right or ""]], [MEASURE * 0.6, MEASURE * 0.4]), Spacer(0, 3 * mm)]

    def _approval(self, title: blocks.Title) -> Table:
        """The approval box: 7 mm and 19 mm a person, 22 mm high."""
        names = [fitted(self.ink(name), REGULAR, 8.5, 18 * mm) for name in title.signers]
        side = ["\n".join(self.ink(title.approval))] if len(title.approval) == 2 else []  # Korean stands upright
        table = Table(
            [[*side, *names], [""] * (len(side) + len(names))],
            colWidths=[7 * mm] * len(side) + [19 * mm] * len(names),
            rowHeights=[6.5 * mm, 15.5 * mm],
        )
        table.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), REGULAR, 8.5, 15),
                    ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                    ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                    *((("SPAN", (0, 0), (0, 1)),) if side else ()),
                    ("BOX", (0, 0), (-1, -1), 0.8, INK),
                    ("INNERGRID", (0, 0), (-1, -1), 0.5, INK),
                    ("LEFTPADDING", (0, 0), (-1, -1), 1),
                    ("TOPPADDING", (0, 0), (-1, -1), 3),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 1),
                ]
            )
        )
        return table

    def _pairs(self, pairs: blocks.Pairs) -> list[Flowable]:
        label = pairs.label * mm
        value = MEASURE / pairs.columns - label
        widths = [label, value] * pairs.columns
        rows = [pairs.rows[at : at + pairs.columns] for at in range(0, len(pairs.rows), pairs.columns)]
        flat: list[tuple[Rich, ...]] = [tuple(cell for pair in row for cell in pair) for row in rows]
        flat[-1] += ("",) * (len(widths) - len(flat[-1]))
        flat = [part for row in flat for part in continued(row, widths)]
        cells = [self._cells(row, widths, label_columns=2) for row in flat]
        heights = [22 * mm if row[0] in pairs.tall else None for row in flat]
        marked: list[Command] = []
        for column in range(0, 2 * pairs.columns, 2):
            marked += [
                ("FONT", (column, 0), (column, -1), BOLD, 9, 14.5),
                ("BACKGROUND", (column, 0), (column, -1), FILL),
            ]
        if len(rows[-1]) < pairs.columns:
            marked.append(("SPAN", (1, -1), (-1, -1)))
        return [ruled(cells, widths, marked, heights=heights)]

    def _cells(
        self, row: tuple[Rich, ...], widths: Sequence[float], *, label_columns: int = 0
    ) -> list[str | Paragraph]:
        """A row ready for a table; with `label_columns` every so many-th cell, from the first, is a label."""
        return [
            self._cell(
                rich,
                self.styles.label if label_columns and n % label_columns == 0 else self.styles.cell,
                width - SIDES,
            )
            for n, (rich, width) in enumerate(zip(row, widths, strict=True))
        ]

    def _grid(self, grid: blocks.Grid) -> list[Flowable]:
        widths = [share / sum(grid.widths) * MEASURE for share in grid.widths]
        above = ParagraphStyle("figure", parent=self.styles.label, alignment=2) if grid.figures else self.styles.label
        head = [self._cell(text, above, width - SIDES) for text, width in zip(grid.head, widths, strict=True)]
        rows = [self._cells(part, widths) for row in grid.rows for part in continued(row, widths)]
        marked: list[Command] = [
            ("FONT", (0, 0), (-1, 0), BOLD, 9, 14.5),
            ("BACKGROUND", (0, 0), (-1, 0), FILL),
            ("LINEBELOW", (0, 0), (-1, 0), 0.5, EDGE),
        ]
        if grid.figures:
            marked.append(("ALIGN", (1, 0), (-1, -1), "RIGHT"))
        marked += [("FONT", (0, at + 1), (-1, at + 1), BOLD, 9.5, 14.5) for at in grid.sums]
        if len(rows) > KEPT_ROWS:  # no row stands alone at the foot or head of a page
            marked += [("NOSPLIT", (0, 0), (-1, 2)), ("NOSPLIT", (0, -2), (-1, -1))]
        return [ruled([head, *rows], widths, marked, repeated=1)]

    def _lines(self, lines: blocks.Lines) -> list[Flowable]:
        texts: Sequence[Rich] = lines.texts
        if lines.numbered:
            texts = [_numbered(n, text) for n, text in enumerate(texts, 1)]
        return [self.text(text, self.styles.body) for text in texts]

    def _boxes(self, boxes: blocks.Boxes) -> list[Flowable]:
        width = 17 * mm
        row = Table([[self.ink(label) for label in boxes.labels]], [width] * len(boxes.labels), [7.7 * mm])
        marked: list[Command] = [
            ("FONT", (0, 0), (-1, -1), REGULAR, 10, 15),
            ("TEXTCOLOR", (0, 0), (-1, -1), SOFT),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("GRID", (0, 0), (-1, -1), 0.6, EDGE),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
        if boxes.chosen is not None:
            at = (boxes.chosen, 0)
            marked += [("FONT", at, at, BOLD, 10, 15), ("TEXTCOLOR", at, at, WHITE), ("BACKGROUND", at, at, INK)]
        row.setStyle(TableStyle(marked))
        aside = [self.text(line, self.styles.note) for line in boxes.aside]
        all_boxes = width * len(boxes.labels)
        table = bare([[row, "", aside or ""]], [all_boxes, 5 * mm, MEASURE - all_boxes - 5 * mm], middle=True)
        return [table, Spacer(0, 4 * mm)]

    def _stamp(self, stamp: blocks.Stamp) -> list[Flowable]:
        table = bare(
            [[self.text(stamp.name, self.styles.name), "", self.text(stamp.seal, self.styles.centre)]],
            [MEASURE - 36 * mm, 6 * mm, 30 * mm],
            heights=[(5 + 12 * self._air) * mm],
            middle=True,
        )
        table.setStyle(TableStyle([("BOX", (2, 0), (2, 0), 0.6, EDGE)]))
        return [KeepTogether([Spacer(0, 5 * mm * self._air), table])]

    def _slip(self, slip: blocks.Slip) -> list[Flowable]:
        widths = [36 * mm, MEASURE - 36 * mm]
        cells = [self._cells(row, widths, label_columns=2) for row in slip.rows]
        marked: list[Command] = [("FONT", (0, 0), (0, -1), BOLD, 9, 14.5)]
        table = ruled(cells, widths, marked, heights=[(6 + 3.4 * self._air) * mm] * len(cells), middle=True)
        return [
            KeepTogether([Spacer(0, 7 * mm * self._air), CutLine(self.ink(slip.caption)), Spacer(0, 2.5 * mm), table])
        ]


def _frag(style: ParagraphStyle, text: str, **changed: Any) -> ParaFrag:
    fields = {
        "fontName": style.fontName,
        "fontSize": style.fontSize,
        "textColor": style.textColor,
        "bold": 0,
        "italic": 0,
        "rise": 0,
        "greek": 0,
        "link": [],
        "us_lines": [],
        "text": text,
    }
    return ParaFrag(**{**fields, **changed})


def _numbered(number: int, text: Rich) -> Rich:
    pieces = (Piece(text),) if isinstance(text, str) else text
    return (Piece(f"{number}. "), *pieces)


def _rows(part: Part) -> int:
    """Rows that must stay together; running text may break anywhere and counts as many."""
    counts = [len(block.rows) for block in part.blocks if isinstance(block, blocks.Pairs | blocks.Grid)]
    running = any(isinstance(block, blocks.Lines) and len(block.texts) > 2 for block in part.blocks)
    return sum(counts) + (KEPT_ROWS if running else 0)
