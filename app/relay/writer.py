"""One thread that writes: what arrives together is committed together, and answered only after the commit.

Nobody waits for company: whatever has come while the last transaction ended is the next one.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from app.logs import attempt
from app.relay.database import writing

T = TypeVar("T")
_MOST = 64
_Job = tuple[Callable[[Connection], Any], "asyncio.Future[Any]"]
_Answer = tuple[Any, BaseException | None]


class Writer:
    """The only writer of a relay's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: Connection | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many jobs wait for the next transaction."""
        return self._jobs.qsize()

    async def do(self, job: Callable[[Connection], T]) -> T:
        """Run a job in the next transaction; returns once it is durable, or raises what it raised.

        A job may run twice, the first time undone: it does nothing but with its connection.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put((job, future))
        return await future

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch, ending = [first], False
            while len(batch) < _MOST and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    ending = True
                    break
                batch.append(following)
            self._commit([one for one in batch if not one[1].cancelled()])  # some askers may have gone
            if ending:
                break
        self._leave()

    def _commit(self, batch: list[_Job]) -> None:
        if not batch:
            return
        answers, problem = attempt(partial(self._together, batch))
        if problem is not None:
            self._leave()
            answers, problem = attempt(partial(self._apart, batch))
        told = answers if answers is not None else [(None, problem)] * len(batch)
        loop = batch[0][1].get_loop()
        loop.call_soon_threadsafe(_tell, [future for _job, future in batch], told)

    def _together(self, batch: list[_Job]) -> list[_Answer]:
        """All of them as one; whatever one of them raises undoes them all."""
        self._open = self._open or writing(self._engine)
        with self._open.begin():
            return [(job(self._open), None) for job, _future in batch]

    def _apart(self, batch: list[_Job]) -> list[_Answer]:
        """The same with a savepoint for each, so that the failure of one undoes only itself."""
        with writing(self._engine) as connection, connection.begin():
            return [attempt(partial(_in_savepoint, connection, job)) for job, _future in batch]

    def _leave(self) -> None:
        """Let the connection go that was kept from transaction to transaction; it may be the one that failed."""
        if self._open is not None:
            attempt(self._open.invalidate)
            attempt(self._open.close)
            self._open = None


def _in_savepoint(connection: Connection, job: Callable[[Connection], Any]) -> Any:
    with connection.begin_nested():
        return job(connection)


def _tell(futures: list[asyncio.Future[Any]], answers: list[_Answer]) -> None:
    """Settle them, on the loop where somebody waits."""
    for future, (answer, fault) in zip(futures, answers, strict=True):
        if future.done():
            continue
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(answer)
