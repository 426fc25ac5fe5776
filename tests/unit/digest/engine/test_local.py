import os
import threading

import pytest

from digest.engine.local import run_on_threads


def test_work_runs_on_every_thread() -> None:
    names: list[str] = []
    run_on_threads(3, lambda: names.append(threading.current_thread().name), threading.Event())
    assert sorted(names) == ["delivery-0", "delivery-1", "delivery-2"]


def test_the_first_failure_stops_the_others_and_is_raised() -> None:
    stop = threading.Event()

    def work() -> None:
        if threading.current_thread().name == "delivery-0":
            raise RuntimeError("broken")
        assert stop.wait(10)

    with pytest.raises(RuntimeError, match="broken"):
        run_on_threads(3, work, stop)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no cores to choose from here")
def test_threads_that_share_a_core_are_all_on_it() -> None:
    core = min(os.sched_getaffinity(0))
    found: list[set[int]] = []
    run_on_threads(3, lambda: found.append(os.sched_getaffinity(0)), threading.Event(), core=core)
    assert found == [{core}] * 3
