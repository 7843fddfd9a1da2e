"""Where a finding stands: the file and line an author opens, found in the sources when a finding asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from app.manual.finding import Finding
from app.manual.packs import PACK_FILE

Place = tuple[str, int]

_NAMED = re.compile(r"(.+\.(?:md|yaml)):(\d+)\Z")
_QUOTED = re.compile("[“‘]([^”’]+)[”’]")
_NODE = re.compile(r"""  ["']?([A-Z][A-Z0-9]{0,7}|card:[a-z0-9-]+)["']?:""")
_ID = re.compile(r"""(?:^|[\s{,-])id:\s*["']?([a-z0-9-]+)""")
_FRONT = re.compile(r"(title|short):")
_LABEL = re.compile(r"- ([a-z0-9-]+):")


class Lines:
    """The lines of one pack; `folder` stands before each file where several packs are looked at."""

    def __init__(self, files: Mapping[str, bytes], folder: str = "") -> None:
        self._texts = {name: data.decode("utf-8", "replace").split("\n") for name, data in files.items()}
        self._folder = folder
        self._sheets: dict[str, dict[tuple[str, ...], int]] = {}

    def located(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The same findings, each with its file and line."""
        return tuple(self._located(one) for one in findings)

    def _located(self, finding: Finding) -> Finding:
        name, line = self.find(finding.place, _QUOTED.findall(finding.sentence))
        return replace(finding, file=f"{self._folder}{name}", line=line)

    def knows(self, step: str) -> bool:
        return step in self._nodes

    def find(self, place: str, words: Sequence[str] = ()) -> Place:
        """The file and line of a place such as `A1 · ko · victim · say 2`; `words` narrow it down."""
        if named := _NAMED.match(place):
            return named[1], int(named[2])
        if place in self._texts:
            return place, 1
        first, *rest = place.split(" · ")
        if first in self._nodes:
            return self._of_step(first, rest, tuple(words))
        card = next((one for one in (*rest[-1:], *words) if one in self._cards), None)
        wanted = (*rest[1:], *words, *rest[-1:])
        return self._cards[card] if card else (PACK_FILE, self._word(self._room(rest), wanted))

    def _of_step(self, step: str, rest: list[str], words: tuple[str, ...]) -> Place:
        languages = [name[:2] for name in self._texts if name[3:] == self._sheet_name(step)]
        spoken = rest[0] if rest and re.fullmatch("[a-z]{2}", rest[0]) else ""
        if not rest:
            return PACK_FILE, self._word(self._nodes[step], words)
        language = spoken or next(iter(sorted(languages, reverse=True)), "ko")
        name = f"{language}/{self._sheet_name(step)}"
        return name, self._in_sheet(name, tuple(rest[1:] if spoken else rest), words)

    @staticmethod
    def _sheet_name(step: str) -> str:
        return f"{step.replace(':', '-')}.md"

    def _in_sheet(self, name: str, rest: tuple[str, ...], words: tuple[str, ...]) -> int:
        """The most exact line that is there: the item, else its part, else its audience, else the first line."""
        if name not in self._sheets:
            self._sheets[name] = dict(_sheet(self._texts.get(name, [])))
        known = self._sheets[name]
        part = tuple(rest[:1]) + tuple(word.split()[0] for word in rest[1:2])
        wanted = (rest, part, rest[:1]) if rest else (*((word,) for word in words), ("branches",))
        return next((known[one] for one in wanted if one in known), 1)

    # -- pack.yaml and the law -------------------------------------------------------------------

    @property
    def _pack(self) -> list[str]:
        return self._texts.get(PACK_FILE, [])

    @cached_property
    def _nodes(self) -> dict[str, tuple[int, int]]:
        """The lines from and to which a step, jump or card stands in pack.yaml."""
        starts = [(found[1], number) for number, line in enumerate(self._pack, 1) if (found := _NODE.match(line))]
        ends = [number for number, line in enumerate(self._pack, 1) if line[:1].isalpha() or _NODE.match(line)]
        return {name: (at, next((end for end in ends if end > at), len(self._pack) + 1)) for name, at in starts}

    def _word(self, span: tuple[int, int], words: Iterable[str]) -> int:
        """The line in a span that holds one of these words; its first line where none does."""
        for word in words:
            whole = re.compile(rf"(?<![\w:-]){re.escape(word)}(?![\w-])")
            for number in range(span[0], min(span[1], len(self._pack) + 1)):
                line = self._pack[number - 1]
                if whole.search(line) and not line.lstrip().startswith("#"):
                    return number
        return span[0]

    def _room(self, rest: Sequence[str]) -> tuple[int, int]:
        """The lines from and to which a field of the head stands; the whole file where none is named."""
        at = next((number for number, line in enumerate(self._pack, 1) if rest and line.startswith(f"{rest[0]}:")), 0)
        end = next((number for number, line in enumerate(self._pack, 1) if number > at and line[:1].isalpha()), 0)
        return (at, end or len(self._pack) + 1) if at else (1, len(self._pack) + 1)

    @cached_property
    def _cards(self) -> dict[str, Place]:
        return {
            found[1]: (name, number)
            for name, lines in self._texts.items()
            if name.startswith("law/")
            for number, line in enumerate(lines, 1)
            if (found := _ID.search(line))
        }


def _sheet(lines: list[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every place of a words file with its line: titles, audiences, parts, single lines, labels."""
    section = part = ""
    count = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("### "):
            part, count = line[4:].strip(), 0
            yield (section, part), number
        elif line.startswith("## "):
            section, part = line[3:].strip(), ""
            yield (section,), number
        elif (not section and (found := _FRONT.match(line))) or (
            section in ("branches", "red flags") and (found := _LABEL.match(line))
        ):
            yield (found[1],), number
        elif part and (line.startswith("- ") or line.strip() == "-" or (line.strip() and not count)):
            count += 1
            yield (section, f"{part} {count}"), number
