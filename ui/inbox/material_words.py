"""How public material is put into words: a line of the list, what is known of it, and what is due."""

from __future__ import annotations

from app.clock import today
from app.codelists import codes, label
from app.i18n import _
from app.material import Entry, Line, Round, Step
from ui.inbox.material_reading import Shown
from ui.inbox.words import day
from ui.inbox.words import number as thread_number
from ui.kit.rows import Row

Facts = list[tuple[str, str]]


def choices(name: str, first: str = "") -> list[tuple[str, str]]:
    """A code list as a strip or picker takes it, with a word for none of them before it."""
    found = [(one.id, one.label) for one in codes(name)]
    return [("", first), *found] if first else found


def row(line: Line | Round) -> Row:
    """One line of the list."""
    return _round(line) if isinstance(line, Round) else _entry(line)


def _entry(line: Line) -> Row:
    one = line.entry
    second = " · ".join(filter(None, (label("material_medium", one.medium), one.agency or one.place)))
    late = line.due_on is not None and line.due_on < today().isoformat()
    said = _("answer was due {day}") if late else _("answer by {day}")
    state = said.format(day=day(line.due_on)) if line.due_on else stands(one)
    tone = "danger" if late else "accent" if one.outcome in ("removed", "changed") else "text2"
    tag = label("material_urgency", one.urgency) if one.urgency != "usual" and one.state != "closed" else ""
    return Row(
        one.id, one.title, second=second, state=state, state_tone=tone, state_icon="clock" if late else "",
        tag=tag, tag_tone="high" if one.urgency == "at_once" else "outline",
    )  # fmt: skip


def _round(one: Round) -> Row:
    found = _("{n} entries").format(n=one.found) if one.found else _("nothing found")
    return Row(one.id, one.place, second=one.words or "", meta=day(one.day), state=found, icon="eye")


def stands(one: Entry) -> str:
    """Where it stands, and what came of it."""
    said = label("material_state", one.state)
    return f"{said} · {label('material_outcome', one.outcome)}" if one.outcome else said


def line(shown: Shown) -> str:
    """The second line of an open entry."""
    one = shown.whole.entry
    return " · ".join(
        (stands(one), one.number, _("noted on {day}").format(day=day(one.noted_on)), person(shown, one.owner))
    )


def person(shown: Shown, user: str) -> str:
    return shown.names.get(user, user)


def facts(shown: Shown) -> Facts:
    """What is known of it; what is not known is left out."""
    one, went = shown.whole.entry, shown.whole.round
    where = _("sealed in the register") if one.attachment else one.photo
    photo = " · ".join(filter(None, (where, f"SHA-256 {one.photo_sha256[:16]}…" if one.photo_sha256 else "")))
    by_round = _("{day}, {place}, {name}")
    found = [
        (_("Medium"), label("material_medium", one.medium)),
        (_("Place"), one.place), (_("Web address"), one.url), (_("Seen on"), day(one.seen_on) if one.seen_on else None),
        (_("Responsible agency"), " · ".join(filter(None, (one.agency, one.contact)))),
        (_("What demeans in it"), ", ".join(label("material_kind", kind) for kind in one.kinds)),
        (_("In our words"), one.words), (_("Photo of it"), photo),
        (_("Urgency"), label("material_urgency", one.urgency)),
        (_("Found on a round"), by_round.format(day=day(went.day), place=went.place, name=person(shown, went.looked_by)) if went else None),
        (_("Came as a report"), thread_number(one.thread_id) if one.thread_id else None),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def step(shown: Shown, one: Step) -> str:
    """The head of one dated line."""
    said = [label("material_step", one.kind), day(one.day), person(shown, one.author)]
    if one.due_on:
        said.append(_("answer by {day}").format(day=day(one.due_on)))
    return " · ".join(said)
