"""A process that seals a case and opens it for all again, over and over, until somebody ends it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.desk import Desk
from app.vault import SecondSecret, unlock


def main() -> None:
    """Reads one line: home, user, passphrase, key file, case and for whom; says so when the first sealing begins."""
    told = json.loads(sys.stdin.readline())
    keys = unlock(Path(told["home"]), told["user"], told["passphrase"], SecondSecret.keyfile(Path(told["key_file"])))
    desk = Desk.open(Path(told["home"]), keys)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    while True:
        sealed = desk.sealed.seal(told["case"], told["people"], "무너져도 하나만 남아야 함").value
        desk.sealed.rekey(sealed.id)
        desk.sealed.unseal(sealed.id)


if __name__ == "__main__":
    main()
