"""A report that may name somebody who works here: kept from them at once, until somebody else decided.

Found are a whole name as people write it (with particles and titles behind it) and the end of a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import now
from app.entry import check_text
from app.errors import BadInput, Conflict, NotFound
from app.i18n import _
from app.inbox.opening import Unsealed
from app.inbox.service import Inbox
from app.inbox.shelf import Shelf, Trail, reader_info
from app.kinds import Compartment
from app.office import Member
from app.store import Database
from app.text import folded, nfc, phone_tail
from app.vault.sealing import seal
from app.wire import content

OPEN, MEANT, LET_IN = "open", "meant", "let_in"
CHOSEN = "chosen"
"""Why a thread is kept from somebody where an officer said so; else it is their name or phone."""
_LEAST_NAME, _LEAST_REASON = 2, 2
_BEHIND = (
    "이라는", "이라고", "라는", "라고", "에게서", "한테서", "에게", "한테", "께서", "이랑", "하고", "부터", "까지", "처럼",
    "이", "가", "은", "는", "을", "를", "의", "도", "과", "와", "랑", "만", "께", "야", "님", "씨", "쌤", "양", "군", "샘",
    "선생", "팀장", "과장", "부장", "실장", "소장", "센터장", "상담원", "상담사", "활동가", "국장", "대리", "주임", "간사",
    "사무국장", "부소장", "원장",
)  # fmt: skip
_NUMBER = re.compile(r"\+?\d[\d\s.()-]{5,}\d")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a thread may name; `state` is open, meant or let_in."""

    thread: str
    user: str
    why: str
    state: str
    reason: str = ""


def found(staff: Iterable[Member], text: str) -> dict[str, str]:
    """Who is named in a text, by id, and whether by name or phone."""
    words = folded(text)
    tails = {tail for one in _NUMBER.findall(nfc(text)) if (tail := phone_tail(one))}
    named = {}
    for one in staff:
        if _names(one.name, words):
            named[one.id] = "name"
        elif phone_tail(one.phone) in tails:
            named[one.id] = "phone"
    return named


def names(name: str, text: str) -> bool:
    """Whether a text has this name as a word of its own: of a person here, or of the centre."""
    return _names(name, folded(text))


def words_of(said: content.Content) -> str:
    """Everything that somebody wrote themselves; what is chosen names nobody."""
    written = (value for value in said.answers.values() if isinstance(value, str))
    return "\n".join((said.text, *written, *(file.name for file in said.files)))


class Matching:
    """Whom threads may name; `officers` tells who opens a channel now, with their public X25519 keys."""

    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        inbox: Inbox,
        staff: Callable[[], Sequence[Member]],
        officers: Callable[[Compartment], Mapping[str, bytes]],
        trail: Trail,
    ) -> None:
        self._db, self._shelf, self._inbox = db, shelf, inbox
        self._staff, self._officers, self._trail = staff, officers, trail

    # -- at opening ------------------------------------------------------------------------------

    def in_batch(self, opened: Iterable[Unsealed]) -> dict[str, dict[str, str]]:
        """Whom the messages of each thread name newly; nothing where somebody decided already.

        A thread that is still to be kept from somebody stands here too, whomever these messages name.
        """
        staff, all_named = self._staff(), dict[str, dict[str, str]]()
        for one in opened:
            if one.content is None:
                continue
            known = {row.user: row.state for row in self.of(one.waiting.thread)}
            new = {user: why for user, why in found(staff, words_of(one.content)).items() if user not in known}
            waits = set(known.values()) - {LET_IN} and not self._shelf.row(one.waiting.thread)["readers"]
            if new or waits:
                all_named.setdefault(one.waiting.thread, {}).update(new)
        return all_named

    def leaves_nobody(self, thread: str, named: Mapping[str, str]) -> bool:
        """Whether no officer would be left who may read it: then it is not opened at all."""
        kept = {one.user for one in self.of(thread) if one.state != LET_IN}
        officers = self._officers(Compartment(self._shelf.row(thread)["channel"]))
        return not set(officers) - kept - named.keys()

    def hold(self, thread: str, named: Mapping[str, str]) -> None:
        """Keep an open thread from them; joins the caller's transaction."""
        self.note(thread, named)
        self._inbox.keep_apart(thread, {one.user for one in self.of(thread) if one.state != LET_IN})

    def note(self, thread: str, named: Mapping[str, str]) -> None:
        """Write down whom a thread names, which nobody may open yet; joins the caller's transaction."""
        for user, why in named.items():
            row = {"id": f"{thread}:{user}", "thread_id": thread, "user": user, "why": why, "state": OPEN, "at": now()}
            self._db.insert("report_named", row)

    def keep_apart(self, thread: str, chosen: Collection[str]) -> Done[int]:
        """Keep a thread from people whom an officer chose: they stay out, whomever a later message names."""
        with self._db.atomic():
            known = {one.user for one in self.of(thread)}
            self.note(thread, {user: CHOSEN for user in chosen if user not in known})
            for user in chosen:
                values = {"state": MEANT, "decided_at": now(), "decided_by": self._db.who}
                self._db.change("report_named", f"{thread}:{user}", values)
            return self._inbox.keep_apart(thread, {one.user for one in self.of(thread) if one.state != LET_IN})

    def hold_told(self, thread: str, said: content.Content) -> None:
        """The same for what was taken down here; joins the caller's transaction."""
        if named := found(self._staff(), words_of(said)):
            self.hold(thread, named)

    # -- deciding --------------------------------------------------------------------------------

    def of(self, thread: str) -> tuple[Named, ...]:
        """Whom a thread may name, decided or not."""
        rows = self._db.rows("SELECT * FROM report_named WHERE thread_id = ? ORDER BY at, id", (thread,))
        return tuple(Named(thread, row["user"], row["why"], row["state"], row["reason"] or "") for row in rows)

    def cleared(self, thread: str) -> bool:
        """Whether everybody it was kept from was let in again."""
        row = self._shelf.row(thread)
        return bool(row["readers"]) and not self._shelf.apart(row)

    def decide(self, thread: str, user: str, *, meant: bool, reason: str = "") -> Done[None]:
        """Say whether this person is meant. Whoever is let in again reads it from now on; never decided by themselves."""
        row = self._shelf.row(thread)
        key = self._shelf.key(row)  # who may not read it decides nothing
        one = next((one for one in self.of(thread) if one.user == user), None)
        if one is None:
            raise NotFound(_("This report is not here any more. Please look at the list again."))
        if one.state != OPEN:
            raise Conflict(_("This was decided already. Please look at the thread again."))
        words = (check_text(nfc(reason), "reason") or "").strip()
        if not meant and len(words) < _LEAST_REASON:
            raise BadInput(_("Please write in a few words why they may read it."), field="reason")
        values = {"state": MEANT if meant else LET_IN, "decided_at": now(), "decided_by": self._db.who}
        with self._db.atomic():
            self._db.change("report_named", f"{thread}:{user}", {**values, "reason": words or None})
            public = self._officers(Compartment(row["channel"])).get(user)
            if not meant and public is not None:
                sealed = seal(public, reader_info(thread, user), key)
                self._db.insert(
                    "report_reader", {"id": f"{thread}:{user}", "thread_id": thread, "user": user, "sealed": sealed}
                )
            self._trail.write("report_name_decided", thread=thread, user=user, decision=values["state"])
        return Done(None, Changes.INBOX | Changes.AUDIT)


def _names(name: str, words: str) -> bool:
    """A whole name as a word, with nothing behind it but particles and titles; a space after any letter is allowed."""
    whole = folded(name).replace(" ", "")
    if len(whole) < _LEAST_NAME:
        return False
    hangul = all("가" <= letter <= "힣" for letter in whole)
    if not hangul:
        return re.search(rf"(?<!\w){re.escape(folded(name))}(?![a-z0-9])", words) is not None
    spaced = r"\s?".join(whole) if len(whole) > _LEAST_NAME else whole
    return any(_ends(words, one.end()) for one in re.finditer(rf"(?<![가-힣]){spaced}", words))


def _ends(words: str, at: int) -> bool:
    """Whether particles and titles lead from here to the end of a word; each place is looked at once, whoever wrote them."""
    seen, waiting = {at}, [at]
    while waiting:
        here = waiting.pop()
        if not "가" <= words[here : here + 1] <= "힣":
            return True
        further = {here + len(one) for one in _BEHIND if words.startswith(one, here)} - seen
        seen |= further
        waiting += further
    return False
