"""A step of the manual in the shapes the kit draws: sides, jumps, ways on, the path. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.i18n import _, language, pick
from app.manual import (
    END,
    RETURN,
    DirectoryEntry,
    LawCard,
    Pack,
    Review,
    SessionState,
    Step,
    review_sentence,
)
from ui.kit.jump_bar import Jump
from ui.kit.mirror_cells import Side
from ui.kit.path import PathStep
from ui.manual.ways import Fork

DEFAULT = "default"
BACK = "return"
"""The way back into the tree one came from, where a session has crossed into another."""
CARD = "card"
PARTNERS = ("police",)
RELIED_ON = ("in_force",)
_JUMPS = {
    "EMG": ("bolt", True),
    "SUI": ("ring", True),
    "MED": ("cross", True),
    "MIN": ("child", False),
    "ACC": ("people", False),
    "BAR": ("fork", False),
}
_QUIET = ("ACC", "BAR")
"""Jumps that no hurry asks for: they stand with the links, and their keys work as the others' do."""
_PLACES = {"phone": "phone", "web": "globe", "app": "desktop", "place": "building"}


def side(step: Step, audience: str) -> Side:
    """What one audience hears at a step, in the current language."""
    words = step.words(language(), audience)
    return Side(words.ask, words.say, words.avoid, words.do, words.now)


def audiences(pack: Pack, step: Step) -> tuple[str, ...]:
    """Who is spoken to at this step, the victim first; what is shared names the police for whoever stands beside."""
    text = step.text(language())
    spoken = tuple(who for who in (*pack.audiences, *PARTNERS) if text and who in text.words)
    return tuple(dict.fromkeys(spoken)) or (CARD,)


def audience_word(audience: str) -> str:
    return {
        "victim": _("Victim"),
        "police": _("Police"),
        "organisation": _("Organisation"),
        "reporter": _("Third person"),
    }.get(audience, audience)


def talking_with(audience: str) -> str:
    """The head over a side of the mirror."""
    return {
        "victim": _("When you talk with the victim"),
        "police": _("When you talk with the police"),
        "organisation": _("When you talk with the organisation"),
        "reporter": _("When you talk with a third person"),
        CARD: _("What this card says"),
    }.get(audience, audience_word(audience))


def step_name(step: Step) -> str:
    """A step as people call it; a card has no number."""
    title = step.title(language())
    return title if step.kind == "card" else f"{step.id}  {title}"


def place_line(pack: Pack, step: Step) -> str:
    """The manual, where in it one stands, and whether somebody from the practice looked at this text."""
    return f"{_place(pack, step)} · {review_word(step.review)}"


def review_word(review: Review | None) -> str:
    """One line about the review; the full sentence where there was one."""
    return review_sentence(review) if review else _("not yet reviewed by a practitioner")


def _place(pack: Pack, step: Step) -> str:
    if step.kind == "step":
        line = _("{manual} · step {number} of {count}")
        count = sum(_number(one).isdigit() for one in pack.of_kind("step"))
        return line.format(manual=pack.title, number=_number(step), count=count)
    where = _("a jump") if step.kind == "jump" else _("a card")
    return _("{manual} · {where}").format(manual=pack.title, where=where)


def from_line(pack: Pack, returns: Collection[str]) -> str:
    """Where a jump or card was reached from; empty on the main way."""
    came = list(returns)[-1:]
    if not came or came[0] not in pack.steps:
        return ""
    return _("You came from {step}.").format(step=_named(pack.steps[came[0]]))


def jumps(pack: Pack) -> list[Jump]:
    """The nodes with a key of their own."""
    made = []
    for step in pack.jumps:
        if step.key and step.id not in _QUIET:
            icon, danger = _JUMPS.get(step.id, ("ear", False))
            made.append(Jump(step.id, step.key, icon, step.short(language()), danger))
    return made


def quiet_jumps(pack: Pack) -> list[Jump]:
    """The jumps beside the links."""
    found = [step for step in pack.jumps if step.key and step.id in _QUIET]
    return [Jump(step.id, step.key or "", _JUMPS[step.id][0], step.short(language())) for step in found]


def path(pack: Pack, visited: Collection[str], here: str) -> list[PathStep]:
    """The steps of the tree, with those done ticked."""
    steps = pack.of_kind("step")
    return [
        PathStep(step.id, _number(step), step.short(language()), step.id in visited and step.id != here)
        for step in steps
    ]


def _number(step: Step) -> str:
    """The number in a step's id: 8 of A8; a step beside another keeps its letter: 8B of A8B."""
    return step.id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") and step.id[1:]


def standing(state: SessionState, pack: Pack) -> str:
    """The step of the tree that the path list marks: where one stands, or where one will return to."""
    for step_id in (state.step, *reversed(state.returns)):
        if step_id in pack.steps and pack.steps[step_id].kind == "step":
            return step_id
    return ""


def ways(pack: Pack, step: Step, returns: Collection[str]) -> list[Fork]:
    """The ways on: red flags first, then branches, the default last."""
    forks = [_way(pack, step, way.id, way.target, returns, step.is_red_flag(way.id)) for way in step.red_flags]
    forks += [_way(pack, step, way.id, way.target, returns, False) for way in step.branches]
    target = step.next or (RETURN if step.kind == "card" else "")
    if target:
        forks.append(_default(pack, step, target, returns))
    if step.kind == "step" and (came := crossed_from(pack, returns)):
        forks.append(Fork(BACK, _("Back to the other manual"), _named(came), "arrow-left"))
    return forks


def crossed_from(pack: Pack, returns: Collection[str]) -> Step | None:
    """The step of another tree that a session left to come here."""
    came = [pack.steps[one] for one in returns if one in pack.steps]
    return next((step for step in reversed(came) if step.kind == "step" and step.pack != pack.id), None)


def _way(pack: Pack, step: Step, ident: str, target: str, returns: Collection[str], flag: bool) -> Fork:
    icon, danger = _JUMPS.get(target, ("", False))
    icon = icon or {RETURN: "arrow-left", END: "flag", "PRIV": "ear"}.get(target, "arrow-right")
    if target.startswith("card:"):
        icon = "link"
    return Fork(ident, step.label(ident, language()), target_word(pack, target, returns), icon, flag and danger)


def _default(pack: Pack, step: Step, target: str, returns: Collection[str]) -> Fork:
    label = step.label(DEFAULT, language())
    word = label if label != DEFAULT else _("Return")
    icon = {RETURN: "arrow-left", END: "flag"}.get(target, "arrow-right")
    return Fork(DEFAULT, word, target_word(pack, target, returns), icon, default=True)


def target_word(pack: Pack, target: str, returns: Collection[str]) -> str:
    """Where a way leads, in words; `return` names the step it leads back to."""
    if target == RETURN:
        came = list(returns)[-1:]
        return _named(pack.steps[came[0]]) if came and came[0] in pack.steps else _("back")
    if target == END:
        return _("the end")
    return _named(pack.steps[target]) if target in pack.steps else target


def _named(step: Step) -> str:
    short = step.short(language())
    return short if step.kind == "card" else f"{step.id} {short}"


def is_relied_on(card: LawCard, on: date) -> bool:
    return card.status_on(on).state in RELIED_ON


def law_sentence(card: LawCard, on: date) -> str:
    """What a step says about a card that must not simply be relied on."""
    named = _("{law}: {sentence}")
    return named.format(law=pick(dict(card.title)), sentence=card.status_on(on).sentence)


def law_warning(cards: Collection[LawCard], on: date) -> str:
    """What a step says about its cards: those not in force with their day, all that need confirming in one line."""
    doubtful = [card for card in cards if not is_relied_on(card, on)]
    dated = [card for card in doubtful if card.status_on(on).state in ("upcoming", "expired")]
    unsure = [card for card in doubtful if card not in dated]
    lines = [law_sentence(card, on) for card in (doubtful if len(unsure) < 2 else dated)]
    if len(unsure) > 1:
        named = ", ".join(pick(dict(card.title)) for card in unsure)
        lines.append(_("Changed or unverified, confirm before relying: {cards}").format(cards=named))
    return "\n".join(lines)


def short_warning(cards: Collection[LawCard], on: date) -> str:
    """The same in one short line: the law of one step beside a call; its cards say the rest."""
    if all(is_relied_on(card, on) for card in cards):
        return ""
    return _("Law not in force or unverified: confirm before relying.")


def law_word(card: LawCard, on: date) -> str:
    """The chip of a law card."""
    states = {
        "upcoming": _("not in force yet"),
        "expired": _("no longer in force"),
        "unverified": _("not verified"),
        "not_checked": _("not verified"),
    }
    state = states.get(card.status_on(on).state, "")
    title = pick(dict(card.title))
    return f"{title} · {state}" if state and state not in title else title


def service_word(entry: DirectoryEntry, on: date) -> str:
    """The chip of a service: its number only where it may be told."""
    name, number = pick(dict(entry.name)), entry.number_on(on)
    if number:
        return name if number in name else f"{name} {number}"
    return _("{name} · number not verified").format(name=name) if entry.number else name


def service_icon(entry: DirectoryEntry, on: date) -> str:
    return "info" if entry.number and not entry.speakable(on) else _PLACES.get(entry.kind, "phone")
