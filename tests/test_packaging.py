"""Set-up without a network, on strange computers, half done, or done twice."""

from __future__ import annotations

import gettext
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"


def load(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"gyeot_{file}", PACKAGING / f"{file}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script, pointed at an empty folder."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    module = load("run")
    shutil.copytree(PACKAGING, tmp_path / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for constant in ("ROOT", "LOCK", "INSTALLER", "PAGE", "VENV", "PROGRAMS", "PYTHON", "STAMP", "LOG"):
        moved = tmp_path / getattr(module, constant).relative_to(ROOT)
        monkeypatch.setattr(module, constant, moved)
    return module


def locked(file: str) -> dict[str, str]:
    """Each package of a lock with its version; what has no hash is left out."""
    line = r"^([\w.-]+)==(\S+)(?: ;[^\\\n]*)? \\\n +--hash=sha256:"
    return dict(re.findall(line, (PACKAGING / file).read_text("utf-8"), re.M))


# --- the locks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["requirements.lock", "installer.lock", "page.lock"])
def test_every_locked_part_has_a_version_and_a_hash(file: str) -> None:
    named = re.findall(r"^([\w.-]+)", (PACKAGING / file).read_text(), re.M)
    assert named
    assert set(named) == set(locked(file))


def test_the_lock_satisfies_every_range_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += [entry for extra in project["project"]["optional-dependencies"].values() for entry in extra]
    wanted += project["build-system"]["requires"]
    held = {name.lower().replace("_", "-"): version for name, version in locked("requirements.lock").items()}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(held[requirement.name.lower()]), str(requirement)


def test_the_page_lock_satisfies_its_group_and_agrees_with_the_other_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    page, all_ = locked("page.lock"), locked("requirements.lock")
    for requirement in map(Requirement, project["dependency-groups"]["page"]):
        assert requirement.specifier.contains(page[requirement.name.lower()]), str(requirement)
    both = page.keys() & all_.keys()
    assert {name: page[name] for name in both} == {name: all_[name] for name in both}


def test_the_lock_of_the_page_pins_everything_and_holds_no_host() -> None:
    lock = json.loads((PACKAGING / "page" / "package-lock.json").read_text("utf-8"))
    named = json.loads((PACKAGING / "page" / "package.json").read_text("utf-8"))
    modules = {name: told for name, told in lock["packages"].items() if name}
    assert all(told["integrity"].startswith("sha512-") for told in modules.values())
    for name, version in (named["dependencies"] | named["devDependencies"]).items():
        assert modules[f"node_modules/{name}"]["version"] == version
    assert "omit-lockfile-registry-resolved=true" in (PACKAGING / "page" / ".npmrc").read_text("utf-8")


@pytest.mark.parametrize("file", ["requirements.lock", "installer.lock", "page.lock", "page/package-lock.json"])
def test_no_lock_names_a_host(file: str) -> None:
    assert not re.search(r"https?:|\bresolved\b|registry", (PACKAGING / file).read_text("utf-8"))


def test_what_has_the_parts_of_the_page_is_good_for_any_start(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    run.PROGRAMS.mkdir(parents=True)
    run.PYTHON.touch()
    monkeypatch.setattr(run, "unprepared", list)
    made: list[bool] = []
    monkeypatch.setattr(run, "set_up", lambda *, moved, page: made.append(page))
    run.write_stamp({"parts": run.fingerprint(page=True), "root": str(run.ROOT), "screens": ["offscreen"]})
    run.make_ready("offscreen")
    run.make_ready("offscreen", page=True)
    assert made == []
    run.write_stamp({"parts": run.fingerprint(), "root": str(run.ROOT), "screens": ["offscreen"]})
    run.make_ready("offscreen")
    assert made == []
    monkeypatch.setattr(run, "probe", lambda screen: None)
    run.make_ready("offscreen", page=True)
    assert made == [True]


@pytest.mark.parametrize("ci", [False, True])
def test_a_missing_browser_is_said_loudly_and_never_passed_over_in_ci(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: bool
) -> None:
    monkeypatch.setenv("CI", "true" if ci else "")
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    monkeypatch.setattr(run, "DEBIAN", run.ROOT / "nowhere")
    monkeypatch.setattr(run, "make_page", lambda: None)
    if ci:
        with pytest.raises(run.Stop, match="chromium"):
            run.bring_tools()
        return
    run.bring_tools()
    said = capsys.readouterr().err
    assert "chromium" in said
    assert "Tests of the report page will be skipped" in said
    assert "Tests of the relay on PostgreSQL will be skipped" in said


# --- which Python ---------------------------------------------------------------------------------


def test_only_new_enough_pythons_are_taken(run: ModuleType) -> None:
    assert not run.new_enough((3, 10, 13, "final", 0))
    assert run.new_enough((3, 11, 0, "final", 0))
    assert run.new_enough((4, 0, 0, "final", 0))


def test_without_a_newer_python_one_sentence_names_what_is_needed(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(run.Stop, match=r"needs Python 3\.11 or newer.*install python3\.11"):
        run.newer_python()


@pytest.mark.skipif(os.name == "nt", reason="the false Python is a shell script")
def test_a_python_that_does_not_start_is_passed_over(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    (tmp_path / "python3.12").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.newer_python() == str(tmp_path / "python3.12")


# --- interrupted, broken, moved, offline ----------------------------------------------------------


def test_a_torn_stamp_counts_as_none(run: ModuleType) -> None:
    run.STAMP.parent.mkdir()
    run.STAMP.write_text('{"parts": "abc')
    assert run.read_stamp() == {}


def test_the_stamp_changes_with_the_lock_and_with_the_folder(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = run.fingerprint()
    run.LOCK.write_text(run.LOCK.read_text() + "\n# newer\n")
    second = run.fingerprint()
    monkeypatch.setattr(run, "ROOT", tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(tmp_path / "pyproject.toml", tmp_path / "elsewhere")
    assert len({first, second, run.fingerprint()}) == 3


def test_a_finished_set_up_starts_nothing(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    run.PROGRAMS.mkdir(parents=True)
    run.PYTHON.touch()
    run.write_stamp({"parts": run.fingerprint(), "root": str(run.ROOT), "screens": ["offscreen"]})
    monkeypatch.setattr(run, "unprepared", list)
    started: list[object] = []
    monkeypatch.setattr(run.subprocess, "run", lambda *given, **_: started.append(given))
    run.make_ready("offscreen")
    assert started == []


def test_a_broken_environment_is_made_again(run: ModuleType) -> None:
    run.PROGRAMS.mkdir(parents=True)
    run.PYTHON.symlink_to(run.ROOT / "a python that was removed")
    (run.VENV / "left over").touch()
    assert not run.works(str(run.PYTHON))
    run.make_environment()
    assert run.works(str(run.PYTHON))
    assert not (run.VENV / "left over").exists()


def test_offline_the_first_start_says_one_sentence(run: ModuleType) -> None:
    nowhere = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    script = [sys.executable, str(run.ROOT / "packaging" / "run.py")]
    answer = subprocess.run(script, env=nowhere, capture_output=True, text=True, timeout=120)
    said = answer.stderr.splitlines()
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "connect to the network once" in said[-1]
    assert not any("Traceback" in line for line in said)
    assert not run.STAMP.exists()


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("error: Failed to fetch: `…`\n  Caused by: dns error", "connect to the network once"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("error: Hash mismatch for `x==1`\nfailed to fetch", "not the one recorded"),
        ("error: Failed to build `x`", "could not be installed"),
    ],
)
def test_a_failed_installation_is_told_by_its_cause(run: ModuleType, log: str, told: str) -> None:
    assert told in run.why_not(log)


def test_a_folder_nobody_may_write_to_is_named(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(run.Path, "mkdir", refuse)
    assert run.main(["case", "list"]) == 2
    assert f"cannot write in {run.ROOT} (Permission denied)" in capsys.readouterr().err


# --- system libraries and the screen --------------------------------------------------------------

LISTING = """\
/x/libQt6Gui.so.6:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibEGL.so.1 => not found
\tlibQt6Core.so.6 => /x/libQt6Core.so.6 (0x00007f)
\tlibglib-2.0.so.0 => not found
/x/libqxcb.so:
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
\tlibnew.so.7 => not found
"""


def test_missing_libraries_become_debian_packages(run: ModuleType) -> None:
    missing = run.not_found(LISTING)
    assert missing == ["libEGL.so.1", "libglib-2.0.so.0", "libxcb-cursor.so.0", "libnew.so.7"]
    assert run.packages_for(missing) == ["libegl1", "libglib2.0-0", "libnew.so.7", "libxcb-cursor0"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="only where there is a root")
def test_who_may_not_install_is_told_the_line(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(run.Stop, match=r"apt-get install libegl1 libgl1$"):
        run.provide(["libegl1", "libgl1"], "Qt's system libraries")


@pytest.mark.skipif(sys.platform != "linux", reason="displays are found this way on Linux")
@pytest.mark.parametrize(
    ("environment", "screen"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "xcb:foo;wayland"}, "xcb"),
    ],
)
def test_the_screen_is_found(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], screen: str
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert run.screen_here() == screen


@pytest.mark.parametrize(
    ("arguments", "display", "becomes", "platform"),
    [
        ([], "offscreen", ["tour", "tour"], "offscreen"),
        ([], "xcb", [], None),
        (["case", "list"], "offscreen", ["case", "list"], "offscreen"),
    ],
)
def test_without_a_display_the_tour_is_drawn(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    display: str,
    becomes: list[str],
    platform: str | None,
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def become(command: list[str], extra: dict[str, str]) -> int:
        started.append((command, extra))
        return 0

    monkeypatch.setattr(run, "screen_here", lambda: display)
    monkeypatch.setattr(run, "make_ready", lambda screen: None)
    monkeypatch.setattr(run, "become", become)
    assert run.start(arguments) == 0
    command, extra = started[0]
    assert command[1:] == becomes
    assert extra.get("QT_QPA_PLATFORM") == platform


# --- the checks -----------------------------------------------------------------------------------


def test_the_first_failing_check_ends_it_with_its_code(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 7 if "mypy" in command else 0)

    monkeypatch.setattr(run.subprocess, "run", answer)
    assert run.check([]) == 7
    said = capsys.readouterr().err
    assert "mypy: failed" in said
    assert "pytest" not in said


# --- catalogues -----------------------------------------------------------------------------------

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_slices_of_a_language_become_one_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path / "cache"))
    prepare = load("prepare")
    locale = tmp_path / "locale"
    monkeypatch.setattr(prepare, "resource", lambda *parts: tmp_path.joinpath(*parts))
    (locale / "ko").mkdir(parents=True)
    (locale / "ko" / "a.po").write_text(HEADER + 'msgid "Park"\nmsgstr "잠시 두기"\n', "utf-8")
    second = 'msgid "Park"\nmsgstr "공원"\n\nmsgid "Hold"\nmsgstr "보류"\n\n#, fuzzy\nmsgid "Send"\nmsgstr "?"\n'
    (locale / "ko" / "b.po").write_text(HEADER + second, "utf-8")
    assert "locale" in prepare.missing()
    assert prepare.make_catalogues() == 2
    assert "locale" not in prepare.missing()
    assert "b.po" in capfd.readouterr().err
    with (tmp_path / "cache" / "locale" / "ko.mo").open("rb") as stream:
        texts = gettext.GNUTranslations(stream)
    assert [texts.gettext(id_) for id_ in ("Park", "Hold", "Send")] == ["잠시 두기", "보류", "Send"]


def test_a_changed_slice_makes_the_catalogue_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path / "cache"))
    prepare = load("prepare")
    monkeypatch.setattr(prepare, "resource", lambda *parts: tmp_path.joinpath(*parts))
    slice_ = tmp_path / "locale" / "ko" / "a.po"
    slice_.parent.mkdir(parents=True)
    slice_.write_text(HEADER + 'msgid "Park"\nmsgstr "잠시 두기"\n', "utf-8")
    prepare.make_catalogues()
    later = (tmp_path / "cache" / "locale" / "ko.mo").stat().st_mtime + 5
    os.utime(slice_, (later, later))
    assert "locale" in prepare.missing()


def test_fonts_that_were_made_in_another_way_are_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    prepare = load("prepare")
    monkeypatch.setattr(prepare, "cache", lambda *parts: tmp_path.joinpath(*parts))
    maker, folder = prepare.import_module("fonts"), tmp_path / "fonts"
    folder.mkdir()
    for name in maker.NAMES:
        (folder / name).touch()
    told = []
    for stamp in ("", "{", json.dumps({"recipe": maker.RECIPE - 1}), json.dumps({"recipe": maker.RECIPE})):
        (folder / "made.json").write_text(stamp)
        told.append("fonts" in prepare.missing())
    assert told == [True, True, True, False]
    (folder / maker.NAMES[-1]).unlink()
    assert "fonts" in prepare.missing()


def test_an_unknown_part_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert load("prepare").main(["icons"]) == 2
    assert "icons" in capfd.readouterr().err


def test_the_stamp_is_plain_data(run: ModuleType) -> None:
    run.VENV.mkdir()
    run.write_stamp({"parts": "a", "screens": ["xcb"]})
    assert json.loads(run.STAMP.read_text("utf-8")) == {"parts": "a", "screens": ["xcb"]}
