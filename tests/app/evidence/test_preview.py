"""The confined child: what it shows, what it can no longer do, and what a crash, a bomb or a hang becomes."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from app.errors import Interrupted, Refusal
from app.evidence import preview
from app.evidence.viewer import talk
from tests.app.evidence.conftest import WORDS, paper, picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="previews are not shown there yet")


class Bytes:
    """Bytes as a file; remembers what was asked of it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)
        self.asked: list[tuple[int, int]] = []

    def read(self, offset: int, length: int) -> bytes:
        self.asked.append((offset, length))
        return self.data[offset : offset + length]


def test_pictures_come_back_as_pixels_within_the_box() -> None:
    for form in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"):
        shown = preview.show(Bytes(picture(form)), "image", box=(160, 160))
        assert (shown.width, shown.height, len(shown.pixels)) == (160, 100, 160 * 100 * 3), form


def test_a_paper_comes_back_page_by_page_and_only_what_is_needed_is_read() -> None:
    shown = preview.show(Bytes(paper(3)), "pdf", page=2, box=(300, 400))
    assert shown.pages == 3
    assert shown.pixels[:3] == b"\xff\xff\xff"
    far = Bytes(picture("BMP", (1000, 1000)) + bytes(20 << 20))
    preview.show(far, "image", box=(50, 50))
    assert sum(length for _offset, length in far.asked) < 8 << 20


@pytest.mark.parametrize("spelling", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_text_comes_back_without_what_steers_a_screen(spelling: str) -> None:
    shown = preview.show(Bytes(WORDS.replace("어제", "\x1b[2J어\x07제").encode(spelling)), "text")
    assert shown.text is not None
    assert shown.text.startswith("문 앞에 서 있었어요. [2J어제도 왔어요.\n")
    turned = preview.show(Bytes("a\u202eb\u2066c".encode()), "text")
    assert turned.text == "abc"


def bomb() -> bytes:
    """A picture of 60,000 × 60,000 in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def test_a_bomb_is_a_sentence() -> None:
    with pytest.raises(Refusal, match=r"커서|large"):
        preview.show(Bytes(bomb()), "image")


@pytest.mark.parametrize("kind", ["image", "pdf", "text"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff" + os.urandom(500), b"%PDF-1.4\n" + os.urandom(500), os.urandom(9000)]
)
def test_whatever_cannot_be_read_is_a_sentence(kind: str, data: bytes) -> None:
    try:
        shown = preview.show(Bytes(data), kind)
    except Refusal:
        return
    assert (kind, data, shown.text) == ("text", b"", ""), "only an empty text is nothing to refuse"


def test_kinds_that_are_not_shown_say_so() -> None:
    for kind in ("video", "audio", "archive", "document", "other"):
        with pytest.raises(Refusal):
            preview.show(Bytes(b"x"), kind)


# -- a child that lies, dies or hangs ------------------------------------------------------------


def _instead(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another child at the end of the line: the edge is replaced, the code that listens is the real one."""
    head = "import os, struct, time\ndef say(k, d): os.write(0, struct.pack('>cI', k, len(d)) + d)\nos.read(0, 4096)\n"
    monkeypatch.setattr(preview, "_command", lambda: [sys.executable, "-c", head + script])


@pytest.mark.parametrize(
    "script",
    [
        "os.abort()",
        "os._exit(0)",
        "say(b'P', struct.pack('>III', 1, 4000, 4000) + b'x')",
        "say(b'P', struct.pack('>III', 1, 0, 0))",
        "say(b'P', b'')",
        "say(b'R', struct.pack('>QI', 0, 1 << 31))",
        "say(b'R', struct.pack('>QI', 1 << 60, 10))",
        "say(b'R', b'x')",
        "os.write(0, struct.pack('>cI', b'T', 0xffffffff))",
        "say(b'Q', b'')",
        "say(b'E', b'anything at all')",
    ],
)
def test_a_child_that_lies_or_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    _instead(monkeypatch, script)
    with pytest.raises(Refusal):
        preview.show(Bytes(b"words"), "text", seconds=10)


def test_a_child_that_hangs_is_ended_in_time_and_a_stop_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    _instead(monkeypatch, "time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(Refusal):
        preview.show(Bytes(b"words"), "text", seconds=0.6)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Interrupted):
        preview.show(Bytes(b"words"), "text", seconds=30, stopped=stop.is_set)
    assert time.monotonic() - begun < 10


# -- what the child can no longer do -------------------------------------------------------------

_TRIES = {
    "open": "open('/etc/hostname')",
    "list": "os.listdir('/')",
    "write": "open('/tmp/the-viewer-was-here', 'w')",
    "change": "os.chmod('/', 0o755)",
    "remove": "os.unlink('/tmp/nothing-there')",
    "memory": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
}
_DEADLY = {
    "socket": "socket.socket()",
    "fork": "os.fork()",
    "exec": "os.execv('/bin/true', ['true'])",
    "trace": "ctypes.CDLL(None).ptrace(0, 0, 0, 0)",
    "kill": "os.kill(os.getppid(), 0)",
}


def _confined(statement: str) -> int:
    code = (
        "import os, socket, ctypes, mmap\nfrom app.evidence.viewer.platform import confine\nassert confine()\n"
        f"try:\n    {statement}\nexcept OSError:\n    os._exit(7)\nos._exit(0)"
    )
    root = Path(preview.__file__).resolve().parents[2]
    return subprocess.run([sys.executable, "-c", code], cwd=root, check=False, stderr=subprocess.DEVNULL).returncode


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
@pytest.mark.parametrize("name", _TRIES)
def test_the_child_reaches_no_file(name: str) -> None:
    assert _confined(_TRIES[name]) == 7
    assert not Path("/tmp/the-viewer-was-here").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
@pytest.mark.parametrize("name", _DEADLY)
def test_reaching_out_ends_the_child(name: str) -> None:
    assert _confined(_DEADLY[name]) == -31  # SIGSYS


def test_the_child_may_still_compute() -> None:
    assert _confined("x = bytearray(50_000_000); sorted(range(100000)); import struct") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_no_key_and_no_word_of_the_session_is_in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the child waits for bytes, its environment, arguments and open files are looked at."""
    monkeypatch.setenv("GYEOT_SENTINEL", "a word of this session")
    seen: dict[str, object] = {}

    class Asks(Bytes):
        def read(self, offset: int, length: int) -> bytes:
            for child in Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split():
                place = Path("/proc") / child
                seen["environ"] = (place / "environ").read_bytes()
                seen["files"] = sorted(one.name for one in (place / "fd").iterdir())
                seen["seccomp"] = "Seccomp:\t2" in (place / "status").read_text()
                seen["modules"] = b"sqlcipher" in (place / "maps").read_bytes()
            return super().read(offset, length)

    preview.show(Asks(picture()), "image")
    assert b"GYEOT_SENTINEL" not in bytes(seen["environ"])  # type: ignore[call-overload]  # bytes, as read
    assert seen["files"] == ["0", "1", "2"]
    assert seen["seccomp"] is True
    assert seen["modules"] is False


def test_frames_are_bounded_on_both_sides() -> None:
    line = io.BytesIO(talk.framed(b"T", b"x" * 50))
    assert talk.received(line.read) == (b"T", b"x" * 50)
    with pytest.raises(EOFError):
        talk.received(line.read)
    with pytest.raises(ValueError, match="too long"):
        talk.received(io.BytesIO(talk.framed(b"T", b"x" * 50)).read, most=49)
