"""Up to four threads that wait for servers, so that the round need not.

A standard executor would hold up the program's end until the slowest server answered. These threads are
daemons: whoever stops the round leaves them behind with their closed connections.
Never enters here: the store; what comes out of a lane is applied by the thread that runs the round.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

THREADS = 4
_GRACE = 1.0  # seconds for the threads to notice a stop


class Stopped(Exception):
    """The engine stops or pauses: what was committed stays, the rest is for the next round."""


@dataclass(frozen=True, slots=True)
class Done(Generic[J, R]):
    """A job and its result, or the exception it ended in."""

    job: J
    result: R | None = None
    error: Exception | None = None


def run(
    jobs: Sequence[J],
    work: Callable[[J], R],
    stop: threading.Event,
    *,
    threads: int = THREADS,
    ahead: int = 0,
) -> Generator[Done[J, R], None, None]:
    """Do jobs in order on a few threads and give each as it is done.

    ``ahead``: at most so many results wait for the caller (0: any number), so that memory stays flat.
    Raises Stopped soon after ``stop`` is set. Close the iterator to give the rest up.
    """
    waiting: queue.SimpleQueue[J] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    done: queue.Queue[Done[J, R]] = queue.Queue()
    room = threading.Semaphore(ahead) if ahead else None
    given_up = threading.Event()

    def lane() -> None:
        while not (stop.is_set() or given_up.is_set()):
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            while room is not None and not room.acquire(timeout=0.2):
                if stop.is_set() or given_up.is_set():
                    return
            try:
                done.put(Done(job, work(job)))
            except Exception as error:  # noqa: BLE001  # it belongs to the round, whatever it is
                done.put(Done(job, error=error))

    workers = [
        threading.Thread(target=lane, name=f"network-{number}", daemon=True)
        for number in range(min(threads, len(jobs)))
    ]
    for worker in workers:
        worker.start()
    try:
        for _ in jobs:
            yield _next(done, stop)
            if room is not None:
                room.release()
    finally:
        given_up.set()
        for worker in workers:
            worker.join(_GRACE / len(workers))


def _next(done: queue.Queue[Done[J, R]], stop: threading.Event) -> Done[J, R]:
    """Return the next result. A stop has no way to wake a queue, so it is looked at twice a second."""
    while True:
        if stop.is_set():
            raise Stopped
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue
