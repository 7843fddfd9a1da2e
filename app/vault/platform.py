"""Every call that differs between systems, and what each can do against a curious neighbour."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PT_DENY_ATTACH = 31
_M_PERTURB = -6
_SEM_QUIET = 0x0001 | 0x0002
_DRIVE_REMOTE = 4
_OCTAL = re.compile(r"\\([0-7]{3})")
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "davfs", "ncpfs", "coda"}
_NETWORK |= {"fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.s3fs"}


def harden() -> None:
    """First thing in every process (exec resets it): no core dumps, no neighbour reading its memory."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_SEM_QUIET)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "darwin":
        _libc().ptrace(_PT_DENY_ATTACH, 0, 0, 0)


def end_with_parent() -> None:
    """Where the system can: this process dies when its parent does."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def blur_freed_memory(on: bool) -> None:
    """Let glibc overwrite what is freed, while keys are in memory; elsewhere nothing happens."""
    if sys.platform == "linux" and hasattr(_libc(), "mallopt"):
        _libc().mallopt(_M_PERTURB, 165 if on else 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def clock() -> float:
    """Seconds that also pass while the computer sleeps, where the system counts them."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    else:  # noqa: RET505 -- mypy follows the platform only through branches
        return time.monotonic()


def waking_clock() -> float:
    """Seconds that pass while the computer is awake; against `clock` it shows that it slept."""
    return time.monotonic()


def start(argv: list[str], environment: dict[str, str], handles: tuple[int, ...]) -> subprocess.Popen[bytes]:
    """A child process that gets these open handles and no others."""
    if sys.platform == "win32":
        info = subprocess.STARTUPINFO(lpAttributeList={"handle_list": list(handles)})
        return subprocess.Popen(argv, env=environment, startupinfo=info)  # noqa: S603 -- our own program
    else:  # noqa: RET505 -- mypy follows the platform only through branches
        return subprocess.Popen(argv, env=environment, pass_fds=handles)  # noqa: S603 -- our own program


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable; Windows journals it by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private_folder(folder: Path) -> None:
    """A folder for its owner only; on Windows it inherits the profile's access list."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        folder.chmod(0o700)


def reserve(path: Path, size: int) -> None:
    """A file of real blocks, so that deleting it frees them."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        if sys.platform == "linux":
            os.posix_fallocate(handle, 0, size)
        else:
            _write_zeros(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_zeros(handle: int, size: int) -> None:
    block = bytes(1 << 20)
    while size > 0:
        size -= os.write(handle, block[: min(size, len(block))])


def lock_file(handle: int) -> bool:
    """Take the file for this process, at once or not at all; the system lets go when the process ends."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def on_network_share(path: Path) -> bool:
    """Whether the folder lies on another computer; macOS is not asked yet."""
    if sys.platform == "win32":
        drive = str(path.resolve().drive)
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE
    elif sys.platform == "linux":  # noqa: RET505 -- mypy follows the platform only through branches
        return _mount_type(path.resolve(), _mounts()) in _NETWORK
    else:
        return False


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _mount_type(path: Path, mounts: str) -> str:
    """The file system of the longest mount point above `path`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _source, point, found, *_rest = line.split(" ")
        place = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), point))
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def give_to_child(handle: int) -> int:
    """The number under which a child process finds this open pipe end."""
    if sys.platform == "win32":
        import msvcrt

        os.set_inheritable(handle, True)
        return msvcrt.get_osfhandle(handle)
    return handle


def take_from_parent(number: int, flags: int) -> int:
    """The pipe end a parent gave under this number, hidden from this process's own children."""
    handle = number
    if sys.platform == "win32":
        import msvcrt

        handle = msvcrt.open_osfhandle(number, flags)
    os.set_inheritable(handle, False)
    return handle
