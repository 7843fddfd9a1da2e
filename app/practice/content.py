"""The whole content of a practice centre as a stream: one bundle of rows a case, the oldest case first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.practice import calls, life, story, support
from app.practice.chance import Chance
from app.practice.names import Aliases
from app.practice.sheet import Row, Scene, Sheet, sheet
from app.practice.words import book

DAYS = 730
"""How far back the oldest case may lie."""


def content(cases: int, seed: int, today: date, *, device: str, counsellor: str, manager: str) -> Iterator[list[Row]]:
    """The rows of each case with the contacts around it; the counters of case numbers come last."""
    scene = Scene(Chance(seed), today, counsellor, manager)
    stories = story.told()[:cases]
    aliases = Aliases(scene.chance, frozenset(one["alias"] for one in stories))
    chosen: list[tuple[int, dict[str, Any] | None]] = [(one["days"], one) for one in stories]
    chosen += [(_days_back(scene), None) for _ in range(cases - len(stories))]
    counters: dict[str, int] = {}
    people: deque[dict[str, Any]] = deque(maxlen=50)
    for days, told in sorted(chosen, key=lambda one: -one[0]):
        opened = today - timedelta(days=days)
        number = _number(counters, f"{opened:%y}-{device}")
        made = _told(scene, told, number) if told else _chance(scene, opened, number, aliases, people)
        yield [*made.every(), *calls.around(scene, opened)]
    yield [("case_counter", {"id": series, "last": last}) for series, last in counters.items()]


def _number(counters: dict[str, int], series: str) -> str:
    counters[series] = counters.get(series, 0) + 1
    return f"{series}-{counters[series]:04d}"


def _days_back(scene: Scene) -> int:
    """When a case began: a quarter of all in the last whole quarter, the rest over two years, few at weekends."""
    chance, today = scene.chance, scene.today
    this = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    before = (this - timedelta(days=1)).replace(day=1)
    start = date(before.year, 3 * ((before.month - 1) // 3) + 1, 1)
    if chance.happens(26):
        day = start + timedelta(days=chance.whole(0, (this - start).days - 1))
    else:
        day = today - timedelta(days=1 + chance.whole(0, DAYS - 1))
    return (today - chance.weekday(day, today - timedelta(days=DAYS))).days


def _told(scene: Scene, one: dict[str, Any], number: str) -> Sheet:
    made = story.begin(scene, one, number)
    story.tell(made, one)
    support.fill(made, one["profile"], told=True)
    return made


def _chance(scene: Scene, opened: date, number: str, aliases: Aliases, people: deque[dict[str, Any]]) -> Sheet:
    """A case by chance; a few belong to somebody whose earlier case is closed."""
    chance, lives = scene.chance, book("lives")
    way = life.course(chance, opened, scene.yesterday)
    again = people.popleft() if len(people) > 8 and chance.happens(3) else None
    made = sheet(
        scene, way.contacts[0], number=number, alias=again["alias"] if again else aliases.next(), opened_on=opened,
        author=scene.author(), channel=chance.weighted(lives["channels"]),
    )  # fmt: skip
    if again:
        made.person, made.known = dict(again), True
        made.head["survivor_id"] = again["id"]
    profile = chance.weighted({name: one["weight"] for name, one in lives["profiles"].items()})
    life.fill(made, profile, way)
    support.fill(made, profile)
    if way.closed and not made.known:
        people.append(made.person)
    return made
