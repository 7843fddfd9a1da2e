"""One case conference of a practice centre, by the centre's own services: copies out and back, a decision in its case."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from app.clock import now, random_id, today
from app.conferences import Attendee, Conference
from app.desk import Desk
from app.practice.days import told_case
from app.practice.words import book

_DAY = 86_400_000


def fill(desk: Desk, manager: str) -> None:
    """The conference with the told cases that are there; a centre without them goes without it."""
    told = book("conference")
    cases = {one["alias"]: case for one in told["cases"] if (case := told_case(desk, one["alias"]))}
    if not cases:
        return
    day, outside = today() - timedelta(days=told["back"]), told["outside"]
    made = desk.conferences.plan(day.isoformat(), told["aim"], told["place"]).value
    for one in told["cases"]:
        if one["alias"] in cases:
            desk.conferences.put_case(made.id, cases[one["alias"]], one["asks"])
    agreed = [cases[one["alias"]] for one in told["cases"] if one["agreed"] and one["alias"] in cases]
    for case_id in agreed:
        asked = now() - (told["back"] + 1) * _DAY
        desk.cases.consent(case_id, "conference", "given", "written", recipient=outside["organisation"], at=asked)
    people = [desk.conferences.put_insider(made.id, user).value for user in (desk.keys.user, manager)]
    people.append(desk.conferences.put_outsider(made.id, **outside, cases=cases.values()).value)
    _hand_out(desk, desk.conferences.get(made.id), people, agreed, told["returned"])
    for one in told["decisions"]:
        if one["alias"] in cases:
            due = (today() + timedelta(days=one["in"])).isoformat()
            desk.conferences.decide(made.id, cases[one["alias"]], one["words"], desk.keys.user, due)


def _hand_out(desk: Desk, found: Conference, people: list[Attendee], agreed: list[str], back: int) -> None:
    """A numbered copy for each as if it had been printed; the first of them came back."""
    for number, one in enumerate(people, 1):
        copy, profile = random_id(), "conference_staff" if one.is_inside else "conference"
        whom = desk.office.name(one.user) if one.user else f"{one.name} ({one.organisation})"
        row = {
            "profile": profile, "recipient": whom, "encrypted": 0, "reason": "연습", "safety": None, "pages": 3,
            "sha256": hashlib.sha256(copy.encode()).hexdigest(), "conference_copy": copy,
        }  # fmt: skip
        with desk.conferences.together():
            desk.conferences.enter_copy(found.id, copy, one.id, number, len(people), None)
            for case_id in sorted(found.cases) if one.is_inside else agreed:
                desk.documents.enter({**row, "id": random_id(), "case_id": case_id}, "conference_copy_made", copy=copy)
        if number <= back:
            desk.conferences.end_copy(copy, "returned", whom)
