"""A terminal at which a test types `digest …`: the whole command line, in this process, with all it prints."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import structlog

from digest.cli.main import main


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. code: exit code; out, err: what it printed where."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What `--json` printed, one object for each line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        """The one object that `--json` printed."""
        (only,) = self.lines
        return only


class Terminal:
    """Call it with the words after `digest`; it returns how the command ended, whatever the exit code."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: object, stdin: bytes | io.BytesIO = b"") -> Finished:
        typed = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
        self._monkeypatch.setattr(sys, "argv", ["digest", *map(str, words)])
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(typed))
        self._capsys.readouterr()
        with _logging_as_before():
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        printed = self._capsys.readouterr()
        return Finished(code, printed.out, printed.err)

    def done(self, *words: object, stdin: bytes = b"") -> Finished:
        """Type a command that has to succeed."""
        finished = self(*words, stdin=stdin)
        assert finished.code == 0, finished
        return finished

    def start(self, *words: object) -> "subprocess.Popen[str]":
        """Start a command as a process of its own, which signals can be sent to."""
        line = [sys.executable, "-m", "digest", *map(str, words)]
        return subprocess.Popen(line, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def set(self, **settings: object) -> None:
        """Set variables of the environment: `smtp__port=25` is DIGEST_SMTP__PORT."""
        for name, value in settings.items():
            self._monkeypatch.setenv(f"DIGEST_{name.upper()}", str(value))


@contextmanager
def ended_when(condition: Callable[[], object]) -> Iterator[None]:
    """Send this process a SIGTERM as soon as `condition` holds, or when it is useless to wait any longer."""
    held, over = threading.Event(), threading.Event()

    def work() -> None:
        for _ in range(400):
            if condition():
                held.set()
                break
            if over.wait(0.05):
                return
        os.kill(os.getpid(), signal.SIGTERM)

    # A command that ends by itself must not leave the signal to whoever runs the tests.
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        signal.signal(signal.SIGTERM, before)
    assert held.is_set(), "it never came to that"


@contextmanager
def _logging_as_before() -> Iterator[None]:
    """Undo what a command does to logging: it would go on writing to the captured stream of a test that ended."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
