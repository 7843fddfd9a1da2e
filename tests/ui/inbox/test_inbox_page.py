"""The inbox in a window: read sealed reports, answer, note, decide, make a case; the trail says what was read."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, Done
from app.desk import Desk
from app.inbox import Arrival, Rings, State
from app.inbox.model import Head
from app.inbox.opening import write_head
from app.kinds import Compartment
from app.vault.sealing import label, wrap
from app.wire import content
from tests.app.inbox.test_inbox import Reporter, bundle, officers
from tests.app.inbox.test_proofs import forged
from tests.conftest import Centre
from ui.application import Shell
from ui.inbox import InboxPage
from ui.inbox.thread import warnings
from ui.kit import icons
from ui.kit.items import ITEM
from ui.notices import Notice

__all__ = ["officers"]
T = TypeVar("T")
WORDS = "회사 계단에서 있었던 일을 적습니다"


class Bench:
    """The page in a window, reloading as the real window makes it, with a reporter outside."""

    def __init__(self, qtbot: QtBot, shell: Shell, reporter: Reporter) -> None:
        icons.load()
        self.qtbot, self.shell, self.reporter = qtbot, shell, reporter
        self.went: list[tuple[str, object]] = []
        self.told: list[Notice] = []
        shell.went.connect(lambda place, argument: self.went.append((place, argument)))
        shell.told.connect(self.told.append)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1290, 690)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = InboxPage(shell)
        column.addWidget(self.page)
        shell.tasks.changed.connect(self._reload)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)

    def _reload(self, changes: Changes) -> None:
        if self.page.watches & changes:
            self.page.reload()

    def quiet(self) -> None:
        self.qtbot.waitUntil(
            lambda: not self.shell.tasks.busy and not self.page.fetching.busy, timeout=15_000
        )  # fmt: skip

    def write(self, work: Callable[[Desk], Done[T]]) -> T:
        found: list[T] = []
        self.shell.tasks.write(self.window, work, found.append)
        self.quiet()
        return found[0]

    def ask(self, work: Callable[[Desk], T]) -> T:
        found: list[T] = []
        self.shell.tasks.read(self.window, work, found.append)
        self.quiet()
        return found[0]

    def arrive(self, *arrivals: Arrival) -> None:
        """What came is carried in, and opened by the button, as a round does."""
        self.write(lambda desk: desk.arrivals.carry_in(arrivals))
        self.page.arrive()
        self.press("Ctrl+R")

    def press(self, keys: str) -> None:
        button = next(one for one in self.buttons() if one.key() == keys and one.isVisible())
        button.click()
        self.quiet()

    def buttons(self) -> list:  # type: ignore[type-arg]  # buttons of the page
        from ui.kit.buttons import Button

        return self.page.findChildren(Button)

    def open(self) -> None:
        self.page.list.rows.setFocus()
        self.qtbot.keyClick(self.page.list.rows, Qt.Key.Key_Return)
        self.quiet()

    def lines(self) -> list[tuple[str, str]]:
        return [(row.title, row.second) for row in self.page.list.model.items()]

    def shown(self) -> str:
        return self.page.view.text.toPlainText()


@pytest.fixture
def bench(qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell]) -> Bench:
    with closing(officers.open()) as desk:
        reporter = Reporter(desk.keys.centre_id[:16], bundle(desk))
    return Bench(qtbot, open_shell("counsellor"), reporter)


def fill(bench: Bench, **values: str) -> None:
    form = bench.page.form
    assert form is not None
    for field, text in values.items():
        control = form.control_of(field)
        (control.setPlainText if hasattr(control, "setPlainText") else control.setText)(text)
    form.submit()
    bench.quiet()


def reads(bench: Bench) -> int:
    return bench.ask(lambda desk: sum(entry.kind == "report_read" for entry in desk.trail()))


# -- reading --------------------------------------------------------------------------------------


def test_an_empty_inbox_says_what_will_stand_here_and_offers_to_fetch(bench: Bench) -> None:
    bench.page.arrive()
    bench.quiet()
    assert bench.page.list.none.isVisible()
    bench.page.list.none.chosen.emit("fetch")
    bench.quiet()
    assert "중계 서버" in bench.page.head.subtitle.text(), "this centre has joined no relay, and says so"


def test_a_sealed_report_is_opened_on_fetching_and_read_by_enter_only(bench: Bench) -> None:
    bench.arrive(bench.reporter.says(WORDS, answers={"age": "minor"}))
    assert bench.lines()[0][0] == WORDS
    assert "새 신고" in bench.lines()[0][1]
    assert reads(bench) == 0, "to see a line reads nothing"
    bench.open()
    assert WORDS in bench.shown()
    assert "19세" in bench.shown(), "answers stand in the words of the page"
    assert reads(bench) == 1
    bench.write(lambda desk: desk.inbox.note(bench.reporter.thread.mailbox, "동료에게"))
    assert "동료에게" in bench.shown()
    assert reads(bench) == 1, "what is read again after a change is not told again"
    QAbstractItemModelTester(bench.page.list.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_thread_that_is_kept_for_others_shows_its_number_and_day_only(
    qtbot: QtBot, officers: Centre, open_shell: Callable[[str], Shell], bench: Bench
) -> None:
    bench.arrive(bench.reporter.says(WORDS))
    thread, me = bench.reporter.thread.mailbox, officers.users["counsellor"]
    bench.page.open(thread)
    bench.quiet()
    bench.page.view.buttons["apart"].click()
    form = bench.page.form
    assert form is not None
    form.submit()
    assert "골라" in form.error("people")
    form.control_of("people").set_values((me,))
    form.submit()
    bench.quiet()
    (title, second), *_rest = bench.lines()
    assert title == "다른 담당자만 봅니다"
    assert WORDS not in second
    assert bench.page.beside.right.currentWidget() is bench.page.beside.none
    bench.open()
    assert "번호와 날짜만" in bench.told[-1].sentence


def test_what_is_missing_or_withdrawn_or_third_is_said_before_anything_is_done(bench: Bench) -> None:
    reporter = bench.reporter
    reporter.door = "third"
    first, lost, third = (reporter.says(word) for word in ("하나", "둘", "셋"))
    assert lost.number == 2
    bench.arrive(first, third)
    bench.open()
    opened = bench.page.view.opened
    assert opened is not None
    assert [tone for tone, _title, _said in warnings(opened)] == ["danger"]
    assert "2" in warnings(opened)[0][2]
    assert "누군가를 안다는 말은" in bench.page.view.reminder.accessibleName()
    bench.write(lambda desk: desk.arrivals.carry_in((), gone=[reporter.thread.mailbox]))
    assert not bench.page.view.buttons["answer"].isVisible(), "nobody reads an answer any more"


def test_a_message_that_a_relay_made_up_is_marked_over_its_words_and_above_the_thread(bench: Bench) -> None:
    bench.arrive(bench.reporter.says(WORDS), forged(bench.reporter, "withdraw", "모두 지워 주세요"))
    bench.page.open(bench.reporter.thread.mailbox)
    bench.quiet()
    before, after = bench.shown().split("모두 지워 주세요")
    assert before.rstrip().endswith("신고를 거둔다고 적혀 있지만 바뀐 것은 없습니다.")
    assert bench.shown().count("확인되지 않습니다") == 1, "and what the reporter wrote is not doubted"
    assert bench.page.view.opened is not None
    assert warnings(bench.page.view.opened)[0][1] == "누가 썼는지 확인되지 않은 글이 있습니다"
    assert bench.page.view.buttons["answer"].isVisible(), "nothing was taken back"
    assert not after.strip()


# -- answering ------------------------------------------------------------------------------------


def test_an_answer_is_sealed_and_shown_and_an_empty_one_refused_at_its_field(bench: Bench) -> None:
    bench.arrive(bench.reporter.says(WORDS))
    bench.open()
    bench.press("Ctrl+Return")
    assert bench.page.view.field.isVisible()
    bench.press("Ctrl+Return")
    assert "먼저" in bench.page.view.problem.error()
    bench.page.view.field.setFocus()
    bench.page.view.field.insertPlainText("읽었습니다")
    bench.press("Ctrl+Return")
    assert "읽었습니다" in bench.shown()
    assert "보내기를 기다림" in bench.shown()
    assert bench.page.view.field.toPlainText() == ""
    assert "보내기를 기다리는 답" in bench.lines()[0][1]
    bench.press("Ctrl+Return")
    bench.page.view.field.setPlainText("여기까지입니다")
    bench.press("Ctrl+Shift+Return")
    assert bench.lines() == [], "the last answer closes the thread"
    bench.page.list.show_folder("closed")
    bench.quiet()
    assert len(bench.lines()) == 1


def test_what_was_begun_as_an_answer_comes_back_after_another_thread(bench: Bench) -> None:
    other = Reporter(bench.reporter.centre, bench.reporter.bundle, code="2" * 26)
    bench.arrive(bench.reporter.says("하나"), replace(other.says("둘"), number=2))
    view = bench.page.view
    bench.page.open(bench.reporter.thread.mailbox)
    bench.quiet()
    view.field.setPlainText("반쯤 쓴 답")
    bench.page.open(other.thread.mailbox)
    bench.quiet()
    assert view.field.toPlainText() == ""
    kept = bench.ask(lambda desk: desk.contacts.draft(f"form:InboxAnswer:{bench.reporter.thread.mailbox}"))
    assert kept is not None
    assert "반쯤" not in kept.body, "who opens cases only does not read it among them"
    bench.page.open(bench.reporter.thread.mailbox)
    bench.quiet()
    assert view.field.toPlainText() == "반쯤 쓴 답"
    assert view.field.isVisible(), "what was begun is in sight"
    bench.qtbot.keyClick(view.field, Qt.Key.Key_Escape)
    assert not view.field.isVisible()
    assert bench.ask(lambda desk: desk.answers.due()) == ()


def test_a_taken_over_thread_has_no_answer_field(bench: Bench) -> None:
    reporter = bench.reporter
    victim = Reporter(reporter.centre, reporter.bundle, code="2" * 26)
    reporter.door = "third"
    later = content.HandOver(victim.thread.mailbox, victim.thread.reply_key)
    bench.arrive(reporter.says("동료가 힘들어 보입니다", handover=later))
    bench.arrive(replace(victim.says("제가 그 사람입니다", kind="takeover", door="", answers={}), number=2))
    bench.page.open(reporter.thread.mailbox)
    bench.quiet()
    assert not bench.page.view.buttons["answer"].isVisible()
    bench.page.open(victim.thread.mailbox)
    bench.quiet()
    assert bench.page.view.buttons["answer"].isVisible()


# -- what becomes of it ---------------------------------------------------------------------------


def test_a_third_persons_report_becomes_a_case_and_waits_for_a_decision(bench: Bench) -> None:
    bench.arrive(bench.reporter.says("옆집에서 소리가 납니다", door="third", answers={"age_other": "minor"}))
    bench.open()
    bench.press("Ctrl+M")
    fill(bench, alias=" ")
    form = bench.page.form
    assert form is not None
    assert form.error("alias")
    fill(bench, alias="옆집")
    place, case_id = bench.went[-1]
    assert place == "cases"
    assert bench.told[-1].verb
    assert bench.told[-1].act is not None
    bench.told[-1].act()
    assert bench.went[-1][0] == "manual"
    opened = bench.page.view.opened
    assert opened is not None
    assert opened.whole.thread.case_id == case_id
    bench.press("Ctrl+Return")
    assert bench.page.view.safe.strip.isVisible(), "the safe-contact card stands before the answer"
    assert [tone for tone, _title, _said in warnings(opened)] == ["high"]
    bench.press("Ctrl+D")
    fill(bench, decision="")
    assert bench.page.form is not None
    assert bench.page.form.error("decision")
    fill(bench, decision="연락하지 않고 여덟 낱말을 건네 달라고 답함")
    opened = bench.page.view.opened
    assert opened is not None
    assert [tone for tone, _title, _said in warnings(opened)] == ["accent"]
    assert not bench.page.view.buttons["decide"].isVisible()


def test_a_flood_is_ticked_put_aside_and_emptied_after_a_question(bench: Bench) -> None:
    flood = [Reporter(bench.reporter.centre, bench.reporter.bundle, code=str(n) * 26) for n in range(4, 7)]
    bench.arrive(
        bench.reporter.says(WORDS), *(replace(one.says("광고"), number=10 + n) for n, one in enumerate(flood))
    )  # fmt: skip
    rows = bench.page.list.rows
    bench.press("Ctrl+G")
    for at, row in enumerate(bench.page.list.model.items()):
        if row.title == "광고":
            rows.setCurrentIndex(rows.model().index(at, 0))
            bench.qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert len(bench.page.list.chosen()) == 3
    bench.page.aside.click()
    bench.quiet()
    assert [title for title, _second in bench.lines()] == [WORDS]
    bench.page.list.show_folder("flood")
    bench.quiet()
    bench.page.empty.click()
    assert bench.page.asked is not None
    bench.page.asked.buttons["keep"].click()
    bench.quiet()
    assert len(bench.lines()) == 3
    bench.page.empty.click()
    bench.page.asked.buttons["empty"].click()
    bench.quiet()
    assert bench.page.list.nothing.isVisible()
    assert (
        bench.ask(lambda desk: desk.database(Compartment.CASEWORK).value("SELECT sum(emptied) FROM report_tally")) == 3
    )


def test_what_did_not_open_is_told_and_tried_again_and_a_wrong_paper_is_refused(bench: Bench) -> None:
    from datetime import date

    arrival = bench.reporter.says(WORDS)
    bench.write(lambda desk: desk.intake_keys.destroy_old(date(2028, 1, 1)))
    bench.arrive(arrival)
    assert bench.page.again.isVisible()
    bench.page.again.click()
    form = bench.page.form
    assert form is not None
    form.control_of("code").setText("0000-0000")
    form.submit()
    bench.quiet()
    assert form.error("code")
    form.control_of("code").setText("")
    form.submit()
    bench.quiet()
    assert bench.page.again.isVisible(), "nothing was lost: it still waits"


def test_ten_thousand_threads_are_listed_by_pages(bench: Bench) -> None:
    """The lines come in pages of 200, painted without a widget each."""

    def many(desk: Desk) -> Done[None]:
        """Threads with heads of their own, as opened reports have."""
        db = desk.database(Compartment.CASEWORK)
        ring, wrapping = Rings(desk.database(Compartment.OFFICE), desk.keys).newest(Compartment.INTAKE)
        with db.atomic():
            for at in range(10_000):
                thread, key = f"{at:064x}", os.urandom(32)
                db.insert("report_thread", {
                    "id": thread, "channel": "intake", "state": State.OPEN, "first_on": "2026-11-01",
                    "last_on": f"2026-11-{1 + at % 20:02}", "came_by": "relay", "ring": ring,
                    "key": wrap(wrapping, key, label("report-thread", thread)),
                    "head": write_head(key, thread, Head("victim", "ko", f"{WORDS} {at}", bytes(32))),
                })  # fmt: skip
        return Done(None, Changes.NONE)

    bench.write(many)
    began = perf_counter()
    bench.page.arrive()
    bench.qtbot.waitUntil(lambda: bench.page.list.model.rowCount() >= 200, timeout=5_000)
    bench.window.grab()
    spent = perf_counter() - began
    print("first paint", round(spent * 1000))
    assert bench.page.list.model.rowCount() == 200
    assert bench.lines()[0][0].startswith(WORDS)
    assert spent < 1.0, "a tenth of it here; the bench measures it alone"
    before = len(bench.page.findChildren(QWidget))
    bench.page.list.model.fetchMore(bench.page.list.model.index(-1))
    bench.quiet()
    assert bench.page.list.model.rowCount() == 400
    assert len(bench.page.findChildren(QWidget)) == before
    assert bench.page.list.rows.model().index(0, 0).data(ITEM) is not None
