"""After how many minutes without a key a desk of this centre locks: on its own, and while somebody is spoken with."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.errors import BadInput
from app.i18n import _
from app.office.service import Office

IDLE, CONTACT = range(1, 61), range(10, 241)
"""Minutes a centre may choose: a desk left alone for longer, or a call cut off sooner, would help nobody."""
_IDLE_KEY, _CONTACT_KEY = "lock.idle", "lock.contact"


@dataclass(frozen=True, slots=True)
class Limits:
    """Minutes until the lock; `contact` holds during a contact or a guided session, which is masked after `idle`."""

    idle: int = 10
    contact: int = 60


class LockLimits:
    """The limits as the office keeps them; everybody reads, a manager sets."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def limits(self) -> Limits:
        """What stands in the settings; whatever is not a limit there counts as not set."""
        default = Limits()
        idle = _read(self._office.setting(_IDLE_KEY), IDLE, default.idle)
        return Limits(idle, max(idle, _read(self._office.setting(_CONTACT_KEY), CONTACT, default.contact)))

    def set(self, idle: int, contact: int) -> Done[Limits]:
        if idle not in IDLE:
            raise BadInput(_("Please choose between {least} and {most} minutes.").format(**_ends(IDLE)), field="idle")
        if contact not in CONTACT:
            sentence = _("Please choose between {least} and {most} minutes.")
            raise BadInput(sentence.format(**_ends(CONTACT)), field="contact")
        if contact < idle:
            raise BadInput(
                _("A call or a session cannot have less time than an empty desk. Nothing was changed."), field="contact"
            )
        for key, value in ((_IDLE_KEY, idle), (_CONTACT_KEY, contact)):
            self._office.set(key, str(value))
        return Done(self.limits(), Changes.SETTINGS)


def _read(text: str, allowed: range, default: int) -> int:
    return int(text) if text.isdecimal() and int(text) in allowed else default


def _ends(allowed: range) -> dict[str, int]:
    return {"least": allowed[0], "most": allowed[-1]}
