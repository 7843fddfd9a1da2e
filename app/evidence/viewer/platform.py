"""What each system offers to confine the viewer: limits and, on Linux, a filter of system calls.

Not tried on their own systems yet: everything beside Linux. There the viewer has no keys and no rights beyond its user's.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_NO_NEW_PRIVILEGES, _SECCOMP, _MODE_FILTER = 38, 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM = 1
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_X32 = 0x40000000
_EXECUTABLE = 4
_MEMORY = 1 << 30
_SECONDS = 10

_CALLS = {
    "x86_64": (
        0xC000003E,
        {  # read write close fstat lseek munmap brk signals readv writev yield mremap madvise pids exit futex clocks …
            0, 1, 3, 5, 7, 8, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 39, 60, 96, 98, 99, 131, 186, 201, 202, 204, 228,
            230, 231, 234, 271, 318, 324, 334,
        },
        {9, 10},  # mmap, mprotect: not executable
        {41, 42, 44, 46, 49, 50, 53, 56, 57, 58, 59, 62, 101, 200, 310, 311, 322, 425, 435},
    ),
    "aarch64": (
        0xC00000B7,
        {
            63, 64, 57, 80, 73, 62, 215, 214, 134, 135, 139, 65, 66, 124, 216, 233, 172, 93, 169, 165, 179, 132, 178, 98,
            123, 113, 115, 94, 131, 278, 283, 293,
        },
        {222, 226},
        {198, 203, 206, 211, 200, 201, 199, 220, 221, 129, 117, 130, 270, 271, 281, 425, 435},
    ),
}  # fmt: skip
"""By machine: its audit number; calls that are allowed; those allowed unless executable; those that end the process."""


def confine() -> bool:
    """Take away everything but computing on what is open already; False where this system has no filter for it."""
    if sys.platform == "win32":
        return False
    import resource

    limits = ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_CORE, 0))
    for limit, value in (*limits, (resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_AS, _MEMORY)):
        _lower(limit, value)
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    program = _program(*_CALLS[platform.machine()])
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _lower(limit: int, value: int) -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(limit, (value, value))
        except (OSError, ValueError):  # a system that does not know this limit
            return


class _Program(ctypes.Structure):
    """struct sock_fprog: how many instructions, and where they stand."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _program(machine: int, allowed: set[int], data_only: set[int], deadly: set[int]) -> _Program:
    """A filter: other machines and deadly calls end the process, whatever is not allowed is refused."""
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for calls, answer in ((deadly, _KILL), (allowed, _ALLOW)):
        for number in sorted(calls):
            lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)]
    for number in sorted(data_only):  # the third argument says what the memory may be used for
        lines += [(_EQUAL, 0, 5, number), (_LOAD, 0, 0, 32), (_AND, 0, 0, _EXECUTABLE), (_EQUAL, 0, 1, 0)]
        lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    lines.append((_RETURN, 0, 0, _ERRNO | _EPERM))
    code = b"".join(struct.pack("=HBBI", *line) for line in lines)
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(lines), ctypes.cast(kept, ctypes.c_void_p))
    program.kept = kept
    return program
