"""The centre's paper for whoever hosts its report page: who the centre is, whom to call, and when reports are read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.errors import BadInput, Conflict
from app.i18n import _

if TYPE_CHECKING:
    from app.inbox import PagePapers
    from app.vault import Keys

FILE = "centre.json"
_NUMBER = re.compile(r"[0-9][0-9 -]{1,29}")
_MOST_WORDS, _MOST_PHONES = 600, 12
_LANGUAGES = ("ko", "en", "easy")


class House(Protocol):
    """What of a centre is needed (app.desk.Desk fits)."""

    @property
    def keys(self) -> Keys: ...
    @property
    def page_papers(self) -> PagePapers: ...


def paper(house: House, hours: str, phones: Sequence[tuple[str, str]]) -> bytes:
    """The paper, in words that every language of the page shows alike; it holds no secret."""
    verify, papers = house.page_papers.verify, house.page_papers
    if verify is None:
        raise Conflict(_("The report page has no key yet. Nothing was written. Please make one first."))
    told = {
        "id": papers.centre,
        "verify": verify.hex(),
        "name": _words(house.keys.centre_name, "name"),
        "phones": [{"name": _words(name, "phones"), "number": number} for name, number in phones[:_MOST_PHONES]],
        "hours": _words(hours, "hours"),
        "practice": house.keys.practice,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def write(house: House, hours: str, phones: Sequence[tuple[str, str]], target: Path) -> Done[str]:
    """Put the paper where somebody chose; the save dialog asked before something was replaced."""
    from app.documents.disk import check_target, put, standing_by

    document = paper(house, hours, phones)
    check_target(target, overwrite=True)
    with standing_by(target, document) as partial:
        put(partial, target)
    return Done(str(target), Changes.NONE)


def read_phones(text: str) -> tuple[tuple[str, str], ...]:
    """Lines of a name and a number, as somebody wrote them down; BadInput names the line that has no number."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        match = re.fullmatch(rf"(.*?)[\s:,]+({_NUMBER.pattern})", line)
        if match is None or not match[1].strip():
            told = _("“{line}” is not a name and a number. Please write both, the number last.")
            raise BadInput(told.format(line=line[:60]), field="phones")
        found.append((match[1].strip(" :,"), match[2]))
    if len(found) > _MOST_PHONES:
        raise BadInput(_("At most {n} numbers stand on the page.").format(n=_MOST_PHONES), field="phones")
    return tuple(found)


def _words(text: str, field: str) -> dict[str, str]:
    words = " ".join(text.split())
    if not words or len(words) > _MOST_WORDS:
        raise BadInput(_("Please write this in a few words."), field=field)
    return dict.fromkeys(_LANGUAGES, words)
