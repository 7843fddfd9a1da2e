"""Commands run in this process: their exit code, their one answer, and what they said."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.cli import main

MAY_MOVE = ("writer.lock", "-shm", "-wal", "attempts.bin")
"""What opening a centre, or failing to, touches without changing anything in it."""


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    said: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on stdout; anything beside it fails."""
        assert self.out.count("\n") == 1, self.out or self.said
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def run(*words: str, lang: str = "ko") -> Outcome:
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = main(["--lang", lang, *words])
    return Outcome(code, out.getvalue(), said.getvalue())


@dataclass(frozen=True)
class Station:
    """A practice centre as an automation sees it: a folder, and paths of everybody's secrets."""

    home: Path
    users: dict[str, dict[str, str]] = field(repr=False)

    def words(self, part: str, **instead: str) -> list[str]:
        """The options that sign somebody in; `instead` replaces single ones."""
        one = self.users[part]
        options = {
            "home": str(self.home),
            "user": one["name"],
            "passphrase-file": one["passphrase_file"],
            "key-file": one["key_file"],
            **{name.replace("_", "-"): value for name, value in instead.items()},
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def run(self, part: str, *words: str, lang: str = "ko", **instead: str) -> Outcome:
        return run(*self.words(part, **instead), *words, lang=lang)

    def answer(self, part: str, *words: str) -> dict[str, Any]:
        done = self.run(part, *words)
        assert done.code == 0, done.said
        return done.answer

    def secret(self, path: Path, text: str) -> str:
        path.write_text(text, "utf-8")
        return str(path)

    def digest(self) -> dict[str, str]:
        """Every file by its hash, without what merely opening a centre touches."""
        return {
            path.relative_to(self.home).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and not path.name.endswith(MAY_MOVE)
        }
