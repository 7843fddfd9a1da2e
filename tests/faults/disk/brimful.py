"""A disk on which not one byte more fits: the centre opens all the same, and keeps what is written last."""

from __future__ import annotations

import ctypes
import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from app.desk import Desk
from app.errors import GyeotError, NoRoom
from app.vault import Keys, SecondSecret, attempts, ballast, unlock
from app.vault.home import Home
from app.vault.slots import Kind
from tests.faults.disk.fullness import EVER, Disk

BALLAST = 4 << 20


def lived(told: dict[str, Any], library: ctypes.CDLL) -> str:
    """One JSON line of what was seen."""
    home, disk = Path(told["folder"]) / "home", Disk(library)
    shutil.copytree(told["centre"], home)
    (home / "ballast.bin").unlink()
    ballast.lay(home, BALLAST)
    written = _case(home, told, "파란우산")
    disk.room(0)
    attempts.note(Home.open(home), told["users"]["trainer"], Kind.PAPER)
    seen: dict[str, Any] = {"refusals_before": disk.refusals}
    with closing(Desk.open(home, _keys(home, told))) as desk:
        seen["notices"] = desk.notices
        seen["read"] = desk.cases.get(written).survivor.alias
        last = desk.cases.open_case("달맞이").value.id
        desk.cases.add_note(last, "통화", "느티나무 " * 200)
        seen["draft"] = desk.contacts.keep_draft(last, "note", "쓰다 만 글") is not None
    seen["ballast_then"] = (home / "ballast.bin").exists()
    disk.room(EVER)
    with closing(Desk.open(home, _keys(home, told))) as desk:
        disk.room(0)
        desk.contacts.keep_draft(last, "note", "가득 찬 다음에 쓴 글 " * 999)
        seen["ballast_after_a_draft"] = (home / "ballast.bin").exists()
    disk.room(0)
    seen["without_any"] = _refusal(home, told)
    disk.room(EVER)
    with closing(Desk.open(home, _keys(home, told))) as desk:
        seen["after"] = [*desk.notices, *desk.doubts, *desk.problems(), *desk.trail_problems()]
        kept = desk.contacts.draft(last)
        seen["kept_draft"] = kept is not None and kept.body.startswith("가득 찬")
        seen["there"] = [desk.cases.get(one).survivor.alias for one in (written, last)]
    seen["ballast_after"] = (home / "ballast.bin").exists()
    return json.dumps(seen, ensure_ascii=False)


def _keys(home: Path, told: dict[str, Any]) -> Keys:
    second = SecondSecret.keyfile(Path(told["key_files"]["counsellor"]))
    return unlock(home, told["users"]["counsellor"], told["passphrase"], second)


def _case(home: Path, told: dict[str, Any], name: str) -> str:
    with closing(Desk.open(home, _keys(home, told))) as desk:
        return str(desk.cases.open_case(name).value.id)


def _refusal(home: Path, told: dict[str, Any]) -> str:
    try:
        Desk.open(home, _keys(home, told)).close()
    except NoRoom as problem:
        return str(problem)
    except GyeotError as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""
