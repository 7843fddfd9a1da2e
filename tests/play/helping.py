"""Acts of support: warning signs and scales, safety plans, plans and looking back, referrals and what was paid."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from app.codelists import codes
from app.kinds import Risk
from app.safety.plans import Step, kinds
from app.safety.scales import scales
from tests.play import words as w
from tests.play.calls import PLACES
from tests.play.sitting import Sitting, act
from tests.play.words import kept


class Helping(Sitting):
    """Safety, plans and referrals."""

    @act("case")
    def ask_about_signs(self, r: Random) -> None:
        case = self.any_case(r)
        answers = {sign: r.choice(("yes", "no", "unknown", "")) for sign in w.some(r, "warning_sign")}
        said = {sign: w.sentence(r) for sign in answers if r.random() < 0.5}
        if self.do(lambda: self.desk.safety.answer(case, answers, said)) is None:
            return
        for sign, answer in answers.items():
            self.memory.drop("sign", sign, case)
            if answer:
                self.memory.of_case.setdefault(case, {})["sign", sign] = {
                    "answer": answer,
                    "words": kept(said.get(sign)),
                }
        assert not [one for one in self.desk.safety.signs(case) if one.sign in answers and not answers[one.sign]]

    @act("case")
    def raise_the_level(self, r: Random) -> None:
        case, reason = self.any_case(r), w.sentence(r)
        level = r.choice((Risk.CRITICAL, Risk.HIGH, Risk.CAUTION))
        if self.do(lambda: self.desk.safety.raise_level(case, level, reason)) is not None:
            newest = self.desk.safety.levels(case)[0]
            assert (newest.level, newest.reason) == (level, kept(reason))
            assert self.desk.cases.get(case).risk == level

    @act("case")
    def confirm_the_signs(self, r: Random) -> None:
        case = self.any_case(r)
        assert self.do(lambda: self.desk.safety.confirm(case)) == len(self.desk.safety.signs(case))

    @act("consent")
    def write_a_result(self, r: Random) -> None:
        case, _ident = self.choose(r, "consent")
        scale = r.choice(list(scales().values()))
        way = r.randint(0, 2)
        if way == 0:
            answers = [r.choice((None, *range(scale.most + 1))) for _item in range(scale.count)]
            made = self.do(lambda: self.desk.results.ask(case, scale.id, answers))
            values: dict[str, Any] = {"answers": tuple(answers), "scale": scale.id}
        elif way == 1:
            score, danger = r.randint(0, scale.top + 1), r.choice((None, 0, 1, 3, 9))
            made = self.do(lambda: self.desk.results.enter(case, scale.id, score, made_on=w.day(r), danger=danger))
            values = {"score": score, "danger": danger, "scale": scale.id}
        else:
            text, sheet = w.sentence(r), w.pick(r, "instrument")
            made = self.do(lambda: self.desk.results.enter_external(case, sheet, text, made_by=w.name(r)))
            values = {"outcome": kept(text), "scale": sheet}
        if made is not None:
            self.note("result", made.id, case, **values)

    @act("case")
    def write_a_safety_plan(self, r: Random) -> None:
        case, kind = self.any_case(r), r.choice([*kinds().values()])
        steps = [Step(r.choice(kind.parts).id, w.sentence(r), w.day(r), w.name(r)) for _one in range(r.randint(1, 3))]
        head = {
            "copy_safe": w.pick(r, "copy_safe"),
            "kept_where": r.choice(("", w.sentence(r))),
            "review_on": w.coming(r),
        }
        made = self.do(lambda: self.desk.safety_plans.write(case, kind.id, steps, **head))
        if made is not None:
            said = sorted(text for one in steps if (text := kept(one.action)))
            assert sorted(one.action for one in made.steps) == said
            self.note(
                "safety_plan",
                made.id,
                case,
                kind=kind.id,
                version=made.version,
                copy_safe=head["copy_safe"],
                steps=made.steps,
            )

    @act("safety_plan")
    def tick_a_step_of_safety(self, r: Random) -> None:
        case, ident = self.choose(r, "safety_plan")
        step, done = r.choice(self.desk.safety_plans.get(ident).steps), r.random() < 0.7
        self.do(lambda: self.desk.safety_plans.tick(step.id, done))
        steps = self.desk.safety_plans.get(ident).steps
        assert [(one.id, one.done_at is not None) for one in steps if one.id == step.id] == [(step.id, done)]
        assert [replace(one, done_at=None) for one in steps] == [
            replace(one, done_at=None)
            for one in self.memory.of_case[self._home("safety_plan", ident, case)]["safety_plan", ident]["steps"]
        ]
        self.memory.keep("safety_plan", ident, case, steps=steps)

    def _home(self, kind: str, ident: str, case: str) -> str:
        return next(one for one in self.memory.family(case) if (kind, ident) in self.memory.of_case.get(one, {}))

    # -- plans -----------------------------------------------------------------------------------

    @act("case")
    def ask_what_is_needed(self, r: Random) -> None:
        case = self.any_case(r)
        answers = {area: (r.choice(("yes", "no", "unknown")), w.sentence(r)) for area in w.some(r, "need_area", 2)}
        made = self.do(lambda: self.desk.plans.set_needs(case, answers))
        for one in made or ():
            if one.area in answers and one.case_id == case:
                needed, said = answers[one.area]
                self.note("need", one.id, case, area=one.area, needed=needed, words=kept(said))

    @act("case")
    def set_a_goal(self, r: Random) -> None:
        case, area, said = self.any_case(r), w.pick(r, "need_area"), w.sentence(r)
        there = [ident for home, ident in self.there.get("goal", ()) if home == case]
        old = r.choice(there) if there and r.random() < 0.4 else None
        make = (
            (lambda: self.desk.plans.change_goal(old, area, said))
            if old
            else (lambda: self.desk.plans.add_goal(case, area, said))
        )
        made = self.do(make)
        if made is not None:
            self.note("goal", made.id, case, area=area, words=kept(said), **({} if old else {"state": "open"}))

    @act("goal")
    def settle_a_goal(self, r: Random) -> None:
        case, ident = self.choose(r, "goal")
        state, reason = w.pick(r, "goal_state"), w.sentence(r)
        if self.do(lambda: self.desk.plans.settle_goal(ident, state, reason)) is not None:
            self.memory.keep("goal", ident, case, state=state, reason=kept(reason) if state != "open" else None)

    @act("goal")
    def add_a_step(self, r: Random) -> None:
        _case, ident = self.choose(r, "goal")
        title = w.sentence(r)
        made = self.do(lambda: self.desk.plans.add_step(ident, title, w.pick(r, "step_by"), w.coming(r)))
        if made is not None:
            self.note("task", made.id, _case, title=kept(title), due_on=made.due_on)

    @act("case")
    def look_back(self, r: Random) -> None:
        case, said = self.any_case(r), w.sentence(r)
        progress = {area: w.pick(r, "progress_state") for area in w.some(r, "need_area", 3)}
        more: dict[str, Any] = {
            "held_on": w.day(r),
            "next_on": w.coming(r),
            "needs_met": r.choice(("yes", "no", "unknown")),
        }
        made = self.do(
            lambda: self.desk.plans.add_follow_up(case, progress, words=said, channel=w.pick(r, "channel"), **more)
        )
        if made is not None:
            self.note(
                "follow_up",
                made.id,
                case,
                words=kept(said),
                progress=progress,
                needs_met=more["needs_met"],
                held_on=made.held_on,
            )

    @act("consent")
    def hear_what_they_think(self, r: Random) -> None:
        case, _ident = self.choose(r, "consent")
        answers = {one.id: r.choice(("", w.pick(r, "feedback_answer"))) for one in codes("feedback_question")}
        said = w.sentence(r)
        made = self.do(lambda: self.desk.feedbacks.add(case, answers, w.pick(r, "feedback_how"), said))
        if made is not None:
            self.note("feedback", made.id, case, words=kept(said), answers={q: a for q, a in answers.items() if a})

    # -- referrals and money ---------------------------------------------------------------------

    @act("case")
    def propose_a_place(self, r: Random) -> None:
        case, purpose = self.any_case(r), w.sentence(r)
        had = {one.id for one in self.desk.referrals.of_case(case)}
        made = self.do(
            lambda: self.desk.referrals.propose(case, r.choice(PLACES), purpose, service=w.pick(r, "service"))
        )
        if made is not None and made.id not in had:
            self.note(
                "referral", made.id, case, purpose=kept(purpose), organisation=made.organisation, status="proposed"
            )

    @act("referral")
    def go_on_with_a_referral(self, r: Random) -> None:
        case, ident = self.choose(r, "referral")
        said, kind = w.sentence(r), w.pick(r, "referral_step")
        agreed = self.desk.referrals.agreed(ident)
        more = {
            "minutes": r.choice((None, 5, 5000)),
            "answer_by": w.coming(r),
            "person": w.name(r),
            "consent_id": agreed,
        }
        made = self.do(lambda: self.desk.referrals.note(ident, kind, said, **more))
        if made is not None:
            one = self.desk.referrals.get(ident)
            self.note("referral_step", made.id, case, kind=kind, words=kept(said), minutes=more["minutes"])
            self.memory.keep("referral", ident, case, status=one.status)

    @act("referral")
    def ask_the_place_for_something_else(self, r: Random) -> None:
        case, ident = self.choose(r, "referral")
        purpose, service = w.sentence(r), w.pick(r, "service")
        if self.do(lambda: self.desk.referrals.change(ident, purpose=purpose, service=service)) is not None:
            self.memory.keep("referral", ident, case, purpose=kept(purpose), service=service)

    @act("notice")
    def tell_a_place(self, r: Random) -> None:
        case, ident = self.choose(r, "notice")
        how = w.sentence(r)
        if self.do(lambda: self.desk.referrals.told(ident, how)) is not None:
            self.memory.keep("notice", ident, case, told_how=kept(how))

    @act("case")
    def pay(self, r: Random) -> None:
        case, amount = self.any_case(r), r.choice((1, 50_000, 0, -5, 10**9, 10**12))
        texts = {name: w.sentence(r) for name in ("receipt", "paid_to", "note")}
        service = w.pick(r, "service")
        made = self.do(lambda: self.desk.support.pay(case, service, amount, "교통비", paid_on=w.day(r), **texts))
        if made is not None:
            said = {name: kept(text) for name, text in texts.items()}
            self.note("payment", made.id, case, amount=amount, service=service, paid_on=made.paid_on, **said)

    @act("payment")
    def mend_a_payment(self, r: Random) -> None:
        case, ident = self.choose(r, "payment")
        why, amount = w.sentence(r), r.randint(1, 90_000)
        if r.random() < 0.5:
            if self.do(lambda: self.desk.support.amend(ident, "lodging", amount, "교통비", note=why)) is not None:
                self.memory.keep("payment", ident, case, amount=amount, note=kept(why), receipt=None, paid_to=None, service="lodging",
                                 paid_on=self.desk.support.get(ident).paid_on)  # fmt: skip
        elif r.random() < 0.6:
            if self.do(lambda: self.desk.support.cancel(ident, why)) is not None:
                self.memory.keep("payment", ident, case, cancelled_because=kept(why))
        elif self.do(lambda: self.desk.support.restore(ident)) is not None:
            self.memory.keep("payment", ident, case, cancelled_because=None)
