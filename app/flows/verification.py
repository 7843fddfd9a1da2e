"""Everything that can be said of the records' wholeness, by one button or `gyeot store verify`: what was looked at, and how.

It reads on connections of its own, so that drafts and searches do not wait; it can be stopped at any moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.audit import Audit, Checkpoints, file_word
from app.clock import local
from app.errors import CannotUnlock, Damaged, Interrupted
from app.flows import relay_memory, set_aside
from app.flows.copyist import Copyist
from app.flows.freshness import doubt
from app.flows.relay_memory import Asked
from app.i18n import _
from app.kinds import Compartment
from app.office.signed import Signed, signing_managers
from app.store import DATABASES, Database, database_path
from app.vault import Keys, anchor_keeping, device_secret

State = Literal["fine", "act", "open"]
Tell = Callable[[float], None]
Entries = Mapping[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whole, not whole, or unknown (`open`), and a sentence."""

    what: str
    name: str
    state: State
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        return all(one.state != "act" for one in self.findings)

    @property
    def problems(self) -> list[str]:
        return [one.sentence for one in self.findings if one.state == "act"]


@dataclass(frozen=True, slots=True, repr=False)
class _Looked:
    """One database, open for reading."""

    path: Path
    raw_key: str
    database: Database
    chain: Audit
    checkpoints: Checkpoints

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def verify(
    home: Path,
    keys: Keys,
    anchored: Entries,
    *,
    tell: Tell = lambda _part: None,
    stop: threading.Event | None = None,
    allowed: frozenset[str] = device_secret.ALLOWED,
    apart: bool = False,
    relay: Asked | None = None,
) -> Report:
    """Look at every database this person opens; `anchored` is what the anchor holds (Freshness.anchored).

    `relay` is a question to this centre's relay (RelayMemory.ask); it is asked for some seconds at most.

    With `apart` a process of its own goes through the pages: beside a window nothing of it is felt. Raises Interrupted where `stop` was set. May wait 20 s for a key store: never on a thread that others wait for.
    """
    halt = stop or threading.Event()
    with (
        _opened(home, keys, halt) as looked,
        Copyist(apart=apart, stop=halt, tell=lambda part: tell(0.8 * part)) as copyist,
    ):
        findings = [_pages(looked, copyist)]
        try:
            findings += [
                _chain(looked, halt),
                _checkpoints(looked),
                _office(home, keys, looked),
                _anchor(looked, anchored),
            ]
            tell(0.9)
            elsewhere = [_relay(relay)] if relay is not None else []
            findings += [_key_store(keys, looked, allowed, any(one.state == "fine" for one in elsewhere)), *elsewhere]
            findings += [_aside(one) for one in set_aside.listed(home)]
        except Damaged as problem:  # what lies on a damaged page cannot be judged
            findings.append(Finding("chain", _("Chain of the audit trail"), "act", str(problem)))
    tell(1.0)
    return Report(tuple(findings))


def _aside(one: set_aside.SetAside) -> Finding:
    said = _(
        "The record file “{name}” was set aside on {day}: no key of this centre opens it. Once a backup is newer, a manager takes it away with “gyeot store set-aside”."
    )
    text = said.format(name=one.name, day=f"{local(one.at):%Y-%m-%d}")
    return Finding("set_aside", _("A record file that was set aside"), "open", text)


@contextmanager
def _opened(home: Path, keys: Keys, halt: threading.Event) -> Iterator[list[_Looked]]:
    looked: list[_Looked] = []
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(looked, halt, over), daemon=True, name="verify-stop")
    try:
        for compartment in DATABASES:
            if keys.holds(compartment):
                looked.append(_one(home, keys, compartment))
        watch.start()
        yield looked
    finally:
        over.set()
        if watch.is_alive():
            watch.join()  # a connection that is closed must not be interrupted
        for one in looked:
            one.database.close()


def _one(home: Path, keys: Keys, compartment: Compartment) -> _Looked:
    path, raw_key = database_path(home, keys, compartment), keys.raw_key(compartment)
    database = Database.open(path, raw_key, compartment, who=keys.user, device=keys.device)
    return _Looked(path, raw_key, database, Audit(database), Checkpoints(database, keys))


def _watch(looked: list[_Looked], halt: threading.Event, over: threading.Event) -> None:
    """Interrupt the statement that runs when somebody stops the check."""
    while not over.wait(0.05):
        if halt.is_set():
            for one in looked:
                one.database.interrupt()


def _pages(looked: list[_Looked], copyist: Copyist) -> Finding:
    name = _("Pages of the record files")
    found = []
    copyist.expect(sum(one.size for one in looked))
    for one in looked:
        problems = _problems(one, copyist)
        if problems:
            sentence = _("The record file “{name}” is damaged in {count} places. Restore it from a backup.")
            found.append(sentence.format(name=file_word(one.database.name), count=len(problems)))
    if found:
        return Finding("pages", name, "act", "\n".join(found))
    sentence = _("Every page of {files} carries its own seal, and every table and link in them is whole.")
    return Finding("pages", name, "fine", sentence.format(files=_names(looked)))


def _problems(one: _Looked, copyist: Copyist) -> list[str]:
    try:
        return copyist.problems(one.path, one.raw_key)
    except Damaged as problem:
        return [str(problem)]


def _chain(looked: list[_Looked], halt: threading.Event) -> Finding:
    name = _("Chain of the audit trail")
    found = [_of(one, text) for one in looked for text in one.chain.problems(lambda: _unless_stopped(halt))]
    if found:
        return Finding("chain", name, "act", _first(found))
    entries = sum(int(one.database.value("SELECT count(*) FROM audit")) for one in looked)
    sentence = _("{count} entries, each with the fingerprint of the one before, from the first to the last.")
    return Finding("chain", name, "fine", sentence.format(count=entries))


def _checkpoints(looked: list[_Looked]) -> Finding:
    name = _("Signed checkpoints")
    found = [_of(one, text) for one in looked for text in one.checkpoints.problems()]
    if found:
        return Finding("checkpoints", name, "act", _first(found))
    signed = [checkpoint for one in looked for checkpoint in one.checkpoints.all()]
    if not signed:
        return Finding("checkpoints", name, "open", _("None was signed yet. The first is signed at the next lock."))
    sentence = _("{count} checkpoints, the newest from {when}, are signed by this computer, and the chain fits them.")
    newest = max(one.at for one in signed)
    return Finding("checkpoints", name, "fine", sentence.format(count=len(signed), when=_when(newest)))


def _office(home: Path, keys: Keys, looked: list[_Looked]) -> Finding:
    name = _("What managers decide for the centre")
    shared = next(one for one in looked if one.database.name == Compartment.OFFICE)
    found = Signed(shared.database, keys, signing_managers(home, keys), shared.chain).problems()
    if found:
        return Finding("office", name, "act", _first(list(found)))
    sentence = _("Settings, teams, the directory and what the staff list adds carry a manager's signature.")
    return Finding("office", name, "fine", sentence)


def _anchor(looked: list[_Looked], anchored: Entries) -> Finding:
    name = _("Anchor beside the records")
    behind = [one.database.name for one in looked if not _anchored(one.database, anchored)]
    if behind:
        sentence = _("The anchor does not fit the records {files}: entries are missing, or it is not theirs.")
        return Finding("anchor", name, "act", sentence.format(files=_quoted(behind)))
    missing = [one.database.name for one in looked if one.database.name not in anchored]
    if missing:
        sentence = _("The anchor does not know the records {files} yet. It does from the next change on.")
        return Finding("anchor", name, "open", sentence.format(files=_quoted(missing)))
    sentence = _("It is signed by this computer and knows the newest change of {files}.")
    return Finding("anchor", name, "fine", sentence.format(files=_names(looked)))


def _anchored(database: Database, anchored: Entries) -> bool:
    """Not behind its anchor; ahead is right, somebody writes meanwhile."""
    if database.name not in anchored:
        return True
    counter, head = database.state()
    known, known_head = anchored[database.name]
    return counter > known or (counter == known and known_head in (head, database.plain_head()))


def _relay(asked: Asked) -> Finding:
    verdict, sentence = relay_memory.answered(asked)
    states: dict[str, State] = {"fine": "fine", "newer": "act", "forgot": "open", "open": "open"}
    return Finding("relay", _("Memory of the relay"), states[verdict], sentence)


def _key_store(keys: Keys, looked: list[_Looked], allowed: frozenset[str], relayed: bool) -> Finding:
    name = _("Memory of the key store")
    try:
        text = anchor_keeping.recall(keys, allowed)
        remembered = anchor_keeping.unpack(keys, text) if text else None
    except CannotUnlock:
        return Finding("key_store", name, "open", _only_relay() if relayed else _not_detected())
    except Damaged as problem:
        return Finding("key_store", name, "act", str(problem))
    if remembered is None:
        return Finding("key_store", name, "open", _not_yet())
    found = []
    for one in looked:
        mark = remembered.marks.get(one.database.name)
        if mark is not None:
            counter, head = one.database.state()
            heads = (head, one.database.plain_head())
            found.append(doubt(one.database.name, counter, heads, one.checkpoints, mark, remembered))
    if any(found):
        return Finding("key_store", name, "act", "\n".join(text for text in found if text))
    sentence = _(
        "The records go on from what the key store of this computer remembers from {when}. Older ones in their place "
        "would be noticed, except those of the minutes after that."
    )
    return Finding("key_store", name, "fine", sentence.format(when=_when(remembered.at)))


def memory(keys: Keys, allowed: frozenset[str] = device_secret.ALLOWED, relay: Asked | None = None) -> tuple[bool, str]:
    """Whether something outside the folder knows how far the records had come, and what follows; may wait 20 s."""
    knows, sentence = _kept_here(keys, allowed)
    if relay is None or sentence not in (_not_detected(), _not_yet()):
        return knows, sentence
    verdict, told = relay_memory.answered(relay)
    return verdict == "fine", told


def _kept_here(keys: Keys, allowed: frozenset[str]) -> tuple[bool, str]:
    try:
        text = anchor_keeping.recall(keys, allowed)
        remembered = anchor_keeping.unpack(keys, text) if text else None
    except CannotUnlock:
        return False, _not_detected()
    except Damaged as problem:
        return False, str(problem)
    if remembered is None:
        return False, _not_yet()
    sentence = _("The key store of this computer knows how far the records had come at {when}.")
    return True, sentence.format(when=_when(remembered.at))


def _not_detected() -> str:
    return _(
        "No key store of this computer keeps the age of the records, and no relay does. Single files that were put back "
        "are noticed; if somebody puts back the whole folder as it was earlier, that is not noticed."
    )


def _only_relay() -> str:
    return _("No key store of this computer keeps the age of the records. The relay does.")


def _not_yet() -> str:
    return _(
        "The key store of this computer does not remember this centre yet; it does once the window has been open for a "
        "moment. Until then, if somebody puts back the whole folder as it was earlier, that is not noticed."
    )


def _unless_stopped(halt: threading.Event) -> None:
    if halt.is_set():
        raise Interrupted("stopped")


def _names(looked: list[_Looked]) -> str:
    return _quoted([one.database.name for one in looked])


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{file_word(name)}”" for name in names)


def _of(looked: _Looked, text: str) -> str:
    return _("{trail}: {sentence}").format(trail=file_word(looked.database.name), sentence=text)


def _first(found: list[str]) -> str:
    """The first findings, and how many more there are."""
    rest = len(found) - 3
    more = [_("And {count} more.").format(count=rest)] if rest > 0 else []
    return "\n".join([*found[:3], *more])


def _when(at: int) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
