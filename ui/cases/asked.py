"""A section of a case that reads its own things, once it is looked at: opening a case stays cheap."""

from __future__ import annotations

from functools import partial
from typing import Generic, TypeVar

from app.desk import Desk
from ui.application import Shell
from ui.cases.acts import CaseActs
from ui.cases.reading import CaseFile
from ui.cases.sections import CaseColumn

T = TypeVar("T")


class AskedSection(CaseColumn, Generic[T]):
    """A column whose content is read on the reader thread when it comes to the front, and again after each change."""

    def __init__(self, name: str, acts: CaseActs, shell: Shell) -> None:
        self.shell = shell
        self.file: CaseFile | None = None
        super().__init__(name, acts)

    def show_case(self, file: CaseFile) -> None:
        """Another case, or the same one read anew: what is in sight is asked for again."""
        self.file = file
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """Read what this section shows."""
        if self.file is not None:
            case_id = self.file.case.id
            self.shell.tasks.read(
                self, partial(self.read, case_id=case_id), partial(self._found, case_id), topic=type(self).__name__
            )

    def _found(self, case_id: str, found: T) -> None:
        if self.file is not None and self.file.case.id == case_id:
            self.show_found(found)

    @staticmethod
    def read(desk: Desk, case_id: str) -> T:
        """What the section shows of a case; runs on the reader thread."""
        raise NotImplementedError

    def show_found(self, found: T) -> None:
        """Show what was read."""
