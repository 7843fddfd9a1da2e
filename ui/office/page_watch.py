"""The page watch on the face of the report page: what was signed, how the page was found, and both acts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from app import wire
from app.clock import local, now
from app.desk import Desk
from app.errors import GyeotError
from app.flows import watch_page
from app.i18n import _
from app.inbox import Look
from app.kinds import Role
from app.sync.public_page import Seen
from app.wire.page_manifest import fingerprint
from ui.application import Shell
from ui.forms.watching import PageWatching, in_words
from ui.kit.banner import Verb
from ui.kit.buttons import Button
from ui.kit.card import Card, Facts
from ui.kit.dialogs import WIDE, Dialog
from ui.kit.label import Label, SectionHead

_SHOWN = 6
_SILENT = 3 * 86_400_000
"""Milliseconds without an answer after which that is said too."""


class WatchPart(Card):
    """Reads for itself; `shown` tells it whether there is a page to look at."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(padding=(18, 14, 18, 14), spacing=8)
        self.shell = shell
        self.asked: Dialog | None = None
        said = _(
            "Once a day this computer fetches the page as a stranger would, and compares it with what a manager let stand. Please look from another network too, now and then."
        )
        self.body.addWidget(SectionHead(_("Page watch")))
        self.body.addWidget(Label(said, 13, 400, "text2", wrap=True))
        self.facts = Facts(name_width=170)
        self.body.addWidget(self.facts)
        self.found = Label(" ", 13, 500, "danger", wrap=True)
        self.body.addWidget(self.found)
        self.look = Button(_("Look now"), icon="eye")
        self.sign = Button(_("Let the page stand as it is…"), icon="pencil")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.look, self.sign):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.watching = PageWatching.of(shell)
        self.watching.moved.connect(self.reload)
        self.look.clicked.connect(lambda _on=False: self.watching.look(asked=True))
        self.sign.clicked.connect(lambda _on=False: self._fetch())

    def reload(self) -> None:
        self.shell.tasks.read(self, _read, self._show, topic="page-watch")

    def _show(self, found: tuple[str, Look]) -> None:
        signed, look = found
        print_ = " ".join(wire.fours(signed)[:8]) if signed else _("none yet")
        when = f"{local(look.reached):%Y-%m-%d %H:%M}" if look.reached else _("none yet")
        self.facts.set_facts([(_("The page that was signed"), print_), (_("Last looked at"), when)])
        self.found.setText(_said(signed, look))
        self.found.setVisible(bool(self.found.text()))
        self.look.setVisible(bool(signed))
        self.sign.setVisible(self.shell.who.role == Role.MANAGER)

    # -- letting it stand ------------------------------------------------------------------------

    def _fetch(self) -> None:
        self.sign.setEnabled(False)
        self.shell.tasks.read(self, lambda desk: watch_page.plan(desk, fresh=True), self._fetch_by, self._refuse)

    def _fetch_by(self, plan: watch_page.Plan) -> None:
        self.shell.tasks.work(self, lambda _tell, _stop: _looked(plan), self._ask, self._refuse)

    def _ask(self, looked: tuple[Seen, str, bool]) -> None:
        self.sign.setEnabled(True)
        seen, digest, known = looked
        if known:
            said = _("This is the page that came with this version of Gyeot. From now on it is compared with that.")
        else:
            said = _(
                "This version of Gyeot does not know this page. Let it stand only if its host reads you the same groups on the telephone."
            )
        verbs = [
            Verb("not", _("Do not sign it"), safe=True),
            Verb("sign", _("Let this page stand"), kind="primary" if known else "danger"),
        ]
        groups = Label("  ".join(wire.fours(digest)[:8]), 16, 650, wrap=True)
        self.asked = Dialog(self.window(), _("Let the page stand as it is"), said, verbs, groups, WIDE)
        self.asked.chosen.connect(lambda verb: self._sign(seen) if verb == "sign" else None)
        self.asked.ask()

    def _sign(self, seen: Seen) -> None:
        def signed(_digest: str) -> None:
            self.shell.tell(_("The page is signed. Each day it is compared with what stands there now."))
            self.reload()

        self.shell.tasks.write(self, lambda desk: desk.page_watch.sign(seen), signed)

    def _refuse(self, problem: GyeotError) -> None:
        self.sign.setEnabled(True)
        self.shell.refuse(problem)


def _looked(plan: watch_page.Plan) -> tuple[Seen, str, bool]:
    """The page, its fingerprint, and whether this release knows it."""
    seen = watch_page.look(plan)
    digest = fingerprint(seen.whole)
    return seen, digest, watch_page.known(digest)


def _read(desk: Desk) -> tuple[str, Look]:
    signed = desk.page_watch.signed
    return signed.fingerprint if signed else "", desk.page_watch.last


def _said(signed: str, look: Look) -> str:
    """What differs, thing by thing; or that nothing answered for days."""
    if look.found:
        more = [_("And {count} more.").format(count=len(look.found) - _SHOWN)] if len(look.found) > _SHOWN else []
        since = _("It differs since {day}.").format(day=f"{local(look.since):%Y-%m-%d %H:%M}")
        return " ".join([since, *(in_words(one) for one in look.found[:_SHOWN]), *more])
    if signed and look.reached and now() - look.reached > _SILENT:
        return _("The page has not answered since {day}.").format(day=f"{local(look.reached):%Y-%m-%d %H:%M}")
    return ""
