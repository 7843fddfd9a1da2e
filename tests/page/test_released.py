"""The page that is made here is the one that this release knows, so that the page watch can say so to a manager."""

from __future__ import annotations

import json
from pathlib import Path

from app.flows import watch_page
from app.wire import page_manifest


def test_the_release_names_the_page_that_its_sources_make(made: Path) -> None:
    listed = json.loads((made / page_manifest.LIST).read_text("utf-8"))["files"]
    found = page_manifest.fingerprint(page_manifest.digests({path: one["sha256"] for path, one in listed.items()}))
    assert watch_page.known(found), f"write this into resources/{watch_page.RELEASE}: {found}"
