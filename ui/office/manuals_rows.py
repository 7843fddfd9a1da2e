"""The versions of each manual as rows: where they came from, which one is used, and how far they were reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.clock import local
from app.i18n import _, full_date, pgettext
from app.manual.holdings import Volume
from app.manual.signing import TrustedKey
from app.wire import fours
from ui.kit.rows import Head, Row

SHORT = 2
"""How many groups of a fingerprint stand in a row; the card shows all of them."""


def rows(volumes: Sequence[Volume]) -> Iterator[Row | Head]:
    """Manual after manual, the newest version of each first."""
    for _pack, its in groupby(volumes, lambda one: one.pack.id):
        versions = list(its)
        yield Head(versions[0].pack.title, _versions(len(versions)))
        yield from (_row(one) for one in versions)


def _versions(count: int) -> str:
    return _("{count} versions").format(count=count) if count > 1 else ""


def _row(volume: Volume) -> Row:
    used = volume.in_use
    return Row(
        volume.id,
        _("Version {version}").format(version=volume.pack.version),
        meta=" ".join(fours(volume.pack.hash)[:SHORT]),
        second=" · ".join(filter(None, (came_from(volume), review_word(volume)))),
        icon="book" if used else "folder",
        state=state_word(volume),
        state_tone="accent" if used else "text2",
        state_icon="check" if used else "",
        done=not used,
    )


def state_word(volume: Volume) -> str:
    if volume.in_use:
        return pgettext("a version", "In use")
    return pgettext("a version", "Newer, not used") if volume.newest else pgettext("a version", "Kept")


def came_from(volume: Volume) -> str:
    """Who vouches for a version, or that it came with the program."""
    last = volume.last
    if last is None or last.signer is None:
        return _("came with the program")
    return _("signed by {holder}").format(holder=last.holder) if last.holder else _("signed with a key brought along")


def since(volume: Volume) -> str:
    """The day a version last came into use."""
    return full_date(local(volume.last.at).date()) if volume.last else ""


def review_word(volume: Volume) -> str:
    """How far a version was reviewed; nothing is claimed that did not happen."""
    reviewed, texts = volume.reviewed
    if not reviewed:
        return _("not yet reviewed by a practitioner")
    if reviewed == texts:
        return _("reviewed by a practitioner")
    return _("{reviewed} of {texts} texts reviewed by a practitioner").format(reviewed=reviewed, texts=texts)


def key_row(key: TrustedKey) -> Row:
    """A trusted key: its holder, from when to when, and its fingerprint in groups."""
    return Row(
        key.fingerprint,
        key.holder,
        meta=_days(key),
        second=" ".join(key.fingerprint.split()[:8]) + " …",
        icon="key",
        state=_("Pinned here") if key.pinned_on else _("With the program"),
    )


def _days(key: TrustedKey) -> str:
    if key.pinned_on:
        return _("since {day}").format(day=full_date(key.pinned_on))
    if key.since and key.until:
        return _("{first} to {last}").format(first=full_date(key.since), last=full_date(key.until))
    return _("until {day}").format(day=full_date(key.until)) if key.until else ""
