"""What a case gathers on its way: contacts, notes, services, answers about consent, signs, referrals, tasks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from app.clock import instant, local
from app.codelists import codes
from app.practice import names
from app.practice.chance import Chance
from app.practice.sheet import Sheet
from app.practice.words import book, filled, note
from app.safety import level_of

MINUTE = 60_000
DEADLINES_FROM = 35
"""Days from today in which only the told cases have deadlines, so that today's page stays short enough to read."""

_ANSWERED = {"given": 79, "deferred": 13, "refused": 8}
_COUNTED = {"given": 78, "refused": 15, "deferred": 7}


def contacts(sheet: Sheet, profile: str, moments: tuple[int, ...], data: dict[str, Any]) -> None:
    """Each time somebody was in touch, mostly with a note, often with something done."""
    for number, at in enumerate(moments):
        _contact(sheet, profile, number, at, data)


def _contact(sheet: Sheet, profile: str, number: int, at: int, data: dict[str, Any]) -> None:
    chance, lives, s = sheet.scene.chance, book("lives"), book("sentences")
    channel = sheet.head["channel"] if number == 0 else chance.weighted(lives["follow_channels"])
    minutes = chance.whole(8, 58) if channel in ("phone", "visit") else chance.whole(4, 20)
    spoken = filled(chance, chance.one(s["contact_notes"])) if chance.happens(70) else None
    caller = chance.weighted(lives["callers"])
    contact = sheet.contact(at, minutes, channel=channel, caller_relation=caller, note=spoken)
    if chance.happens(12):
        sheet.sign_heard(contact, chance.one(list(data["signs"])), at + MINUTE)
    if number == 0 or chance.happens(70):
        sheet.note(at + (minutes + 6) * MINUTE, s["titles"][channel], note(chance, profile, channel))
    if chance.happens(52):
        done = chance.one(s["service_notes"]) if chance.happens(60) else None
        sheet.service(at + (minutes + 2) * MINUTE, chance.weighted(data["services"]), minutes, done)


def consents(sheet: Sheet, moments: tuple[int, ...], last: date) -> None:
    """Each purpose is asked for itself; what is asked later has its day."""
    chance = sheet.scene.chance
    asked = moments[0 if chance.happens(60) else -1] + 10 * MINUTE
    answer = _ask(sheet, asked, "collection", chance.weighted(_ANSWERED), last)
    if answer == "given" and chance.happens(58):
        sheet.person["name"] = sheet.person["name"] or names.name(chance, sheet.person["sex"])
    if chance.happens(90):
        _ask(sheet, asked + MINUTE, "reporting", chance.weighted(_COUNTED), last)
    for purpose, likely, yes in (("sensitive", 45, 80), ("survey", 34, 56)):
        if chance.happens(likely):
            _ask(sheet, asked + 2 * MINUTE, purpose, "given" if chance.happens(yes) else "refused", last)


def _ask(sheet: Sheet, at: int, purpose: str, answer: str, last: date) -> str:
    """Ask once; where it was put off, ask again on its day if that is past. The answer that stands."""
    chance = sheet.scene.chance
    method = "written" if chance.happens(58) else "oral"
    if answer != "deferred":
        sheet.consent(at, purpose, answer, method)
        return answer
    again = local(at).date() + timedelta(days=chance.whole(3, 21))
    ground = "later" if chance.happens(86) else "urgent_life"
    sheet.consent(at, purpose, answer, "none", ground=ground, remind_on=again.isoformat())
    title = book("sentences")["consent_task"]
    if again > last:
        if last == sheet.scene.yesterday and again > sheet.scene.today:
            sheet.task(at, title, "consent", again)
        return answer
    later = chance.moment(again)
    sheet.task(at, title, "consent", again, done_at=later)
    answer = "given" if chance.happens(70) else "refused"
    sheet.consent(later, purpose, answer, method)
    return answer


def safety(sheet: Sheet, data: dict[str, Any], moments: tuple[int, ...]) -> None:
    """Answers about warning signs, and the level that follows by rule; a third are not asked yet."""
    chance = sheet.scene.chance
    if not chance.happens(68):
        return
    answers = _answers(chance, data["signs"])
    at = moments[-1 if chance.happens(40) else 0] + 14 * MINUTE
    for sign, answer in answers.items():
        words = chance.one(book("sentences")["words"]) if answer == "yes" and chance.happens(8) else None
        sheet.sign(at, sign, answer, words)
    found = level_of(answers)
    if found.serious and at > moments[0] + 60 * MINUTE and chance.happens(50):
        sheet.level(moments[0] + 30 * MINUTE, "caution", "one-serious")
    sheet.level(at, str(found.level), found.rule)
    if found.level == "caution" and chance.happens(9):
        sheet.level(at + 5 * MINUTE, "high", "raised", chance.one(book("sentences")["raised"]))


def _answers(chance: Chance, likely: dict[str, int]) -> dict[str, str]:
    answers = {sign: "yes" for sign, share in likely.items() if chance.happens(share)}
    others = [one.id for one in codes("warning_sign") if one.id not in answers]
    for sign in chance.few(others, chance.whole(1, 6)):
        answers[sign] = "no" if chance.happens(66) else "unknown"
    return answers


def referrals(sheet: Sheet, data: dict[str, Any], moments: tuple[int, ...]) -> None:
    """One or two places asked to help; from the consent on, each with the consent it needs."""
    chance, s, items = sheet.scene.chance, book("sentences"), book("lives")["items"]
    if not chance.happens(42):
        return
    for place in chance.few(data["organisations"], 1 + chance.happens(24)):
        at = chance.one(moments) + 25 * MINUTE
        status = chance.weighted(
            {"proposed": 22, "consented": 10, "sent": 20, "accepted": 18, "declined": 6, "done": 24}
        )
        more = {"purpose": chance.one(s["purposes"])}
        if status != "proposed":
            more["items"] = chance.one(items)
            method = "written" if chance.happens(50) else "oral"
            given = {"recipient": place, "items": more["items"]}
            more["consent_id"] = sheet.consent(at - MINUTE, "third_party", "given", method, **given)
        sheet.referral(at, place, status, **more)


def tasks(sheet: Sheet, opened: date, last: date, is_open: bool) -> None:
    """What was to be done and is, and, in an open case, what is still to come."""
    chance = sheet.scene.chance
    for _ in range(chance.whole(0, 3)):
        day = opened + timedelta(days=chance.whole(0, (last - opened).days))
        kind = chance.weighted({"todo": 40, "call_back": 22, "appointment": 30, "deadline": 8})
        _task(sheet, kind, day, done_at=chance.moment(day))
    for _ in range(chance.whole(0, 2) if is_open else 0):
        kind = chance.weighted({"todo": 42, "call_back": 22, "appointment": 26, "deadline": 10})
        soonest = sheet.scene.today + timedelta(days=DEADLINES_FROM if kind == "deadline" else 1)
        _task(sheet, kind, chance.weekday(soonest + timedelta(days=chance.whole(0, 24)), soonest))


def _task(sheet: Sheet, kind: str, day: date, **more: Any) -> None:
    chance, s = sheet.scene.chance, book("sentences")
    if kind == "appointment":
        at = instant(datetime.combine(day, time(chance.whole(9, 17), chance.one((0, 30)))))
        title = chance.one(list(s["tasks"][kind]))
        more = {"due_at": at, "until": at + 50 * MINUTE, "place": chance.one(s["tasks"][kind][title]), **more}
    else:
        title = chance.one(s["tasks"][kind])
    made = instant(datetime.combine(date.fromisoformat(sheet.head["opened_on"]), time(17, 0)))
    sheet.task(made, title, kind, day, **more)
