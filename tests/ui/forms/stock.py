"""One of everything that forms are about, made through the services of a desk: what a form's constructor asks for."""

from __future__ import annotations

import inspect
import io
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QWidget

from app.cases.model import Double
from app.clock import today
from app.deadlines import Entry
from app.deletion import read
from app.desk import Desk
from app.doubles.merging import Merge, Pair
from app.duties import duties_for
from app.evidence import Reference, Rule
from app.flows import conference_pack, importing, sealed_keeping
from app.inbox.questions import Question, asked
from app.kinds import Role
from app.reports import Report, month
from app.retention import Ground
from app.safety.plans import Step, kinds
from app.safety.scales import scales
from ui.application import Shell
from ui.cases.forms.deletion import Chosen
from ui.cases.forms.referral import read_asked
from ui.cases.reading import read_case
from ui.forms import two_people
from ui.forms.appointment import read_around
from ui.inbox.material_reading import read_choices, read_entry
from ui.reports.reading import Counted


@dataclass
class Stock:
    """Things by their type, texts and places by the name of the argument."""

    things: dict[type, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)

    def put(self, *found: Any) -> None:
        for one in found:
            self.things[type(one)] = one

    def form(self, kind: type, host: QWidget, shell: Shell) -> Any:
        """The form with everything it asks for; LookupError names what there is none of."""
        given: dict[str, Any] = {"host": host, "shell": shell}
        made: Any = kind.__init__  # type: ignore[misc]  # a class is asked, of whatever make
        hints = typing.get_type_hints(made)
        for name, one in list(inspect.signature(made).parameters.items())[3:]:
            if name.startswith("choose"):
                given[name] = lambda *_given, **_more: None  # nobody is there to choose in a dialog of the system
            elif one.default is inspect.Parameter.empty:
                given[name] = self._thing(name, hints[name])
        return kind(**given)

    def _thing(self, name: str, hint: Any) -> Any:
        origin, inside = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return None if type(None) in inside else self._thing(name, inside[0])
        if name in self.places:
            return self.places[name]
        if hint is str:
            return self.texts.get(name, "파란우산")
        if hint is int:
            return 1
        if hint is bool:
            return False
        if origin is not None and issubclass(origin, Callable):  # type: ignore[arg-type]  # an abstract class is asked
            return lambda *_given, **_more: None
        if origin is not None and issubclass(origin, Mapping):
            return {}
        if origin is frozenset:
            return frozenset()
        if origin is not None:
            return (("a", "가"),) if typing.get_origin(inside[0]) is tuple else self._some(inside[0])
        return self.things[hint]

    def _some(self, kind: Any) -> tuple[Any, ...]:
        return () if kind is str else (self.things[kind],)


def stock(desk: Desk, folder: Path) -> Stock:
    """Made on the writer's thread."""
    found = Stock()
    case, other = (desk.cases.open_case(name).value for name in ("파란우산", "우산"))
    found.texts = {"case_id": case.id, "number": other.number, "place": "1366", "centre_type": str(desk.keys.centre_type),
                   "field": "safe-time", "ident": "monthly", "query": "", "text": _layout(), "key": "k", "door": "third"}  # fmt: skip
    _about(desk, case.id, found)
    _workplace(desk, case.id, found)
    _elsewhere(desk, case.id, other.id, found, folder)
    _centre(desk, found)
    _people(desk, found)
    found.put(desk.cases.get(case.id), read_case(desk, case.id))
    material = desk.materials.write(medium="poster", title="포스터", agency="가나구청", kinds=("other",)).value
    found.put(read_choices(desk), read_entry(desk, material), _words_of("third"))
    return found


def _layout() -> str:
    from app.paths import resource

    return resource("reports", "monthly.yaml").read_text("utf-8")


def _about(desk: Desk, case: str, found: Stock) -> None:
    cases, plans = desk.cases, desk.plans
    for purpose, more in (
        ("collection", {}),
        ("sensitive", {}),
        ("survey", {}),
        ("third_party", {"recipient": "seoul-1366"}),
    ):
        consent = cases.consent(case, purpose, "given", **more).value
    desk.safety.answer(case, {"weapon": "yes"})
    note = cases.add_note(case, "첫 상담", "가로등").value
    goal = plans.add_goal(case, "safety", "마음이 놓이는 것").value
    kind = kinds()["at_home"]
    plan = desk.safety_plans.write(case, kind.id, [Step(kind.parts[0].id, "이웃에게 알리기")]).value
    referral = desk.referrals.propose(case, "seoul-1366", "머물 곳").value
    desk.referrals.note(referral.id, "sent", consent_id=consent.id)
    event = desk.deadlines.note(case, Entry("crime_happened", today().isoformat())).value.event
    line = desk.budget.add("교통비", today().year).value
    found.put(
        consent, next(one for one in cases.timeline(case) if one.id == note), goal, kind, plan, plan.steps[0],
        read_asked(desk, referral.id), event, desk.flags.set(case, "조심").value, line, scales()["gad7"],
        desk.support.pay(case, "lodging", 1000, "교통비").value, read_around(desk),
        desk.referrals.prepare_notice(case, consent.id, "seoul-1366", "글", "알리기").value,
        desk.transfers.send(case, "seoul-1366", "이어서 부탁드립니다").value,
        desk.reviews.ask(case, "plan", next(one.id for one in desk.office.staff() if one.id != desk.keys.user)).value,
        plans.set_needs(case, {"safety": ("yes", "집")}).value[0], Double("same", case, "26-B-0001", "우산", "같은 이름"),
        duties_for(desk.keys.centre_type, "head")[0],
    )  # fmt: skip


def _workplace(desk: Desk, case: str, found: Stock) -> None:
    at = desk.workplace
    organisation = at.set_organisation(case, name="한빛물산", kind="employer", told_on=today().isoformat()).value
    at.set_person(case, part="survivor", called="달맞이", organisation_id=organisation)
    at.set_separation(
        case, organisation_id=organisation, state="asked", who_moves="accused", wish="yes", wish_words="네"
    )
    at.owe(case, organisation)
    file = at.file(case)
    found.put(file, file.organisations[0], file.people[0], file.separations[0], file.watches[0], file.duties[0])


def _elsewhere(desk: Desk, case: str, other: str, found: Stock, folder: Path) -> None:
    desk.deletion.add(case, read("https://a.example/1").addresses)
    ids = desk.deletion.ids(case)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    (folder / "그림.png").write_bytes(picture.getvalue())
    found.put(
        desk.deletion.whole(ids[0]), Chosen(case, 1, lambda _desk: ids, ("platform",)),
        desk.evidence.refer(case, Reference("대화", url="https://a.example/2")).value, Rule(case, False),
    )  # fmt: skip
    found.things[type(folder)] = found.things[Path] = folder / "그림.png"
    third = desk.cases.open_case("우산").value.id
    found.things[Pair] = desk.merging.pair(case, other)
    found.things[Merge] = desk.merging.merge(other, third, "같은 분").value
    meeting = desk.conferences.plan((today() + timedelta(days=2)).isoformat(), "함께 살펴보기").value
    put = desk.conferences.put_case(meeting.id, case, "무엇이 필요할지").value
    attends = desk.conferences.put_insider(meeting.id, desk.keys.user).value
    desk.conferences.enter_copy(meeting.id, "copy", attends.id, 1, 1, None)
    whole = conference_pack.opened(desk, meeting.id)
    found.put(
        whole, whole.conference, whole.conference.copies[0], put, *whole.shares, *conference_pack.listed(desk)[:1]
    )


def _words_of(door: str) -> Question:
    return next(one for one in asked(door) if one.id == "text")


def _people(desk: Desk, found: Stock) -> None:
    """Somebody who does not work with cases, ways in, a case behind a wall, a table to read."""
    found.places["home"] = desk.home
    person = next(one for one in desk.people.staff().people if one.role is Role.TRAINER)
    apart = desk.cases.open_case("떨어진 사례").value
    table = importing.read("별칭,접수일\n길,2024-01-02\n".encode(), "옛.csv")
    found.put(
        desk.keys, person, desk.ways.mine()[0], two_people.look(desk), table,
        desk.sealed.seal(apart.id, [desk.keys.user], "가까운 사람").value,
    )  # fmt: skip


def _centre(desk: Desk, found: Stock) -> None:
    closed = desk.cases.open_case("마친 사례", opened_on=today() - timedelta(days=1)).value
    desk.cases.close(closed.id, "supported")
    found.put(desk.retention.line(closed.id), Ground.REQUEST, desk.office.staff()[0])
    report = desk.reports.count("monthly", month(today().year, today().month))
    found.things[Report] = report
    found.put(Counted(report, report, False))
    found.things[sealed_keeping.SealedClock] = sealed_keeping.SealedClock(
        "0" * 32, "26-B-0001", True, f"{today():%Y-%m}"
    )
