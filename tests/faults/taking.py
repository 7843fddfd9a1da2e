"""A backup as a manager takes it, for every test that needs one."""

from __future__ import annotations

from pathlib import Path

from app.desk import Desk
from app.flows import backups
from app.flows.backups import Backup


def back_up(desk: Desk, folder: Path) -> Backup:
    made = backups.back_up(desk.home, desk.keys, folder, audit=desk.audit, office=desk.office, retention=desk.retention)
    return made.value
