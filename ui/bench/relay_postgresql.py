"""The same as `relay` on PostgreSQL, as in production: a cluster of its own, durable, reached through a socket."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from app.i18n import _
from ui.bench.floors import ChildError
from ui.bench.measure import Figure
from ui.bench.relay import GOAL, measured

__all__ = ["GOAL", "measure"]


def measure(cases: int) -> Figure:
    """The number of cases plays no part here."""
    with TemporaryDirectory() as place, _cluster() as database:
        return measured(Path(place), database)


@contextmanager
def _cluster() -> Iterator[str]:
    """The address of an empty database that commits for real; somebody who is not root must run its server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    if not found:
        raise ChildError(_("There is no PostgreSQL on this computer, so nothing was measured."))
    folder = Path(mkdtemp(prefix="gyeot-pg-"))
    data, options = str(folder / "data"), f"-c listen_addresses= -c unix_socket_directories={folder}"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        _run(found[-1] / "initdb", "-D", data, "-U", "gyeot", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(found[-1] / "pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
        yield f"postgresql://gyeot@/postgres?host={folder}"
    finally:
        _run(found[-1] / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *words: str) -> None:
    command = [str(program), *words]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    if done.returncode:
        raise ChildError(done.stderr.strip() or done.stdout.strip())
