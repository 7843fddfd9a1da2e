#!/usr/bin/env python3
"""Sets Gyeot up beside itself and starts it; also runs every check.

    python3 packaging/run.py [ARGUMENTS]            the window, or any `gyeot` command
    python3 packaging/run.py test [ARGUMENTS]       style, types, contracts, then pytest with ARGUMENTS

Standard library only, and plain ASCII: it speaks before anything is installed, on any console.
The first start downloads what `requirements.lock` names by hash; later starts need no network.
Exit code 2 means that set-up could not go on; one sentence on stderr says why.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
INSTALLER = ROOT / "packaging" / "installer.lock"
PAGE = ROOT / "packaging" / "page.lock"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "gyeot-ready.json"
LOG = ROOT / ".cache" / "setup.log"

# Why an installation failed, by the words installers leave in the log; the first that fits is told.
REASONS = (
    (
        ("no space left", "disk quota"),
        "The disk is full, so set-up stopped; free 2 GB and repeat the command.",
    ),
    (
        ("hash mismatch", "do not match the hashes"),
        "A downloaded part is not the one recorded, so it was not installed; tell whoever looks after Gyeot.",
    ),
    (
        ("failed to fetch", "connect", "resolution", "timed out", "no matching distribution", "dns error"),
        "The parts of Gyeot could not be downloaded; connect to the network once and repeat the command, "
        "then everything works offline.",
    ),
    (
        ("",),
        "The parts of Gyeot could not be installed; repeat the command, and if it stays so, send the log.",
    ),
)

# What Qt loads by name, and the Debian package it comes from.
PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


# Programs that some tests need, by the Debian package that brings them and the tests that go without.
TOOLS = (
    ("chromium", "the report page", ("chromium", "chromium-browser", "google-chrome")),
    ("postgresql", "the relay on PostgreSQL", ("initdb", "postgresql/*/bin/initdb")),
)
DEBIAN = Path("/usr/lib")
"""Where Debian keeps what is not on the path: the last name of a tool is looked for here."""


class Stop(Exception):
    """Set-up cannot go on; the sentence says what is missing and what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks; the exit code is that of the program started, or 2."""
    try:
        if not new_enough(tuple(sys.version_info)):
            return become([newer_python(), str(Path(__file__).resolve()), *arguments])
        if arguments[:1] == ["test"]:
            make_ready("offscreen", page=True)
            bring_tools()
            return check(arguments[1:])
        return start(arguments)
    except Stop as reason:
        say(str(reason))
    except OSError as error:
        say(f"Set-up cannot write in {ROOT} ({error.strerror}); copy Gyeot to a folder of your own.")
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from here.")
        return 130
    return 2


# --- which Python ---------------------------------------------------------------------------------


def new_enough(version: tuple[object, ...]) -> bool:
    return version[:2] >= OLDEST


def newer_python() -> str:
    """Another Python on the path that is new enough; the one running is not."""
    for minor in (13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found and works(found):
            return found
    running = ".".join(str(part) for part in tuple(sys.version_info)[:3])
    raise Stop(f"Gyeot needs Python 3.11 or newer and this is {running}; install python3.11 and use that.")


def works(python: str) -> bool:
    """Whether that file is a Python that starts and is new enough."""
    question = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


# --- set-up ---------------------------------------------------------------------------------------


def make_ready(screen: str, *, page: bool = False) -> None:
    """Bring `.venv`, catalogues, fonts and system libraries up to date; nothing to do costs nothing.

    With `page`, also what makes and tests the report page; what has that is good for every other start as well.
    """
    stamp = read_stamp()
    enough = {fingerprint(page=True)} if page else {fingerprint(), fingerprint(page=True)}
    if stamp.get("parts") not in enough or not PYTHON.exists():
        set_up(moved=stamp.get("root", str(ROOT)) != str(ROOT), page=page)
        stamp = {"parts": fingerprint(page=page), "root": str(ROOT)}
    if unprepared():
        prepare()
    seen = list(stamp.get("screens", []))
    if screen not in seen:
        probe(screen)
        write_stamp({**stamp, "screens": [*seen, screen]})


def read_stamp() -> dict[str, list[str] | str]:
    try:
        found = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_stamp(stamp: dict[str, list[str] | str]) -> None:
    """Written last, so that an interrupted set-up is taken up again."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp), "utf-8")
    fresh.replace(STAMP)


def fingerprint(*, page: bool = False) -> str:
    """What the environment was made from, the folder included: scripts hold its path."""
    digest = hashlib.sha256(str(ROOT).encode())
    for source in (*locks(page), INSTALLER, ROOT / "pyproject.toml"):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def locks(page: bool) -> list[Path]:
    return [LOCK, PAGE] if page else [LOCK]


def set_up(*, moved: bool, page: bool) -> None:
    began = time.monotonic()
    say("Setting up, once; this needs the network.")
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("", "utf-8")
    STAMP.unlink(missing_ok=True)
    if moved or not works(str(PYTHON)):
        make_environment()
    install(locks(page))
    say(f"The parts are in place ({time.monotonic() - began:.0f} s).")


def make_environment() -> None:
    """A fresh `.venv`; a broken one, or one copied from elsewhere, is replaced."""
    if VENV.exists():
        shutil.rmtree(VENV)
    base = getattr(sys, "_base_executable", sys.executable)
    if not logged([base, "-m", "venv", "--without-pip", str(VENV)]):
        provide(["python3-venv"], "Python's venv module")
        if not logged([base, "-m", "venv", "--without-pip", str(VENV)]):
            raise Stop(f"The folder .venv could not be made in {ROOT}; details stand in {LOG}.")


def install(wanted: list[Path]) -> None:
    """The locked parts, then Gyeot itself: syncing removes whatever the locks do not name."""
    if not (fetch_uv() and install_with_uv(wanted)) and not install_with_pip(wanted):
        raise Stop(why_not(LOG.read_text("utf-8", "replace")))


def fetch_uv() -> bool:
    """The installer, in a folder of its own below `.venv` where syncing leaves it alone."""
    if logged([*uv(), "--version"], uv_path()):
        return True
    wanted = ["install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--upgrade"]
    return logged([*pip(), *wanted, "--target", str(VENV / "uv"), "-r", str(INSTALLER)])


def install_with_uv(wanted: list[Path]) -> bool:
    here = ["--python", str(PYTHON)]
    project = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(ROOT)]
    return logged([*uv(), "pip", "sync", *here, "--require-hashes", *map(str, wanted)], uv_path()) and logged(
        [*uv(), "pip", "install", *here, *project], uv_path()
    )


def install_with_pip(wanted: list[Path]) -> bool:
    """The slow way, for networks that only pip is configured for."""
    ours = [*pip(), "--python", str(PYTHON), "install"]
    project = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    named = [word for lock in wanted for word in ("-r", str(lock))]
    return logged([*ours, "--require-hashes", *named]) and logged([*ours, *project])


def uv() -> list[str]:
    return [str(PYTHON), "-m", "uv"]


def uv_path() -> dict[str, str]:
    return {"PYTHONPATH": str(VENV / "uv")}


def pip() -> list[str]:
    """A pip that runs: the one beside this Python, or the one ensurepip puts into `.venv`."""
    ours = [sys.executable, "-m", "pip"]
    theirs = [str(PYTHON), "-m", "pip"]
    if logged([*ours, "--version"]):
        return ours
    if logged([*theirs, "--version"]) or logged([str(PYTHON), "-m", "ensurepip"]):
        return theirs
    provide(["python3-venv"], "pip")
    if not logged([str(PYTHON), "-m", "ensurepip"]):
        raise Stop(f"This Python has no pip and could not be given one; details stand in {LOG}.")
    return theirs


def why_not(log: str) -> str:
    """The sentence for a failed installation, read from what the installers wrote."""
    words = log.lower()
    sentence = next(told for signs, told in REASONS if any(sign in words for sign in signs))
    return f"{sentence} Details stand in {LOG}."


def unprepared() -> list[str]:
    """What `prepare.py` still has to make; read from time stamps, without starting anything."""
    sys.path.insert(0, str(ROOT / "packaging"))
    from prepare import missing  # type: ignore[import-not-found]  # a neighbour, found by the line above

    return list(missing())


def prepare() -> None:
    say("Making catalogues and fonts; fonts take about 20 s, once.")
    if subprocess.run([str(PYTHON), str(ROOT / "packaging" / "prepare.py")]).returncode:
        raise Stop("Catalogues and fonts could not be made; the lines above say why.")


# --- screen and system libraries ------------------------------------------------------------------


def screen_here() -> str:
    """The Qt platform a window would use; `offscreen` where there is no display."""
    asked = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if asked:
        return asked
    if sys.platform in ("win32", "darwin"):
        return "windows" if sys.platform == "win32" else "cocoa"
    if os.environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "offscreen"


def probe(screen: str) -> None:
    """Start Qt once in a child; on Debian, bring or name the libraries it misses."""
    missing = missing_libraries(screen)
    if missing:
        provide(packages_for(missing), "Qt's system libraries")
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    if not logged([str(PYTHON), "-c", code], {"QT_QPA_PLATFORM": screen}):
        left = ", ".join(missing_libraries(screen))
        if left:
            raise Stop(f"Qt does not start, because {left} cannot be found. Details stand in {LOG}.")
        raise Stop(
            f"The display ({screen}) does not answer; to work without one, set QT_QPA_PLATFORM=offscreen. "
            f"Details stand in {LOG}."
        )


def missing_libraries(screen: str) -> list[str]:
    """File names of shared libraries that Qt or its platform plug-in would not find."""
    if sys.platform != "linux" or not shutil.which("ldd"):
        return []
    qt = next(VENV.glob("lib/python*/site-packages/PySide6/Qt"), None)
    if qt is None:
        return []
    wanted = [qt / "lib" / f"libQt6{part}.so.6" for part in ("Core", "Gui", "Widgets", "Svg", "PrintSupport")]
    wanted += sorted((qt / "plugins" / "platforms").glob(f"libq{screen}*.so"))
    wanted = [library for library in wanted if library.exists()]
    answer = subprocess.run(["ldd", *map(str, wanted)], capture_output=True, text=True)
    return not_found(answer.stdout)


def not_found(listing: str) -> list[str]:
    """The names that `ldd` could not resolve, each once, in order."""
    names = (line.split("=>")[0].strip() for line in listing.splitlines() if "not found" in line)
    return list(dict.fromkeys(name for name in names if name.startswith("lib")))


def packages_for(libraries: list[str]) -> list[str]:
    """Debian packages in order; a library nobody knows keeps its own name, which is then searched for."""
    return sorted({PACKAGES.get(library, library) for library in libraries})


def provide(packages: list[str], what: str) -> None:
    """Install Debian packages as root; for anyone else, stop with the one line that does it."""
    line = "apt-get install " + " ".join(packages)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not shutil.which("apt-get"):
        raise Stop(f"{what} are missing here; install what your system calls: {' '.join(packages)}.")
    if not root:
        raise Stop(f"{what} are missing here; as an administrator run: {line}")
    say(f"Installing system packages: {' '.join(packages)}.")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    logged(["apt-get", "-q", "update"], quiet)
    if not logged(["apt-get", "-qy", "install", "--no-install-recommends", *packages], quiet):
        raise Stop(f"System packages could not be installed; run: {line}")


# --- what only tests need -------------------------------------------------------------------------


def bring_tools() -> None:
    """Chromium, PostgreSQL and the report page; where one cannot be had, say which tests will be skipped.

    Where CI is set nothing may be skipped, so that set-up stops instead.
    """
    for package, tests, programs in TOOLS:
        if not any(shutil.which(name) for name in programs) and not list(DEBIAN.glob(programs[-1])):
            unless_skipped(partial(provide, [package], f"What {tests} is tested with"), tests)
    unless_skipped(make_page, "the report page")


def make_page() -> None:
    if not logged([str(PYTHON), str(ROOT / "packaging" / "prepare.py"), "page"]):
        raise Stop(f"The report page could not be made; details stand in {LOG}.")


def unless_skipped(bring: Callable[[], None], tests: str) -> None:
    try:
        bring()
    except Stop as reason:
        if os.environ.get("CI") == "true":
            raise
        say(f"{reason} Tests of {tests} will be skipped.")


# --- start and check ------------------------------------------------------------------------------


def start(arguments: list[str]) -> int:
    """Become `gyeot` with these arguments; without a display and without arguments, the tour."""
    screen = screen_here()
    make_ready(screen)
    if screen == "offscreen" and not arguments:
        say("There is no display here, so the tour of every screen is drawn into tour/ instead of a window.")
        arguments = ["tour", "tour"]
    gyeot = PROGRAMS / ("gyeot.exe" if os.name == "nt" else "gyeot")
    return become([str(gyeot), *arguments], {"QT_QPA_PLATFORM": screen} if screen == "offscreen" else {})


def check(arguments: list[str]) -> int:
    """Every check in turn, each named and timed; the first that fails ends it with its exit code."""
    python = str(PYTHON)
    steps = {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "import contracts": [str(PROGRAMS / "lint-imports"), "--no-logo"],
        "pytest": [python, "-m", "pytest", *arguments],
    }
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name, command in steps.items():
        say(f"== {name}")
        began = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        say(f"== {name}: {'failed' if code else 'done'} in {time.monotonic() - began:.1f} s")
        if code:
            return code
    return 0


def logged(command: list[str], extra: dict[str, str] | None = None) -> bool:
    """Run a set-up command with its output in the log; whether it succeeded."""
    calm = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_RETRIES": "1"}
    environment = {**os.environ, **calm, **(extra or {})}
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        try:
            done = subprocess.run(command, env=environment, stdout=log, stderr=log)
        except FileNotFoundError as error:
            log.write(f"{error}\n")
            return False
    return done.returncode == 0


def become(command: list[str], extra: dict[str, str] | None = None) -> int:
    """Replace this process where the system can; otherwise wait for the other and pass its code on."""
    environment = {**os.environ, **(extra or {})}
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)  # noqa: S606  # no shell is wanted
    return subprocess.run(command, env=environment).returncode


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
