"""The manuals of the centre: every version that is here, installing one from a file, and going back to an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.desk import Desk
from app.errors import GyeotError
from app.i18n import _, pgettext
from app.kinds import Role
from app.manual import Pack
from app.manual.holdings import News, Readership, Volume
from app.manual.install import Ground, install
from app.manual.model import version_key
from app.manual.parcel import Parcel
from app.manual.signing import TrustedKey, read_public
from ui.application import Shell
from ui.forms.changed import ask_news, changed_dialog
from ui.kit.banner import Banner, Tone
from ui.kit.buttons import Button
from ui.kit.empty import ErrorState
from ui.kit.label import Label
from ui.kit.rows import Rows
from ui.office.face import Face
from ui.office.manuals_card import WIDTH, VolumeCard
from ui.office.manuals_keys import PIN, UNPIN, PinDialog, keys_dialog
from ui.office.manuals_rows import rows

_SIDE_BY_SIDE = 800
_ANY = 16_777_215


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page reads in one go."""

    volumes: tuple[Volume, ...] = ()
    readers: Mapping[str, Readership] = field(default_factory=dict)
    keys: tuple[TrustedKey, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read_kept(desk: Desk) -> Kept:
    held = desk.holdings
    readers = {one.pack: one for one in held.readership()}
    return Kept(held.volumes(), readers, held.trust.keys(), {one.id: one.name for one in desk.office.staff()})


class ManualsFace(Face):
    """A list of versions, and the chosen one beside it; what an installation came to stands above both."""

    icon = "book"

    def __init__(self, shell: Shell) -> None:
        self.word = pgettext("office", "Manuals")
        sentence = _(
            "A newer manual comes as one signed file, for example on a USB stick. The version before it stays and can be used again."
        )
        super().__init__(shell, _("Manuals of this centre"), sentence)
        self._kept = Kept()
        self._wanted: Pack | None = None
        self._decides = shell.who.role == Role.MANAGER
        self.result: Banner | None = None
        self.card = VolumeCard(self._decides)
        self.list = Rows(_("Versions of the manuals"), height=56)
        self.busy = Label("", 13, 500, "text2", wrap=True)
        self.install = Button(_("Install from a file"), "primary", "I", "usb")
        self.keys = Button(_("Keys that may sign"), "secondary", "K", "key")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.wrong = ErrorState(_("The manuals could not be read"), _("Nothing was changed. Please try again."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.wrong)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.install)
        tools.addWidget(self.keys)
        tools.addWidget(self.busy, 1)
        tools.addStretch(1)
        self._above = QVBoxLayout()
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(tools)
        left.addLayout(self._above)
        left.addWidget(self.stack, 1)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setSpacing(20)
        self._split.addLayout(left, 1)
        self._split.addWidget(self.card)
        self.body.addLayout(self._split, 1)
        self.install.setVisible(self._decides)
        self.keys.setVisible(self._decides)
        self.busy.hide()

    def _connect(self) -> None:
        self.install.clicked.connect(lambda _on=False: self._choose_file())
        self.keys.clicked.connect(lambda _on=False: self.show_keys())
        self.list.chosen.connect(self._show_chosen)
        self.card.told.connect(self.tell_changes)
        self.card.wanted.connect(self.use)

    # -- showing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.shell.tasks.read(self, read_kept, self._show, self._failed, topic="office")

    def _show(self, kept: Kept) -> None:
        self._kept = kept
        self.list.show_rows(list(rows(kept.volumes)))
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.list.choose(next((one.id for one in kept.volumes if one.pack == wanted), ""))
        elif not self.list.current_id():
            self.list.choose(next((one.id for one in kept.volumes if one.in_use), ""))
        self.stack.setCurrentWidget(self.list)
        self._show_chosen(self.list.current_id())

    def _failed(self, problem: GyeotError) -> None:
        self.stack.setCurrentWidget(self.wrong)
        self.card.show_volume(None, None, {})
        self.shell.refuse(problem)

    def _show_chosen(self, ident: str) -> None:
        volume = next((one for one in self._kept.volumes if one.id == ident), None)
        readers = self._kept.readers.get(volume.pack.id) if volume else None
        self.card.show_volume(volume, readers, self._kept.names)
        self.card.changed.setVisible(volume is not None and self._has_older(volume))

    def _has_older(self, volume: Volume) -> bool:
        version = version_key(volume.pack.version)
        mine = (one.pack for one in self._kept.volumes if one.pack.id == volume.pack.id)
        return any(version_key(pack.version) < version for pack in mine)

    def say(self, tone: Tone, title: str, sentence: str = "") -> None:
        """What came of it, in words, above the list until the next."""
        if self.result is not None:
            self._above.removeWidget(self.result)
            self.result.hide()
            self.result.deleteLater()
        self.result = Banner(tone, title, sentence)
        self._above.addWidget(self.result)

    # -- installing ------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("Choose the signed manual"))
        if path:
            self.install_from(Path(path))

    def install_from(self, path: Path) -> None:
        """Verify and write on a thread of its own; then the office writes down that it is used."""
        self._wait(_("The signature and every file of the manual are being checked."))
        self.shell.tasks.read(self, lambda desk: desk.holdings.ground(), partial(self._verify, path), self._refused)

    def _verify(self, path: Path, ground: Ground) -> None:
        self.shell.tasks.work(self, lambda _tell, _stop: install(path, ground), self._take_in, self._refused)

    def _take_in(self, parcel: Parcel) -> None:
        self.shell.tasks.write(
            self, lambda desk: desk.holdings.take_in(parcel), partial(self._installed, parcel), self._refused
        )  # fmt: skip

    def _installed(self, parcel: Parcel, pack: Pack) -> None:
        self._wait("")
        sentence = _("{manual}, version {version}, is installed and in use. It was signed by {holder}.")
        holder = parcel.key.holder or parcel.key.fingerprint
        self.say("accent", sentence.format(manual=pack.title, version=pack.version, holder=holder))
        self._wanted = pack
        self.reload()
        self.shell.tasks.read(self, lambda desk: desk.holdings.news(), self._ask_news)

    def _ask_news(self, news: tuple[News, ...]) -> None:
        if news:
            ask_news(self.window(), self.shell, news, self.reload)

    def _refused(self, problem: GyeotError) -> None:
        self._wait("")
        self.say("danger", str(problem), _("The manuals in use stay as they are."))

    def _wait(self, sentence: str) -> None:
        self.busy.setText(sentence)
        self.busy.setVisible(bool(sentence))
        self.install.setEnabled(not sentence)

    # -- other versions --------------------------------------------------------------------------

    def tell_changes(self, pack_id: str, version: str) -> None:
        self.shell.tasks.read(
            self, lambda desk: desk.holdings.compared(pack_id, version), self._show_changes, self.shell.refuse
        )  # fmt: skip

    def _show_changes(self, news: News) -> None:
        changed_dialog(self.window(), [news])

    def use(self, pack_id: str, version: str) -> None:
        self.shell.tasks.write(
            self, lambda desk: desk.holdings.use(pack_id, version), self._used, self._refused
        )  # fmt: skip

    def _used(self, pack: Pack) -> None:
        sentence = _("{manual} is used in version {version} from now on. Running sessions say so and go on.")
        self.say("accent", sentence.format(manual=pack.title, version=pack.version))
        self._wanted = pack
        self.reload()

    # -- keys ------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        dialog, listed = keys_dialog(self.window(), self._kept.keys)

        def obey(verb: str) -> None:
            if verb == PIN:
                self._choose_key()
            elif verb == UNPIN:
                self._unpin(listed.current_id())

        dialog.chosen.connect(obey)
        dialog.ask(listed if self._kept.keys else None)

    def _choose_key(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("Choose the public key"))
        if path:
            self.pin_from(Path(path))

    def pin_from(self, path: Path) -> None:
        """Read a public key off the window's thread, and ask whether its fingerprint is the right one."""
        self.shell.tasks.work(self, lambda _tell, _stop: read_public(path), self.ask_pin, self._refused)

    def ask_pin(self, public: bytes) -> None:
        dialog = PinDialog(self.window(), self.shell, public)
        dialog.ask(dialog.holder)

    def _unpin(self, spoken: str) -> None:
        if not any(one.fingerprint == spoken and one.pinned_on for one in self._kept.keys):
            self.say("caution", _("Only a key that was pinned here can be dropped. Choose one in the list first."))
            return
        self.shell.tasks.write(
            self, lambda desk: desk.holdings.trust.unpin(spoken), self._unpinned, self._refused
        )  # fmt: skip

    def _unpinned(self, key: TrustedKey) -> None:
        sentence = _("The key of {holder} is trusted no longer. Manuals it signed before stay.")
        self.say("accent", sentence.format(holder=key.holder))
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE
        self._split.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )  # fmt: skip
        self.card.setMinimumWidth(WIDTH if wide else 0)
        self.card.setMaximumWidth(WIDTH if wide else _ANY)
        self.card.setMinimumHeight(0 if wide else 200)
        self.card.setMaximumHeight(_ANY if wide else 300)
