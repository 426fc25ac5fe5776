"""The service and its parts, each from its start to the signal that ends it; the local inbox."""

import json
import re
import smtplib
import socket
import sqlite3
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import time_machine

from digest.config.newsroom_text import dump_newsroom
from digest.demo.inbox import Inbox
from digest.domain.newsroom import Newsroom, WhenLate
from tests.factories import DAILY
from tests.fakes.terminal import Terminal, ended_when

READERS = b"email\nana@example.org\nbob@example.org\n"


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        found: int = closed.getsockname()[1]
    return found


@pytest.fixture
def late(digest: Terminal, newsroom: Newsroom, clock: time_machine.Traveller, port: int) -> Terminal:
    """A newsroom since yesterday, whose edition of seven o'clock nobody has made yet: it is noon."""
    clock.shift(timedelta(days=-1))
    patient = replace(DAILY, slug="matinale", late_after=timedelta(hours=12), when_late=WhenLate.SEND)
    digest.done("apply", "-", stdin=dump_newsroom(replace(newsroom, newsletters=(patient,))).encode())
    digest.done("subscribers", "import", "-", stdin=READERS)
    clock.shift(timedelta(days=1))
    digest.set(web__bind=f"127.0.0.1:{port}")
    return digest


def rows(tmp_path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(tmp_path / "digest.db")
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def events(log: str) -> list[str]:
    """Return the names of the events in a log whose every line is one object."""
    return [json.loads(line)["event"] for line in log.splitlines()]


def page(url: str) -> str:
    try:
        with urlopen(url, timeout=5) as answer:
            text: str = answer.read().decode()
            return text
    except URLError:
        return ""


def test_the_service_does_everything_in_one_process_and_ends_on_sigterm(
    late: Terminal, inbox: Inbox, tmp_path: Path, port: int
) -> None:
    def served() -> bool:
        finished = rows(tmp_path, "SELECT 1 FROM digest_editions WHERE status = 'finished'")
        leads = rows(tmp_path, "SELECT 1 FROM digest_leases WHERE until > '2026-11-23 12:00:00'")
        return bool(finished and leads) and page(f"http://127.0.0.1:{port}/healthz") == "alive\n"

    with ended_when(lambda: rows(tmp_path, "SELECT 1 FROM digest_editions WHERE status = 'frozen'")):
        late("scheduler")
    with ended_when(served):
        ended = late("run")
    assert ended.code == 0
    assert sorted(mail.recipient for mail in inbox.messages()) == ["ana@example.org", "bob@example.org"]
    assert {"web.started", "edition.delivered"} <= set(events(ended.err))
    assert "ana@example.org" not in ended.err
    # The lease was given back, so that another scheduler can lead at once.
    assert rows(tmp_path, "SELECT 1 FROM digest_leases WHERE until > '2026-11-23 12:00:00'") == []


def test_a_scheduler_freezes_and_a_worker_delivers(late: Terminal, inbox: Inbox, tmp_path: Path) -> None:
    with ended_when(lambda: rows(tmp_path, "SELECT 1 FROM digest_editions WHERE status = 'frozen'")):
        planned = late("scheduler")
    assert planned.code == 0
    assert {"source.gathered", "edition.composed", "edition.frozen"} <= set(events(planned.err))
    assert "edition.delivered" not in events(planned.err)
    assert inbox.messages() == []

    with ended_when(lambda: rows(tmp_path, "SELECT 1 FROM digest_editions WHERE status = 'finished'")):
        delivered = late("worker")
    assert delivered.code == 0
    assert "source.gathered" not in events(delivered.err)
    assert len(inbox.messages()) == 2


def test_the_web_pages_can_be_served_alone(late: Terminal, inbox: Inbox, tmp_path: Path, port: int) -> None:
    with ended_when(lambda: page(f"http://127.0.0.1:{port}/readyz") == "ready\n"):
        ended = late("web")
    assert ended.code == 0
    assert events(ended.err) == ["web.started"]
    assert rows(tmp_path, "SELECT 1 FROM digest_editions") == []


def test_a_place_that_is_taken_stops_the_service_before_it_does_anything(
    late: Terminal, inbox: Inbox, port: int
) -> None:
    with socket.create_server(("127.0.0.1", port)):
        ended = late("run")
    assert ended.code == 1
    assert "change web.bind" in ended.err
    assert inbox.messages() == []


def test_the_inbox_takes_mail_and_shows_it_until_it_is_stopped(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str], port: int
) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Bonjour"
    message.set_content("Bonjour.")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        web_port = closed.getsockname()[1]

    def received() -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                client.send_message(message)
        except OSError:
            return False
        return "Bonjour" in page(f"http://127.0.0.1:{web_port}/")

    with ended_when(received):
        ended = terminal("inbox", "--folder", "mails", "--smtp-port", port, "--web-port", web_port)
    assert ended.code == 0
    assert ended.err == (
        f"SMTP at 127.0.0.1:{port}, mails in mails, to be read at http://127.0.0.1:{web_port}\n"
    )
    assert [re.sub(r"\d+", "N", path.name) for path in (tmp_path / "mails").iterdir()] == [
        "N-b@example.org.eml"
    ]


def test_an_inbox_whose_port_is_taken_says_so(terminal: Terminal, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        ended = terminal("inbox", "--smtp-port", port, "--web-port", 0)
    assert ended.code == 1
    assert f"port {port} of 127.0.0.1 is taken" in ended.err
