"""Work on a few threads: order, errors, stopping, and flat memory."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from sync.engine import lanes
from sync.engine.lanes import Stopped
from tests.support.waiting import wait_until


def test_every_job_gives_a_result_or_its_error():
    def work(job: int) -> int:
        if job == 3:
            raise KeyError(job)
        return job * 2

    done = list(lanes.run(range(6), work, threading.Event()))
    assert {one.job: one.result for one in done if one.error is None} == {0: 0, 1: 2, 2: 4, 4: 8, 5: 10}
    [failed] = [one for one in done if one.error is not None]
    assert failed.job == 3 and isinstance(failed.error, KeyError)


def test_no_jobs_start_no_thread():
    assert list(lanes.run([], lambda job: job, threading.Event())) == []


def test_at_most_four_run_at_once_and_in_order():
    running, most, begun = 0, 0, []
    guard = threading.Lock()

    def work(job: int) -> None:
        nonlocal running, most
        with guard:
            begun.append(job)
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with guard:
            running -= 1

    list(lanes.run(range(20), work, threading.Event()))
    assert most <= 4
    assert all(abs(position - job) < 4 for position, job in enumerate(begun))


def test_results_do_not_pile_up_before_a_slow_caller():
    finished = 0
    guard = threading.Lock()

    def work(job: int) -> int:
        nonlocal finished
        with guard:
            finished += 1
        return job

    results = lanes.run(range(50), work, threading.Event(), ahead=3)
    next(results)
    wait_until(lambda: finished >= 3)
    assert finished <= 4
    assert len(list(results)) == 49


def test_a_stop_ends_the_wait_soon():
    stop, held = threading.Event(), threading.Event()

    def work(_job: int) -> None:
        held.wait(10)

    results = lanes.run(range(4), work, stop)
    threading.Timer(0.1, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Stopped), contextlib.closing(results):
        next(results)
    assert time.monotonic() - started < 1.9
    held.set()


def test_closing_gives_the_rest_up():
    begun = []
    results = lanes.run(range(1000), lambda job: begun.append(job) or time.sleep(0.002), threading.Event())
    next(results)
    results.close()
    assert len(begun) < 1000
