"""Deletion and workplace work of invented cases: addresses that lead nowhere, organisations that do not exist.

A chance of its own for each case: what is made up here does not change what is made up elsewhere.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from app.clock import local
from app.codelists import codes
from app.deletion import calendar
from app.deletion.paste import address
from app.practice.chance import Chance
from app.practice.sheet import Sheet
from app.practice.words import book
from app.workplace import due_on, owed

MINUTE = 60_000


def work(sheet: Sheet, profile: str, at: int, *, is_open: bool) -> None:
    """What a case of this kind gathers besides talks; `at` is when it began."""
    if profile not in ("digital", "workplace"):
        return
    chance = Chance(int(sheet.case[-12:], 16))
    made = _Work(sheet, chance, at, is_open)
    if profile == "digital" and chance.happens(70):
        made.deletion()
    elif profile == "workplace":
        made.workplace()


class _Work:
    """The rows of one case while they are being made up."""

    def __init__(self, sheet: Sheet, chance: Chance, at: int, is_open: bool) -> None:
        self._sheet, self._chance, self._at, self._open = sheet, chance, at, is_open
        self._day = local(at).date()
        self._author = sheet.head["assigned_to"]

    def _add(self, table: str, step: int, **values: Any) -> str:
        ident = self._chance.id(self._at + step)
        self._sheet.rows.append((table, {"id": ident, "case_id": self._sheet.case, **values}))
        return ident

    def _signed(self, table: str, step: int, **values: Any) -> str:
        return self._add(table, step, at=self._at + step, author=self._author, **values)

    def _ago(self, days: int) -> str:
        """A day so long after the beginning, not later than yesterday."""
        return min(self._day + timedelta(days=days), self._sheet.scene.yesterday).isoformat()

    # -- deletion --------------------------------------------------------------------------------

    def deletion(self) -> None:
        words, asked_by = book("lives")["deletion"], self._chance.weighted({"self": 80, "lineal": 12, "agent": 8})
        mine = asked_by == "self"
        self._signed(
            "deletion_mandate", 1, asked_by=asked_by, name=None if mine else words["agent"], until_on=None,
            paper="not_needed" if mine else "seen", signed_on=None if mine else self._ago(0), kept_where=None,
            withdrawn_on=None,
        )  # fmt: skip
        looks = set()
        for number in range(self._chance.whole(3, 12)):
            looks.add(self._address(number, words))
        for day in sorted(filter(None, looks)):
            task = self._add("task", 900, title=words["task"], kind="todo", due_on=day, owner=self._author)
            self._add("deletion_day", 901, due_on=day, task_id=task)

    def _address(self, number: int, words: dict[str, Any]) -> str | None:
        """One address with what was asked for and found; the day to look again, where it is still to come."""
        chance, step, today = self._chance, 10 + number * 20, self._sheet.scene.today
        one = address(
            f"https://{chance.one(words['hosts'])}.example.com/{chance.one(words['paths'])}/{1000 + number * 37}"
        )
        state = chance.weighted({"found": 8, "asked": 26, "refused": 8, "gone": 44, "blocked": 10, "back": 4})
        sent = self._ago(chance.whole(0, 2))
        ahead = [day for day in calendar(sent) if day > today.isoformat()]
        look = ahead[0] if ahead and self._open and state != "found" else None
        ident = self._signed(
            "deletion_target", step, url=one.url, url_key=one.key, platform=one.platform, account=None, note=None,
            state=state, first_id=None, clock_from=None if state == "found" else sent, next_look=look,
        )  # fmt: skip
        if state == "found":
            return None
        answers = {"asked": "waiting", "refused": "refused", "blocked": "blocked"}
        answer = answers.get(state, "removed")
        self._signed(
            "deletion_request", step + 1, target_id=ident, route=chance.weighted({"support_centre": 60, "platform": 40}),
            sent_on=sent, reference=None, answer=answer, answered_on=None if answer == "waiting" else self._ago(5), note=None,
        )  # fmt: skip
        if state in ("gone", "blocked", "back"):
            found = {"back": "there"}.get(state, state)
            self._signed(
                "deletion_look",
                step + 2,
                target_id=ident,
                day=self._ago(6),
                result=found,
                way="support_centre",
                note=None,
            )
        return look

    # -- workplace -------------------------------------------------------------------------------

    def workplace(self) -> None:
        chance, words = self._chance, book("lives")["workplace"]
        kind = chance.weighted({"employer": 60, "commissioned": 24, "public_body": 10, "ambassador": 6})
        told = self._ago(chance.whole(1, 20)) if chance.happens(80) else None
        firm = self._signed(
            "organisation", 1, name=chance.one(words["names"]), kind=kind, contact=None, note=None, told_on=told,
            designation=words["designation"] if kind in ("commissioned", "ambassador") else None,
        )  # fmt: skip
        approver = chance.one(words["approvers"])
        people = [("survivor", self._sheet.person["alias"], approver), ("accused", words["accused"], approver)]
        people += [("reporter", words["reporter"], None)] if chance.happens(40) else []
        for number, (part, called, signs) in enumerate(people):
            who = self._person(10 + number, part, called, firm, signs if chance.happens(60) else None)
            if part != "accused":
                self._watch(20 + number, who)
        if told is not None:
            self._followed(firm, kind, told, words)

    def _person(self, step: int, part: str, called: str, firm: str, approver: str | None) -> str:
        return self._signed(
            "workplace_person", step, part=part, called=called, organisation_id=firm, unit=None, place=None, shift=None,
            approver=approver, appraiser=None, note=None,
        )  # fmt: skip

    def _watch(self, step: int, person: str) -> None:
        chance = self._chance
        soon = self._sheet.scene.today + timedelta(days=chance.whole(1, 6))
        task = None
        if self._open:
            words = book("lives")["workplace"]["question"]
            task = self._add("task", step + 30, title=words, kind="todo", due_on=soon.isoformat(), owner=self._author)
        watch = self._signed(
            "damage_watch", step, person_id=person, from_on=self._day.isoformat(),
            next_on=soon.isoformat() if self._open else None, task_id=task,
        )  # fmt: skip
        for number in range(chance.whole(0, 2)):
            found = ["group"] if chance.happens(20) else []
            said = book("lives")["workplace"]["said"] if found else None
            self._signed(
                "damage_answer", step + 60 + number, watch_id=watch, day=self._ago(7 * (number + 1)), codes=json.dumps(found),
                words=said,
            )  # fmt: skip

    def _followed(self, firm: str, kind: str, told: str, words: dict[str, Any]) -> None:
        """Separation and duties once the organisation was told."""
        chance = self._chance
        if chance.happens(70):
            starts = (date.fromisoformat(told) + timedelta(days=2)).isoformat()
            review = (date.fromisoformat(told) + timedelta(days=60)).isoformat()
            order = self._signed(
                "separation", 200, organisation_id=firm, state="ordered" if self._open else "ended", who_moves="accused",
                wish="yes", wish_words=words["wish"], wish_on=told, order_no=None, starts_on=starts, review_on=review,
                ends_when=words["ends_when"], ended_on=None if self._open else self._ago(40), note=None,
            )  # fmt: skip
            for number, one in enumerate(codes("separation_scope")):
                answer = chance.weighted({"apart": 78, "together": 8, "unknown": 14})
                self._add("separation_scope", 201 + number, separation_id=order, scope=one.id, answer=answer)
        for number, duty in enumerate(owed(kind)):
            state = "done" if not self._open else chance.weighted({"done": 62, "open": 30, "nothing": 8})
            self._signed(
                "employer_duty", 240 + number, organisation_id=firm, duty=duty.id, due_on=due_on(duty.id, told), state=state,
                state_on=told if state != "open" else None, words=words["nothing"] if state == "nothing" else None,
                letter_on=None, review_on=None, task_id=None,
            )  # fmt: skip
