"""A centre as it is seen from within one sealed case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.cases import Case, Cases, Sight, WholeSight
from app.changes import Done
from app.desk.opening import Desk
from app.errors import Conflict
from app.flows import anew, case_keys
from app.i18n import _
from app.kinds import Compartment
from app.office.submissions import Submissions
from app.store import Database
from app.vault import Anchor, Keys
from app.walls import outside_first

if TYPE_CHECKING:  # their rooms are heavy, or not needed before the first window
    from app.counts import Counts
    from app.material import Materials, Photos


class SealedDesk(Desk):
    """A centre seen from within one sealed case: its casework is that case, the rest is everybody's."""

    def __init__(
        self, home: Path, keys: Keys, databases: dict[Compartment, Database], anchor: Anchor | None = None
    ) -> None:
        super().__init__(home, keys, databases, anchor)
        self.case_id = self.sealed.inside()["id"]
        """The case behind this wall; read here, because windows ask for it on another thread."""
        self.number = self.cases.get(self.case_id).number
        self.older = self._casework.rolled_back
        self.outside: Desk | None = None
        """The desk one came in from."""
        self.gone = False
        """Whether the case was erased: nothing of it is told outside any more."""

    @property
    def around(self) -> Mapping[Compartment, Database]:
        return self.outside.around if self.outside is not None else super().around

    def went_over(self, job: anew.Job) -> None:
        """The centre follows, and so do the keys of evidence of this case."""
        if self.outside is not None:
            self.outside.went_over(job)
            case_keys.bring_up(self._casework, self.outside.around[Compartment.CASEWORK], self.keys)

    def close(self) -> None:
        """Leave the case; what everybody shares stays open."""
        if not self.gone:
            self.sealed.gather(self.case_id)
            if self.outside is not None and self.anchor is not None:
                from app.flows import sealed_keeping

                sealed_keeping.leave_behind(self.outside, self)
        self._casework.close()

    def interrupt(self) -> None:
        self._casework.interrupt()

    @cached_property
    def cases(self) -> Cases:
        return _OneCase(self._casework)

    @property
    def sight(self) -> Sight:
        return WholeSight(self._casework, self.audit, tuple)

    @property
    def counts(self) -> Counts:
        raise outside_first()

    @cached_property
    def materials(self) -> Materials:
        raise outside_first()

    @cached_property
    def photos(self) -> Photos:
        raise outside_first()

    @cached_property
    def submissions(self) -> Submissions:
        raise Conflict(_("A sealed case stays with the people it is sealed for. Nothing was handed over."))


class _OneCase(Cases):
    """The cases of a sealed file: the one in it."""

    def open_case(self, *_arguments: object, **_more: object) -> Done[Case]:
        raise outside_first()
