"""Runs one piece of work on several threads of this process, and waits for all of them."""

import threading
from collections.abc import Callable

from digest.engine.processor import stay_on


def run_on_threads(
    count: int, work: Callable[[], None], stop: threading.Event, *, core: int | None = None
) -> None:
    """Run `work` on `count` threads until all have returned; the first exception stops and is raised.

    stop: set when one thread fails, so that the others end after what they have in hand. core: where they
    take turns, None for wherever the system puts them.
    """
    failures: list[BaseException] = []

    def guarded() -> None:
        try:
            stay_on(core)
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below, on the caller's thread
            failures.append(error)
            stop.set()

    threads = [threading.Thread(target=guarded, name=f"delivery-{number}") for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
