"""A PostgreSQL of one's own for a test run: a throw-away cluster, reached through a socket in its folder only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

_QUIET = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
_REAL = "-c fsync=on -c synchronous_commit=on"


def programs() -> Path | None:
    """The folder with `initdb`, of the newest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    own = shutil.which("initdb")
    return found[-1].parent if found else Path(own).parent if own else None


@dataclass
class Cluster:
    """A running cluster; a relay that is killed -9 must not lose anything, the cluster itself is not killed."""

    bin: Path
    durable: bool = False
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="gyeot-pg-")))

    def start(self) -> Cluster:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "gyeot", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{_REAL if self.durable else _QUIET} -c listen_addresses= -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(self.folder / "log"), "start")
        return self

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"gyeot_{secrets.token_hex(4)}"
        self.run("createdb", *self.login, name)
        return f"postgresql://gyeot@/{name}?host={self.folder}"

    @property
    def login(self) -> tuple[str, ...]:
        return "-h", str(self.folder), "-U", "gyeot"

    def run(self, program: str, *words: str) -> None:
        """Run a program of this PostgreSQL as somebody who is not root."""
        command = [str(self.bin / program), *words]
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            command = [
                "setpriv",
                f"--reuid={postgres.pw_uid}",
                f"--regid={postgres.pw_gid}",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr + done.stdout
