"""Summaries of many cases, one file each: made step by step, so that whoever waits sees how far it is and may stop it.

Only profiles that stay inside a centre or name nobody are made this way: what goes to a person or to another place is
decided case by case. A case that others look after is left out, as it is covered in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.documents.disk import suggest_name
from app.documents.model import Exported
from app.documents.profiles import Profile
from app.documents.wish import Wish, key_for
from app.errors import BadInput, NotFound
from app.i18n import _

if TYPE_CHECKING:
    from app.cases import Cases
    from app.cases.sight import Sight
    from app.documents import Documents

IN_NUMBERS = (Profile.FULL, Profile.MANAGER, Profile.ANONYMISED)
MOST = 500


class House(Protocol):
    """What of a centre a batch passes through (app.desk.Desk fits)."""

    @property
    def cases(self) -> Cases: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def sight(self) -> Sight: ...


@dataclass(frozen=True, slots=True)
class Left:
    """A case without a paper, and why."""

    case_id: str
    why: str


@dataclass(slots=True)
class Batch:
    """Papers to be made into one folder; each `step` makes the next one and leaves a whole file and its entry."""

    cases: tuple[str, ...]
    folder: Path
    wish: Wish
    passphrase: str | None = None
    plain_reason: str | None = None
    made: list[Exported] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.wish.profile not in IN_NUMBERS:
            raise BadInput(
                _("Nothing was made. A paper for others is made case by case; choose a summary for the centre."),
                field="profile",
            )
        if not self.folder.is_dir():
            raise BadInput(_("That folder is not there. Nothing was written. Choose another place."), field="target")
        if not self.cases:
            raise BadInput(_("Nothing was made: no case is here that you may see."), field="cases")
        key_for(self.passphrase, self.plain_reason)

    @property
    def done(self) -> int:
        return len(self.made) + len(self.left)

    @property
    def finished(self) -> bool:
        return self.done >= len(self.cases)

    def step(self, desk: House) -> Done[Batch]:
        """The next paper; raises NoRoom and the like, and what was made before stays whole and known."""
        if self.finished:
            return Done(self, Changes.NONE)
        case_id = self.cases[self.done]
        try:
            made = desk.documents.export(
                case_id, self.folder / suggest_name(), self.wish.profile, self.wish.recipient,
                passphrase=self.passphrase, plain_reason=self.plain_reason, language=self.wish.language,
                options=self.wish.options,
            )  # fmt: skip
        except NotFound as gone:
            self.left.append(Left(case_id, str(gone)))
            return Done(self, Changes.NONE)
        self.made.append(made.value)
        return Done(self, Changes.NONE)

    def end(self) -> Done[Batch]:
        """It is over, or was stopped: the pages of cases reload once, not for each of a hundred papers."""
        return Done(self, Changes.CASES | Changes.AUDIT if self.made else Changes.NONE)


def cases_for(desk: House, query: str = "", status: str | None = None) -> tuple[str, ...]:
    """The cases a list shows, without those that are covered for this person."""
    rows = desk.cases.find(query, MOST, status) if query else desk.cases.page(limit=MOST, status=status)
    ids = [row.id for row in rows]
    hidden = desk.sight.hidden(ids)
    return tuple(one for one in ids if one not in hidden)


def run(batch: Batch, desk: House, tell: Callable[[int], None], stopped: Callable[[], bool]) -> Batch:
    """All of it on one thread, for a command."""
    while not batch.finished and not stopped():
        batch.step(desk)
        tell(batch.done)
    return batch
