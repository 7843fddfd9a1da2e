"""What is typed about public material, as it may be kept; BadInput names the field."""

from __future__ import annotations

import json
import re
from typing import Any

from app import codelists
from app.clock import today
from app.entry import check_day, check_text
from app.errors import BadInput
from app.i18n import _
from app.text import nfc

_TEXTS = ("title", "place", "url", "agency", "contact", "words", "photo")
_CODED = {"medium": "material_medium", "urgency": "material_urgency"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST = 500
"""Letters of a line; more belongs into the centre's own words."""


def known(name: str, value: str, field: str) -> str:
    if not codelists.known(name, value):
        raise BadInput(_("Please choose one of the list."), field=field)
    return value


def entry(given: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """The columns of an entry; with `whole`, what has to be there is asked for."""
    row: dict[str, Any] = {name: text(given[name], name) for name in _TEXTS if name in given}
    for name, listed in _CODED.items():
        if name in given:
            row[name] = known(listed, given[name] or "", name)
    if "kinds" in given:
        chosen = list(dict.fromkeys(given["kinds"]))
        row["kinds"] = json.dumps([known("material_kind", one, "kinds") for one in chosen])
    for name in ("seen_on", "noted_on"):
        if name in given:
            row[name] = past(given[name], name)
    row |= {name: given[name] or None for name in ("owner", "round_id") if name in given}
    row |= _digest(given)
    return _whole(row) if whole else _kept(row)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    empty = dict.fromkeys((*_TEXTS, "seen_on", "round_id", "photo_sha256"))
    row = {**empty, "kinds": "[]", "urgency": "usual", **row}
    if "medium" not in row:
        raise BadInput(_("Please choose what kind of material it is."), field="medium")
    return _kept(row)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    if "title" in row and not row["title"]:
        raise BadInput(_("Please write its title, or the words that stand on it."), field="title")
    if row.get("owner", "") is None:
        del row["owner"]
    return row


def _digest(given: dict[str, Any]) -> dict[str, Any]:
    if "photo_sha256" not in given:
        return {}
    found = (given["photo_sha256"] or "").strip().lower()
    if found and not _DIGEST.fullmatch(found):
        raise BadInput(_("A digest (SHA-256) has 64 letters and digits from 0 to f."), field="photo_sha256")
    return {"photo_sha256": found or None}


def text(given: str | None, field: str) -> str | None:
    found = check_text(nfc(given), field) if given else None
    if found and field not in ("words",) and len(found) > LONGEST:
        raise BadInput(
            _("This is too long for one line. Please shorten it, or put it into the words below."), field=field
        )
    return found


def past(given: str | None, field: str) -> str | None:
    """A day that has come."""
    day = check_day(given, field)
    if day is not None and day > today().isoformat():
        raise BadInput(_("This day is still to come. Please write the day it happened."), field=field)
    return day


def step(kind: str, day: str | None, words: str | None, due_on: str | None, *, needs_words: bool) -> dict[str, Any]:
    """The columns of one dated line."""
    said = check_text(nfc(words), "words") if words else None
    if needs_words and not said:
        raise BadInput(_("Please write in a few words what was said or seen."), field="words")
    on = past(day, "day") or today().isoformat()
    due = check_day(due_on, "due_on")
    if due is not None and due < on:
        raise BadInput(_("The answer cannot be due before this day."), field="due_on")
    if due is not None and not codelists.code("material_step", kind).extra.get("asks"):
        due = None
    return {"day": on, "words": said, "due_on": due}


def round_row(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a round."""
    row = {name: text(given.get(name), name) for name in ("place", "words")}
    if not row["place"]:
        raise BadInput(_("Please write where you looked."), field="place")
    day = past(given.get("day"), "day") or today().isoformat()
    return {**row, "day": day, "looked_by": given["looked_by"]}
