"""Reading a file of cases in the open (app.flows.open_file): by its manifest, each member within its announced size.

Nothing is unpacked to a path: a case is read into memory, a file of evidence goes piece by piece to where it is sealed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import error as struct_error
from typing import Any

from app.errors import BadInput
from app.flows import open_file
from app.flows.sealed_lines import CASE_MOST, PIECE, Part
from app.flows.travelling import newer, not_whole
from app.i18n import _
from app.vault import age
from app.vault.canonical import Malformed

_MANIFEST_MOST = 256 << 20
_FAULTS = (
    Malformed, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct_error, ValueError, KeyError, TypeError,
    AttributeError, IndexError, EOFError, NotImplementedError, OverflowError, RuntimeError, OSError,
)  # fmt: skip
"""What a zip or JSON that others made may end in."""


class OpenParts:
    """The cases and files of an open file, in the order of its manifest."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self._path, self._passphrase = path, passphrase
        with self._archive() as archive, _wholly():
            told = json.loads(_read(archive, open_file.MANIFEST, _MANIFEST_MOST))
            if told["min_reader"] > open_file.FORMAT:
                raise newer()
            self.id, self.centre = str(told["id"]), str(told["centre"])
            bytes.fromhex(self.id)
            self._members: dict[str, dict[str, Any]] = dict(told["members"])
            names = [one.filename for one in archive.infolist()]
            if sorted(names) != sorted([*self._members, open_file.MANIFEST]):
                raise not_whole()

    @contextmanager
    def _archive(self) -> Iterator[zipfile.ZipFile]:
        try:
            stream = self._path.open("rb")
        except OSError as problem:
            raise BadInput(
                _("The file {path} cannot be read. Nothing was changed.").format(path=self._path)
            ) from problem
        with stream, _wholly():
            if stream.read(len(age.MAGIC)) == age.MAGIC:
                if self._passphrase is None:
                    raise BadInput(
                        _("This file opens with its passphrase only. Nothing was taken in. Please give --file-passphrase-file."),
                        field="file_passphrase_file",
                    )  # fmt: skip
                with zipfile.ZipFile(age.Reading(stream, self._passphrase)) as archive:
                    yield archive
            else:
                with zipfile.ZipFile(stream) as archive:
                    yield archive

    def parts(self) -> Iterator[Part]:
        """Every case with its files after it; Damaged where a member is not as the manifest says."""
        with self._archive() as archive:
            for name in [one for one in self._members if one.startswith("cases/") and one.endswith("/case.json")]:
                with _wholly():
                    told = json.loads(b"".join(self._pieces(archive, name, CASE_MOST)))
                    rows = json.dumps(told["tables"], ensure_ascii=False).encode("utf-8", "surrogatepass")
                    files = [(str(one["item"]), str(one["path"])) for one in told["files"]]
                    if not all(path.startswith(name.removesuffix("case.json") + "files/") for _item, path in files):
                        raise not_whole()
                yield Part("case", iter((rows,)))
                for item, path in files:
                    with _wholly():
                        size, digest = int(self._members[path]["size"]), str(self._members[path]["sha256"])
                    body = self._pieces(archive, path, size)
                    yield Part("file", body, item, size, digest)
                    for _piece in body:
                        pass

    def _pieces(self, archive: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
        """A member, proven at its end: never more than it announced."""
        with _wholly():
            size, digest, done = int(self._members[name]["size"]), hashlib.sha256(), 0
            if size > most:
                raise not_whole()
            with archive.open(name) as member:
                while piece := member.read(min(PIECE, size - done + 1)):
                    done += len(piece)
                    if done > size:
                        raise not_whole()
                    digest.update(piece)
                    yield piece
            if done != size or digest.hexdigest() != self._members[name]["sha256"]:
                raise not_whole()


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise not_whole()
    return data


@contextmanager
def _wholly() -> Iterator[None]:
    """Whatever a foreign zip or JSON ends in, is one sentence."""
    try:
        yield
    except _FAULTS:
        raise not_whole() from None
