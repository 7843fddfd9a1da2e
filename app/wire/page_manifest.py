"""What a centre's report page is made of, signed by the page's own key: every file, the centre's paper, the headers.

Whoever fetches the page as a stranger would can tell from this whether it is still the page that the centre let stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.wire import canonical as c
from app.wire.documents import Sign

MOST_FILES, LARGEST = 400, 2_000_000
"""Files of a page, and bytes of one of them."""
INDEX, LIST, PAPER = "index.html", "manifest.json", "centre.json"
"""Served at the root; what the page is made of; what the page says of its centre."""
_PATH = r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*){0,7}"
_PLAIN = r"[0-9a-f]{64}"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "worker-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types gyeot",
    )
)
GUARDS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noarchive",
}
"""Headers that are half of the page's protection: the page is not the page without them."""
UNWANTED = (
    "Clear-Site-Data",
    "Content-Security-Policy-Report-Only",
    "Link",
    "NEL",
    "Refresh",
    "Report-To",
    "Reporting-Endpoints",
    "Service-Worker-Allowed",
    "Set-Cookie",
    "Speculation-Rules",
)
"""Headers by which a host could lead people elsewhere, or tell somebody of them, though every file is unaltered."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The page that a centre let stand; `files` are SHA-256 digests (64 hex digits) by path, `paper` that of the paper."""

    centre: str
    seq: int
    files: Mapping[str, str]
    paper: str

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.files)


def fingerprint(files: Mapping[str, str]) -> str:
    """One digest (64 hex digits) for a page, without its centre's paper: as release, host and centre compare it."""
    return hashlib.sha256(c.dumps(dict(files))).hexdigest()


def digests(value: object) -> dict[str, str]:
    """Paths and digests from outside, read strictly."""
    found = c.mapping(value)
    if len(found) > MOST_FILES or INDEX not in found or PAPER in found or LIST in found:
        raise c.Malformed("files")
    return {c.text(path, _PATH): c.text(digest, _PLAIN) for path, digest in found.items()}


def write_manifest(manifest: Manifest, sign: Sign) -> bytes:
    """The signed manifest."""
    facts = {"centre": manifest.centre, "seq": manifest.seq, "files": dict(manifest.files), "paper": manifest.paper}
    return c.signed({"schema": "page/1", **facts}, sign)


def read_manifest(document: bytes, centre: str, verify: bytes) -> Manifest:
    """The manifest of this centre, signed by its page's key."""
    value = c.opened(document, verify)
    c.exactly(value, "schema", "centre", "seq", "files", "paper")
    c.text(value["schema"], "page/1")
    return Manifest(
        centre=c.text(value["centre"], centre),
        seq=c.whole(value["seq"], 1, 1_000_000),
        files=digests(value["files"]),
        paper=c.text(value["paper"], _PLAIN),
    )
