"""Setting type: the pieces of a book or hand-out become flowables, with the pages they refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from app.documents import pieces
from app.documents.ledger import Bookmark, Ledger
from app.documents.pieces import Piece
from app.documents.placing import Bars, beside, kept, padding, shares, table_of
from app.documents.scale import PAGE_MEASURE, Scale, faces
from app.documents.style import ACCENT, BOLD, FILL, INK, REGULAR, RULE, Ink
from app.documents.words import Words

_BOUND = ((re.compile("(수|줄|적) (있|없)"), "\\1\u00a0\\2"), (re.compile("(그|이) (사람|책|쪽)"), "\\1\u00a0\\2"))
"""Words that stay on one line."""
_BULLETS = {"say": "", "do": "–", "avoid": "×", "plain": ""}
_NO_PAGE = "000"
_WHOLE = 12
"""Up to so many rows a box stays on one page."""


class Setter:
    """Sets pieces in one scale; `known` is what the pass before found out, `ledger` what this one does."""

    def __init__(self, scale: Scale, words: Words, known: Ledger, *, outlined: bool = False) -> None:
        self.ink = Ink()
        self.ledger = Ledger()
        self._words, self._known, self._outlined = words, known, outlined
        self._take(scale)
        self._setters: dict[type, Callable[[Any], list[Flowable]]] = {
            pieces.Cover: self._cover,
            pieces.Opener: self._opener,
            pieces.Head: self._head,
            pieces.Voice: self._voice,
            pieces.Ask: self._ask,
            pieces.Points: self._points,
            pieces.Ways: self._ways,
            pieces.Contacts: self._contacts,
            pieces.Refs: self._refs,
            pieces.Provision: self._provision,
            pieces.Facts: self._facts,
            pieces.Prose: self._prose,
            pieces.Contents: self._contents,
        }

    def _take(self, scale: Scale) -> None:
        self._scale, self.faces = scale, faces(scale)

    def set(self, group: Iterable[Piece], scale: Scale) -> list[Flowable]:
        """The pieces of a group in one scale."""
        self._take(scale)
        return [flowable for piece in group for flowable in self._setters[type(piece)](piece)]

    # -- text ------------------------------------------------------------------------------------

    def clean(self, text: str) -> str:
        """Printable text in which what belongs together stays on one line."""
        text = self.ink(text)
        for pattern, bound in _BOUND:
            text = pattern.sub(bound, text)
        return text

    def text(self, text: str, style: ParagraphStyle, *, bullet: str = "", to: str = "") -> Paragraph:
        """A paragraph of plain text, as a link where it leads somewhere; nothing in it is read as markup."""
        words = escape(self.clean(text))
        if to in self._known.pages:
            words = f'<a href="#{to}">{words}</a>'
        if not bullet:
            return Paragraph(words, style)
        indent = 1.25 * style.fontSize
        return Paragraph(words, ParagraphStyle("bullet", style, leftIndent=indent), bulletText=bullet)

    def page(self, anchor: str) -> str:
        """ "12쪽", or a figure of the same width while pages are not known yet."""
        return self._words("page {n}").format(n=self._known.pages.get(anchor, _NO_PAGE))

    # -- openings --------------------------------------------------------------------------------

    def _cover(self, cover: pieces.Cover) -> list[Flowable]:
        foot = [self.text(line, self.faces.note) for line in cover.foot]
        title = ParagraphStyle("cover", self.faces.part, fontSize=34, leading=46)
        return [
            Spacer(0, 72 * mm),
            Bars(),
            Spacer(0, 9 * mm),
            self.text(cover.title, title),
            Spacer(0, 4 * mm),
            self.text(cover.subtitle, ParagraphStyle("under", self.faces.say, fontSize=13, leading=21)),
            Spacer(0, 10 * mm),
            *foot,
        ]

    def _opener(self, opener: pieces.Opener) -> list[Flowable]:
        """The name of a part above its first heading."""
        mark = Bookmark(opener.anchor, self.clean(opener.text), 0, self.ledger, outlined=self._outlined)
        head = ParagraphStyle("part", self.faces.part, keepWithNext=1)
        intro = [self.text(line, ParagraphStyle("intro", self.faces.note, keepWithNext=1)) for line in opener.intro]
        rule = HRFlowable("100%", 1, color=ACCENT, spaceBefore=2 * mm, spaceAfter=5 * mm)
        rule.keepWithNext = 1
        return [PageBreak(), mark, self.text(opener.text, head), *intro, rule]

    def _head(self, head: pieces.Head) -> list[Flowable]:
        flow: list[Flowable] = [PageBreak()] if head.new_page else []
        if not head.new_page and not head.anchor:  # in the run of a hand-out, and never alone at the foot of a page
            flow = [CondPageBreak(self._scale.say[1] * 9), Spacer(0, 4 * mm)]
        if head.anchor:
            name = " ".join(part for part in (head.tag, self.clean(head.text)) if part)
            flow.append(Bookmark(head.anchor, name, head.level, self.ledger, outlined=self._outlined))
        if head.tag:
            flow.append(self.text(head.tag, ParagraphStyle("tag", self.faces.tag, keepWithNext=1)))
        return [*flow, self.text(head.text, ParagraphStyle("head", self.faces.head, keepWithNext=1, spaceAfter=3 * mm))]

    def _voice(self, voice: pieces.Voice) -> list[Flowable]:
        style = ParagraphStyle("voice", self.faces.ask, keepWithNext=1, spaceBefore=5 * mm, spaceAfter=2 * mm)
        return [CondPageBreak(90 * mm), self.text(voice.text, style)]

    def _contents(self, contents: pieces.Contents) -> list[Flowable]:
        """The list of contents, as the pass before saw the headings."""
        rows: list[list[Flowable]] = []
        marked: list[Any] = []
        for n, (level, title, anchor) in enumerate(self._known.headings):
            style = self.faces.number if level == 0 else ParagraphStyle("in", self.faces.body, leftIndent=6 * mm)
            page = ParagraphStyle("at", self.faces.page, fontName=style.fontName)
            rows.append(
                [self.text(title, style, to=anchor), self.text(str(self._known.pages[anchor]), page, to=anchor)]
            )
            if level == 0:
                marked += [("TOPPADDING", (0, n), (-1, n), 2.4 * mm), ("NOSPLIT", (0, n), (-1, n + 1))]
        table = [table_of(rows, [PAGE_MEASURE - 18 * mm, 18 * mm], [*padding(0, 0.3, 0.3), *marked])] if rows else []
        return [*self._head(pieces.Head(contents.label)), *table]

    # -- the body of a step ----------------------------------------------------------------------

    def _ask(self, ask: pieces.Ask) -> list[Flowable]:
        lines = [self.text(line, self.faces.ask) for line in ask.text.split("\n")]
        table = Table([[[self.text(ask.label, self.faces.label), *lines]]], [PAGE_MEASURE])
        table.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), REGULAR, 9),
                    ("BACKGROUND", (0, 0), (-1, -1), FILL),
                    ("LINEBEFORE", (0, 0), (0, -1), 2.5, ACCENT, "butt"),
                    *padding(4.5 * mm, 2.6 * mm * self._scale.air, 3.4 * mm * self._scale.air),
                ]
            )
        )
        return [table, Spacer(0, 3 * mm * self._scale.air)]

    def _points(self, points: pieces.Points) -> list[Flowable]:
        style = self.faces.say if points.look == "say" else self.faces.body
        rows: list[list[Any]] = [[self.text(one, style, bullet=_BULLETS[points.look])] for one in points.lines]
        return self._labelled(points.label, rows)

    def _ways(self, ways: pieces.Ways) -> list[Flowable]:
        rows = [self._way(way) for way in ways.ways]
        if not ways.alarm:
            return self._labelled(ways.label, rows)
        if not any(way.place for way in ways.ways) and self._scale.gutter:  # signs only: two beside each other
            rows = [[*pair, ""][:2] for pair in zip_longest(*[iter(row[0] for row in rows)] * 2, fillvalue="")]
        label = ParagraphStyle("alarm", self.faces.label, textColor=INK)
        return self._boxed(self.text(ways.label, label), rows)

    def _way(self, way: pieces.Way) -> list[Any]:
        if not way.place:
            return [self.text(way.text, self.faces.body)]
        place = f"→ {way.place}"
        if way.to:
            place = f"{place}, {self.page(way.to)}"
        return [self.text(way.text, self.faces.body), self.text(place, self.faces.body, to=way.to)]

    def _refs(self, refs: pieces.Refs) -> list[Flowable]:
        names = " · ".join(self._ref(title, anchor) for title, anchor in refs.refs)
        return self._labelled(refs.label, [[Paragraph(names, self.faces.note)]])

    def _ref(self, title: str, anchor: str) -> str:
        words = escape(self.clean(title) + "\u00a0" + self.page(anchor).replace(" ", "\u00a0"))
        return f'<a href="#{anchor}">{words}</a>' if anchor in self._known.pages else words

    def _labelled(self, label: str, rows: list[list[Any]]) -> list[Flowable]:
        """Lines beside their label, kept whole; or below it where the letters are large. A label is never alone."""
        gutter = self._scale.gutter
        columns, air = max(len(row) for row in rows), self._scale.air
        name = self.text(label, self.faces.label) if label else ""
        rule: list[Any] = [("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE), ("TOPPADDING", (0, 0), (-1, 0), 2 * mm * air)]
        if gutter and label:
            inside = table_of(rows, shares(PAGE_MEASURE - gutter, columns), padding(0, 0, 0.9 * mm * air))
            return [table_of([[name, inside]], [gutter, PAGE_MEASURE - gutter], [*rule, *beside()]), self._gap()]
        cells = [[name] + [""] * (columns - 1), *rows] if label else list(rows)
        spans = [("SPAN", (0, 0), (-1, 0))] if label else []
        return [table_of(cells, shares(PAGE_MEASURE, columns), [*rule, *kept(len(cells)), *spans]), self._gap()]

    def _gap(self) -> Spacer:
        return Spacer(0, (1.2 * self._scale.air if self._scale.gutter else 4) * mm)

    def _boxed(self, label: Paragraph, rows: list[list[Any]]) -> list[Flowable]:
        columns = max(len(row) for row in rows)
        cells: list[list[Any]] = [[label] + [""] * (columns - 1), *rows]
        marked = [
            ("SPAN", (0, 0), (-1, 0)),
            ("BOX", (0, 0), (-1, -1), 0.9, INK, "butt"),
            ("LINEBEFORE", (0, 0), (0, -1), 4, INK, "butt"),
            ("LEFTPADDING", (0, 0), (0, -1), 4.5 * mm),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 3 * mm),
            ("TOPPADDING", (0, 0), (-1, 0), 2.4 * mm * self._scale.air),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 2.8 * mm * self._scale.air),
            *([("NOSPLIT", (0, 0), (-1, -1))] if len(rows) <= _WHOLE else kept(len(cells))),
        ]
        return [table_of(cells, shares(PAGE_MEASURE, columns), marked), Spacer(0, 4 * mm * self._scale.air)]

    # -- services, law, facts --------------------------------------------------------------------

    def _contacts(self, contacts: pieces.Contacts) -> list[Flowable]:
        rows = [self._contact(one, contacts.full) for one in contacts.rows]
        return self._labelled(contacts.label, rows)

    def _contact(self, one: pieces.Contact, full: bool) -> list[Any]:
        """The name, and beside it the number in bold with its hours."""
        name = [self.text(one.name, self.faces.body)]
        if full and one.note:
            name.append(self.text(one.note, self.faces.note))
        number = f'<font name="{BOLD}">{escape(self.clean(one.number))}</font>' if one.number else ""
        rest = " · ".join(part for part in (one.hours, one.checked if full else "") if part)
        line = Paragraph("\u2002".join(part for part in (number, escape(self.clean(rest))) if part), self.faces.body)
        return [name, line] if self._scale.gutter else [[name[0], line, *name[1:], Spacer(0, 2 * mm)]]

    def _provision(self, one: pieces.Provision) -> list[Flowable]:
        mark: list[Flowable] = []
        if one.anchor:
            mark = [Bookmark(one.anchor, one.title, -1, self.ledger, outlined=False)]
        size, line = self._scale.body
        name = ParagraphStyle("law", self.faces.label, fontSize=size, leading=line, textColor=INK)
        head = [*mark, self.text(one.title, name), self.text(one.statute, self.faces.note)]
        body = [self.text(one.text, self.faces.body), *(self.text(fact, self.faces.note) for fact in one.facts)]
        if not self._scale.gutter:
            return [KeepTogether([*head, *body]), self._gap()]
        rule = ("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE)
        wide = self._scale.gutter + 8 * mm
        table = table_of([[head, body]], [wide, PAGE_MEASURE - wide], [rule, *padding(0, 2 * mm, 0.5 * mm), *beside()])
        return [table, Spacer(0, 2.2 * mm)]

    def _facts(self, facts: pieces.Facts) -> list[Flowable]:
        rows = [[self.text(name, self.faces.label), self.text(value, self.faces.body)] for name, value in facts.rows]
        marked: list[Any] = [("LINEABOVE", (0, n), (-1, n), 0.5, RULE) for n in range(len(rows))]
        marked += [("LINEABOVE", (0, 0), (-1, 0), 0.9, INK), ("LINEBELOW", (0, -1), (-1, -1), 0.9, INK)]
        gutter = self._scale.gutter or 60 * mm
        return [Spacer(0, 3 * mm), KeepTogether([table_of(rows, [gutter, PAGE_MEASURE - gutter], marked)])]

    def _prose(self, prose: pieces.Prose) -> list[Flowable]:
        style = self.faces.note if prose.quiet else self.faces.body
        return [*(self.text(one, style) for one in prose.texts), Spacer(0, 3 * mm)]
