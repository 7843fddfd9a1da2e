"""A paper of a case into the hands of the managers, and out of them to a file under a passphrase."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes, Done
from app.documents.disk import check_target, put, standing_by
from app.documents.locking import checked_passphrase, lock
from app.documents.model import Exported
from app.documents.pictures import SCREEN, pictures
from app.documents.profiles import Profile

if TYPE_CHECKING:
    from app.cases import Cases
    from app.documents import Documents, Wish
    from app.office.submissions import Opened, Submission, Submissions
    from app.walls import Walls


class House(Protocol):
    """What of a centre a paper passes through (app.desk.Desk fits)."""

    @property
    def cases(self) -> Cases: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def sealed(self) -> Walls[Any]: ...
    @property
    def submissions(self) -> Submissions: ...


class Managers(Protocol):
    """The desk of a manager, who may not open cases."""

    @property
    def submissions(self) -> Submissions: ...


def submit(desk: House, case_id: str, wish: Wish, note: str = "") -> Done[Submission]:
    """Draw the managers' paper, whatever was looked at before, and hand it over; it never lies readable on the disk."""
    wish = replace(wish, profile=Profile.MANAGER, safety=None)
    case = desk.cases.get(case_id)
    parties = {one.user for one in desk.sealed.of_case(case.id) if one.state == "open"}
    paper, pages = desk.documents.for_the_house(case.id, wish)
    return desk.submissions.submit(case.id, case.number, wish.profile.value, paper, pages, note, parties)


def look(desk: Managers, ident: str) -> Done[tuple[Opened, tuple[bytes, ...]]]:
    """A paper as pictures, for a manager."""
    done = desk.submissions.open(ident)
    return Done((done.value, pictures(done.value.paper, SCREEN)), done.changes)


def take(desk: Managers, ident: str, target: Path, passphrase: str, *, overwrite: bool = False) -> Done[Exported]:
    """Write a submitted paper to a file under a passphrase; that it leaves stands in the trail before it appears."""
    check_target(target, overwrite=overwrite)
    key = checked_passphrase(passphrase)
    opened = desk.submissions.open(ident).value
    data = lock(opened.paper, key)
    made = Exported(ident, str(target), hashlib.sha256(data).hexdigest(), opened.submission.pages, True, ())
    with standing_by(target, data) as partial:
        desk.submissions.note_taken(ident, made.sha256)
        put(partial, target)
    return Done(made, Changes.SUBMISSIONS | Changes.AUDIT)
