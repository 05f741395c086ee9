"""The one thread that writes: what waits while it commits is its next batch, one fsync for all."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from plugins.inbox.database import StoreError
from plugins.inbox.store import Store

# More than it takes to find that another writes, or that the server is away.
ANSWER_SECONDS = 12
T = TypeVar("T")
Job = Callable[[Store], T]
Waiting = tuple[Job[Any], Future[Any]]


class Writer:
    """For whoever waits on an event loop; the store is its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: SimpleQueue[Waiting | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def do(self, job: Job[T]) -> T:
        """What the job returned, on disk by now; it may be tried more than once.

        Raises StoreError, and what the job raises: then it has changed nothing, unless the
        database fell silent amid it.
        """
        if self._closed:
            raise StoreError(f"{self._store.name} is closed.")
        done: Future[T] = Future()
        self._waiting.put((job, done))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.wrap_future(done)
        except TimeoutError as error:
            raise StoreError(f"{self._store.name} does not answer.") from error

    def close(self) -> None:
        """When what waits is written, or the database is silent."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join(ANSWER_SECONDS)

    def _run(self) -> None:
        last = False
        while not last:
            batch = [self._waiting.get()]
            while True:
                try:
                    batch.append(self._waiting.get_nowait())
                except Empty:
                    break
            last = None in batch
            # Whoever has gone by now was told nothing.
            self._write([one for one in batch if one and one[1].set_running_or_notify_cancel()])
        self._store.close()

    def _write(self, batch: list[Waiting]) -> None:
        """Every one is answered, whatever happens: nobody waits for ever."""
        try:
            with self._store.transaction():
                results = [job(self._store) for job, _ in batch]
        except Exception as error:  # noqa: BLE001 (those who wait are told)
            if len(batch) > 1 and not isinstance(error, StoreError):
                # One job is at fault: the others need not suffer.
                for one in batch:
                    self._write([one])
                return
            for _, done in batch:
                done.set_exception(error)
        else:
            for (_, done), result in zip(batch, results, strict=True):
                done.set_result(result)
