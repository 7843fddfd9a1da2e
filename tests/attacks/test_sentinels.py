"""A run through the windows of the real program leaves no readable word: in no file, and in none that is only still open."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import pytest

from app.paths import cache
from tests.attacks import scan
from tests.attacks.program import Program, running
from tests.conftest import PASSPHRASE, Centre

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks at /proc")

HANDS = '''
import shiboken6

def go(place, argument=None):
    window.floor.shell.go(place, argument)
    driver.settle(window.tasks)
    return window.floor.page(place)

def write_into(field, text):
    field.setFocus()
    driver.type(text)

def case():
    """The case of this run, opened as its page opens one."""
    page = go("cases")
    if not known:
        page.open_new()
        write_into(page.opening.alias, words["alias"])
        page.opening.submit()
        driver.settle(window.tasks)
        known.append(page.view.file.case.id)
    return go("cases", known[0])

def fill(act, **texts):
    view = case().view
    getattr(view.acts, act)()
    driver.settle(window.tasks)
    form = view.acts.form
    for field, text in texts.items():
        control = form.control_of(field)
        if hasattr(control, "set_value"):
            control.set_value(text)
        else:
            write_into(control, text)
    driver.settle(window.tasks)
    form.submit()
    driver.settle(window.tasks)
    if shiboken6.isValid(form) and form.isVisible():
        raise AssertionError([form.error(one) for one in form.form.fields()] + [form.error()])

def note(text):
    view = case().view
    view.begin_note()
    write_into(view.pad.text, text)
    view.pad.submit()
    driver.settle(window.tasks)

def unfinished(text):
    """A form that is left half written, so that only its draft is kept."""
    view = case().view
    view.acts.task()
    write_into(view.acts.form.control_of("title"), text)
    driver.rest(1.7)
    view.acts.form.leave()

def contact(text):
    driver.press("F2")
    driver.until(lambda: window.floor.place == "contacts", "the contact")
    driver.settle(window.tasks)
    page = window.floor.page("contacts")
    write_into(page.running.pad, text)
    write_into(page.running.form.alias, text)
    driver.settle(window.tasks)

def park():
    go("contacts").park()
    driver.settle(window.tasks)

def session(text):
    from ui.application import Guide
    page = go("manual", Guide(case_id=known[0] if known else case().view.file.case.id, pack="dating-violence"))
    driver.settle(window.tasks)
    if page.keeper.around is None:
        page.keeper.begin_anew(Guide(case_id=known[0], pack="dating-violence"))
        driver.settle(window.tasks)
    write_into(page.guided.case.notes, text)
    page.leave()
    driver.settle(window.tasks)

def palette(text):
    driver.press("Ctrl+K")
    driver.type(text)
    driver.settle(window.tasks)
    driver.press("Escape")

def look(text):
    page = go("cases")
    page.list.search.setFocus()
    driver.type(text[:4])
    driver.settle(window.tasks)
    page.list.search.clear()

def paper():
    view = case().view
    view.acts.choose_path = lambda *_any: __import__("pathlib").Path(words["paper"]) / "summary.pdf"
    view.acts.export()
    driver.settle(window.tasks)
    form = view.acts.form
    write_into(form.control_of("recipient"), words["summary"])
    form.submit()
    driver.settle(window.tasks)
    while not driver.no_dialog():
        driver.dialog().leave()
        driver.rest(0.1)

def history():
    case().view.sections.choose("changes")
    driver.settle(window.tasks)

def covers():
    window.cover()
    driver.press("A")
    driver.press("Ctrl+Q")
    driver.press("Ctrl+Q")

def copied(text):
    QApplication.clipboard().setText(text)

known = []
'''

WORDS = (
    "alias",
    "name",
    "summary",
    "note",
    "narrative",
    "never",
    "title",
    "contact",
    "session",
    "draft",
    "copied",
    "x",
)
FIRST = ("case()",)
ACTS = (
    "fill('summary', summary=words['summary'])",
    "fill('safe_card', verdict='do_not_call', never_contact=words['never'], do_not_tell=words['x'])",
    "fill('incident', narrative=words['narrative'], place=words['x'])",
    "fill('other_party', name=words['name'], note=words['note'])",
    "fill('task', title=words['title'])",
    "fill('service', note=words['note'])",
    "fill('person', note=words['note'])",
    "note(words['note'])",
    "unfinished(words['draft'])",
    "contact(words['contact'])",
    "park()",
    "session(words['session'])",
    "palette(words['alias'])",
    "look(words['alias'])",
    "paper()",
    "history()",
    "covers()",
    "copied(words['copied'])",
    "go('today')",
    "go('duties')",
    "go('office', 'myself')",
)
LEAK = """
import tempfile
leak = tempfile.TemporaryFile()
leak.write(words["alias"].encode("utf-8"))
leak.flush()
answer = True
"""


def looked_at(program: Program, home: Path, wanted: scan.Needles) -> dict[str, set[str]]:
    """Every place a program may leave something in: the centre, its own folders, what its processes have open."""
    found = scan.in_files([home, program.own], wanted)
    for pid in program.processes():
        found |= scan.in_open_files(pid, wanted)
    return found


def elsewhere(wanted: scan.Needles, since: float) -> dict[str, set[str]]:
    """What is new in the places that all programs share."""
    shared = [one for one in (Path("/dev/shm"), Path("/var/tmp"), cache()) if one.is_dir()]
    temporary = (one for one in Path(tempfile.gettempdir()).iterdir() if not one.name.startswith("pytest-of-"))
    beside = [one for one in temporary if one.lstat().st_mtime >= since]  # an entry that is new, or got one
    return scan.in_files([*shared, *beside], wanted, newer_than=since)


def run(centre: Centre, folder: Path, steps: int, seed: int) -> None:
    chance, since = random.Random(seed), time.time()
    words = {name: scan.word() for name in WORDS} | {"paper": str(folder / "paper")}
    (folder / "paper").mkdir()
    wanted = scan.needles({**{name: words[name] for name in WORDS}, "passphrase": PASSPHRASE})
    with running(centre.home, folder / "own") as program:
        begin(program, centre, words)
        check_the_scan(program, centre.home, wanted)
        plan = [*FIRST, *(chance.choice(ACTS) for _ in range(steps - len(FIRST)))]
        for number, act in enumerate(plan):
            if number and number % 50 == 0:  # as in a working day, the desk is locked now and then
                known = program.do("answer = known")
                program.lock()
                begin(program, centre, words, known)
            program.do(act)
            if number % 20 == 19:
                assert looked_at(program, centre.home, wanted) == {}, (seed, number, act)
        program.lock()
        assert looked_at(program, centre.home, wanted) == {}, seed
        own = {
            name: some for name, some in wanted.items() if name != "passphrase"
        }  # which stands in the tests themselves
        assert elsewhere(own, since) == {}, seed


def begin(program: Program, centre: Centre, words: dict[str, str], known: list[str] | None = None) -> None:
    program.unlock(centre.users["counsellor"], PASSPHRASE, centre.key_files["counsellor"])
    program.do(f"words = {words!r}\n{HANDS}\nknown[:] = {known or []!r}")


def check_the_scan(program: Program, home: Path, wanted: scan.Needles) -> None:
    """The scan finds a word in a file, and in one that no folder names any more; then both go."""
    plain = program.own / "tmpdir" / "plain"
    plain.write_text(next(iter(wanted)), "utf-8")
    plain.write_bytes(b"x" * 5_000_000 + wanted["alias"][0] + b"x")
    program.do(LEAK)
    found = looked_at(program, home, wanted)
    assert found.pop(str(plain)) == {"alias"}
    assert [(name.split(":")[0], "deleted" in name) for name in found] == [(str(program.child), True)]
    plain.unlink()
    program.do("leak.close()")
    assert looked_at(program, home, wanted) == {}


def test_forty_steps_leave_no_readable_word(centre: Centre, tmp_path: Path) -> None:
    run(centre, tmp_path, 40, seed=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_steps_leave_no_readable_word(centre: Centre, tmp_path: Path, seed: int) -> None:
    run(centre, tmp_path, 200, seed)
