"""The manuals one can open: those that came with the program, and what a centre let in beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.directory import DirectoryEntry
from app.errors import BadInput, NotFound
from app.i18n import _
from app.manual.compose import compose
from app.manual.find import Finder
from app.manual.model import LawCard, Pack, version_key
from app.manual.packs import PACK_FILE, load
from app.paths import resource


@dataclass(frozen=True, slots=True)
class Installed:
    """A version that a centre let in: its folder is named after it, and its bytes have to give this hash."""

    pack: str
    version: str
    hash: str

    @property
    def name(self) -> str:
        return f"{self.pack}-{self.version}"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a centre decided about its manuals: what it let in, and the versions it went back to."""

    folder: Path | None = None
    installed: tuple[Installed, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict, hash=False)


class Library:
    """The manuals at hand: the shipped folder and, beside it, what a centre installed; the highest version counts."""

    def __init__(self, folders: Iterable[Path] | None = None, arranged: Arrangement | None = None) -> None:
        self.folders = tuple(folders) if folders is not None else (resource("manuals"),)
        self.arranged = arranged or Arrangement()
        self._held: dict[str, Pack] | None = None
        self._composed: dict[str, Pack] = {}
        self._problems: list[str] = []

    def arrange(self, arranged: Arrangement) -> None:
        """Go by other decisions from now on; nothing is read again where they are the same."""
        if arranged != self.arranged:
            self.arranged = arranged
            self.refresh()

    def problems(self) -> tuple[str, ...]:
        """Sentences about packs that lie in the folders and could not be read; the others stay usable."""
        self.held()
        return tuple(dict.fromkeys(self._problems))

    def held(self) -> dict[str, Pack]:
        """Every pack as it lies in its folder, by id, in the version that is in use."""
        if self._held is None:
            self._held, self._problems = {}, []
            for _folder, pack in self.lying():
                if self._counts(pack.id, pack.version, self._held):
                    self._held[pack.id] = pack
            for one in sorted(self.arranged.installed, key=lambda one: version_key(one.version), reverse=True):
                if self._counts(one.pack, one.version, self._held) and (found := self.at_hand(one)):
                    self._held[one.pack] = found
        return self._held

    def volumes(self) -> tuple[Pack, ...]:
        """Every version of every pack that is at hand, the shipped ones first."""
        found = {(pack.id, pack.version, pack.hash): pack for _folder, pack in self.lying()}
        for one in self.arranged.installed:
            key = one.pack, one.version, one.hash
            if key not in found and (pack := self.at_hand(one)):
                found[key] = pack
        return tuple(found.values())

    def lying(self) -> Iterator[tuple[Path, Pack]]:
        """The packs, each with its folder, that count without anybody's decision: those of the program."""
        for folder in self.folders:
            for path in sorted(folder.glob(f"*/{PACK_FILE}")):
                if (pack := self._read(path.parent)) is not None:
                    yield path.parent, pack

    def at_hand(self, one: Installed) -> Pack | None:
        """A version as it was let in; None where it is gone, or is not what it was."""
        folder = self.arranged.folder / one.name if self.arranged.folder else None
        if folder is None or not (folder / PACK_FILE).exists():
            return None
        pack = self._read(folder)
        if pack is None or pack.hash == one.hash:
            return pack
        sentence = _("The manual {name} is not as it was installed, so it is not used. Install it again.")
        self._problems.append(sentence.format(name=one.name))
        return None

    def packs(self) -> tuple[Pack, ...]:
        """The trees one can walk, each composed."""
        return tuple(self.pack(one.id) for one in self.held().values() if one.is_tree)

    def pack(self, pack_id: str) -> Pack:
        """A tree with what it shares and may lead to. Raises NotFound."""
        if pack_id not in self._composed:
            found = self.held().get(pack_id)
            if found is None or not found.is_tree:
                raise NotFound(_("The manual “{name}” is not installed here.").format(name=pack_id))
            self._composed[pack_id] = compose(found, self.held())
        return self._composed[pack_id]

    def stand_in(self, pack: Pack) -> None:
        """Put a pack in the place of the one of its id: an author looks at what is not installed."""
        self.held()[pack.id] = pack
        self._composed = {}

    def tree_of(self, step_id: str) -> str | None:
        """The id of the tree that a step belongs to; None for jumps and whatever is shared."""
        return next((pack.id for pack in self.held().values() if pack.is_tree and step_id in pack.steps), None)

    def law(self) -> dict[str, LawCard]:
        return {card_id: card for pack in self.held().values() for card_id, card in pack.law.items()}

    def old_names(self) -> dict[str, str]:
        return {old: new for pack in self.held().values() for old, new in pack.old_names.items()}

    def finder(self, pack_id: str, services: Mapping[str, DirectoryEntry]) -> Finder:
        """What searches in a manual and the trees around it."""
        return Finder(self.pack(pack_id), self.law(), services, self.old_names())

    def refresh(self) -> None:
        """Look at the folders again, after an installation."""
        self._held = None
        self._composed = {}

    def _read(self, folder: Path) -> Pack | None:
        try:
            return load(folder)
        except (BadInput, NotFound) as problem:
            self._problems.append(str(problem))
            return None

    def _counts(self, pack_id: str, version: str, held: Mapping[str, Pack]) -> bool:
        """Whether a version takes the place of the one held: the one a centre chose, else the higher one."""
        known, chosen = held.get(pack_id), self.arranged.chosen.get(pack_id)
        if known is None or known.version == chosen:
            return known is None
        return version == chosen or version_key(known.version) < version_key(version)


def read(pack_id: str = "dating-violence") -> Pack:
    """A shipped manual for reading without a case: the lock screen needs no key and no database."""
    return Library().pack(pack_id)
