"""Are these the newest records? The anchor beside them and the key store of this computer know how far they had come.

The anchor finds accidents and partial restores. A folder that was put back as a whole brings its own anchor along: only
what lies elsewhere finds that. Here it is the key store, which gets the state at the lock and every five minutes.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.audit import Audit, Checkpoints, file_word
from app.changes import Changes, Done
from app.clock import local
from app.errors import Damaged
from app.i18n import _
from app.store import DATABASES, Database
from app.vault import Anchor, Keys, anchor_keeping
from app.vault.anchor_keeping import Mark, Remembered

_NOTED = "key-store"
"""The name under which the anchor knows that the key store was given something once."""


class Freshness:
    """What an open desk says of its age; every method belongs to the thread that opened the desk."""

    def __init__(self, keys: Keys, databases: Mapping[str, Database], anchor: Anchor | None, trail: Audit) -> None:
        self._keys, self._databases, self._anchor, self._trail = keys, dict(databases), anchor, trail

    def anchored(self) -> dict[str, tuple[int, bytes]]:
        """What the anchor holds now."""
        return self._anchor.entries() if self._anchor is not None else {}

    def compare(self, text: str | None) -> Done[tuple[str, ...]]:
        """Hold the records as they were found at opening against what the key store gave back; doubts are recorded."""
        try:
            said, names = self._doubts(text)
        except Damaged as problem:
            said, names = (str(problem),), ()
        if text is None and self._anchor is not None and self._anchor.read(_NOTED) is not None:
            self._trail.write("key_store_forgot")
            return Done((_forgotten(),), Changes.AUDIT)
        if not said:
            return Done((), Changes.NONE)
        self._trail.write("freshness_doubted", databases=list(names), key_store=True)
        return Done(said, Changes.AUDIT)

    def put_down(self, before: str | None, *, kept: bool) -> Done[str]:
        """Sign checkpoints where something came, and give the text for the key store; empty where none is to be kept.

        `before` is the text that was kept last, `kept` whether the key store is known to have taken one.
        """
        for database in self._databases.values():
            Checkpoints(database, self._keys).write()
        if self._anchor is None or not any(name in self._databases for name in DATABASES):
            return Done("", Changes.NONE)
        if kept and self._anchor.read(_NOTED) is None:
            self._anchor.write(_NOTED, 1, bytes(32))
        return Done(anchor_keeping.pack(self._keys, self._marks(before)), Changes.NONE)

    def _marks(self, before: str | None) -> dict[str, Mark]:
        """The three databases; of one that this person cannot open, nothing is forgotten and no age is taken back."""
        marks = dict(self._remembered(before))
        for name, (counter, head) in self.anchored().items():
            known = marks.get(name)
            if name in self._databases and name in DATABASES:
                newest = Checkpoints(self._databases[name], self._keys).newest()
                marks[name] = Mark(*self._databases[name].state(), newest.digest if newest else bytes(16))
            elif name in DATABASES and (known is None or known.counter < counter):
                marks[name] = Mark(counter, head, known.checkpoint if known else bytes(16))
        return marks

    def _remembered(self, text: str | None) -> Mapping[str, Mark]:
        try:
            return anchor_keeping.unpack(self._keys, text).marks if text else {}
        except Damaged:
            return {}

    def _doubts(self, text: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if text is None:
            return (), ()
        remembered = anchor_keeping.unpack(self._keys, text)
        found = {}
        for name, mark in remembered.marks.items():
            database = self._databases.get(name)
            if database is None or database.rolled_back:  # not open here, or said already
                continue
            checkpoints = Checkpoints(database, self._keys)
            sentence = doubt(name, *database.found, checkpoints, mark, remembered)
            if sentence:
                found[name] = sentence
        return tuple(found.values()), tuple(found)


def doubt(
    name: str, counter: int, heads: tuple[bytes, ...], checkpoints: Checkpoints, mark: Mark, remembered: Remembered
) -> str:
    """What a mark says against a database in this state; empty where it goes on from there."""
    if counter < mark.counter:
        sentence = _(
            "The records “{name}” are older than the key store of this computer remembers from {when}. Unless a backup "
            "was restored meanwhile, compare them with a backup before you go on, and tell a manager."
        )
    elif (counter == mark.counter and not any(head.startswith(mark.head) for head in heads)) or (
        any(mark.checkpoint) and not checkpoints.holds(mark.checkpoint)
    ):
        sentence = _other()
    else:
        return ""
    return sentence.format(name=file_word(name), when=f"{local(remembered.at):%Y-%m-%d %H:%M}")


def _other() -> str:
    return _(
        "The records “{name}” do not go on from what the key store of this computer remembers from {when}. Unless a "
        "backup was restored meanwhile, compare them with a backup before you go on, and tell a manager."
    )


def _forgotten() -> str:
    return _(
        "The key store of this computer does not remember this centre, although it was told once, so the age of the "
        "records could not be checked. Under another account of the computer this is to be expected; else tell a manager."
    )
