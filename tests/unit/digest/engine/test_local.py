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
