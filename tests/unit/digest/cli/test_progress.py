"""A sending that somebody watches, and one that somebody ends."""

import io
import signal
import sys
import threading

import pytest
from rich.console import Console

from digest.cli import progress
from digest.cli.progress import delivery_progress, stop_on_signals
from digest.domain.delivery import DeliveryStatus, Outcome, Reply

ACCEPTED = Outcome(delivery=1, status=DeliveryStatus.ACCEPTED, reply=Reply(code=250))
REFUSED = Outcome(delivery=2, status=DeliveryStatus.REFUSED, reply=Reply(code=550))


class Screen(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_where_nobody_looks_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with delivery_progress() as take_in:
        take_in(ACCEPTED)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_a_person_sees_the_counts_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "stderr", Console(file=screen, force_terminal=True, width=80))
    with delivery_progress() as take_in:
        for outcome in (ACCEPTED, ACCEPTED, REFUSED):
            take_in(outcome)
    assert "connecting to the relay" in screen.getvalue()
    assert "2 accepted, 1 refused" in screen.getvalue()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_the_second_is_as_before(number: signal.Signals) -> None:
    heard: list[int] = []
    before = signal.signal(number, lambda caught, _frame: heard.append(caught))
    try:
        stop = threading.Event()
        with stop_on_signals(stop):
            signal.raise_signal(number)
            assert stop.is_set()
            assert heard == []
            signal.raise_signal(number)
            assert heard == [number]
    finally:
        signal.signal(number, before)


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(RuntimeError), stop_on_signals(threading.Event()):
        raise RuntimeError
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
