"""What the system is asked for: hardening, durable small files, places that are refused, room kept back."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import BadInput, NoRoom
from app.vault import ballast, durable, platform
from app.vault.home import check_place

ROOT = Path(__file__).parents[3]
MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/x /srv/with\\040space nfs4 rw 0 0
//nas/y /mnt/nas cifs rw 0 0
me@h: /home/me/far fuse.sshfs rw 0 0
/dev/vdb /mnt/nas/local ext4 rw 0 0
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_hardened_process_leaves_no_core_and_is_not_dumpable() -> None:
    code = (
        "import ctypes, resource\nfrom app.vault import harden\nharden()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0 (0, 0)"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/gyeot", "ext4"),
        ("/srv/with space/centre", "nfs4"),
        ("/mnt/nas/centre", "cifs"),
        ("/mnt/nas/local/centre", "ext4"),
        ("/home/me/far", "fuse.sshfs"),
    ],
)
def test_the_mount_above_a_folder(path: str, kind: str) -> None:
    assert platform._mount_type(Path(path), MOUNTS) == kind


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_place(tmp_path)
    monkeypatch.setattr(platform, "_mounts", lambda: f"nas:/x {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(BadInput):
        check_place(tmp_path / "centre")


def test_ballast_holds_real_blocks_and_gives_them_back(tmp_path: Path) -> None:
    ballast.lay(tmp_path, 1 << 20)
    facts = (tmp_path / "ballast.bin").stat()
    assert facts.st_size == 1 << 20
    assert facts.st_blocks * 512 >= 1 << 20
    assert ballast.release(tmp_path)
    assert not ballast.release(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "file"
    durable.write(path, b"old")
    with pytest.raises(NoRoom):
        durable.write(tmp_path / "gone" / "file", b"new")
    path.chmod(0o400)
    durable.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_read_only_disk_is_said_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    durable.write(tmp_path / "file", b"old")

    def fails(_handle: int) -> None:
        raise OSError(number, "x")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(NoRoom, match=tmp_path.name):
        durable.write(tmp_path / "file", b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("file", b"old")]


def test_the_public_face_is_whole() -> None:
    import app.vault

    for name in app.vault.__all__:
        assert getattr(app.vault, name) is not None
    with pytest.raises(AttributeError):
        app.vault.__getattr__("nothing")
