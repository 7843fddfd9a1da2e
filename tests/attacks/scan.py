"""Looking for words where they must not be: in the memory of processes, in files, in files that are only still open."""

from __future__ import annotations

import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

SPAN, BLOCK = 32 << 20, 1 << 18
"""Bytes read at once from memory, and from a file: most files are small."""
_SPAN = re.compile(rb"^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+ *(.*)$")
_SKIP = (b"[vvar]", b"[vsyscall]", b"[vdso]")

Needles = Mapping[str, tuple[bytes, ...]]


def word(syllables: int = 9) -> str:
    """A word of Hangul that nobody ever wrote."""
    return "".join(chr(0xAC00 + secrets.randbelow(11172)) for _ in range(syllables))


def shapes(text: str) -> tuple[bytes, ...]:
    """A text as Python, Qt, SQLite and files keep it."""
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return tuple(sorted({shape for one in forms for shape in (one.encode("utf-8"), one.encode("utf-16-le"))}))


def needles(texts: Mapping[str, str] | None = None, raw: Mapping[str, bytes] | None = None) -> Needles:
    """What to look for, by name: texts in every shape, keys as bytes and as hex digits."""
    found = {name: shapes(text) for name, text in (texts or {}).items()}
    for name, key in (raw or {}).items():
        found[name] = (key, key.hex().encode("ascii"), key.hex().upper().encode("ascii"), key.hex().encode("utf-16-le"))
    return found


def in_memory(pid: int, wanted: Needles) -> set[str]:
    """The names whose bytes stand in the memory of a process."""
    longest = max(len(shape) for some in wanted.values() for shape in some)
    found: set[str] = set()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for start, end in _spans(pid):
            rest = b""
            for at in range(start, end, SPAN):
                try:
                    block = os.pread(memory.fileno(), min(SPAN, end - at), at)
                except OSError:
                    break  # a span that is mapped and cannot be read holds nothing of ours
                found |= _in(rest + block, wanted)
                rest = block[-longest:]
    return found


def _spans(pid: int) -> list[tuple[int, int]]:
    """The readable spans of which something is in memory or in swap."""
    spans: list[tuple[int, int]] = []
    for line in Path(f"/proc/{pid}/smaps").read_bytes().splitlines():
        if (span := _SPAN.match(line)) is not None:
            wanted = span[3].startswith(b"r") and span[4] not in _SKIP
            last = (int(span[1], 16), int(span[2], 16)) if wanted else None
        elif line.startswith((b"Rss:", b"Swap:")) and last is not None and int(line.split()[1]):
            spans.append(last)
            last = None
    return spans


def in_files(folders: Iterable[Path], wanted: Needles, newer_than: float = 0.0) -> dict[str, set[str]]:
    """Which file holds which of them."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in (folder, *folder.rglob("*")) if folder.is_dir() else (folder,):
            try:
                facts = path.lstat()
                if not stat.S_ISREG(facts.st_mode) or facts.st_mtime < newer_than:
                    continue
                if hits := _in_file(path, wanted) | _in(os.fsencode(path.name), wanted):
                    found[str(path)] = hits
            except OSError:
                continue  # it went meanwhile
    return found


def in_open_files(pid: int, wanted: Needles) -> dict[str, set[str]]:
    """What stands in files a process has open, also where no folder names them any more."""
    found: dict[str, set[str]] = {}
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = handle.readlink()
            if stat.S_ISREG(handle.stat().st_mode) and (hits := _in_file(handle, wanted)):
                found[f"{pid}: {target}"] = hits
        except OSError:
            continue  # it was closed meanwhile
    return found


def _in_file(path: Path, wanted: Needles) -> set[str]:
    longest = max(len(shape) for some in wanted.values() for shape in some)
    found, rest = set[str](), b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            found |= _in(rest + block, wanted)
            rest = block[-longest:]
    return found


def _in(block: bytes, wanted: Needles) -> set[str]:
    return {name for name, some in wanted.items() if any(shape in block for shape in some)}
