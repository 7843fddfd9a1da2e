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
_DRIVE_REMOVABLE = 2
_DRIVE_REMOTE = 4
_PATIENCE = 10.0
"""Seconds a program of the system may take to answer."""
_SHELL_ITEM_2 = bytes.fromhex("d3b09f7e9f910743ab2e9b1860310c93")
"""The id of its interface, 7e9fb0d3-919f-4307-ab2e-9b1860310c93, as Windows lays it in memory."""
_RELEASE, _GET_INT32 = 2, 16
"""Places in the table of IShellItem2: three of IUnknown, five of IShellItem, then its own, GetInt32 as the ninth."""
_PROPERTY_KEY = 20
_APARTMENT = 0x2
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
    elif sys.platform == "darwin":  # noqa: RET505 -- mypy follows the platform only through branches
        return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)
    else:
        return time.monotonic()


def waking_clock() -> float:
    """Seconds that pass while the computer is awake; against `clock` it shows that it slept."""
    if sys.platform == "win32":
        ticks = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value / 1e7
    elif sys.platform == "darwin":  # noqa: RET505 -- mypy follows the platform only through branches
        return time.clock_gettime(time.CLOCK_UPTIME_RAW)
    else:
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
        place = Path(unescaped(point))
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def unescaped(text: str) -> str:
    """A path as the kernel's tables write it, with spaces as octal numbers."""
    return _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), text)


def answer_of(*argv: str) -> str:
    """What a program of the system says on its output; empty where it is not there, fails or hangs."""
    try:
        done = subprocess.run(argv, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 -- named by us
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def page_file_drives() -> tuple[str, ...]:
    """Windows: the drives memory is moved to, and the one of the system, where hibernation writes."""
    drives = {os.environ.get("SYSTEMDRIVE", "C:")}
    if sys.platform == "win32":
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                files = winreg.QueryValueEx(key, "ExistingPageFiles")[0]
        except OSError:
            files = []
        drives |= {str(file).removeprefix("\\??\\")[:2] for file in files}
    return tuple(sorted(drives))


def volume_protection(drive: str) -> int | None:
    """Windows: what the shell says of BitLocker on a drive (1 on, 2 off, more between); asked without rights."""
    if sys.platform == "win32":
        try:
            return _shell_number(drive + "\\", "System.Volume.BitLockerProtection")
        except OSError:
            return None
    else:
        return None


if sys.platform == "win32":

    def _shell_number(path: str, name: str) -> int | None:
        """A whole number among the properties the shell knows of a path."""
        key = (ctypes.c_byte * _PROPERTY_KEY)()
        interface = (ctypes.c_byte * 16).from_buffer_copy(_SHELL_ITEM_2)
        item, found = ctypes.c_void_p(), ctypes.c_int()
        ole, shell, properties = (ctypes.WinDLL(library) for library in ("ole32", "shell32", "propsys"))
        started = ole.CoInitializeEx(None, _APARTMENT) >= 0
        try:
            if properties.PSGetPropertyKeyFromName(ctypes.c_wchar_p(name), ctypes.byref(key)) != 0:
                return None
            where = ctypes.c_wchar_p(path)
            if shell.SHCreateItemFromParsingName(where, None, ctypes.byref(interface), ctypes.byref(item)) != 0:
                return None
            table = ctypes.cast(item, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
            ask = ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
            said = ask(table[_GET_INT32] or 0)(item, ctypes.byref(key), ctypes.byref(found))
            ctypes.WINFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(table[_RELEASE] or 0)(item)
            return found.value if said == 0 else None
        finally:
            if started:
                ole.CoUninitialize()


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


def is_removable_drive(letter: str) -> bool:
    """Whether a drive of Windows can be taken out; never elsewhere."""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{letter}:\\") == _DRIVE_REMOVABLE)
    return False
