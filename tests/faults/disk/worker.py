"""A process that lives one life over a centre's folder; run by record.py, told everything on its input.

    python -m tests.faults.disk.worker LIFE     (the preloaded library watches the disk)

What a person would have been told goes into a file of its own, a word a thing, after the call returned.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app import i18n
from tests.faults.disk.lives import LIVES, Acknowledging, Told


def main() -> None:
    told: Told = json.load(sys.stdin)
    i18n.set_language("ko")
    LIVES[sys.argv[1]](told, Acknowledging(Path(told["folder"])))


if __name__ == "__main__":
    main()
