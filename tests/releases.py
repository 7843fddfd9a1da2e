"""Signed manuals for tests: a shipped one with a higher version and a few other words."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.manual import parcel, signing
from app.manual.signing import TrustedKey
from app.paths import resource


@dataclass(frozen=True)
class Release:
    """A file as it comes on a USB stick, and the key that signed it."""

    file: Path
    public_file: Path
    version: str

    @property
    def public(self) -> bytes:
        return signing.read_public(self.public_file)

    @property
    def key(self) -> TrustedKey:
        return TrustedKey(self.public, "서울시")


def release(folder: Path, version: str = "99.0.0", line: str = "C1 단계의 새 첫 줄입니다.") -> Release:
    """The stalking manual with another first line to say, packed and signed in `folder`."""
    source = Path(shutil.copytree(resource("manuals", "stalking"), folder / f"source-{version}"))
    head = (source / "pack.yaml").read_text("utf-8")
    old = head.split('version: "')[1].split('"')[0]
    (source / "pack.yaml").write_text(head.replace(f'version: "{old}"', f'version: "{version}"', 1), "utf-8")
    sheet = source / "ko" / "C1.md"
    words = sheet.read_text("utf-8").split("\n")
    words[words.index("### say") + 1] = f"- {line}"
    sheet.write_text("\n".join(words), "utf-8")
    private = folder / "city.pem"
    if not private.exists():
        signing.new_key(private)
    out = folder / f"stalking-{version}.gyeot"
    parcel.export(source, out)
    return Release(parcel.sign(out, private), private.with_suffix(".pub"), version)
