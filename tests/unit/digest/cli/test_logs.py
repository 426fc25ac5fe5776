"""Logs: one JSON object a line for machines, and of a single command only what went wrong."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from digest.cli.logs import configure_logging


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


class Screen(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    printed = capsys.readouterr()
    assert printed.out == ""
    return [json.loads(line) for line in printed.err.splitlines()]


def test_a_service_logs_one_object_a_line_with_level_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(service=True)
    log = structlog.get_logger()
    log.info("edition.frozen", edition="quotidienne/2026-11-23", title="É\nclat")
    log.debug("not.told")
    (event,) = events(capsys)
    assert str(event.pop("timestamp")).endswith("Z")
    assert event == {
        "event": "edition.frozen",
        "level": "info",
        "edition": "quotidienne/2026-11-23",
        "title": "É\nclat",
    }


def test_a_single_command_logs_only_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(service=False)
    log = structlog.get_logger()
    log.info("source.gathered")
    log.warning("source.unreadable")
    log.error("edition.paused")
    assert [event["event"] for event in events(capsys)] == ["edition.paused"]


def test_an_exception_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(service=True)
    try:
        raise ValueError("no")
    except ValueError:
        structlog.get_logger().exception("scheduler.failed")
    (event,) = events(capsys)
    assert "ValueError: no" in str(event["exception"])


def test_libraries_log_in_the_same_form_and_only_their_trouble(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    configure_logging(service=True)
    library = logging.getLogger("uvicorn.error")
    library.info("not told")
    try:
        raise ValueError("no")
    except ValueError:
        library.warning("%s went away", "a browser", exc_info=True)
    (event,) = events(capsys)
    assert (event["event"], event["level"]) == ("a browser went away", "warning")
    assert "ValueError: no" in str(event["exception"])
    assert "timestamp" in event


def test_on_a_screen_a_person_reads_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    configure_logging(service=True)
    structlog.get_logger().info("web.started", port=8000)
    assert "web.started" in screen.getvalue()
    assert not screen.getvalue().startswith("{")
