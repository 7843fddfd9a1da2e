"""The key of one backup: random, sealed to the recovery key and to every manager, and written nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app.errors import Denied
from app.i18n import _
from app.kinds import Role
from app.vault.home import Home
from app.vault.keys import Keys
from app.vault.recovery import RecoveryKey
from app.vault.sealing import DoesNotOpen, derive, label, seal

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, repr=False)
class BackupKey:
    """A backup's key for as long as the backup is written or read."""

    secret: bytes

    def raw_key(self, database: str, salt: bytes) -> str:
        """64 hex digits of key and 32 of salt for one database of the backup; `salt` has 16 bytes."""
        return derive(self.secret, salt, label("backup", database)).hex() + salt.hex()


def new(home: Home, backup: str) -> tuple[BackupKey, dict[str, bytes]]:
    """A new key, and it sealed by holder: `recovery` and each manager's id. `backup` is the backup's random id."""
    key = BackupKey(os.urandom(32))
    holders = {m.id: m.agreement for m in home.slots.authority.members if m.role is Role.MANAGER}
    holders[RECOVERY] = home.manifest.recovery_public
    return key, {who: seal(public, _info(backup, who), key.secret) for who, public in holders.items()}


def opened(by: Keys | RecoveryKey, backup: str, sealed: dict[str, bytes]) -> BackupKey:
    """The key of a backup, opened by one of its managers or by the recovery key."""
    who = RECOVERY if isinstance(by, RecoveryKey) else by.user
    try:
        info = _info(backup, who)
        box = sealed[who]
        return BackupKey(by.unseal(info, box) if isinstance(by, RecoveryKey) else by.open_sealed(info, box))
    except (KeyError, DoesNotOpen):
        raise Denied(
            _("This backup opens for its managers or with the recovery kit. Nothing was changed. Please ask a manager.")
        ) from None


def _info(backup: str, who: str) -> bytes:
    return label("backup-key", backup, who)
