"""Work off the GUI thread: one writer, one reader, a small pool; results come back through one queued signal.

A page calls ``tasks.write(self, lambda desk: desk.cases.open_case(…), self._opened)``. If the page is gone when the
result arrives, the result is dropped. What a write touched is announced once, and pages reload on that alone.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.changes import Changes, Done
from app.errors import Busy, GyeotError, Interrupted
from app.i18n import _
from app.logs import attempt

if TYPE_CHECKING:  # the core is heavy, and the first window needs none of it
    from app.desk import Desk

T = TypeVar("T")
Progress = Callable[[float], None]
SAVE_SECONDS = 0.1
_PATIENCE = 0.5
"""Seconds a thread waits for the reader to stand aside, before it tries again later."""
"""A write that takes longer is none of those that save what was typed."""


@dataclass(eq=False)
class Job:
    """One piece of work and where its result goes."""

    owner: QObject
    work: Callable[..., Any]
    done: Callable[[Any], None] | None
    failed: Callable[[GyeotError], None] | None
    topic: str = ""
    writes: bool = False
    progress: Callable[[float], None] | None = None
    quiet: bool = False
    """Whether nobody waits for it: it counts neither as busy nor has it a result to deliver on a page."""
    answer: queue.SimpleQueue[Job] | None = None
    """Where a thread of ours waits for it; else it is delivered on the GUI thread."""
    result: Any = None
    problem: BaseException | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop; its result is dropped either way."""
        self.cancelled.set()

    def let_go(self) -> None:
        """Drop, on the GUI thread, all that may hold a widget: the worker's thread must never be the last to hold one."""
        self.owner = self.work = self.done = self.failed = self.progress = None  # type: ignore[assignment] # it is over
        self.result = self.problem = None


class Tasks(QObject):
    """The one long-lived object that carries results to the GUI thread."""

    changed = Signal(object)
    """Changes that a write made."""
    refused = Signal(object)
    """A GyeotError nobody asked to see."""
    broke = Signal(object)
    """Our own mistake: an exception that is not ours to expect."""
    idle = Signal()
    _finished = Signal(object)
    _progressed = Signal(object, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finished.connect(self._deliver)
        self._progressed.connect(self._show_progress)
        self._writer = _Lane("writer", self._finished.emit)
        self._reader = _Lane("reader", self._finished.emit)
        self._running = 0
        self._turn = threading.Lock()

    # -- opening and closing ---------------------------------------------------------------------

    def open(
        self,
        owner: QObject,
        opener: Callable[[], Desk],
        done: Callable[[Any], None],
        failed: Callable[[GyeotError], None],
    ) -> None:
        """Run `opener` on the writer thread (unlocking takes a second) and give the reader its own desk."""

        def opened(desk: Desk) -> None:
            self._run(self._reader, Job(owner, self._reader.opening(desk.reader), lambda _reader: done(desk), failed))

        self._run(self._writer, Job(owner, self._writer.opening(opener), opened, failed))

    def enter(
        self,
        owner: QObject,
        opener: Callable[[Desk], Desk],
        done: Callable[[Any], None],
        failed: Callable[[GyeotError], None] | None = None,
    ) -> None:
        """From now on both threads work on the desk that `opener` gives, until `come_out`; `done` gets the writer's."""

        def refused(problem: GyeotError) -> None:
            self._run(self._writer, Job(owner, self._writer.coming_out(), None, None))
            (failed or self.refused.emit)(problem)

        def opened(desk: Desk) -> None:
            self._run(self._reader, Job(owner, self._reader.going_in(opener), lambda _inner: done(desk), refused))

        self._run(self._writer, Job(owner, self._writer.going_in(opener), opened, failed, writes=True))

    def come_out(self, owner: QObject, done: Callable[[], None]) -> None:
        """Both threads go back to the desk from before; what was written inside is finished first."""

        def left(_none: object) -> None:
            self._run(self._writer, Job(owner, self._writer.coming_out(), lambda _none: done(), None, writes=True))

        self._run(self._reader, Job(owner, self._reader.coming_out(), left, None))

    @property
    def is_open(self) -> bool:
        return self._writer.desk is not None

    def make_way(self) -> None:
        """A lock is coming: questions are dropped, a statement that runs long is interrupted. From any thread, once.

        Writes that wait are short and stay in their queue; whatever is put there from now on is a draft.
        """
        self._reader.make_way(keep_short=False)
        self._writer.make_way(keep_short=True)

    def close(self) -> None:
        """Finish what is queued, close both desks, end both threads."""
        for lane in (self._reader, self._writer):
            lane.stop()

    # -- work ------------------------------------------------------------------------------------

    def write(
        self,
        owner: QObject,
        work: Callable[[Desk], Done[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[GyeotError], None] | None = None,
    ) -> Job:
        """Change something, in order, on the writer thread; `done` gets the value of the result."""
        return self._run(self._writer, Job(owner, work, done, failed, writes=True))

    def read(
        self,
        owner: QObject,
        work: Callable[[Desk], T],
        done: Callable[[T], None],
        failed: Callable[[GyeotError], None] | None = None,
        *,
        topic: str = "",
    ) -> Job:
        """Ask something on the reader thread; a newer question of the same topic overtakes an older one."""
        job = Job(owner, work, done, failed, topic)
        self._reader.overtake(job)
        return self._run(self._reader, job)

    def work(
        self,
        owner: QObject,
        work: Callable[[Progress, threading.Event], T],
        done: Callable[[T], None],
        failed: Callable[[GyeotError], None] | None = None,
        progress: Callable[[float], None] | None = None,
        *,
        quiet: bool = False,
    ) -> Job:
        """Run something slow that needs no desk (a key derivation, a paper) on a thread of its own.

        What is `quiet` goes on for minutes behind everything else and does not count as being busy.
        """
        job = Job(owner, work, done, failed, progress=progress, quiet=quiet)
        self._running += not quiet

        def tell(part: float) -> None:
            self._progressed.emit(job, part)

        def run() -> None:
            _carry_out(job, tell, job.cancelled)
            self._finished.emit(job)

        threading.Thread(target=run, daemon=True, name="work").start()
        return job

    @contextmanager
    def turn(self, stop: threading.Event) -> Iterator[None]:
        """One at a time of what goes through whole record files: a backup, a check, writing anew. From its own thread."""
        while not self._turn.acquire(timeout=0.1):
            if stop.is_set():
                raise Interrupted(_("This was stopped before it began. Nothing was written."))
        try:
            yield
        finally:
            self._turn.release()

    def hands(self) -> Hands:
        """Both threads, for work on a third one that has to change what they stand on (`app.flows.anew`)."""
        return Hands(self._writer, self._reader, self)

    @property
    def busy(self) -> bool:
        return self._running > 0

    # -- inside ----------------------------------------------------------------------------------

    def _run(self, lane: _Lane, job: Job) -> Job:
        self._running += 1
        lane.put(job)
        return job

    def _show_progress(self, job: Job, part: float) -> None:
        if job.progress is not None and not job.cancelled.is_set() and shiboken6.isValid(job.owner):
            job.progress(part)

    def _deliver(self, job: Job) -> None:
        quiet = job.quiet
        self._running -= not job.quiet
        try:
            self._hand_over(job)
        finally:
            job.let_go()
            if not self._running and not quiet:
                self.idle.emit()

    def _hand_over(self, job: Job) -> None:
        problem, result = job.problem, job.result
        if isinstance(result, Done):
            if result.changes is not Changes.NONE:
                self.changed.emit(result.changes)
            result = result.value
        if isinstance(problem, Interrupted) or job.cancelled.is_set() or not shiboken6.isValid(job.owner):
            if problem is not None and not isinstance(problem, GyeotError):
                self.broke.emit(problem)
            elif problem is not None and job.writes and not isinstance(problem, Interrupted):
                self.refused.emit(problem)  # who asked is gone, but what was typed there was not saved
        elif problem is None:
            if job.done is not None:
                job.done(result)
        elif isinstance(problem, GyeotError):
            (job.failed or self.refused.emit)(problem)
        else:
            self.broke.emit(problem)


class _Lane:
    """One thread with one desk and a queue."""

    def __init__(self, name: str, finished: Callable[[Job], None]) -> None:
        self.desk: Desk | None = None
        self._outside: list[Desk] = []
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._finished = finished
        self._current: Job | None = None
        self._since = 0.0
        self._hurried = False
        self._waiting: dict[str, Job] = {}
        self._thread = threading.Thread(target=self._loop, daemon=True, name=name)
        self._thread.start()

    def put(self, job: Job) -> None:
        self._queue.put(job)

    def overtake(self, job: Job) -> None:
        """Cancel what waits under the same topic, and interrupt it where it is running."""
        if not job.topic:
            return
        older = self._waiting.get(job.topic)
        self._waiting[job.topic] = job
        if older is not None:
            older.cancel()
            if older is self._current and self.desk is not None:
                self.desk.interrupt()

    def make_way(self, *, keep_short: bool) -> None:
        """Stop what runs, once; with `keep_short` only what has been running for longer than a save takes."""
        if self._hurried:
            return
        self._hurried = True
        job, desk = self._current, self.desk
        if job is None or desk is None or (keep_short and monotonic() - self._since < SAVE_SECONDS):
            return
        job.cancel()
        desk.interrupt()

    def opening(self, opener: Callable[[], Desk]) -> Callable[[Desk | None], Desk]:
        def work(_none: Desk | None) -> Desk:
            self.desk = opener()
            return self.desk

        return work

    def going_in(self, opener: Callable[[Desk], Desk]) -> Callable[[Desk], Desk]:
        def work(desk: Desk) -> Desk:
            inner = opener(desk)
            self._outside.append(desk)
            self.desk = inner
            return inner

        return work

    def coming_out(self) -> Callable[[Desk], None]:
        def work(desk: Desk) -> None:
            if self._outside:
                self.desk = self._outside.pop()
                desk.close()

        return work

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _loop(self) -> None:
        while (job := self._queue.get()) is not None:
            if self._hurried and not job.writes:
                job.cancel()
            if not job.cancelled.is_set():
                self._current, self._since = job, monotonic()
                _carry_out(job, self.desk)
                if isinstance(job.problem, Interrupted) and not job.cancelled.is_set() and job.answer is None:
                    job.problem = None  # the interrupt was meant for the read before this one
                    _carry_out(job, self.desk)
                self._current = None
            if job.answer is None:
                self._finished(job)
            else:
                job.answer.put(job)
            del job  # it would be held here until the next one comes
        if self.desk is not None:
            for desk in (self.desk, *self._outside):
                desk.close()
            self.desk = None


class Hands:
    """The writer and the reader, as a third thread may ask them; it waits, they do not."""

    def __init__(self, writer: _Lane, reader: _Lane, owner: QObject) -> None:
        self._writer, self._reader, self._owner = writer, reader, owner

    def write(self, work: Callable[[Desk], T]) -> T:
        """Run this on the writer's thread in its turn, and wait for the answer; raises what it raised."""
        found: T = _answered(self._put(self._writer, work))
        return found

    @contextmanager
    def reader_aside(self, leave: Callable[[Desk], None], back: Callable[[Desk], None]) -> Iterator[None]:
        """While this lasts the reader's thread stands still: after `leave`, before `back`. Busy where it is not free."""
        aside, over, gone = threading.Event(), threading.Event(), threading.Event()

        def stand_still(desk: Desk) -> None:
            if gone.is_set():
                return
            leave(desk)
            aside.set()
            over.wait()
            back(desk)

        answer = self._put(self._reader, stand_still)
        if not aside.wait(_PATIENCE):
            gone.set()
            over.set()  # whoever stands aside in this very moment goes back at once
            raise Busy("the reader is not free")
        try:
            yield
        finally:
            over.set()
            _answered(answer)

    def _put(self, lane: _Lane, work: Callable[[Desk], Any]) -> queue.SimpleQueue[Job]:
        answer: queue.SimpleQueue[Job] = queue.SimpleQueue()
        lane.put(Job(self._owner, work, None, None, answer=answer))
        return answer


def _answered(answer: queue.SimpleQueue[Job]) -> Any:
    job = answer.get()
    if job.problem is not None:
        raise job.problem
    if job.cancelled.is_set():
        raise Interrupted("stopped")
    return job.result


def _carry_out(job: Job, *arguments: Any) -> None:
    job.result, job.problem = attempt(lambda: job.work(*arguments))
