"""One thread that writes: what arrives together is committed together, and answered only after the commit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.logs import attempt
from app.relay.database import writing

T = TypeVar("T")
_MOST = 64
_Job = tuple[Callable[[Connection], Any], "Future[Any]"]


class Writer:
    """The only writer of a relay's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many jobs wait for the next transaction."""
        return self._jobs.qsize()

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """Run a job in the next transaction; the future is settled once it is durable, or failed."""
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch = [first]
            ending = False
            while len(batch) < _MOST and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    ending = True
                    break
                batch.append(following)
            self._commit(batch)
            if ending:
                return

    def _commit(self, batch: list[_Job]) -> None:
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        batch = [one for one in batch if one[1].set_running_or_notify_cancel()]  # some askers may have gone
        try:
            with writing(self._engine) as connection, connection.begin():
                answers = [(future, *attempt(partial(_in_savepoint, connection, job))) for job, future in batch]
        except SQLAlchemyError as problem:
            answers = [(future, None, problem) for _job, future in batch]
        for future, answer, fault in answers:
            future.set_exception(fault) if fault else future.set_result(answer)


def _in_savepoint(connection: Connection, job: Callable[[Connection], Any]) -> Any:
    """A job in its own savepoint: its failure undoes only itself."""
    with connection.begin_nested():
        return job(connection)
