import os
import threading

import pytest

from digest.engine.processor import present_core, stay_on

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no cores to choose from here")


def in_a_thread(core: int | None) -> set[int]:
    """Return the cores that a thread may run on once it was told to stay on `core`."""
    found: list[set[int]] = []

    def work() -> None:
        stay_on(core)
        found.append(os.sched_getaffinity(0))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_stays_on_its_core_and_takes_no_other_thread_with_it() -> None:
    before = os.sched_getaffinity(0)
    core = present_core()
    assert core in before
    assert in_a_thread(core) == {core}
    assert os.sched_getaffinity(0) == before


@pytest.mark.parametrize("core", [None, 100_000])
def test_without_such_a_core_a_thread_runs_where_it_may(core: int | None) -> None:
    assert in_a_thread(core) == os.sched_getaffinity(0)
