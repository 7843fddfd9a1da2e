"""Fetches the report page as a stranger would: unsigned, with the words of a common browser, every file of it.

A host that wanted to show this program another page than reporters get could still tell it by its address, so the door
sign asks people to look from elsewhere too, now and then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sync.relay import Reply, at, bad_address, client, reply, unreached
from app.wire import Malformed, page_manifest

if TYPE_CHECKING:
    from httpx2 import Client

_BROWSER = {
    "user-agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-language": "ko-KR,ko;q=0.9,en;q=0.7",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """The page as it stood there: digests by path (None where nothing was served), and what came with it."""

    files: Mapping[str, str | None]
    guards: Mapping[str, str]
    paper: bytes | None
    keys: bytes | None

    @property
    def whole(self) -> dict[str, str]:
        """The digests, where every file was there."""
        return {path: digest for path, digest in self.files.items() if digest is not None}


def look(url: str, centre: str, wanted: Iterable[str] = (), http: Client | None = None) -> Seen:
    """Fetch the page at `url`: the files of `wanted`, or those that its own list names.

    NotReached where nothing answers; Malformed where its list is no list of a page.
    """
    import httpx2

    try:
        with http or client() as connection:
            return _look(connection, url, centre, tuple(wanted))
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise bad_address() from None
    except httpx2.HTTPError:
        raise unreached() from None


def _look(http: Client, url: str, centre: str, wanted: tuple[str, ...]) -> Seen:
    root = _get(http, url, "/")
    if root.status_code >= 500:
        raise unreached()
    names = wanted or _listed(_get(http, url, f"/{page_manifest.LIST}"))
    found = {name: _digest(_get(http, url, f"/{name}")) for name in names if name != page_manifest.INDEX}
    paper, keys = _get(http, url, f"/{page_manifest.PAPER}"), _get(http, url, f"/v1/centres/{centre}/keys")
    guards = {name: root.headers.get(name, "") for name in (*page_manifest.GUARDS, *page_manifest.UNWANTED)}
    return Seen({**found, page_manifest.INDEX: _digest(root)}, guards, _body(paper), _body(keys))


def _get(http: Client, url: str, path: str) -> Reply:
    return reply(http, "GET", at(url, path), _BROWSER)


def _body(found: Reply) -> bytes | None:
    small = len(found.content) <= page_manifest.LARGEST
    return found.content if found.status_code == 200 and small else None


def _digest(found: Reply) -> str | None:
    body = _body(found)
    return None if body is None else hashlib.sha256(body).hexdigest()


def _listed(found: Reply) -> tuple[str, ...]:
    try:
        told = json.loads(_body(found) or b"")["files"]
        return tuple(page_manifest.digests({path: one["sha256"] for path, one in told.items()}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Malformed("page") from None
