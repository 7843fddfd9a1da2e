"""What a worker does with the plan of a case; one public method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.changes import Changes, Done
from app.clock import new_id, now, today
from app.entry import check_day, check_text
from app.errors import BadInput, NotFound
from app.i18n import _
from app.kinds import Stage
from app.plans import records
from app.plans.model import FollowUp, Goal, Need, Step, answered, of_list, standing
from app.store import Database
from app.text import nfc

_TOUCHED = Changes.PLANS | Changes.CASES


class Plans:
    """The plans of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- what is needed --------------------------------------------------------------------------

    def needs(self, case_id: str) -> tuple[Need, ...]:
        return records.needs(self._db, case_id)

    def set_needs(self, case_id: str, answers: Mapping[str, tuple[str, str]]) -> Done[tuple[Need, ...]]:
        """What was asked: (yes, no or unknown; words) by area. An area that is left out stays as it was."""
        self._head(case_id)
        rows = {of_list("need_area", area, area): self._need(area, *said) for area, said in answers.items()}
        with self._db.atomic():
            for area, row in rows.items():
                there = records.need_id(self._db, case_id, area)
                if there is not None:
                    self._db.change("need", there, row)
                else:
                    more = {"id": new_id(), "case_id": case_id, "area": area}
                    self._db.insert("need", {**more, **row})
            self._forward(case_id, Stage.ASSESSMENT)
        return Done(self.needs(case_id), _TOUCHED)

    def _need(self, area: str, needed: str, words: str) -> dict[str, Any]:
        text = check_text(nfc(words), f"{area}_words")
        return {"needed": answered(needed, area), "words": text, "at": now(), "author": self._db.who}

    # -- what is aimed at ------------------------------------------------------------------------

    def goals(self, case_id: str) -> tuple[Goal, ...]:
        return records.goals(self._db, case_id)

    def add_goal(self, case_id: str, area: str, words: str) -> Done[Goal]:
        """A goal in the person's own words."""
        row = {
            "id": new_id(), "case_id": self._head(case_id)["id"], "area": of_list("need_area", area, "area"),
            "words": self._aim(words),
            "state": "open", "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("goal", row)
            self._forward(case_id, Stage.PLAN)
        return Done(self._goal(case_id, row["id"]), _TOUCHED)

    def change_goal(self, goal_id: str, area: str, words: str) -> Done[Goal]:
        """Say a goal in other words; the history keeps the earlier ones."""
        there = self._there(goal_id)
        values = {"area": of_list("need_area", area, "area"), "words": self._aim(words)}
        with self._db.atomic():
            self._db.change("goal", goal_id, values)
            self._forward(there["case_id"], Stage.PLAN)
        return Done(self._goal(there["case_id"], goal_id), _TOUCHED)

    def settle_goal(self, goal_id: str, state: str, reason: str = "") -> Done[Goal]:
        """Reached, dropped with a reason, or open again; the open steps of a goal that is settled are ticked off."""
        there, words = self._there(goal_id), check_text(nfc(reason), "reason")
        if of_list("goal_state", state, "state") == "dropped" and not words:
            raise BadInput(_("Please say in a few words why this goal is left."), field="reason")
        with self._db.atomic():
            self._db.change("goal", goal_id, {"state": state, "reason": words if state != "open" else None})
            for step in self._goal(there["case_id"], goal_id).steps if state != "open" else ():
                if step.done_at is None:
                    self._db.change("task", step.id, {"done_at": now()})
            self._forward(there["case_id"], Stage.PLAN)
        return Done(self._goal(there["case_id"], goal_id), _TOUCHED | Changes.TASKS)

    def add_step(
        self, goal_id: str, title: str, by_whom: str = "centre", due_on: str | None = None, owner: str | None = None
    ) -> Done[Step]:
        """A step to a goal: a task of the case, by default of the person the case is with."""
        there = self._there(goal_id)
        if not (text := check_text(nfc(title), "title")):
            raise BadInput(_("Please write what is to be done."), field="title")
        head = self._head(there["case_id"])
        task = {
            "id": new_id(), "case_id": there["case_id"], "title": text, "kind": "todo",
            "due_on": check_day(due_on, "due_on"), "owner": owner or head["assigned_to"],
        }  # fmt: skip
        step = {
            "id": task["id"], "case_id": there["case_id"], "goal_id": goal_id,
            "by_whom": of_list("step_by", by_whom, "by_whom"),
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("task", task)
            self._db.insert("plan_step", step)
            self._forward(there["case_id"], Stage.PLAN)
        made = next(one for one in self._goal(there["case_id"], goal_id).steps if one.id == task["id"])
        return Done(made, _TOUCHED | Changes.TASKS)

    def _aim(self, words: str) -> str:
        text = check_text(nfc(words), "words")
        if not text:
            raise BadInput(_("Please write what the person wants to reach."), field="words")
        return text

    # -- how far it came -------------------------------------------------------------------------

    def follow_ups(self, case_id: str) -> tuple[FollowUp, ...]:
        """The latest first."""
        return records.follow_ups(self._db, case_id)

    def progress(self, case_id: str) -> dict[str, str]:
        """How far each area has come by the latest looks."""
        return standing(self.follow_ups(case_id))

    def add_follow_up(
        self, case_id: str, progress: Mapping[str, str], *, needs_met: str = "unknown", held_on: str | None = None,
        channel: str = "phone", words: str = "", close_advised: bool = False, next_on: str | None = None,
    ) -> Done[FollowUp]:  # fmt: skip
        """One look back; a day for the next one becomes a task of whom the case is with."""
        day = check_day(held_on, "held_on") or today().isoformat()
        if day > today().isoformat():
            raise BadInput(_("A follow-up is written down once it was held. Please look at the day again."), field="held_on")  # fmt: skip
        following = check_day(next_on, "next_on")
        if following and following <= day:
            raise BadInput(_("The next follow-up lies after this one. Please look at the day again."), field="next_on")
        found = {of_list("need_area", a, a): of_list("progress_state", s, a) for a, s in progress.items()}
        row = {
            "id": new_id(), "case_id": self._head(case_id)["id"], "held_on": day, "channel": of_list("channel", channel, "channel"),
            "words": check_text(nfc(words), "words"), "needs_met": answered(needs_met, "needs_met"),
            "close_advised": int(close_advised), "next_on": following, "at": now(), "author": self._db.who,
        }  # fmt: skip
        with self._db.atomic():
            self._db.insert("follow_up", row)
            for area, state in found.items():
                more = {"id": new_id(), "follow_up_id": row["id"], "case_id": case_id}
                self._db.insert("progress", {**more, "area": area, "state": state})
            if following:
                self._remind(case_id, following)
            self._forward(case_id, Stage.FOLLOW_UP)
        made = next(one for one in self.follow_ups(case_id) if one.id == row["id"])
        return Done(made, _TOUCHED | Changes.TASKS)

    def _remind(self, case_id: str, day: str) -> None:
        owner, title = self._head(case_id)["assigned_to"], _("Ask how it goes on (follow-up)")
        task = {"id": new_id(), "case_id": case_id, "title": title, "kind": "todo", "due_on": day, "owner": owner}
        self._db.insert("task", task)

    # -- reading ---------------------------------------------------------------------------------

    def count(self, case_id: str) -> int:
        """Goals that are under way."""
        return records.count(self._db, case_id)

    # -- inside ----------------------------------------------------------------------------------

    def _forward(self, case_id: str, reached: Stage) -> None:
        """The case moves on with what was done in it."""
        head = self._head(case_id)
        stage = Stage(head["stage"]).forward(reached)
        self._db.change("casefile", case_id, {"stage": stage.value, "last_activity": max(now(), head["last_activity"])})

    def _head(self, case_id: str) -> dict[str, Any]:
        found = records.head(self._db, case_id)
        if found is None:
            raise NotFound(_("There is no case “{number}” here. Please look it up in the list.").format(number=case_id))
        return found

    def _there(self, goal_id: str) -> dict[str, Any]:
        found = records.goal(self._db, goal_id)
        if found is None:
            raise NotFound(_("This goal is not here any more. Please look at the case again."))
        return found

    def _goal(self, case_id: str, goal_id: str) -> Goal:
        return next(one for one in self.goals(case_id) if one.id == goal_id)
