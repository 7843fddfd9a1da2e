"""Warning signs of a case and its level; the counsellor may raise the level with a reason, never lower it below the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id, now
from app.codelists import known
from app.entry import check_text
from app.errors import BadInput
from app.i18n import _
from app.kinds import Risk
from app.safety.model import Level, is_higher, level_of
from app.store import Database
from app.text import nfc

_ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign as it was answered, with the person's own words."""

    sign: str
    answer: str
    words: str | None
    at: int


@dataclass(frozen=True, slots=True)
class PastLevel:
    """A level as it was set: by which rule or for which reason, when, by whom."""

    level: str
    rule: str
    reason: str | None
    at: int
    author: str


class Safety:
    """Signs and levels of the centre's cases."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def answer(
        self,
        case_id: str,
        answers: Mapping[str, str],
        words: Mapping[str, str] | None = None,
        *,
        at: int | None = None,
    ) -> Done[Level]:
        """Write answers (an empty one takes a sign back) and the level that follows."""
        for sign, answer in answers.items():
            if not known("warning_sign", sign) or answer not in (*_ANSWERS, ""):
                raise BadInput(
                    _("“{value}” is not in the list. Please choose one of the list.").format(value=sign),
                    field="sign",
                )
        said = {sign: check_text(nfc(text or ""), sign) for sign, text in (words or {}).items()}
        with self._db.atomic():
            for sign, answer in answers.items():
                self._write(case_id, sign, answer, said.get(sign), at or now())
            level = self.rule(case_id)
            self._set_level(case_id, level.level, level.rule, None, at or now())
        return Done(level, Changes.SIGNS | Changes.CASES)

    def _write(self, case_id: str, sign: str, answer: str, words: str | None, at: int) -> None:
        there = self._db.value("SELECT id FROM warning_sign WHERE case_id = ? AND sign = ?", (case_id, sign))
        if there is None and answer:
            row = {
                "id": new_id(),
                "case_id": case_id,
                "sign": sign,
                "answer": answer,
                "words": words,
                "at": at,
            }
            self._db.insert("warning_sign", row)
        elif there is not None and answer:
            self._db.change("warning_sign", there, {"answer": answer, "words": words, "at": at})
        elif there is not None:
            self._db.remove("warning_sign", there)

    def confirm(self, case_id: str) -> Done[int]:
        """The signs were asked about again and nothing has changed: the answers are of today. How many they are."""
        with self._db.atomic():
            ids = [row["id"] for row in self._db.rows("SELECT id FROM warning_sign WHERE case_id = ?", (case_id,))]
            for one in ids:
                self._db.change("warning_sign", one, {"at": now()})
        return Done(len(ids), Changes.SIGNS)

    def raise_level(self, case_id: str, level: Risk, reason: str) -> Done[Risk]:
        """Raise the level above the rule with a reason."""
        if not (why := check_text(nfc(reason), "reason")):
            raise BadInput(_("Please say in a few words why the level is raised."), field="reason")
        if not is_higher(level, self.rule(case_id).level):
            raise BadInput(_("The level can be raised above what the signs say, not lowered below it."), field="level")
        with self._db.atomic():
            self._set_level(case_id, level, "raised", why, now())
        return Done(level, Changes.SIGNS | Changes.CASES)

    def _set_level(self, case_id: str, level: Risk, rule: str, reason: str | None, at: int) -> None:
        last = self._db.row(
            "SELECT level, rule FROM risk_level WHERE case_id = ? ORDER BY at DESC, id DESC LIMIT 1",
            (case_id,),
        )
        if last and last["rule"] == "raised" and rule != "raised" and is_higher(Risk(last["level"]), level):
            return  # a raised level stays until the signs reach it or somebody raises it further
        if last and (last["level"], last["rule"]) == (level, rule) and reason is None:
            return
        row = {
            "id": new_id(),
            "case_id": case_id,
            "at": at,
            "level": level,
            "rule": rule,
            "reason": reason,
            "author": self._db.who,
        }
        self._db.insert("risk_level", row)
        self._db.change("casefile", case_id, {"risk": level})

    def rule(self, case_id: str) -> Level:
        """What the signs say by themselves."""
        return level_of({sign.sign: sign.answer for sign in self.signs(case_id)})

    def signs(self, case_id: str) -> tuple[Sign, ...]:
        rows = self._db.rows(
            "SELECT sign, answer, words, at FROM warning_sign WHERE case_id = ? ORDER BY at, id", (case_id,)
        )
        return tuple(Sign(**row) for row in rows)

    def levels(self, case_id: str) -> tuple[PastLevel, ...]:
        """Every level this case had, the newest first."""
        rows = self._db.rows(
            "SELECT level, rule, reason, at, author FROM risk_level WHERE case_id = ? ORDER BY at DESC, id DESC",
            (case_id,),
        )
        return tuple(PastLevel(**row) for row in rows)

    def contacts_since_asked(self, case_id: str) -> int:
        """How often somebody was in touch since the signs were last asked about: they are asked anew each time."""
        asked = max((one.at for one in self.signs(case_id)), default=0)
        sql = "SELECT count(*) FROM contact WHERE case_id = ? AND started_at > ?"
        return int(self._db.value(sql, (case_id, asked)))
