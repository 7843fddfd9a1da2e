"""The house as a test: what stands where, who may import what, and which words reach people.

Layers and protected edges are import contracts in `pyproject.toml`; here stands what those cannot say.
"""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TOP = {"pyproject.toml", "app", "ui", "resources", "packaging", "tests", "README.md", "LICENSE"}
MADE = {".git", ".venv", ".cache", "__pycache__", "dist", "build", "tour"}
NAMELESS = {"utils", "util", "common", "helpers", "misc", "widgets", "logic", "docs"}
HOMES = {
    "sqlcipher3": "app/store",
    "reportlab": "app/documents",
    "pikepdf": "app/documents",
    "keyring": "app/vault",
    "httpx2": "app/sync",
    "fastapi": "app/relay",
    "sqlalchemy": "app/relay",
}
ONE_SYSTEM = {"ctypes", "fcntl", "grp", "msvcrt", "posix", "pty", "pwd", "resource", "termios", "tty", "winreg"}
PLATFORM_FILE = "platform.py"
LAST_RESORT = "app/logs.py"
KEYWORDS = {"_": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}

Placeholders = frozenset[str]


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not MADE & set(path.parts)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def everything() -> Iterator[Path]:
    """Every file and folder that is ours, without what is made, downloaded or kept by tools."""
    waiting = [ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in MADE or path.name.endswith(("_cache", ".egg-info")) or path.name == ".hypothesis":
                continue
            yield path
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)


def content(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file names in an import, absolute, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parent.parts
            above = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            yield base, node.lineno
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def offences(paths: list[Path], *forbidden: str) -> list[str]:
    """Where a file imports one of these modules or something inside them."""
    return [
        f"{name(path)}:{line} imports {module}"
        for path in paths
        for module, line in imports(path)
        if any(module == root or module.startswith(f"{root}.") for root in forbidden)
    ]


def calls(path: Path, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            yield node


# --- what stands where ----------------------------------------------------------------------------


def test_the_top_level_is_fixed() -> None:
    here = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - MADE
    assert {entry for entry in here if not entry.endswith(".egg-info")} <= TOP


def test_no_room_is_named_after_nothing() -> None:
    rooms = [path for path in everything() if path.name not in TOP]
    # What slices share by right: words, and the ground every database file stands on.
    shared = {"resources/locale/ko/common.po", "app/store/migrations/common"}
    assert [name(path) for path in rooms if path.stem in NAMELESS and name(path) not in shared] == []


def test_every_module_says_what_it_is() -> None:
    silent = [name(path) for path in sources("app", "ui", "packaging") if not ast.get_docstring(tree(path))]
    assert silent == []


def needles() -> list[str]:
    # Put together here, so that this file does not find itself.
    hosts = [("pypi", "org"), ("pythonhosted", "org"), ("registry.npmjs", "org"), ("crates", "io")]
    paths = [("work", "main"), ("work", "shared"), ("tmp", "gyeot"), ("opt", "pypi"), ("root", ".pyenv")]
    return [".".join(host) for host in hosts] + ["/" + "/".join(path) for path in paths]


def test_no_file_names_a_registry_or_the_workplace() -> None:
    files = [path for path in everything() if path.is_file()]
    found = [f"{name(path)}: {needle}" for path in files for needle in needles() if needle in content(path)]
    assert found == []


# --- who may import what --------------------------------------------------------------------------


def test_the_core_knows_no_windows() -> None:
    assert offences(sources("app"), "PySide6", "shiboken6", "ui") == []


def test_the_windows_know_no_sql() -> None:
    slices = sorted(path.parent.name for path in (ROOT / "app").glob("*/records.py"))
    inside = [f"app.{slice_}.records" for slice_ in slices]
    assert offences(sources("ui"), "sqlcipher3", "sqlite3", "app.store", *inside) == []


@pytest.mark.parametrize(("library", "home"), sorted(HOMES.items()))
def test_a_library_has_one_home(library: str, home: str) -> None:
    elsewhere = [path for path in sources("app", "ui") if not name(path).startswith(f"{home}/")]
    assert offences(elsewhere, library) == []


def test_what_only_one_system_has_stands_in_platform_files() -> None:
    elsewhere = [path for path in sources("app", "ui") if path.name != PLATFORM_FILE]
    assert offences(elsewhere, *ONE_SYSTEM) == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether it swallows any error; cleaning up and raising it again is not catching."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    wide = any(kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"} for kind in kinds)
    last = handler.body[-1]
    return wide and not (isinstance(last, ast.Raise) and last.exc is None)


def test_everything_is_caught_in_one_place_only() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in sources("app", "ui", "packaging")
        if name(path) != LAST_RESORT
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert found == []


def test_the_core_prints_nothing_but_answers_to_commands() -> None:
    quiet = [path for path in sources("app") if not name(path).startswith(("app/cli.py", "app/cli/"))]
    assert [f"{name(path)}:{call.lineno}" for path in quiet for call in calls(path, "print")] == []


# --- words for people -----------------------------------------------------------------------------


def places(text: str) -> Placeholders:
    return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


def ids_in(path: Path) -> Iterator[tuple[str, int]]:
    """Every text a file asks the catalogue for, with its line."""
    for line, message, _, _ in extract_from_file("python", str(path), keywords=KEYWORDS):
        texts = message if isinstance(message, tuple) else (message,)
        yield from ((text, line) for text in texts[:1] if text)


def korean() -> Iterator[tuple[str, str, str, str]]:
    """Every Korean text: its file, its id, itself."""
    for path in sorted((ROOT / "resources" / "locale" / "ko").glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="ko", abort_invalid=True):
                if message.id and isinstance(message.id, str) and not message.fuzzy:
                    yield path.name, message.context or "", message.id, str(message.string)


def test_text_ids_are_literals() -> None:
    found = [
        f"{name(path)}:{call.lineno}"
        for path in sources("app", "ui")
        for call in calls(path, "_")
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert found == []


def test_every_text_is_there_in_korean_with_the_same_places() -> None:
    texts = {id_: text for _, _, id_, text in korean()}
    missing, differing = [], []
    for path in sources("app", "ui"):
        for id_, line in ids_in(path):
            if not texts.get(id_):
                missing.append(f"{name(path)}:{line} {id_}")
            elif places(id_) != places(texts[id_]):
                differing.append(f"{name(path)}:{line} {id_} → {texts[id_]}")
    assert not missing, f"{len(missing)} texts have no Korean:\n" + "\n".join(missing)
    assert not differing, "\n".join(differing)


def test_one_id_has_one_korean_text() -> None:
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    clashes = []
    for file, context, id_, text in korean():
        first_file, first_text = seen.setdefault((context, id_), (file, text))
        if text != first_text:
            clashes.append(f"{id_}: {first_file} “{first_text}”, {file} “{text}”")
    assert clashes == []


def test_korean_never_shouts() -> None:
    assert [f"{file}: {text}" for file, _, _, text in korean() if "!" in text or "！" in text] == []
