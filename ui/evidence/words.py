"""Evidence in words: rows of the list, the facts of one item, lines of custody."""

from __future__ import annotations

from app.clock import local
from app.codelists import label
from app.evidence import Act, Custody, Item
from app.i18n import _
from ui.evidence.reading import Shelf
from ui.kit.rows import Row

_ICONS = {"image": "image", "pdf": "file", "text": "file", "document": "file", "audio": "ear", "reference": "link"}
_STEPS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


def moment(at: int) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def size_word(size: int) -> str:
    """A size as people say it."""
    for step, unit in _STEPS:
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return _("{n} bytes").format(n=size)


def kind_word(item: Item) -> str:
    """What it is: a kind of file, or a reference."""
    return label("evidence_kind", item.kind) if item.file else _("Reference only")


def row(item: Item, shelf: Shelf) -> Row:
    second = [kind_word(item), size_word(item.size or 0) if item.file else item.platform or item.url or ""]
    second += [moment(item.at), shelf.name(item.author)]
    return Row(
        item.id, item.title, second=" · ".join(filter(None, second)),
        icon="ban" if item.stopped else _ICONS.get(item.kind or item.form, "folder"),
        state=_("Stopped") if item.stopped else "", state_tone="danger", state_icon="ban" if item.stopped else "",
    )  # fmt: skip


def facts(item: Item, shelf: Shelf) -> list[tuple[str, str]]:
    """Names and values of one item; what is not there is left out."""
    if item.file:
        sha = item.sha256 or ""
        found = [
            (_("Kept as"), f"{kind_word(item)} · {size_word(item.size or 0)}"),
            (_("Name as brought"), item.name or ""),
            (_("Brought by"), item.came_from or ""),
            (_("Said of its content"), label("evidence_stated", item.stated) if item.stated != "not_looked" else ""),
            (_("Fingerprint (SHA-256)"), f"{sha[:32]}\n{sha[32:]}" if sha else ""),
        ]
    else:
        found = [
            (_("Address"), item.url or ""),
            (_("Platform"), item.platform or ""),
            (_("Account"), item.account or ""),
            (_("Seen on"), moment(item.seen_at) if item.seen_at else ""),
            (_("Fingerprint made elsewhere"), item.hash_elsewhere or ""),
            (_("Where it is kept"), item.kept_where or ""),
        ]
    found += [(_("Note"), item.note or ""), (_("Written down"), f"{moment(item.at)} · {shelf.name(item.author)}")]
    return [(name, value) for name, value in found if value]


def custody_row(line: Custody, shelf: Shelf) -> Row:
    return Row(line.id, label("custody_act", line.act), meta=moment(line.at), second=_second(line, shelf))


def _second(line: Custody, shelf: Shelf) -> str:
    detail = line.detail or ""
    if line.act == Act.CHECKED:
        detail = _("same bytes as when taken in") if detail == "same" else _("NOT the bytes that were taken in")
    return " · ".join(filter(None, (shelf.name(line.who), detail)))
