"""An attachment of a report becomes the photo of the entry that came of it, sealed anew under the register's own keys.

    prepare (writer) ──▶ Taking.seal (any thread) ──▶ enter (writer), or give_up

The thread may go, and the photo stays with its entry. Where the reporter's page made a copy without what the camera
wrote into it, that copy is taken. In between nothing lies in the clear on a disk, and nothing is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes, Done
from app.errors import Conflict, Denied, GyeotError
from app.evidence import Intake, Kind, Rule, Stated, Taken
from app.i18n import _
from app.inbox.attached import Source, Unfit
from app.inbox.attachments import MATERIAL
from app.kinds import Compartment
from app.wire import Malformed

if TYPE_CHECKING:
    from app.inbox import Attachments
    from app.material import Materials, Photos
    from app.material.photos import Place
    from app.store import Database


class House(Protocol):
    """What of a centre the flow needs (app.desk.Desk fits)."""

    @property
    def attachments(self) -> Attachments: ...
    @property
    def materials(self) -> Materials: ...
    @property
    def photos(self) -> Photos: ...
    def database(self, compartment: Compartment, /) -> Database: ...


@dataclass(frozen=True, slots=True, repr=False)
class Taking:
    """A photo on its way into the register; no database any more."""

    attachment: str
    source: Source
    place: Place

    def seal(
        self,
        progress: Callable[[float], None] = lambda _part: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Taken:
        """From sealed pieces into a sealed file; Denied where it is no picture, Unfit where it was changed on its way."""
        place = self.place
        intake = Intake(place.id, "", Rule("", digital=False), Stated.FROM_REPORT, place.path, place.key)
        try:
            with self.source.stream() as stream:
                taken = intake.seal_stream(stream, self.source.name, self.source.size, progress, stopped)
        except Malformed:
            raise Unfit from None
        if taken.kind is not Kind.IMAGE:
            raise Denied(
                _("This attachment is no picture. Nothing was taken in; it lies sealed in the inbox as before.")
            )
        return taken


def prepare(house: House, ident: str) -> Done[Taking]:
    """Begin to take an attachment that was stated to be a photo of the material into the entry of its report."""
    thread, told = ident.split(":")[0], house.attachments.one(ident)
    entries = house.materials.of_thread(thread)
    if not entries:
        raise Conflict(_("This report is not in the register yet. Please make its entry first; nothing was taken in."))
    if told.kind != MATERIAL:
        raise Conflict(_("Nobody has said that this is a photo of the material. Nothing was taken in."))
    if house.attachments.images(ident):
        raise Denied(
            _("The report speaks of sexual pictures of real people, so nothing of it comes into the register. Nothing was taken in.")
        )  # fmt: skip
    house.attachments.case(ident)  # refuses where the report is kept from somebody: everybody reads the register
    sources = house.attachments.open(ident)
    free = next((one.entry.id for one in entries if one.entry.attachment is None), entries[0].entry.id)
    place = house.photos.prepare(free).value
    return Done(Taking(ident, sources[-1], place), Changes.NONE)


def enter(house: House, taking: Taking, taken: Taken) -> Done[str]:
    """Write down what was sealed; only then its pieces go from the inbox."""
    with house.database(Compartment.CASEWORK).atomic():
        done = house.photos.enter(taking.place, taken.media, taken.size, taken.sha256)
        house.attachments.note_photo(taking.attachment, done.value)
    house.attachments.sweep()
    return Done(taking.place.entry, done.changes | Changes.INBOX)


def give_up(house: House, taking: Taking, problem: GyeotError | None = None) -> Done[None]:
    """Nothing is taken in after all; the pieces stay as they came, and an oddity is written down."""
    house.photos.abandon(taking.place)
    if isinstance(problem, Unfit):
        house.attachments.note_odd(taking.attachment)
    return Done(None, Changes.INBOX if isinstance(problem, Unfit) else Changes.NONE)


def erase_over(house: House) -> Done[int]:
    """Erase entries that had their time, and then the files of their photos."""
    done = house.materials.erase_over()
    house.photos.sweep()
    return done
