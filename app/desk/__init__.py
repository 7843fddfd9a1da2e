"""The desk: an unlocked centre, one attribute a feature.

A desk belongs to the thread that opened it. `open()` gives the one that writes; `reader()` a second one, for another
thread, whose connections can only read. What it offers is in `features.py` (for reports from outside in `channel.py`), how
it is opened in `opening.py`, and what differs behind a wall in `sealed.py`.
"""

from app.desk.opening import Desk
from app.desk.sealed import SealedDesk
from app.store import create_databases, database_path

__all__ = ["Desk", "SealedDesk", "create_databases", "database_path"]
