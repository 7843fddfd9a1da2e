"""`gyeot manual`: manuals, their keys and versions, and what is printed of them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app import i18n
from app.cli.answers import Answer, Faults, say
from app.cli.arguments import PATH, command, group_of, legal_day, one_of
from app.cli.signing_in import desk_of
from app.errors import BadInput
from app.i18n import _

if TYPE_CHECKING:
    from app.documents import Handed, Handouts


_FOLDER = {**PATH, "metavar": "DIR"}
_PARCEL = {**PATH, "metavar": "FILE"}
_KEY = {**PATH, "metavar": "KEY"}


def add_manual(commands: Any) -> None:
    """Declare `gyeot manual …`."""
    told = _("list · check · diff · export · key · sign · install · use · pin · unpin · preview · book · handout")
    group = group_of(commands, "manual", told)
    _add_reading(group)
    _add_packing(group)
    _add_installing(group)
    _add_papers(group)


def _add_reading(group: Any) -> None:
    folder = {**_FOLDER, "help": _("the folder of a manual, with its pack.yaml")}
    told = _("the manuals at hand; with a sign-in, every version this centre has and which one it uses")
    command(group, "list", _list_manuals, help=told, description=told)
    told = _("what is wrong with a manual, each finding with its file and line; without DIR, the shipped ones")
    day = {"type": legal_day, "metavar": "DAY", "help": _("the day whose law counts, as 2027-06-01; today without it")}
    maybe = {**folder, "nargs": "?"}
    command(group, "check", _check_manual, ("folder", maybe), ("--on", day), help=told, description=told)
    told = _("what changed from one manual to another, as data and as sentences to read")
    before, after = {**folder, "metavar": "BEFORE"}, {**folder, "metavar": "AFTER"}
    command(group, "diff", _diff_manuals, ("before", before), ("after", after), help=told, description=told)
    told = _("a window that shows a manual from its folder, again after each save, and lists what is wrong")
    command(group, "preview", _preview_manual, ("folder", folder), help=told, description=told)


def _add_packing(group: Any) -> None:
    folder = {**_FOLDER, "help": _("the folder of a manual, with its pack.yaml")}
    told = _("pack a manual into one file; the same manual gives the same bytes everywhere")
    out = {**PATH, "metavar": "OUT", "help": _("the file to write")}
    command(group, "export", _export_manual, ("folder", folder), ("out", out), help=told, description=told)
    told = _("make a signing key; its public half and fingerprint are for handing out, the key itself never is")
    key = {**_KEY, "help": _("the file of the signing key")}
    command(group, "key", _new_manual_key, ("key", key), help=told, description=told)
    told = _("sign a packed manual; the signature goes into the file itself")
    parcel = {**_PARCEL, "help": _("a manual packed into one file")}
    command(group, "sign", _sign_manual, ("parcel", parcel), ("key", key), help=told, description=told)


def _add_installing(group: Any) -> None:
    spoken = {"metavar": "F", "help": _("the fingerprint of the key, as its keeper reads it out")}
    told = _("verify a signed manual and install it beside the old version; by a manager, or --into a folder")
    parcel = {**_PARCEL, "help": _("a manual packed into one file")}
    public = {**PATH, "metavar": "K", "help": _("trust this public key too, for this once; with --fingerprint")}
    into = {**PATH, "metavar": "DIR", "help": _("a folder instead of a centre")}
    command(
        group, "install", _install_manual, ("parcel", parcel), ("--key", public), ("--fingerprint", spoken),
        ("--into", into), help=told, description=told,
    )  # fmt: skip
    told = _("use another version that is here: go back to an older one, or on to the newest")
    ident = {"metavar": "ID", "help": _("which manual, as “manual list” names it")}
    version = {"metavar": "VERSION", "help": _("which version, as 1.0.0")}
    command(group, "use", _use_manual, ("id", ident), ("version", version), help=told, description=told)
    told = _("trust a further public key in this centre; compare its fingerprint with its keeper first")
    key = {**PATH, "metavar": "K", "help": _("the file of the public key")}
    holder = {"required": True, "metavar": "NAME", "help": _("whose key it is")}
    fingerprint = ("--fingerprint", {**spoken, "required": True})
    command(group, "pin", _pin_key, ("key", key), fingerprint, ("--holder", holder), help=told, description=told)
    told = _("trust a key of this centre no longer; what it signed stays")
    command(group, "unpin", _unpin_key, ("fingerprint", spoken), help=told, description=told)


def _add_papers(group: Any) -> None:
    told = _("a whole manual as a book to hand on; with a sign-in, with the numbers this centre has checked")
    tongue = ("--language", {"type": one_of(*i18n.LANGUAGES), "default": "ko", "metavar": "ko|en"})
    out = ("--out", {**PATH, "required": True, "metavar": "FILE", "help": _("the file to write")})
    side = ("--side", {"default": "victim", "metavar": "victim|police|organisation"})
    command(group, "book", _make_book, "id", side, tongue, out, help=told, description=told)
    told = _("chosen steps for the person harmed: normal, large print, easy words, or a discreet card to fold")
    form = {"type": one_of("normal", "large", "easy", "discreet"), "default": "normal"}
    title = {"type": one_of("memo", "notes", "things"), "default": "memo", "help": _("the neutral title it carries")}
    fold = {"type": one_of("four", "eight"), "default": "four", "help": _("panels of a discreet card")}
    steps = {"required": True, "metavar": "A1,A2", "help": _("the steps, in their order")}
    command(
        group, "handout", _make_handout, "id", ("--steps", steps), ("--form", form), ("--title", title),
        ("--fold", fold), ("--no-law", {"action": "store_true"}), tongue, out, help=told, description=told,
    )  # fmt: skip


def _list_manuals(given: argparse.Namespace) -> Answer:
    from app.manual import reports

    if given.home is None:
        return reports.listing()
    with desk_of(given) as desk:
        return {**reports.listing(desk.library), "versions": [reports.version(one) for one in desk.holdings.volumes()]}


def _check_manual(given: argparse.Namespace) -> Answer:
    from app.manual import reports

    found = reports.check_report(given.folder, given.on)
    if found["errors"]:
        raise Faults(
            _("The check found {count} errors; each stands in the answer.").format(count=found["errors"]), found
        )
    return found


def _diff_manuals(given: argparse.Namespace) -> Answer:
    from app.manual import reports

    return reports.diff_report(given.before, given.after)


def _export_manual(given: argparse.Namespace) -> Answer:
    from app.manual import parcel, reports

    return reports.summary_of(parcel.export(given.folder, given.out))


def _new_manual_key(given: argparse.Namespace) -> Answer:
    from app.manual import signing

    public = signing.new_key(given.key)
    found = signing.fingerprint(signing.read_public(public))
    return {"key": str(given.key), "public_key": str(public), "fingerprint": found}


def _sign_manual(given: argparse.Namespace) -> Answer:
    from app.manual import parcel

    return {"signed": str(parcel.sign(given.parcel, given.key))}


def _install_manual(given: argparse.Namespace) -> Answer:
    from app.manual import Library, install, reports, signing, trust
    from app.paths import resource

    if (given.key is None) != (given.fingerprint is None):
        raise BadInput(_("--key goes together with --fingerprint. Nothing was installed."), field="key")
    brought = trust.given(signing.read_public(given.key), given.fingerprint) if given.key else None
    if given.into is not None:
        library = Library((resource("manuals"), given.into))
        ground = install.ground_of(given.into, signing.release_keys(), library)
        return reports.summary_of(install.install(given.parcel, ground.trusting(brought)).pack)
    if given.home is None:
        raise BadInput(_("Please name the centre with --home, or a folder with --into. Nothing was installed."))
    with desk_of(given) as desk:
        parcel = install.install(given.parcel, desk.holdings.ground().trusting(brought))
        return {**reports.summary_of(desk.holdings.take_in(parcel).value), "signed_by": parcel.key.fingerprint}


def _use_manual(given: argparse.Namespace) -> Answer:
    from app.manual import reports

    with desk_of(given) as desk:
        return reports.summary_of(desk.holdings.use(given.id, given.version).value)


def _pin_key(given: argparse.Namespace) -> Answer:
    from app.manual import signing

    public = signing.read_public(given.key)
    with desk_of(given) as desk:
        key = desk.holdings.trust.pin(public, given.fingerprint, given.holder).value
        return {"pinned": key.fingerprint, "holder": key.holder}


def _unpin_key(given: argparse.Namespace) -> Answer:
    with desk_of(given) as desk:
        return {"unpinned": desk.holdings.trust.unpin(given.fingerprint).value.fingerprint}


@contextmanager
def _handouts(given: argparse.Namespace) -> Iterator[Handouts]:
    """Books and hand-outs: with the numbers a centre has checked where one is named, else as they are shipped."""
    from app.documents import Centre, Handouts
    from app.manual import Library, directory

    if given.home is None:
        yield Handouts(Centre(""), Library(), directory)
        return
    with desk_of(given) as desk:
        yield desk.handouts


def _make_book(given: argparse.Namespace) -> Answer:
    from app.documents import Edition

    with _handouts(given) as handouts:
        return _pressed(handouts.book(Edition(given.id, given.side, given.language), given.out).value)


def _make_handout(given: argparse.Namespace) -> Answer:
    from app.documents import Fold, Form, Leaflet

    steps = tuple(one for one in re.split(r"[,\s]+", given.steps) if one)
    form, fold = Form(given.form), Fold(given.fold)
    leaflet = Leaflet(given.id, steps, form, given.language, given.title, fold, not given.no_law)
    with _handouts(given) as handouts:
        return _pressed(handouts.export(leaflet, given.out, plain_reason=_("It belongs to no case.")).value)


def _pressed(handed: Handed) -> dict[str, Any]:
    """The file, and what was left out of it."""
    for warning in handed.paper.warnings:
        say(warning)
    left_out = {name: list(getattr(handed.made, name, ())) for name in ("lost", "lost_law", "unsaid")}
    return {"file": handed.paper.path, "pages": handed.paper.pages, "sha256": handed.paper.sha256, **left_out}


def _preview_manual(given: argparse.Namespace) -> Answer:
    raise BadInput(
        _("The preview is a window, and this program was started without one. Start it as “gyeot manual preview”.")
    )
