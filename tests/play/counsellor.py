"""The whole play: everything a counsellor does, and what concerns a case or the centre as a whole."""

from __future__ import annotations

from random import Random

from app.documents import Profile, Recipient
from app.flows import backups, closing, hand_over
from tests.play import words as w
from tests.play.calls import PLACES, reasons
from tests.play.days import Days
from tests.play.helping import Helping
from tests.play.house import House
from tests.play.outside import Outside
from tests.play.sitting import act
from tests.play.words import kept


class Counsellor(House, Helping, Days, Outside):
    """A counsellor, and now and then the manager beside them, on one real centre."""

    # -- the end of a case, and its going elsewhere ----------------------------------------------

    def _answers(self, r: Random) -> dict[str, tuple[str, str]]:
        before = {item: (r.choice(("yes", "yes", "no")), w.sentence(r)) for item in reasons()}
        return {r.choice(("needs_met", "own_wish", "other_reason")): ("yes", ""), **before}

    @act("case")
    def close_a_case(self, r: Random) -> None:
        case, note = self.any_case(r), w.sentence(r)
        outcome, answers = w.pick(r, "outcome"), r.choice((None, self._answers(r)))
        if self.do(lambda: self.desk.cases.close(case, outcome, note, answers=answers)) is not None:
            newest = self.desk.cases.closures(case)[0]
            self.note("closure", newest.id, case, outcome=outcome, note=kept(note))
            self.memory.keep("case", case, status="closed", outcome=outcome)
            said = {item: (answer, kept(text) or "") for item, (answer, text) in (answers or {}).items()}
            assert dict(newest.answers) == said

    @act("closure")
    def open_a_case_again(self, r: Random) -> None:
        case, _ident = self.choose(r, "closure")
        before, why = self.desk.cases.get(case), w.sentence(r)
        standing = self.desk.cases.closures(case)[0]
        if self.do(lambda: self.desk.cases.reopen(case, why)) is None:
            return
        self.memory.keep("case", case, status="open", outcome="open")
        if standing.reopened_at is None:
            self.memory.keep("closure", standing.id, case, reopened_because=kept(why))
            if r.random() < 0.3 and self.do(lambda: self.desk.cases.close_again(case, before)) is not None:
                self.memory.keep("closure", standing.id, case, reopened_because=None)
                self.memory.keep("case", case, status=before.status, outcome=before.outcome)

    @act("case")
    def ask_the_supervisor(self, r: Random) -> None:
        case, said = self.any_case(r), w.sentence(r)
        who = r.choice(list(self.centre.users.values()))
        if r.random() < 0.5:
            made = self.do(lambda: closing.ask_about_plan(self.desk, case, who, said))
        else:
            answers = self._answers(r)
            made = self.do(lambda: closing.ask(self.desk, case, who, w.pick(r, "outcome"), said, answers, said))
        if made is not None:
            self.note(
                "review", made.id, case, words=kept(said), kind=made.kind, state="requested", proposal=made.proposal
            )

    @act("review")
    def decide_a_review(self, r: Random) -> None:
        case, ident = self.choose(r, "review")
        said, yes = w.sentence(r), r.random() < 0.5
        if r.random() < 0.2:
            if self.do(lambda: self.desk.reviews.withdraw(ident)) is not None:
                self.memory.keep("review", ident, case, state="withdrawn")
        elif self.do(lambda: closing.decide(self.desk, ident, yes, said)) is not None:
            self.memory.keep("review", ident, case, state="approved" if yes else "returned", answer=kept(said))
            home = self.desk.reviews.get(ident).case_id
            for field in ("status", "outcome"):
                self.memory.keep("case", home, **{field: getattr(self.desk.cases.get(home), field)})

    @act("consent")
    def send_a_case_on(self, r: Random) -> None:
        case, _ident = self.choose(r, "consent")
        said = w.sentence(r)
        made = self.do(lambda: self.desk.transfers.send(case, r.choice(PLACES), said))
        if made is not None:
            self.note("transfer", made.id, case, words=kept(said), organisation=made.organisation, state="sent")

    @act("transfer")
    def hear_from_the_other_place(self, r: Random) -> None:
        case, ident = self.choose(r, "transfer")
        taken, said = r.random() < 0.5, w.sentence(r)
        if r.random() < 0.2:
            if self.do(lambda: self.desk.transfers.withdraw(ident)) is not None:
                self.memory.keep("transfer", ident, case, state="withdrawn")
        elif self.do(lambda: self.desk.transfers.answer(ident, taken, said)) is not None:
            self.memory.keep("transfer", ident, case, state="accepted" if taken else "declined", answer=kept(said))
            if taken:
                home = self.desk.transfers.get(ident).case_id
                self.memory.keep("case", home, status="transferred", outcome="referred")

    # -- two records of one person ---------------------------------------------------------------

    @act("case")
    def put_two_together(self, r: Random) -> None:
        kept_case, gone, why = self.any_case(r), self.any_case(r), w.sentence(r)
        self.case = kept_case
        made = self.do(
            lambda: self.desk.merging.merge(kept_case, gone, why, r.sample(("alias", "note", "summary", "phone"), 2))
        )
        if made is None:
            return
        self.note(
            "merge",
            made.id,
            kept_case,
        )
        self.memory.join(kept_case, gone)
        self._as_they_read(kept_case, gone)

    @act("merge")
    def take_them_apart(self, r: Random) -> None:
        case, ident = self.choose(r, "merge")
        made = self.do(lambda: self.desk.merging.undo(ident))
        if made is not None:
            self._as_they_read(made.case_id, made.gone_id)
            assert case == made.case_id

    def _as_they_read(self, *cases: str) -> None:
        """What a merge chose for the heads of two cases is its own matter; from here on it stands."""
        for case in cases:
            for kind in ("case", "person", "card"):
                values = self.memory.alone.get((kind, case), {})
                found = {"case": self.desk.cases.get(case), "person": self.desk.cases.get(case).survivor}.get(kind)
                found = self.desk.cases.safe_card(case) if kind == "card" else found
                if found is None:
                    self.memory.alone.pop((kind, case), None)
                else:
                    values.update({name: getattr(found, name) for name in values})

    # -- whose case it is ------------------------------------------------------------------------

    @act("case")
    def offer_a_case(self, r: Random) -> None:
        case, said = self.any_case(r), w.sentence(r)
        made = self.do(lambda: hand_over.offer(self.desk, case, r.choice(list(self.centre.users.values())), said))
        if made is not None:
            self.note("offer", made.id, case, note=kept(said), state="waiting")

    @act("offer")
    def answer_an_offer(self, r: Random) -> None:
        case, ident = self.choose(r, "offer")
        act, state = r.choice(((self.desk.handing.accept, "accepted"), (self.desk.handing.decline, "declined"), (self.desk.handing.withdraw, "withdrawn")))  # fmt: skip
        if self.do(lambda: act(ident)) is not None:
            self.memory.keep("offer", ident, case, state=state)

    @act("contact")
    def hold_a_contact(self, r: Random) -> None:
        """This may be the other party: whoever may decide does; until then it joins no case."""
        _case, ident = self.choose(r, "contact")
        found = self.do(lambda: self.desk.matches.look(ident))
        for one in found or ():
            said = w.sentence(r)
            if self.do(lambda one=one, said=said: self.desk.matches.decide(one.id, r.random() < 0.5, said)) is not None:  # type: ignore[misc]  # bound at once
                assert self.desk.matches.get(one.id).words == kept(said)

    @act("case")
    def look_into_anothers_case(self, r: Random) -> None:
        case = self.any_case(r)
        self.do(lambda: self.desk.sight.ask(case, w.pick(r, "sight_reason")))

    # -- the centre ------------------------------------------------------------------------------

    @act("case")
    def lock_and_come_back(self, r: Random) -> None:
        self.sit_down(r.choice((self.who, "counsellor", "manager")))

    @act("case")
    def make_a_paper(self, r: Random) -> None:
        case = self.any_case(r)
        target = self.folder / f"{self.home.name}-{r.randint(0, 10**9)}.pdf"
        make = lambda: self.desk.documents.export(  # noqa: E731 - one act
            case, target, Profile.FULL, Recipient("센터장"), plain_reason="회의 자료", overwrite=True
        )
        made = self.do(make)
        if made is not None:
            assert self.desk.documents.verify(target).known
            target.unlink()

    @act("case")
    def back_the_centre_up(self, r: Random) -> None:
        if r.random() < 0.6:
            return
        d, folder = self.desk, self.folder / f"{self.home.name}-stick"
        folder.mkdir(exist_ok=True)
        made = self.do(
            lambda: backups.back_up(d.home, d.keys, folder, audit=d.audit, office=d.office, retention=d.retention)
        )
        assert (made is not None) == (self.who == "manager"), self.refusal
        if made is not None:
            assert backups.verify(made.path, d.keys).id == made.id
