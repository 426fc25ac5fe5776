"""Runs contestants in alternating rounds and keeps their medians."""

import statistics
import time
from collections.abc import Callable, Mapping

ROUNDS = 9


def medians(
    contestants: Mapping[str, Callable[[], None]],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Return the median seconds of each contestant; they take turns, so that a slow minute hits all alike.

    clock: `time.process_time` for work that waits for nobody, so that other programs do not count.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            started = clock()
            run()
            seconds[name].append(clock() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


def line(name: str, figure: str, ratio: float | None = None, beside: str = "") -> None:
    """Print one row of the table."""
    against = f"{ratio:8.2f} × {beside}" if ratio is not None else ""
    print(f"  {name:<44}{figure:>18}  {against}")
