"""Whatever is handed to a command: a sentence and exit code 2 or 3, no trace, no answer, and a centre as it was."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.manual.signing import fingerprint, read_public
from app.paths import resource
from app.sync import relay as relay_client
from tests.commands import Outcome, Station, run

HANGUL = re.compile("[가-힣]")
LANGUAGES = ("ko", "en")
HUGE = 3 << 30
PACK = str(resource("manuals", "dating_violence"))


def refused(outcome: Outcome, lang: str, *named: object) -> None:
    """Exit code 2 or 3, nothing on stdout, and one whole sentence in the language that was asked for."""
    assert outcome.code in (2, 3), (outcome.code, outcome.out[:200], outcome.said)
    assert outcome.out == ""
    assert "Traceback" not in outcome.said
    said = outcome.said.strip()
    assert said.endswith((".", "다.", "요.")), said
    for name in sorted((part for one in named for part in (str(one), Path(str(one)).name)), key=len, reverse=True):
        said = said.replace(name, "") if name else said
    said = re.sub(r"[“‘].*?[”’]|\S*/\S+", "", said)
    assert bool(HANGUL.search(said)) == (lang == "ko"), outcome.said


# -- what lies in a file's place -------------------------------------------------------------------


def _missing(_path: Path) -> None: ...


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "편지.txt").write_text("x")


def _huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(HUGE)  # a hole: it takes no room, and reading it all would take three gigabytes


KINDS: dict[str, Callable[[Path], object]] = {
    "missing": _missing,
    "folder": _folder,
    "empty": lambda path: path.write_bytes(b""),
    "huge": _huge,
    "binary": lambda path: path.write_bytes(secrets.token_bytes(5000)),
    "text": lambda path: path.write_text("이것은 편지입니다.\n" * 50, "utf-8"),
    "json": lambda path: path.write_text(json.dumps([{"format": 1}] * 10)),
    "deep": lambda path: path.write_text("[" * 100_000),
    "wrong-text": lambda path: path.write_bytes("편지".encode("cp949") * 30),
}


@pytest.fixture(scope="module", params=sorted(KINDS))
def bad(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("나쁜 것들") / f"{request.param} 파일.bin"
    KINDS[request.param](path)
    return path


@pytest.fixture(scope="module")
def desk(practised: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """One centre for all of these; it has to be the same afterwards, but for the word of unlocks that failed."""
    home = tmp_path_factory.mktemp("station") / "우리 센터"
    shutil.copytree(practised["home"], home, ignore=shutil.ignore_patterns("keys"))
    station = Station(home, practised["users"])
    station.answer("manager", "store", "verify")
    before, known = station.digest(), len(trail(station))
    yield station
    new = trail(station)[: -known or None]
    assert {one["kind"] for one in new} <= {"unlock_failed"}
    now = station.digest()
    assert now.keys() == before.keys()
    assert {name for name in now if now[name] != before[name]} <= {"anchor.bin", "db/office.1.db"}


def trail(station: Station) -> list[dict[str, Any]]:
    """The newest entry first."""
    return list(station.answer("manager", "audit", "export")["entries"])


@pytest.fixture(scope="module")
def case(desk: Station) -> str:
    return str(desk.answer("manager", "case", "list", "--limit", "1")["cases"][0]["id"])


READ_BY_A_MANAGER = (
    ("store", "restore", "{bad}", "{new}"),
    ("document", "verify", "{bad}"),
    ("import", "{bad}"),
    ("import", "{bad}", "--file-passphrase-file", "{bad}"),
    ("export", "{new}", "--out-passphrase-file", "{bad}"),
)
READ_BY_ANYBODY = (
    ("manual", "check", "{bad}"),
    ("manual", "diff", "{bad}", PACK),
    ("manual", "diff", PACK, "{bad}"),
    ("manual", "export", "{bad}", "{new}"),
    ("manual", "sign", "{bad}", "{key}"),
    ("manual", "sign", "{parcel}", "{bad}"),
    ("manual", "install", "{bad}", "--key", "{public}", "--fingerprint", "{fingerprint}", "--into", "{new}"),
    ("manual", "install", "{parcel}", "--key", "{bad}", "--fingerprint", "{fingerprint}", "--into", "{new}"),
    ("relay", "enrol", "{bad}", "--folder", "{relay}"),
    ("relay", "take", "{bad}", "--folder", "{relay}"),
    ("relay", "enrol", "{parcel}", "--folder", "{bad}"),
    ("relay", "close", "2026-Q3", "--folder", "{bad}"),
    ("relay", "serve", "--port", "0", "--folder", "{bad}/inside", "--role", "c"),
)


@dataclass(frozen=True)
class Things:
    """Whole things beside the bad ones, so that only the bad one can be what is refused."""

    folder: Path

    def words(self, words: tuple[str, ...], bad: Path) -> list[str]:
        names = {name: str(self.folder / name) for name in ("parcel", "key", "relay", "new")}
        public = self.folder / "key.pub"
        spoken = fingerprint(read_public(public))
        return [word.format(bad=bad, public=public, fingerprint=spoken, **names) for word in words]

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Things:
    from app.relay.folder import Folder

    folder = tmp_path_factory.mktemp("whole")
    assert run("manual", "export", PACK, str(folder / "parcel")).code == 0
    assert run("manual", "key", str(folder / "key")).code == 0
    assert run("manual", "sign", str(folder / "parcel"), str(folder / "key")).code == 0
    Folder.make(folder / "relay", trial=True)
    return Things(folder)


@pytest.mark.parametrize("words", READ_BY_A_MANAGER, ids=" ".join)
def test_a_file_that_is_none(words: tuple[str, ...], bad: Path, desk: Station, things: Things) -> None:
    if words[0] == "export" and bad.name.startswith(("json", "text")):
        pytest.skip("its first line is a passphrase")
    lang = LANGUAGES[len(bad.name) % 2]
    before = things.left
    refused(desk.run("manager", *things.words(words, bad), lang=lang), lang, bad, desk.home)
    assert things.left == before


@pytest.mark.parametrize("words", READ_BY_ANYBODY, ids=lambda words: " ".join(words).replace(PACK, "PACK"))
def test_a_file_that_is_none_without_a_centre(words: tuple[str, ...], bad: Path, things: Things) -> None:
    if words[:2] == ("manual", "check") and bad.is_dir():
        (bad / "편지.txt").touch()
    lang = LANGUAGES[len(bad.name + words[1]) % 2]
    before = things.left
    refused(run(*things.words(words, bad), lang=lang), lang, bad / "inside", bad)
    assert things.left == before


@pytest.mark.parametrize("option", ["home", "passphrase_file", "key_file"])
def test_a_way_in_that_is_none(option: str, bad: Path, desk: Station) -> None:
    for lang in LANGUAGES:
        refused(desk.run("manager", "case", "list", lang=lang, **{option: str(bad)}), lang, bad)


# -- places that cannot be written -----------------------------------------------------------------

WRITTEN = (
    ("export", "{place}"),
    ("case", "export", "{case}", "{place}"),
    ("counts", "apply", "{place}"),
    ("store", "restore", "{backup}", "{place}"),
    ("manual", "export", PACK, "{place}"),
    ("manual", "key", "{place}"),
    ("practice", "{place}", "--cases", "1"),
)
PLACES = ("{file}/inside", "/proc/gyeot", "{full}", "{long}", "{file}")


@pytest.fixture(scope="module")
def backup(desk: Station, tmp_path_factory: pytest.TempPathFactory) -> Path:
    stick = tmp_path_factory.mktemp("stick")
    copy = Station(stick / "copy", desk.users)
    shutil.copytree(desk.home, copy.home)
    return Path(copy.answer("manager", "store", "backup", str(stick))["backup"])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", WRITTEN, ids=lambda words: " ".join(words).replace(PACK, "PACK"))
def test_a_place_that_cannot_be_written(
    words: tuple[str, ...], place: str, desk: Station, case: str, backup: Path, things: Things, tmp_path: Path
) -> None:
    if (*words[:2], place) == ("manual", "export", "{file}"):
        pytest.skip("this is where it belongs")
    file, full = tmp_path / "편지", tmp_path / "가득 찬 폴더"
    file.write_text("그대로")
    full.mkdir()
    (full / "편지").write_text("그대로")
    names = {"file": file, "full": full, "long": tmp_path / ("가" * 300)}
    more = {"case": case, "backup": backup, "place": place.format(**names)}
    given = [word.format(parcel=things.folder / "parcel", public=things.folder / "key.pub", **more) for word in words]
    before = sorted(path.name for path in tmp_path.rglob("*"))
    lang = LANGUAGES[len(words[-1] + place) % 2]
    refused(desk.run("manager", *given, lang=lang), lang, *names.values())
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert file.read_text() == (full / "편지").read_text() == "그대로"


def test_a_backup_needs_a_place(desk: Station, tmp_path: Path) -> None:
    (tmp_path / "편지").write_text("x")
    for place in ("/proc", "/proc/gyeot", tmp_path / "편지", tmp_path / "편지" / "x", tmp_path / "a" / "b"):
        refused(desk.run("manager", "store", "backup", str(place)), "ko")
    assert [path.name for path in tmp_path.iterdir()] == ["편지"]


# -- words that mean nothing ------------------------------------------------------------------------

WORDS = (
    ("case", "show", "nope"),
    ("case", "show", "27-A-0001' OR '1'='1"),
    ("case", "export", "nope", "{new}.pdf"),
    ("case", "export", "{case}", "{new}.pdf", "--profile", "everything"),
    ("case", "export", "{case}", "{new}.pdf", "--profile", "survivor"),
    ("case", "export", "{case}", "{new}.pdf", "--out-passphrase-file", "{short}"),
    ("case", "list", "--limit", "0"),
    ("case", "list", "--limit", "-1"),
    ("case", "list", "--limit", "many"),
    ("case", "list", "--limit", "９"),
    ("case", "list", "--bogus"),
    ("case",),
    ("case", "shew", "x"),
    ("audit", "export", "--limit", "99999999999999999999"),
    ("counts", "close", "2026-Q9"),
    ("counts", "close", "next"),
    ("counts", "close", "2099-Q1"),
    ("counts", "close", "2026-Q3"),
    ("counts", "preview", "nope"),
    ("counts", "preview"),
    ("counts", "send", "nope"),
    ("counts", "send", "--relay", "ftp://relay.example.kr"),
    ("counts", "carry", "{new}", "--round", "nope"),
    ("manual", "check", "--on", "2027-02-29"),
    ("manual", "check", "--on", "tomorrow"),
    ("manual", "check", "--on", ""),
    ("practice", "{new}", "--cases", "0"),
    ("practice", "{new}", "--cases", "-5"),
    ("practice", "{new}", "--cases", "1e3"),
    ("practice", "{new}", "--seed", "-1"),
    ("practice",),
    ("relay", "serve", "--port", "70000", "--folder", "{new}"),
    ("relay", "serve", "--role", "c", "--folder", "{new}"),
    ("relay", "serve", "--host", "256.1.1.1", "--port", "0", "--folder", "{made}"),
    ("relay", "serve", "--database", "nonsense", "--port", "0", "--folder", "{made}"),
    ("relay", "serve", "--database", "sqlite:////proc/x.db", "--port", "0", "--folder", "{made}"),
    ("relay", "close", "2026-Q3", "--folder", "{new}"),
    ("relay", "close", "nonsense", "--folder", "{relay}"),
    ("relay", "close", "2026-Q3", "--folder", "{relay}"),
    ("relay", "close", "2026-Q3", "--folder", "{relay}", "--database", "nonsense"),
    ("nonsense",),
    (),
    ("--lang",),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_words_that_mean_nothing(
    words: tuple[str, ...], lang: str, desk: Station, case: str, things: Things, tmp_path: Path
) -> None:
    short = desk.secret(tmp_path / "short", "짧다")
    names = {"new": tmp_path / "new", "case": case, "short": short, "relay": things.folder / "relay"}
    given = [word.format(made=tmp_path / "made", **names) for word in words]
    refused(desk.run("manager", *given, lang=lang), lang, *given)
    assert not list(tmp_path.glob("new*"))


@pytest.mark.parametrize("user", ["", "없는 사람", "x" * 5000, "가온\0", "../가온"])
def test_somebody_nobody_knows(user: str, desk: Station) -> None:
    for lang in LANGUAGES:
        refused(desk.run("manager", "case", "list", lang=lang, user=user), lang, user)


@pytest.mark.parametrize("left_out", ["--home", "--user", "--passphrase-file", "--key-file"])
def test_a_way_in_left_out(left_out: str, desk: Station) -> None:
    words = desk.words("manager")
    at = words.index(left_out)
    for lang in LANGUAGES:
        refused(run(*words[:at], *words[at + 2 :], "case", "list", lang=lang), lang)


def test_another_persons_key_file(desk: Station) -> None:
    refused(desk.run("manager", "case", "list", key_file=desk.users["counsellor"]["key_file"]), "ko")


def test_bytes_that_are_no_text(desk: Station) -> None:
    refused(desk.run("manager", "case", "show", "\udcff\udcfe"), "ko")


# -- addresses --------------------------------------------------------------------------------------


@contextmanager
def answering(reply: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that does to everybody who comes what `reply` says."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                caller, _address = listening.accept()
            except OSError:
                return
            with caller:
                try:
                    reply(caller)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def _says(head: bytes, body: bytes) -> Callable[[socket.socket], object]:
    def reply(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)

    return reply


def _endless(caller: socket.socket) -> None:
    caller.recv(65536)
    caller.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _number in range(4000):
        caller.sendall(b"x" * 65536)


def _dribbling(caller: socket.socket) -> None:
    caller.recv(65536)
    caller.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        caller.sendall(b"x")
        threading.Event().wait(0.1)


STRANGERS: dict[str, Callable[[socket.socket], object]] = {
    "html": _says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"<html>hello</html>"),
    "not found": _says(b"HTTP/1.1 404 Not Found\r\n", b""),
    "elsewhere": _says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n", b""),
    "not http": _says(b"220 mail.example.kr ESMTP\r\n", b""),
    "silent": lambda caller: caller.recv(65536) and caller.recv(65536),
    "closing": lambda caller: caller.close(),
    "endless": _endless,
    "dribbling": _dribbling,
}


@pytest.mark.parametrize("stranger", sorted(STRANGERS))
def test_a_server_that_is_no_relay(stranger: str, desk: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_client, "_SECONDS", 1.0)
    with answering(STRANGERS[stranger]) as url:
        for lang in LANGUAGES:
            refused(desk.run("manager", "counts", "join", url, lang=lang), lang)


ADDRESSES = (
    "ftp://relay.example.kr", "http://", "https://", "relay.example.kr", "", "http://[::1", "http://127.0.0.1:99999",
    "http://127.0.0.1:x", "http://127.0.0.1:9", "file:///etc/hosts", "http://a b", "http://a\nb", "javascript:alert(1)",
    "http://" + "a" * 70 + ".kr", "http://relay.invalid",
)  # fmt: skip


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_is_none(url: str, desk: Station) -> None:
    for lang in LANGUAGES:
        refused(desk.run("manager", "counts", "join", url, lang=lang), lang, url)


# -- a damaged centre, backup, file ------------------------------------------------------------------


def _flipped(data: bytes, part: float) -> bytes:
    at = int((len(data) - 1) * part)
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


SPOILS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _data: b"",
    "first": lambda data: _flipped(data, 0),
    "early": lambda data: _flipped(data, 0.2),
    "middle": lambda data: _flipped(data, 0.5),
    "last": lambda data: _flipped(data, 1),
    "cut": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b"\0" * 100,
    "other": lambda data: secrets.token_bytes(len(data)),
}


HARMLESS = ("longer",)
"""In a database: what follows the last page is not the database's."""


@pytest.mark.parametrize("spoil", sorted(SPOILS))
@pytest.mark.parametrize("name", ["manifest.json", "slots.bin"])
def test_a_damaged_lock(name: str, spoil: str, station: Station) -> None:
    for path in station.home.glob(f"{name}*"):
        path.write_bytes(SPOILS[spoil](path.read_bytes()))
    before = station.digest()
    for lang in LANGUAGES:
        refused(station.run("manager", "case", "list", lang=lang), lang)
    assert station.digest() == before


@pytest.mark.parametrize("spoil", sorted(SPOILS))
def test_a_damaged_anchor_is_told_and_the_records_stay_open(spoil: str, station: Station) -> None:
    anchor = station.home / "anchor.bin"
    anchor.write_bytes(SPOILS[spoil](anchor.read_bytes()))
    found = station.run("manager", "store", "verify")
    assert (found.code, found.answer["whole"]) == (2, False)
    assert HANGUL.search(found.said)
    assert station.answer("manager", "store", "verify") == {"whole": True}


@pytest.mark.parametrize("spoil", sorted(SPOILS))
def test_a_damaged_database(spoil: str, station: Station) -> None:
    path = next((station.home / "db").glob("casework.*.db"))
    path.write_bytes(SPOILS[spoil](path.read_bytes()))
    before = station.digest()
    found = station.run("manager", "store", "verify")
    if spoil in HARMLESS and found.code == 0:
        return
    assert found.code == 2
    assert "Traceback" not in found.said
    assert HANGUL.search(found.said)
    assert not found.out or found.answer["whole"] is False
    assert station.run("manager", "store", "compact").code == 2
    assert station.digest() == before


def test_a_database_that_is_gone(station: Station) -> None:
    next((station.home / "db").glob("casework.*.db")).unlink()
    before = station.digest()
    refused(station.run("manager", "case", "list"), "ko")
    assert station.digest() == before


@pytest.mark.parametrize("spoil", sorted(SPOILS))
@pytest.mark.parametrize("name", ["backup.json", "db/casework.db", "db/office.db", "slots.bin", "manifest.json"])
def test_a_damaged_backup(name: str, spoil: str, desk: Station, backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup"
    shutil.copytree(backup, copy)
    (copy / name).write_bytes(SPOILS[spoil]((copy / name).read_bytes()))
    done = desk.run("manager", "store", "restore", str(copy), str(tmp_path / "again"))
    if name.startswith("db/") and spoil in HARMLESS and done.code == 0:
        return
    refused(done, "ko")
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


@pytest.mark.parametrize("spoil", sorted(SPOILS))
def test_a_damaged_paper_is_never_taken_for_the_registered_one(spoil: str, station: Station, tmp_path: Path) -> None:
    case = station.answer("manager", "case", "list")["cases"][0]["id"]
    paper = tmp_path / "a.pdf"
    station.answer("manager", "case", "export", case, str(paper))
    paper.write_bytes(SPOILS[spoil](paper.read_bytes()))
    found = station.run("manager", "document", "verify", str(paper))
    if found.code == 0:
        assert found.answer["known"] is False
    else:
        refused(found, "ko")


@pytest.mark.parametrize("spoil", sorted(set(SPOILS) - {"longer"}))
@pytest.mark.parametrize("option", ["passphrase_file", "key_file"])
def test_a_damaged_way_in(option: str, spoil: str, desk: Station, tmp_path: Path) -> None:
    path = tmp_path / "way in"
    path.write_bytes(SPOILS[spoil](Path(desk.users["manager"][option]).read_bytes()))
    refused(desk.run("manager", "case", "list", **{option: str(path)}), "ko")
