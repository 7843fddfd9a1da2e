"""What encryption costs the records: the processor's time of SQLCipher over SQLite, the same library and settings.

The value is that of point reads; search and aggregates stand in the note, and are conditions of the goal. Both files
hold the same rows and are read by processes of their own, by turns; nothing of a centre is in them. Searched are twenty
words that stand once and five that stand in every tenth note; summed are coded rows, as the counts do. Both indexes lie as
those of a centre at work do: a sixteenth of the notes came in small commits, with rests in which the index was put together
as a desk puts it (`app.store.merging`), and three notes came since the last rest.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from app.i18n import _
from ui.bench.measure import LEAST, Figure, Goal

GOAL = Goal("times", 2.5)
OTHERS = 1.5
"""How often the floor search and aggregates may take."""

_ROWS = 200_000
_SCRIPT = """
import json, random, secrets, sys, time
from pathlib import Path
from sqlcipher3 import dbapi2
from app.store.connection import SETTINGS
from app.store.merging import Merging

act, path, key, rows = sys.argv[1], sys.argv[2], sys.stdin.readline().strip(), int(sys.argv[3])
db = dbapi2.connect(path, isolation_level=None)
if key:
    db.execute(f"PRAGMA key = \\"x'{key}'\\"")
for setting in SETTINGS:
    if key or "cipher" not in setting:
        db.execute(f"PRAGMA {setting}")
chance = random.Random(7)
COMMON = ("안전하게", "연락처를", "경찰서에", "보호조치", "상담했음")
if act == "fill":
    merging = Merging(db, ("words",))

    def rest():
        while merging.step():
            pass

    db.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    db.execute("CREATE TABLE fact (id TEXT PRIMARY KEY, number TEXT, kind TEXT, level TEXT, day TEXT)")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'trigram', content = '')")
    syllables = [chr(0xAC00 + chance.randrange(11172)) for _one in range(900)]
    db.execute("BEGIN")
    for one in range(rows):
        body = " ".join("".join(chance.choices(syllables, k=chance.randrange(2, 5))) for _word in range(18))
        body += f" {COMMON[one % 5]}" if one % 2 else ""
        db.execute("INSERT INTO note VALUES (?, ?)", (one, body))
        fact = (f"{chance.getrandbits(128):032x}", f"26-A-{one:06}", f"type-{chance.randrange(12)}")
        db.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?)", (*fact, f"level-{chance.randrange(5)}", "2026-11-23"))
        if one % 4 < 2:
            db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (one, body))
        if one > rows * 15 // 16 and (one % 100 == 0 or one >= rows - 6):
            db.execute("COMMIT")
            rest() if one % 1000 == 0 or one == rows - 6 else None
            db.execute("BEGIN")
    db.execute("COMMIT")
    db.close()
    sys.exit()

def took(work):
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1e3

def points():
    for _turn in range(20_000):
        db.execute("SELECT body FROM note WHERE id = ?", (chance.randrange(rows),)).fetchone()

wanted = [db.execute("SELECT body FROM note WHERE id = ?", (4 * n,)).fetchone()[0].split()[3] for n in range(20)]

def search():
    for word in (*wanted, *COMMON):
        db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{word[:3].ljust(3)}"',)).fetchone()

def sums():
    for _turn in range(3):
        db.execute("SELECT kind, level, count(*) FROM fact GROUP BY kind, level").fetchall()

print(json.dumps({"points": took(points), "search": took(search), "sums": took(sums)}))
"""

Costs = dict[str, list[float]]


def measure(_cases: int) -> Figure:
    with tempfile.TemporaryDirectory(prefix="gyeot-cipher-") as folder:
        files = {"": Path(folder) / "plain.db", "ab" * 48: Path(folder) / "sealed.db"}
        for key, path in files.items():
            _child("fill", path, key)
        costs: dict[str, Costs] = {key: {} for key in files}
        for turn in range(-1, LEAST):
            for key, path in files.items() if turn % 2 else reversed(list(files.items())):
                found = json.loads(_child("read", path, key))
                for name, cost in found.items() if turn >= 0 else ():
                    costs[key].setdefault(name, []).append(cost)
    floor, value = ({name: statistics.median(some) for name, some in one.items()} for one in costs.values())
    ratio = {name: value[name] / floor[name] for name in value}
    note = _(
        "Times the processor of plain SQLite, {rows} rows: point reads {points:.2f} (goal 2.5), search {search:.2f} and aggregates {sums:.2f} (goal 1.5)."
    ).format(rows=f"{_ROWS:,}", **ratio)
    return Figure(
        value["points"], floor["points"], GOAL, LEAST, cpu=(value["points"], floor["points"]), note=note,
        also=max(ratio["search"], ratio["sums"]) <= OTHERS,
    )  # fmt: skip


def _child(act: str, path: Path, key: str) -> str:
    """Run the script; the key goes over a pipe, as keys do here even where they open nothing."""
    words = [sys.executable, "-c", _SCRIPT, act, str(path), str(_ROWS)]
    return subprocess.run(words, input=key + "\n", capture_output=True, text=True, check=True).stdout  # noqa: S603 -- our own words
