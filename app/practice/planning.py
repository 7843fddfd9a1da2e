"""The plan of an invented case: what is needed, a goal with its steps, how it went on, now and then a flag."""

from __future__ import annotations

from datetime import timedelta

from app.clock import local
from app.practice.sheet import Sheet
from app.practice.words import book


def plan(sheet: Sheet, at: int, last: int, *, is_open: bool) -> None:
    """Most cases have needs, half of them a plan, older ones a look back."""
    chance, said = sheet.scene.chance, book("plans")
    author = sheet.head["assigned_to"]
    if not chance.happens(70):
        return
    areas = chance.few(list(said["needs"]), chance.whole(1, 3))
    for area in areas:
        sheet.add("need", at, area=area, needed="yes", words=chance.one(said["needs"][area]), at=at, author=author)
    sheet.reach("assessment")
    if not chance.happens(60):
        return
    area = areas[0]
    state = "open" if is_open else "reached"
    goal = sheet.add("goal", at, area=area, words=chance.one(said["goals"][area]), state=state, at=at, author=author)
    due = local(last).date() + timedelta(days=chance.whole(2, 20))
    for title in chance.few(said["steps"], 2):
        step = sheet.add("task", at, title=title, kind="todo", due_on=due.isoformat(), owner=author, done_at=None if is_open else last)  # fmt: skip
        sheet.rows.append(("plan_step", {"id": step, "case_id": sheet.case, "goal_id": goal, "by_whom": "together"}))
    sheet.reach("plan")
    if last > at and chance.happens(55):
        held = {"held_on": local(last).date().isoformat(), "channel": "phone", "close_advised": 0, "next_on": None}
        words = chance.one(said["looks"])
        look = sheet.add("follow_up", last, words=words, needs_met="unknown" if is_open else "yes", at=last, author=author, **held)  # fmt: skip
        for one in areas:
            sheet.add("progress", last, follow_up_id=look, area=one, state="in_progress" if is_open else "met")
        sheet.reach("follow_up")
    _word_of_others(sheet, last, is_open=is_open)
    if is_open and chance.happens(8):
        sheet.add("flag", last, words=chance.one(said["flags"]), at=last, author=author)


def _word_of_others(sheet: Sheet, last: int, *, is_open: bool) -> None:
    """A supervisor is asked about some plans; some people said what they think of the centre."""
    chance, scene = sheet.scene.chance, sheet.scene
    if is_open and sheet.head["assigned_to"] == scene.counsellor and chance.happens(6):
        asked = {"kind": "plan", "state": "requested", "words": None, "proposal": "{}"}
        review = sheet.add("review", last, asked_by=scene.counsellor, asked_at=last, **asked)
        title, day = "검토 부탁: 지원 계획", local(last).date().isoformat()
        task = {"id": review, "case_id": sheet.case, "title": title, "kind": "todo", "due_on": day}
        sheet.rows.append(("task", {**task, "owner": scene.manager}))
    agreed = [
        row["id"]
        for table, row in sheet.rows
        if table == "consent" and (row["purpose"], row["answer"]) == ("survey", "given")
    ]
    if agreed and not is_open:
        author = sheet.head["assigned_to"]
        feedback = sheet.add(
            "feedback", last, given_how="by_phone", words=None, consent_id=agreed[-1], at=last, author=author
        )
        for question in ("listened", "own_choice", "safer"):
            answer = chance.weighted({"yes": 70, "partly": 22, "no": 8})
            sheet.add("feedback_answer", last, feedback_id=feedback, question=question, answer=answer)
