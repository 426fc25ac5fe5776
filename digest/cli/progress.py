"""Shows how a sending goes on, on a terminal, and lets a signal end it cleanly."""

import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.progress import Progress, TextColumn, TimeElapsedColumn

from digest.cli.output import stderr
from digest.domain.delivery import Outcome


@contextmanager
def delivery_progress() -> Iterator[Callable[[Outcome], None]]:
    """Yield what takes in outcomes: a live line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _outcome: None
        return
    counts: Counter[str] = Counter()
    columns = (TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True) as bar:
        line = bar.add_task("connecting to the relay", total=None)

        def take_in(outcome: Outcome) -> None:
            counts[outcome.status] += 1
            words = ", ".join(f"{count} {status}" for status, count in counts.items())
            bar.update(line, description=words)

        yield take_in


@contextmanager
def stop_on_signals(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on the first SIGINT or SIGTERM, so that what is in hand ends well; a second one interrupts."""

    def first(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, first) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
