"""A photo of public material: from the attachments of a report into the register, looked at there, and taken out again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.desk import Desk
from app.errors import GyeotError
from app.evidence import Taken
from app.flows import material_photo
from app.flows.material_photo import Taking
from app.i18n import _
from app.material import OpenedPhoto
from ui.application import Shell
from ui.forms.looking import LookDialog
from ui.inbox.files import TakeForm
from ui.kit.banner import Verb
from ui.kit.dialogs import Dialog


class PhotoForm(TakeForm[Taking, Taken, str]):
    """One attachment on its way into the entry that came of its report."""

    def words(self) -> tuple[str, str, str]:
        said = _(
            "It goes sealed into the entry that came of this report, and stays there when the thread goes. Only whoever opens reports about public material looks at it; no letter carries it."
        )
        return _("Take a photo into the register"), said, _("Take it in")

    def prepared(self, desk: Desk) -> Done[Taking]:
        return material_photo.prepare(desk, self.one.id)

    def entered(self, desk: Desk, begun: Taking, sealed: Taken) -> Done[str]:
        return material_photo.enter(desk, begun, sealed)

    def given_up(self, desk: Desk, begun: Taking, problem: GyeotError | None) -> Done[None]:
        return material_photo.give_up(desk, begun, problem)


def look(host: QWidget, shell: Shell, opened: OpenedPhoto) -> LookDialog:
    """The photo of an entry on the screen; Stop erases it."""
    said = _(
        "That you looked is written down. If it shows a sexual image of a real person, press Stop: it is erased here for good."
    )
    dialog = LookDialog(host.window(), shell, opened, said)
    dialog.stop_asked.connect(lambda entry: _let_go(shell, entry))
    return dialog.begin()


def ask_erase(host: QWidget, shell: Shell, entry: str) -> Dialog:
    """Whether the photo goes out of its entry, without anybody looking at it."""
    said = _("It is erased here for good, unseen. The entry stays with all its lines.")
    verbs = [Verb("keep", _("Keep the photo"), safe=True), Verb("erase", _("Erase the photo"), kind="danger")]
    asked = Dialog(host.window(), _("Erase the photo"), said, verbs)
    asked.chosen.connect(lambda verb: _let_go(shell, entry) if verb == "erase" else None)
    asked.ask()
    return asked


def _let_go(shell: Shell, entry: str) -> None:
    shell.tasks.write(
        shell, lambda desk: desk.photos.let_go(entry), lambda _gone: shell.tell(_("The photo was erased."))
    )
