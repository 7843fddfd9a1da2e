"""Looking back at a rehearsal, in sentences: what was heard, the path taken, one thing to practise next. Pure.

Nothing is counted against anybody: there is no score, and what was not taken is told with the reason it matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.i18n import _, language
from app.manual.model import Pack, Step
from app.manual.rehearsal import Scenario, Sign, Trap
from app.manual.session import Trail, Visit

Outcome = Literal["noticed", "later", "passed", "not_met"]
Mark = Literal["yes", "later", "open", "said", "trap", "plain"]
LONG = 2
"""A stay this many times longer than the manual plans for a step is worth a word."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One sign of the scenario and what became of it."""

    sign: Sign
    step: str
    """Where it stands, as people call it."""
    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay on the path; `undone` where it was taken back."""

    id: str
    step: str
    seconds: int
    undone: bool
    jumped: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was ticked at a step: the lines said aloud and the things done."""

    step: str
    said: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tempting:
    """A wrong sentence that stood at a step of the path, and a line the manual has there."""

    step: str
    text: str
    instead: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the page; `mark` says in shape what the words say too."""

    text: str
    mark: Mark = "plain"
    second: str = ""
    at_right: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A head and its sentences, as a page or a paper shows them."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Debrief:
    """A rehearsal looked back at."""

    next: str
    """The one thing to practise next."""
    moments: tuple[Moment, ...]
    path: tuple[Stay, ...]
    led_past: tuple[str, ...]
    """Steps on the straight way that the path led past."""
    jumps: tuple[tuple[str, str], ...]
    """Each jump that was used, and the step it was used at."""
    spoken: tuple[Spoken, ...]
    traps: tuple[Tempting, ...]
    unheard: tuple[str, ...]
    """Steps that were left while the caller still had something to say."""
    longest: Stay | None

    def sections(self) -> tuple[Section, ...]:
        """All of it in sentences, in the order of reading; what is empty is left out."""
        made = (
            Section("moments", _("What waited to be noticed"), tuple(map(_moment_line, self.moments))),
            Section("spoken", _("What you said and did"), tuple(_spoken_lines(self.spoken))),
            Section("traps", _("Sentences that come easily, and do harm"), tuple(map(_trap_line, self.traps))),
            Section("path", _("The path you took"), tuple(_path_lines(self.path))),
            Section("times", _("Beside the path"), tuple(_beside_lines(self))),
        )
        return tuple(section for section in made if section.lines)


def debrief(scenario: Scenario, trail: Trail, pack: Pack, now: int, heard: Mapping[str, int] | None = None) -> Debrief:
    """Look back at the trail of a walk through a scenario; `pack` is the manual it began in.

    `heard` counts the caller's lines that were heard at each step, where that is known.
    """
    path = tuple(_stay(visit, pack, now) for visit in trail.path)
    moments = tuple(_moment(sign, trail, pack) for sign in scenario.signs)
    spoken = tuple(_spoken(trail, pack))
    met = {visit.step for visit in trail.path}
    traps = tuple(_tempting(trap, scenario, pack) for trap in scenario.traps if trap.at in met)
    longest = _longest(trail, pack, now)
    unheard = tuple(_unheard(scenario, trail, heard)) if heard is not None else ()
    return Debrief(
        next=_next(scenario, moments, unheard, spoken, _slow(longest, pack), traps),
        moments=moments,
        path=path,
        led_past=_led_past(scenario, trail, pack),
        jumps=tuple(_jumps(trail, pack)),
        spoken=spoken,
        traps=traps,
        unheard=tuple(_brief(pack.steps[step]) for step in unheard),
        longest=longest,
    )


def named(step: Step) -> str:
    """A step as people call it; a card has no number."""
    title = step.title(language())
    return title if step.kind == "card" else f"{step.id} {title}"


def _brief(step: Step) -> str:
    return f"{step.id} {step.short(language())}"


def spell(seconds: int) -> str:
    """A length of time in words."""
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    return _("{minutes} min {seconds} s").format(minutes=seconds // 60, seconds=seconds % 60)


# -- what happened -------------------------------------------------------------------------------


def _moment(sign: Sign, trail: Trail, pack: Pack) -> Moment:
    step = pack.steps[sign.at]
    return Moment(sign, named(step), step.label(sign.way, language()), _outcome(sign, trail, pack))


def _outcome(sign: Sign, trail: Trail, pack: Pack) -> Outcome:
    """A key to the same jump counts as the way itself; reaching that jump afterwards counts as later."""
    if sign.at not in {visit.step for visit in trail.path}:
        return "not_met"
    if any((answer.step, answer.branch) == (sign.at, sign.way) for answer in trail.answers):
        return "noticed"
    way = pack.steps[sign.at].way_out(sign.way)
    target = pack.steps.get(way.target) if way else None
    if target is None or target.kind != "jump":
        return "passed"
    stood = [visit.step for visit in trail.path if not visit.undone]
    if (sign.at, target.id) in pairwise(stood):
        return "noticed"
    after = stood[stood.index(sign.at) :] if sign.at in stood else []
    return "later" if target.id in after else "passed"


def _unheard(scenario: Scenario, trail: Trail, heard: Mapping[str, int]) -> Iterator[str]:
    for step in dict.fromkeys(visit.step for visit in trail.path):
        if heard.get(step, 1) < len(scenario.says(step)):
            yield step


def _stay(visit: Visit, pack: Pack, now: int) -> Stay:
    step = pack.steps[visit.step]
    return Stay(step.id, named(step), visit.seconds(now), visit.undone, step.kind == "jump")


def _jumps(trail: Trail, pack: Pack) -> Iterator[tuple[str, str]]:
    stood = [visit.step for visit in trail.path if not visit.undone]
    for before, here in pairwise(stood):
        if pack.steps[here].kind == "jump":
            yield named(pack.steps[here]), named(pack.steps[before])


def _spoken(trail: Trail, pack: Pack) -> Iterator[Spoken]:
    for step_id in dict.fromkeys(visit.step for visit in trail.path):
        said, done = (_ticked(pack.steps[step_id], part, trail) for part in ("say", "do"))
        if said or done:
            yield Spoken(named(pack.steps[step_id]), said, done)


def _ticked(step: Step, part: Literal["say", "do"], trail: Trail) -> tuple[str, ...]:
    """The lines of a step that were ticked, in their order, whoever they were said to."""
    ticks = sorted(
        (tick.audience, tick.item)
        for tick in trail.ticks
        if (tick.step, tick.part) == (step.id, part) and isinstance(tick.item, int)
    )
    lines = (step.words(language(), audience).items(part)[item : item + 1] for audience, item in ticks)
    return tuple(line for found in lines for line in found)


def _tempting(trap: Trap, scenario: Scenario, pack: Pack) -> Tempting:
    step = pack.steps[trap.at]
    words = step.words(language(), scenario.audience).say or step.words(language(), "police").say
    return Tempting(named(step), trap.text, words[0] if words else "")


def _longest(trail: Trail, pack: Pack, now: int) -> Stay | None:
    """The step at which the most time was spent, all stays together; None where no time passed."""
    times: dict[str, int] = {}
    for visit in trail.path:
        times[visit.step] = times.get(visit.step, 0) + visit.seconds(now)
    most = max(times, key=lambda step: times[step], default="")
    if not times.get(most):
        return None
    step = pack.steps[most]
    return Stay(step.id, named(step), times[most], False, step.kind == "jump")


def _slow(longest: Stay | None, pack: Pack) -> Stay | None:
    """The longest stay, where it was much longer than the manual plans for that step."""
    planned = pack.steps[longest.id].minutes if longest else None
    return longest if longest and planned and longest.seconds > LONG * planned * 60 else None


def _led_past(scenario: Scenario, trail: Trail, pack: Pack) -> tuple[str, ...]:
    """Steps of the straight way, up to the furthest that was reached, at which nobody stood."""
    straight, here = [], pack.first_step(scenario.entry)
    while here in pack.steps and here not in straight:
        straight.append(here)
        here = pack.steps[here].next or ""
    met = {visit.step for visit in trail.path}
    furthest = max((at for at, step in enumerate(straight) if step in met), default=0)
    return tuple(_brief(pack.steps[step]) for step in straight[:furthest] if step not in met)


# -- in sentences --------------------------------------------------------------------------------


def _next(
    scenario: Scenario,
    moments: tuple[Moment, ...],
    unheard: tuple[str, ...],
    spoken: tuple[Spoken, ...],
    slow: Stay | None,
    traps: tuple[Tempting, ...],
) -> str:
    """The one thing that helps most: a sign before a habit, a habit before a new call."""
    for moment in moments:
        if moment.outcome == "passed" and moment.sign.at in unheard:
            sentence = _("Hear the caller out at {step} before you choose a way: there was more to come.")
            return sentence.format(step=moment.step)
    for outcome, sentence in (
        (
            "passed",
            _("Listen once more at {step}: “{sign}” is said there between the lines. Take that way when you hear it."),
        ),
        ("later", _("You did hear “{sign}”. Next time take that way already at {step}, where it is said first.")),
        ("not_met", _("Walk as far as {step} next time; something waits there to be noticed.")),
    ):
        for moment in moments:
            if moment.outcome == outcome:
                return sentence.format(step=moment.step, sign=moment.label)
    if not any(one.said for one in spoken):
        return _("Say one line of each step aloud and tick it. Words come more easily once the mouth knows them.")
    if slow:
        sentence = _("You stayed at {step} for {time}. Try it once with the question first and one line to say.")
        return sentence.format(step=slow.step, time=spell(slow.seconds))
    if scenario.level == "first":
        return _("Everything was noticed. Choose a call for the practised next, or walk this one with a colleague.")
    if traps:
        return _("Everything was noticed. Say aloud what you would answer in place of “{sentence}”.").format(
            sentence=_bare(traps[0].text)
        )
    return _("Everything was noticed. Walk this call once more with a colleague as the caller.")


def _moment_line(moment: Moment) -> Line:
    words: dict[Outcome, tuple[str, Mark]] = {
        "noticed": (_("{step}: you noticed “{sign}”."), "yes"),
        "later": (_("{step}: you noticed “{sign}” a little later."), "later"),
        "passed": (_("{step}: “{sign}” went by."), "open"),
        "not_met": (_("{step}: the path did not come here this time."), "open"),
    }
    sentence, mark = words[moment.outcome]
    # What waits at a step that was not reached stays untold, so that it can still be heard.
    why = moment.sign.why if moment.outcome != "not_met" else ""
    return Line(sentence.format(step=moment.step, sign=moment.label), mark, why)


def _spoken_lines(spoken: tuple[Spoken, ...]) -> Iterator[Line]:
    for one in spoken:
        for text in one.said:
            yield Line(_quoted(text), "said", _("said at {step}").format(step=one.step))
        for text in one.done:
            yield Line(text, "yes", _("done at {step}").format(step=one.step))


def _trap_line(trap: Tempting) -> Line:
    second = _("At {step}. The manual has there: “{line}”") if trap.instead else _("At {step}.")
    return Line(_quoted(trap.text), "trap", second.format(step=trap.step, line=_bare(trap.instead)))


def _path_lines(path: tuple[Stay, ...]) -> Iterator[Line]:
    for stay in path:
        how = _("taken back · {time}") if stay.undone else _("a jump · {time}") if stay.jumped else "{time}"
        yield Line(stay.step, at_right=how.format(time=spell(stay.seconds)))


def _beside_lines(found: Debrief) -> Iterator[Line]:
    if found.longest:
        sentence = _("You stayed longest at {step}: {time}.")
        yield Line(sentence.format(step=found.longest.step, time=spell(found.longest.seconds)))
    if found.unheard:
        yield Line(_("The caller had more to say at {steps}.").format(steps=", ".join(found.unheard)))
    for jump, step in found.jumps:
        yield Line(_("From {step} you jumped to {jump}.").format(step=step, jump=jump))
    if found.led_past:
        sentence = _("The path led past {steps}. In a real call you can come back to them.")
        yield Line(sentence.format(steps=", ".join(found.led_past)))


def _bare(text: str) -> str:
    return text.strip('“”"‘’')


def _quoted(text: str) -> str:
    return f"“{_bare(text)}”"
