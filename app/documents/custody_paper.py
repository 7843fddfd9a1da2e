"""The custody sheet: what a piece of evidence is, its fingerprint, and everybody who had it in hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app import i18n
from app.clock import now, random_id, today
from app.documents.blocks import Block, Furniture, Grid, Pairs, Paper, Part, Title
from app.documents.making import Making, band
from app.documents.model import Centre, Options, Recipient
from app.documents.redaction import Piece, Rich
from app.documents.words import Words
from app.evidence import Act, Custody, Item
from app.i18n import Language

PROFILE = "custody"
"""The profile under which a sheet stands in the register of a case."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a custody sheet says; `names` are those of staff by their ids."""

    item: Item
    lines: tuple[Custody, ...]
    number: str
    names: Mapping[str, str]

    def name(self, user: str) -> str:
        return self.names.get(user, user)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished sheet in memory."""

    id: str
    data: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def draw_sheet(sheet: Sheet, centre: Centre, recipient: str, language: Language | None = None) -> Drawn:
    """The sheet as PDF, on any thread; nothing is written."""
    from app.documents.drawing import draw_paper

    ident = random_id()
    making = Making(Words(language or i18n.language()), centre, Recipient(recipient), Options(), today(), ident[:8])
    drawn = draw_paper(custody_paper(sheet, making))
    return Drawn(ident, drawn.data, drawn.pages)


def with_hand_over(sheet: Sheet, recipient: str) -> Sheet:
    """The sheet that travels with the file names the hand-over it travels in."""
    last = sheet.lines[-1]
    line = replace(last, id="", at=now(), act=Act.HANDED_OVER.value, detail=recipient, sha256=sheet.item.sha256)
    return replace(sheet, lines=(*sheet.lines, line))


def custody_paper(sheet: Sheet, making: Making) -> Paper:
    """The sheet: facts, chain, and room to sign for a hand-over."""
    _ = making.words
    aside = (_("Sheet no. {reference}").format(reference=making.reference.upper()), making.printed_on.isoformat())
    content: list[Block | Part] = [
        Title(_("Custody sheet"), aside=aside),
        Part("", (Pairs(_facts(sheet, _), label=38),)),
        Part(_("Who had it in hand"), (_chain(sheet, _),), _chain_note(sheet, _)),
        Part(
            _("Handed over and received"),
            (Pairs(_signing(making), label=46, tall=(_("Handed over by"), _("Received by"))),),
        ),
    ]
    return Paper(_.language, _furniture(sheet, making), tuple(content))


def _furniture(sheet: Sheet, making: Making) -> Furniture:
    _ = making.words
    printed = _("printed {day}").format(day=making.printed_on.isoformat())
    footer = f"{making.recipient.name} · {printed}" if making.recipient.name else printed
    return Furniture(_("Custody sheet"), right=sheet.number, footer=footer, band=band(making.centre, _))


def _facts(sheet: Sheet, words: Words) -> tuple[tuple[str, Rich], ...]:
    _, item = words, sheet.item
    rows: list[tuple[str, Rich | None]] = [
        (_("Case number"), (Piece(sheet.number, bold=True),)),
        (_("What it is about"), item.title),
        (_("Note"), item.note),
    ]
    rows += _file_facts(item, _) if item.file else _reference_facts(item, _)
    rows += [(_("Written down"), f"{_.time(item.at)} · {sheet.name(item.author)}")]
    return tuple((label, value) for label, value in rows if value)


def _file_facts(item: Item, words: Words) -> list[tuple[str, Rich | None]]:
    _ = words
    size = _("{n} bytes").format(n=f"{item.size or 0:,}")
    sha = item.sha256 or ""
    return [
        (_("Kept as"), f"{_.code('evidence_kind', item.kind)} · {size}"),
        (_("Name as brought"), item.name),
        (_("Fingerprint (SHA-256)"), f"{sha[:32]} {sha[32:]}"),
        (_("Brought by"), item.came_from),
        (_("Brought on"), _.time(item.came_at) if item.came_at else None),
        (_("Said of its content"), _.code("evidence_stated", item.stated)),
    ]


def _reference_facts(item: Item, words: Words) -> list[tuple[str, Rich | None]]:
    _ = words
    return [
        (_("Kept as"), _("A reference only: the thing itself is not kept here.")),
        (_("Address"), item.url),
        (_("Platform"), item.platform),
        (_("Account"), item.account),
        (_("Seen on"), _.time(item.seen_at) if item.seen_at else None),
        (_("Fingerprint made elsewhere"), item.hash_elsewhere),
        (_("Where it is kept"), item.kept_where),
    ]


def _chain(sheet: Sheet, words: Words) -> Grid:
    _ = words
    rows = tuple(
        (_.time(line.at), _.code("custody_act", line.act), sheet.name(line.who), _detail(line, _))
        for line in sheet.lines
    )
    return Grid((_("When"), _("What was done"), _("Who"), _("Remark")), rows, (40, 38, 30, 59))


def _detail(line: Custody, words: Words) -> str:
    _ = words
    if line.act == Act.CHECKED:
        return _("same bytes as when taken in") if line.detail == "same" else _("NOT the bytes that were taken in")
    return line.detail or "—"


def _chain_note(sheet: Sheet, words: Words) -> str:
    _ = words
    if not sheet.item.file:
        return _("Every line was written by the program when it happened, and stands in its audit trail too.")
    return _(
        "The fingerprint was taken while the file came in. Whoever receives it can compute it again: the same file gives the same letters. Every line was written by the program when it happened, and stands in its audit trail too."
    )


def _signing(making: Making) -> tuple[tuple[str, Rich], ...]:
    _ = making.words
    return ((_("For whom"), making.recipient.name or "—"), (_("Handed over by"), ""), (_("Received by"), ""))
