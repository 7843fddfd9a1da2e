"""Rehearsals: every invented call fits the manuals and can be walked; looking back tells in sentences what was."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from app import i18n
from app.errors import BadInput, Conflict, NotFound
from app.manual import END, RETURN, Library, Manual, Pack
from app.manual.debrief import Debrief, debrief
from app.manual.likeness import alike
from app.manual.rehearsal import Scenario, Sign, Walk
from app.manual.scenarios import faults, load, scenarios
from app.paths import resource
from app.store import Database

LIBRARY = Library()
PACKS: dict[str, Pack] = {pack.id: pack for pack in LIBRARY.packs()}
CALLS: dict[str, Scenario] = {call.id: call for call in scenarios()}
SECOND = 1_000
START = 1_800_000_000_000


def texts(call: Scenario, language: str) -> dict[str, str]:
    """Every text of a call in one language, by its place."""
    found = {name: getattr(call, name)[language] for name in ("titles", "abouts", "notes", "ends")}
    found |= {f"{step} {at}": line[language] for step, said in call.caller.items() for at, line in enumerate(said)}
    found |= {f"{sign.at} {sign.way}": sign.whys[language] for sign in call.signs}
    return found | {f"{trap.at} trap": trap.texts[language] for trap in call.traps}


def as_meant(call: Scenario, pause: int = 20 * SECOND) -> tuple[Walk, int]:
    """Walk a call as its author meant it: every line heard, every sign taken where it is heard, else straight on."""
    walk, at, left = Walk.begin(call, PACKS, START), START, list(call.signs)
    while not walk.over:
        at += pause
        for _line in walk.lines:
            walk = walk.hear()
        sign = next((one for one in left if one.at == walk.trail.step), None)
        if sign:
            left.remove(sign)
        walk = walk.take(sign.way if sign else "default", at)
        assert len(walk.trail.path) < 60, "the call goes round in circles"
    return walk, at


def looked_back(walk: Walk, at: int) -> Debrief:
    return debrief(walk.scenario, walk.trail, PACKS[walk.scenario.manual], at, walk.heard)


# -- the calls that ship -------------------------------------------------------------------------


def test_there_are_calls_for_every_tree_at_both_levels() -> None:
    by_tree = Counter(call.manual for call in CALLS.values())
    assert by_tree.keys() == PACKS.keys()
    assert min(by_tree.values()) >= 3
    for tree in PACKS:
        assert {call.level for call in CALLS.values() if call.manual == tree} == {"first", "practised"}


@pytest.mark.parametrize("ident", CALLS)
def test_a_call_names_only_what_the_manuals_have(ident: str) -> None:
    assert faults(CALLS[ident], PACKS) == ()


def test_what_the_manuals_lost_is_told_and_named() -> None:
    call = CALLS["dating-no-marks"]
    lost = {step: one for step, one in PACKS["dating-violence"].steps.items() if step != "A6"}
    packs = {**PACKS, "dating-violence": replace(PACKS["dating-violence"], steps=lost)}
    assert any("A6" in fault for fault in faults(call, packs))
    way = replace(call, signs=(Sign("A2", "not-there", {"ko": "", "en": ""}),))
    assert any("A2/not-there" in fault for fault in faults(way, PACKS))
    assert any("by-night" in fault for fault in faults(replace(call, entry="by-night"), PACKS))
    assert any("neighbour" in fault for fault in faults(replace(call, audience="neighbour"), PACKS))
    assert len(faults(replace(call, manual="gone"), PACKS)) == 1


@pytest.mark.parametrize("ident", CALLS)
def test_the_path_of_the_signs_passes_every_word_and_comes_to_the_end(ident: str) -> None:
    call = CALLS[ident]
    walk, at = as_meant(call)
    assert walk.trail.at_end
    assert set(call.caller) <= {visit.step for visit in walk.trail.path}
    assert walk.step.kind == "step"
    found = looked_back(walk, at)
    assert {moment.outcome for moment in found.moments} == {"noticed"}
    assert found.unheard == ()


def test_the_calls_that_were_asked_for_are_there() -> None:
    assert ("A2", "choking") in {(sign.at, sign.way) for sign in CALLS["dating-no-marks"].signs}
    assert "BAR" in CALLS["dating-two-minds"].caller
    assert "MIN" in CALLS["digital-class-group"].caller
    assert ("C2", "breach-24h") in {(sign.at, sign.way) for sign in CALLS["stalking-one-won"].signs}
    assert (CALLS["workplace-next-desk"].entry, CALLS["workplace-next-desk"].audience) == ("third-person", "reporter")


@pytest.mark.parametrize("ident", CALLS)
def test_the_words_are_calm_and_short_enough_to_hear(ident: str) -> None:
    call = CALLS[ident]
    for language, heard, read in (("ko", 48, 80), ("en", 105, 140)):
        spoken = [line[language] for said in call.caller.values() for line in said]
        for place, text in texts(call, language).items():
            assert "!" not in text, place
            assert len(text) <= (heard if text in spoken else read), (place, len(text))
    assert not any(letter.isascii() and letter.isalpha() for letter in "".join(call.titles["ko"]))


def test_no_call_repeats_another_or_the_manual() -> None:
    for language in ("ko", "en"):
        said = {f"{call.id} {place}": text for call in CALLS.values() for place, text in texts(call, language).items()}
        manual = {
            f"{step.id} {who} {part} {at}": text
            for pack in PACKS.values()
            for step in pack.own
            for who, words in step.texts[language].words.items()
            for part, at, text in words.lines()
        }
        assert list(alike(said, others=manual)) == []


# -- reading the files ---------------------------------------------------------------------------


def broken(tmp_path: Path, before: str, after: str) -> BadInput:
    text = resource("rehearsals", "stalking-doorbell.yaml").read_text("utf-8")
    assert before in text
    path = tmp_path / "stalking-doorbell.yaml"
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(BadInput) as refused:
        load(path)
    return refused.value


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("level: first", "level: easy", 4),
        ("id: stalking-doorbell", "id: another", 2),
        ("manual: stalking", "manual: Stalking Manual", 3),
        ("  en: The bell rang three times\n", "", 5),
        ("level: first", "level: first\nscore: 10", 5),
        ("      en: The door is locked. I did not answer.\n", "", 21),
        ("way: here-now", "way: [here-now]", 52),
        ("way: meeting-planned", "path: meeting-planned", 57),
    ],
)
def test_a_broken_file_is_refused_by_file_and_line(tmp_path: Path, before: str, after: str, line: int) -> None:
    problem = broken(tmp_path, before, after)
    name, _colon, where = problem.field.partition(":")
    assert name == "stalking-doorbell.yaml"
    assert abs(int(where) - line) <= 1, (where, str(problem))
    assert name in str(problem)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(tmp_path / "nobody.yaml")


# -- walking -------------------------------------------------------------------------------------


def test_a_walk_moves_as_a_session_does(casework: Database) -> None:
    """The same hundred random moves, with and without a database, stand at the same steps with the same ways back."""
    manual, dice = Manual(casework, LIBRARY), random.Random(7)
    for call in CALLS.values():
        silent = replace(call, caller={**call.caller, "A99": ()})  # nothing ends the call but the manual itself
        walk = Walk.begin(silent, PACKS, START)
        session = manual.start(call.manual, entry=call.entry).value.id
        for turn in range(100):
            step = walk.step
            ways = [way.id for way in (*step.branches, *step.red_flags)]
            moves = [*ways, *(["default"] if step.next or step.kind == "card" else []), "EMG", "BAR", "back"]
            move = dice.choice(moves)
            try:
                if move == "back":
                    there = walk.back(START + turn)
                    state = manual.back(session).value
                elif move in ("EMG", "BAR"):
                    there, state = walk.jump(move, START + turn), manual.jump(session, move).value
                elif move == "default":
                    there, state = walk.take(move, START + turn), manual.next(session).value
                else:
                    there, state = walk.take(move, START + turn), manual.answer(session, move).value
            except Conflict:
                continue
            walk = there
            assert (walk.trail.step, walk.trail.returns, walk.trail.at_end, walk.pack.id) == (
                state.step, state.returns, state.trail.at_end, state.tree,
            )  # fmt: skip
            if walk.trail.at_end:
                walk, _state = walk.back(START + turn), manual.back(session)
        manual.end(session)


def test_the_call_ends_after_the_last_words_and_not_before() -> None:
    walk = Walk.begin(CALLS["stalking-doorbell"], PACKS, START)
    for way in ("here-now", "default", "default", "default", "default", "default", "meeting-planned"):
        walk = walk.take(way, START)
        assert not walk.over
    assert walk.trail.step == walk.scenario.last == "C7"
    jumped = walk.jump("SUI", START).take("default", START)
    assert (jumped.trail.step, jumped.over) == ("C7", False)
    assert walk.take("default", START).trail.at_end


def test_one_may_stop_step_back_and_hear_at_any_time() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START)
    with pytest.raises(Conflict):
        walk.back(START)
    assert (walk.heard_here, walk.hear().heard_here, walk.hear().hear().heard_here) == (1, 2, 2)
    there = walk.take("default", START).take("choking", START)
    assert there.trail.returns == ("A2",)
    assert there.back(START).trail.step == "A2"
    assert there.stop(START).over
    with pytest.raises(BadInput):
        walk.take("choking", START)
    with pytest.raises(NotFound):
        walk.jump("A5", START)
    assert walk.jump("EMG", START).jump("EMG", START).trail.returns == ("A1",)
    assert (END, RETURN) == ("end", "return")


def test_a_manual_that_is_not_here_is_not_begun() -> None:
    with pytest.raises(NotFound):
        Walk.begin(CALLS["dating-no-marks"], {}, START)


# -- looking back --------------------------------------------------------------------------------


def test_what_was_noticed_passed_by_or_not_reached_is_told_with_the_reason() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START).take("default", START + 5 * SECOND)
    walk = walk.jump("MED", START + 70 * SECOND).take("default", START + 80 * SECOND)
    for at in (90, 95):
        walk = walk.take("default", START + at * SECOND)
    found = looked_back(walk.stop(START + 100 * SECOND), START + 200 * SECOND)
    assert [moment.outcome for moment in found.moments] == ["noticed", "passed", "not_met"]
    told = found.sections()[0].lines
    assert "Neck squeezed" in told[0].text
    assert "hoarse voice" in told[0].second
    assert "went by" in told[1].text
    assert told[2].second == ""  # what waits further on can still be heard
    assert found.next.startswith("Listen once more at A3")
    assert [(stay.id, stay.seconds) for stay in found.path][:3] == [("A1", 5), ("A2", 65), ("MED", 10)]
    assert found.longest is not None
    assert (found.longest.id, found.longest.seconds) == ("A2", 75)
    assert found.jumps == (("MED Body and medical care", "A2 Danger right now"),)
    assert found.unheard[0].startswith("A1")


def test_a_sign_taken_further_on_was_noticed_later() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START)
    for way in ("default", "default", "refuses-data"):
        walk = walk.take(way, START)
    walk = walk.jump("MED", START).take("default", START)
    found = looked_back(walk, START)
    assert [moment.outcome for moment in found.moments] == ["later", "noticed", "not_met"]
    assert "already at A2" in found.next


def test_a_way_that_was_taken_back_was_not_taken() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START).take("default", START).take("choking", START)
    walk = walk.back(START).take("default", START)
    found = looked_back(walk, START)
    assert found.moments[0].outcome == "passed"
    assert [(stay.id, stay.undone) for stay in found.path][2] == ("MED", True)


def test_the_lines_said_and_done_and_the_sentences_that_tempt_are_told() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START).take("default", START)
    walk = walk.tick("victim", "say", 2, True, START).tick("police", "do", 0, True, START)
    walk = walk.tick("victim", "say", 1, True, START).tick("victim", "say", 1, False, START)
    words = PACKS["dating-violence"].steps["A2"]
    found = looked_back(walk, START)
    assert [one.said for one in found.spoken] == [(words.words("en", "victim").say[2],)]
    assert found.spoken[0].done == (words.words("en", "police").do[0],)
    assert [trap.step for trap in found.traps] == ["A2 Danger right now"]
    assert found.traps[0].instead == words.words("en", "victim").say[0]


def test_steps_the_path_led_past_are_named_without_blame() -> None:
    walk, at = as_meant(CALLS["dating-no-marks"])
    found = looked_back(walk, at)
    assert [step.split(" ")[0] for step in found.led_past] == ["A7", "A8", "A9"]


def test_the_next_thing_is_one_and_the_sign_comes_before_the_habit() -> None:
    walk, at = as_meant(CALLS["stalking-doorbell"])
    assert "aloud" in looked_back(walk, at).next
    said = replace(walk, trail=walk.trail)
    begun = Walk.begin(CALLS["stalking-doorbell"], PACKS, START).tick("victim", "say", 0, True, START)
    said = replace(walk, trail=replace(walk.trail, ticks=begun.trail.ticks))
    assert "practised next" in looked_back(said, at).next
    slow, late = as_meant(CALLS["stalking-doorbell"], pause=20 * 60 * SECOND)
    slow = replace(slow, trail=replace(slow.trail, ticks=begun.trail.ticks))
    assert looked_back(slow, late).next.startswith("You stayed at")


def test_who_did_not_hear_the_caller_out_is_told_so_first() -> None:
    walk = Walk.begin(CALLS["dating-no-marks"], PACKS, START).take("default", START).take("default", START)
    assert looked_back(walk, START).next.startswith("Hear the caller out at A2")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("ident", CALLS)
def test_looking_back_has_sentences_and_never_a_score(ident: str, language: str) -> None:
    i18n.set_language(language)
    for walk, at in (as_meant(CALLS[ident]), (Walk.begin(CALLS[ident], PACKS, START).stop(START + 1), START)):
        found = looked_back(walk, at)
        told = [
            found.next,
            *(part for one in found.sections() for line in one.lines for part in (line.text, line.second)),
        ]
        for text in told:
            assert not any(mark in text for mark in ("%", "{", "!", "점수", "score", "틀렸", "wrong", "failed"))


def test_a_rehearsal_opens_no_database_and_writes_nothing() -> None:
    """Trainers hold no casework key: a whole call is walked in a process that may neither open a store nor write."""
    program = """
import sys
from app.manual import Library
from app.manual.debrief import debrief
from app.manual.rehearsal import Walk
from app.manual.scenarios import scenarios
packs = {pack.id: pack for pack in Library().packs()}
def watch(event, arguments):
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"written: {arguments[0]}")
    if event in ("socket.connect", "os.mkdir", "os.rename", "os.remove"):
        raise SystemExit(event)
sys.addaudithook(watch)
import sqlcipher3.dbapi2 as store
def refuse(*_any, **_named):
    raise SystemExit("a database was opened")
store.connect = store.Connection = refuse
import app.store
app.store.Database.open = app.store.Database.create = refuse
for call in scenarios():
    walk = Walk.begin(call, packs, 0)
    for at in range(40):
        walk = walk.hear().tick("victim", "say", 0, True, at)
        walk = walk.take("default", at) if not walk.over else walk
    assert debrief(call, walk.stop(99).trail, packs[call.manual], 99).sections()
print("walked")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout.strip() == "walked", ended.stderr[-2000:]
