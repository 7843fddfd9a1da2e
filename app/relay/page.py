"""The report page, served from a folder: only what its manifest names, unaltered, and the centre's own paper.

The headers are half of the page's protection: nothing from elsewhere is loaded, nothing is sent elsewhere, nothing
frames it, and no text becomes code.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response

from app.errors import BadInput, Damaged
from app.i18n import _
from app.relay.problems import Problem
from app.wire.page_manifest import INDEX, LARGEST, LIST, MOST_FILES, PAPER

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of the page, as it is sent."""

    type: str
    tag: str
    plain: bytes
    packed: bytes | None


def load(folder: Path) -> dict[str, File]:
    """The page's files by their path, checked against the manifest once, at the start."""
    try:
        named = json.loads((folder / LIST).read_bytes())["files"]
        wanted = {str(name): str(told["sha256"]) for name, told in named.items()}
        files = {name: _file(folder, name, digest) for name, digest in wanted.items()}
        files[LIST] = _file(folder, LIST, None)
        if (folder / PAPER).is_file():
            files[PAPER] = _file(folder, PAPER, None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            _("The page in {folder} cannot be read. Nothing was started. Please make it once more.").format(
                folder=folder
            ),
            field="page",
        ) from None
    if INDEX not in files or len(files) > MOST_FILES:
        raise Damaged(_("The page in {folder} is not whole. Nothing was started.").format(folder=folder))
    return files


def _file(folder: Path, name: str, digest: str | None) -> File:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or path.stat().st_size > LARGEST:
        raise ValueError(name)
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if digest is not None and found != digest:
        raise Damaged(_("A file of the page differs from its manifest: {name}. Nothing was started.").format(name=name))
    packed = gzip.compress(data, 9, mtime=0)
    small = packed if len(packed) < len(data) else None
    return File(_TYPES.get(path.suffix, "application/octet-stream"), f'"{found[:32]}"', data, small)


def routes(app: FastAPI, folder: Path) -> None:
    """Declare `GET /` and every file; last of all, for nothing else may be overtaken by a file's name."""
    files = load(folder)

    @app.get("/", include_in_schema=False)
    async def index(request: Request) -> Response:
        return send(files[INDEX], request)

    @app.get("/{path:path}", include_in_schema=False)
    async def file(request: Request, path: str) -> Response:
        if path not in files:
            raise Problem("not-found", 404)
        return send(files[path], request)


def send(file: File, request: Request) -> Response:
    """The file, packed where the browser can unpack it; nothing where it has it already."""
    headers = {"ETag": file.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.type)
    return Response(file.plain, headers=headers, media_type=file.type)
