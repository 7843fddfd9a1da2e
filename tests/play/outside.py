"""Acts that look outwards: addresses and their deletion, the workplace and who is kept apart there, evidence."""

from __future__ import annotations

from random import Random
from typing import Any

from app.codelists import codes
from app.deletion import read
from app.errors import Refusal
from app.evidence import Brought, Reference, Stated
from tests.play import words as w
from tests.play.sitting import Sitting, act
from tests.play.words import kept


class Outside(Sitting):
    """Deletion work, workplaces and evidence."""

    @act("case")
    def paste_addresses(self, r: Random) -> None:
        case = self.any_case(r)
        lines = [
            r.choice((f"https://a{r.randint(1, 5)}.example/{r.randint(1, 40)}", w.sentence(r)[:500], ""))
            for _line in range(r.randint(1, 6))
        ]
        addresses = read("\n".join(lines)).addresses
        had = set(self.desk.deletion.ids(case))
        done = self.do(lambda: self.desk.deletion.add(case, addresses))
        if done is None:
            return
        now = {one.id: one for one in self.desk.deletion.page(case, limit=1_000_000)}
        assert len(now) == len(had) + done.new
        for ident in now.keys() - had:
            self.note("target", ident, case, url=now[ident].url)
            assert now[ident].url in {one.url for one in addresses}

    def _targets(self, r: Random) -> tuple[str, list[str]]:
        case, _ident = self.choose(r, "target")
        mine = [ident for home, ident in self.there["target"] if home == case]
        return case, r.sample(mine, r.randint(1, min(3, len(mine))))

    @act("target")
    def ask_for_deletion(self, r: Random) -> None:
        case, chosen = self._targets(r)
        route, said = w.pick(r, "deletion_route"), w.sentence(r)
        before = {one.id for ident in chosen for one in self.desk.deletion.whole(ident).requests}
        if (
            self.do(lambda: self.desk.deletion.ask(case, chosen, route, sent_on=w.day(r), reference=said, note=said))
            is None
        ):
            return
        for ident in chosen:
            for one in self.desk.deletion.whole(ident).requests:
                if one.id not in before:
                    self.note(
                        "request",
                        one.id,
                        one.case_id,
                        route=route,
                        reference=kept(said),
                        note=kept(said),
                        target_id=ident,
                    )

    @act("request")
    def hear_an_answer(self, r: Random) -> None:
        case, chosen = self._targets(r)
        route, answer, said = w.pick(r, "deletion_route"), w.pick(r, "deletion_answer"), w.sentence(r)
        if (
            self.do(lambda: self.desk.deletion.answer(case, chosen, route, answer, answered_on=w.day(r), note=said))
            is None
        ):
            return
        for ident in chosen:
            for one in self.desk.deletion.whole(ident).requests:
                self.memory.keep("request", one.id, case, note=one.note, answer=one.answer)

    @act("target")
    def look_again(self, r: Random) -> None:
        case, chosen = self._targets(r)
        result, way, said = w.pick(r, "deletion_look"), w.pick(r, "deletion_way"), w.sentence(r)
        had = {one.id for ident in chosen for one in self.desk.deletion.whole(ident).looks}
        if self.do(lambda: self.desk.deletion.look(case, chosen, result, way, day=w.day(r), note=said)) is None:
            return
        new = {one.id: one for ident in chosen for one in self.desk.deletion.whole(ident).looks if one.id not in had}
        assert len(new) == len(chosen)
        for one in new.values():
            self.note("look", one.id, case, result=result, way=way, note=kept(said))

    @act("target")
    def set_addresses_aside(self, r: Random) -> None:
        case, chosen = self._targets(r)
        why = w.sentence(r)
        act = r.choice(("aside", "up", "out", "describe"))
        if act == "aside" and self.do(lambda: self.desk.deletion.set_aside(case, chosen, why)) is not None:
            assert {self.desk.deletion.get(one).note for one in chosen} == {kept(why)}
        elif act == "up":
            self.do(lambda: self.desk.deletion.take_up(case, chosen))
        elif act == "out" and self.do(lambda: self.desk.deletion.take_out(chosen[0])) is not None:
            self.forget("target", chosen[0], case)
        elif (
            act == "describe"
            and self.do(lambda: self.desk.deletion.describe(chosen[0], account=why, note=why)) is not None
        ):
            self.memory.keep("target", chosen[0], case, account=kept(why))

    @act("case")
    def say_who_asks(self, r: Random) -> None:
        case = self.any_case(r)
        there = [ident for home, ident in self.there.get("mandate", ()) if home == case]
        ident = r.choice(there) if there and r.random() < 0.5 else None
        values = {"asked_by": w.pick(r, "deletion_requester"), "paper": w.pick(r, "deletion_paper")}
        texts = {"name": w.name(r), "kept_where": w.sentence(r)}
        made = self.do(
            lambda: self.desk.deletion.set_mandate(
                case, ident, **values, **texts, signed_on=w.day(r), until_on=w.coming(r)
            )
        )
        if made is not None:
            self.note("mandate", made.id, case, **values, **{name: kept(text) for name, text in texts.items()})

    # -- the workplace ---------------------------------------------------------------------------

    def _of(self, r: Random, kind: str, case: str, *, often: float = 1.0) -> str | None:
        there = [ident for home, ident in self.there.get(kind, ()) if home == case]
        return r.choice(there) if there and r.random() < often else None

    @act("case")
    def name_an_organisation(self, r: Random) -> None:
        case = self.any_case(r)
        values = {"kind": w.pick(r, "organisation_kind"), "told_on": w.day(r)}
        texts = {name: w.sentence(r) for name in ("name", "contact", "designation", "note")}
        made = self.do(
            lambda: self.desk.workplace.set_organisation(
                case, self._of(r, "organisation", case, often=0.3), **values, **texts
            )
        )
        if made is not None:
            self.note(
                "organisation", made, case, kind=values["kind"], **{name: kept(text) for name, text in texts.items()}
            )

    @act("organisation")
    def name_a_colleague(self, r: Random) -> None:
        case, organisation = self.choose(r, "organisation")
        texts = {name: w.sentence(r) for name in ("called", "unit", "place", "shift", "approver", "appraiser", "note")}
        part = w.pick(r, "workplace_part")
        ident = self._of(r, "colleague", case, often=0.3)
        made = self.do(
            lambda: self.desk.workplace.set_person(case, ident, part=part, organisation_id=organisation, **texts)
        )
        if made is not None:
            said = {name: kept(text) for name, text in texts.items() if name != "called" or kept(text)}
            self.note("colleague", made, case, part=part, **said)

    @act("case")
    def hear_of_a_third_report(self, r: Random) -> None:
        case, said = self.any_case(r), w.sentence(r)
        values = {"survivor_knows": w.pick(r, "person_knows"), "survivor_wish": w.pick(r, "third_report_wish")}
        if self.do(
            lambda: self.desk.workplace.set_report(
                case, **values, words=said, reported_on=w.day(r), anonymous=r.random() < 0.5
            )
        ):
            self.memory.keep("report", case, words=kept(said), **values)

    @act("organisation")
    def ask_for_separation(self, r: Random) -> None:
        case, organisation = self.choose(r, "organisation")
        values: dict[str, Any] = {
            name: w.pick(r, f"separation_{name.removeprefix('who_')}") for name in ("state", "who_moves", "wish")
        }
        texts = {name: w.sentence(r) for name in ("wish_words", "order_no", "ends_when", "note")}
        days = {"starts_on": w.day(r), "review_on": w.coming(r), "ended_on": r.choice((None, w.day(r)))}
        ident = self._of(r, "separation", case, often=0.3)
        made = self.do(
            lambda: self.desk.workplace.set_separation(
                case, ident, organisation_id=organisation, **values, **texts, **days
            )
        )
        if made is not None:
            self.note("separation", made, case, **values, **{name: kept(text) for name, text in texts.items()})

    @act("separation")
    def fill_the_matrix(self, r: Random) -> None:
        case, ident = self.choose(r, "separation")
        answers = {scope: w.pick(r, "separation_answer") for scope in w.some(r, "separation_scope")}
        if self.do(lambda: self.desk.workplace.set_scopes(ident, answers)) is not None:
            for one in self.memory.family(case):
                for found in self.desk.workplace.file(one).separations:
                    if found.id == ident:
                        assert answers.items() <= found.scopes.items()

    @act("separation")
    def note_a_breach(self, r: Random) -> None:
        case, ident = self.choose(r, "separation")
        scope, said, done = w.pick(r, "separation_scope"), w.sentence(r), w.sentence(r)
        made = self.do(
            lambda: self.desk.workplace.set_breach(ident, None, scope=scope, words=said, followed=done, day=w.day(r))
        )
        if made is not None:
            self.note("breach", made, case, scope=scope, words=kept(said), followed=kept(done))

    @act("colleague")
    def ask_the_weekly_question(self, r: Random) -> None:
        case, person = self.choose(r, "colleague")
        watches = [one for one in self.desk.workplace.file(case).watches if one.person_id == person]
        if not watches:
            self.do(lambda: self.desk.workplace.watch(case, person, from_on=w.day(r)))
            return
        found = w.some(r, "secondary_damage", 2) if r.random() < 0.5 else []
        said, watch = w.sentence(r), watches[0].id
        if r.random() < 0.2:
            self.do(lambda: self.desk.workplace.end_watch(watch))
            return
        made = self.do(
            lambda: self.desk.workplace.answer_watch(watch, found, said, day=w.day(r), again=r.random() < 0.7)
        )
        if made is not None:
            self.note("answer", made, case, words=kept(said), damage=tuple(found))

    @act("organisation")
    def write_what_is_owed(self, r: Random) -> None:
        case, organisation = self.choose(r, "organisation")
        if r.random() < 0.5:
            self.do(lambda: self.desk.workplace.owe(case, organisation))
            for one in self.desk.workplace.file(case).duties:
                self.note("duty", one.id, case, duty=one.duty, organisation_id=one.organisation_id)
            return
        values = {"topic": w.pick(r, "organisation_check"), "answer": w.pick(r, "check_answer")}
        said = w.sentence(r)
        made = self.do(
            lambda: self.desk.workplace.set_check(
                case, organisation_id=organisation, words=said, day=w.day(r), **values
            )
        )
        if made is not None:
            self.note("check", made, case, words=kept(said), **values)

    @act("duty")
    def follow_a_duty(self, r: Random) -> None:
        case, ident = self.choose(r, "duty")
        if r.random() < 0.3:
            self.do(lambda: self.desk.workplace.letter_made([ident]))
            return
        values = {
            "duty": r.choice([one.id for one in codes("employer_duty")]),
            "state": w.pick(r, "employer_duty_state"),
        }
        said = w.sentence(r)
        if (
            self.do(lambda: self.desk.workplace.set_duty(case, ident, words=said, due_on=w.coming(r), **values))
            is not None
        ):
            self.memory.keep("duty", ident, case, words=kept(said), **values)

    # -- evidence --------------------------------------------------------------------------------

    @act("case")
    def refer_to_something(self, r: Random) -> None:
        case = self.any_case(r)
        texts: dict[str, Any] = {name: w.sentence(r) for name in ("title", "account", "kept_where", "note")}
        made = self.do(lambda: self.desk.evidence.refer(case, Reference(url="https://a.example/1", **texts)))
        if made is not None:
            self.note(
                "evidence",
                made.id,
                case,
                url="https://a.example/1",
                **{name: kept(text) for name, text in texts.items()},
            )

    @act("case")
    def take_evidence_in(self, r: Random) -> None:
        case, title, note = self.any_case(r), w.sentence(r), w.sentence(r)
        path = self.home / f"{r.choice(('대화', '문자'))}.txt"
        path.write_text("문 앞에 서 있었어요.\n" * r.randint(0, 50), "utf-8")
        stated = r.choice(list(Stated))
        intake = self.do(lambda: self.desk.evidence.prepare(case, stated))
        if intake is None:
            return
        try:
            taken = intake.seal(path)
        except Refusal:
            self.desk.evidence.abandon(intake)
            return
        made = self.do(lambda: self.desk.evidence.enter(intake, taken, Brought(title, stated, note=note)))
        if made is None:
            self.desk.evidence.abandon(intake)
        else:
            self.note(
                "evidence", made.id, case, title=kept(title), note=kept(note), sha256=taken.sha256, size=taken.size
            )

    @act("evidence")
    def have_it_in_hand(self, r: Random) -> None:
        _case, ident = self.choose(r, "evidence")
        lines, why = len(self.desk.evidence.custody(ident)), w.sentence(r)
        act = r.choice((self.desk.evidence.look, self.desk.evidence.stop, self.desk.evidence.release))
        before = self.desk.evidence.item(ident)
        if self.do(lambda: act(ident, why)) is not None and not (act == self.desk.evidence.stop and before.stopped):
            assert len(self.desk.evidence.custody(ident)) == lines + 1
            assert self.desk.evidence.custody(ident)[-1].detail == kept(why)
