import threading
import time

from digest.engine.pace import Pace


def test_no_rate_means_no_waiting() -> None:
    started = time.monotonic()
    pace = Pace(0)
    for _ in range(10_000):
        pace.wait(threading.Event())
    assert time.monotonic() - started < 1


def test_moments_are_evenly_spaced_over_all_callers() -> None:
    pace, started = Pace(100), time.monotonic()
    callers = [
        threading.Thread(target=lambda: [pace.wait(threading.Event()) for _ in range(5)]) for _ in range(4)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert time.monotonic() - started >= 0.19


def test_nobody_waits_after_stop() -> None:
    pace, stop = Pace(0.01), threading.Event()
    stop.set()
    started = time.monotonic()
    pace.wait(stop)
    pace.wait(stop)
    assert time.monotonic() - started < 5
