"""Writing the slots file: a manager signs the authority part, each user signs their own."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Conflict, Denied
from app.i18n import _
from app.kinds import Role
from app.vault import slots_file
from app.vault.home import Home
from app.vault.identity import Identity
from app.vault.keys import Keys
from app.vault.slots import FORMAT, Authority, Drill, Personal, Signed, Slots
from app.vault.slots_text import authority_body, personal_body


def sign_authority(identity: Identity, part: Authority) -> Signed:
    """The manager's part with the manager's signature."""
    body = authority_body(part)
    message = slots_file.authority_label(part.centre) + body
    return Signed(body, identity.signing.sign(message))


def sign_personal(identity: Identity, part: Personal) -> Signed:
    """A user's own part with their signature."""
    body = personal_body(part)
    message = slots_file.personal_label(identity.centre, part.user) + body
    return Signed(body, identity.signing.sign(message))


def need_manager(keys: Keys) -> None:
    if keys.role is not Role.MANAGER:
        raise Denied(_("Only a manager can do this. Ask a manager of your centre."))


def record_drill(home: Home, keys: Keys, drill: Drill) -> None:
    """Add a drill that succeeded to the manager's part."""
    old = home.slots.authority
    part = replace(old, version=old.version + 1, signer=str(keys.user), drills=(*old.drills[-99:], drill))
    signed = sign_authority(keys.identity, part)
    save(home, home.slots.with_authority(part, signed))


def save(home: Home, slots: Slots, *, forget_older: bool = False) -> None:
    """Write the slots file; with `forget_older` its copies too, so that old slots open nothing in this folder."""
    if slots.format > FORMAT:
        raise Conflict(
            _("The slots file was written by a newer Gyeot and was left as it is. Update Gyeot, then try again.")
        )
    data = slots_file.write(slots)
    slots_file.parse(data, home.manifest)
    kept = slots_file.copies(home.path)
    if forget_older:
        kept.replace_all(data)
    else:
        kept.write(data)
