"""Sending: an edition from the ledger to a relay, beside smtplib with a ready message, to the same sink."""

import io
import smtplib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.editions import busy_edition
from benchmarks.rounds import line, medians
from digest.bootstrap import House, SystemClock
from digest.config.newsroom_file import parse_newsroom
from digest.config.settings import DatabaseSettings, Settings, SmtpSettings
from digest.demo.press import newsroom_toml
from digest.domain.edition import EditionEvent, EditionId
from digest.domain.selection import Selection, Window
from digest.services.newsroom import apply_newsroom
from digest.services.press import Reader
from digest.storage.editions import open_edition, save_composition, step_edition

_READERS = 1000
_CONNECTIONS = 10
_FIRST = date(2026, 1, 1)
_DATE = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def run() -> None:
    """Print messages per second of Digest's whole way and of smtplib."""
    with (
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sink"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as sink,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        house = _house(Path(folder), port)
        content = busy_edition()
        edition = EditionId("quotidienne", _FIRST)
        ready = house.press.for_content(edition, content, _DATE).message(
            Reader(subscriber=1, address="r1@example.org", language="fr")
        )
        days = iter(range(10_000))
        found = medians(
            {
                "digest": lambda: _send(house, next(days)),
                "smtplib, 1 connection": lambda: _smtplib(port, ready, 1),
                f"smtplib, {_CONNECTIONS} threads": lambda: _smtplib(port, ready, _CONNECTIONS),
            }
        )
        house.database.close()
        assert sink.stdin is not None
        sink.stdin.close()
    rates = {name: _READERS / seconds for name, seconds in found.items()}
    line(f"send {_READERS} × {len(ready) / 1000:.0f} kB, ledger included", f"{rates.pop('digest'):.0f} /s")
    for name, rate in rates.items():
        line(f"  {name}, one ready message", f"{rate:.0f} /s", _READERS / found["digest"] / rate, name)


def _house(folder: Path, port: int) -> House:
    settings = Settings(
        secret_key="benchmark" * 4,
        database=DatabaseSettings(url=f"sqlite:///{folder / 'digest.db'}"),
        smtp=SmtpSettings(host="127.0.0.1", port=port, connections=_CONNECTIONS),
    )
    house = House(settings, SystemClock())
    newsroom = parse_newsroom(newsroom_toml("https://news.example"), "n", check_subject=lambda _text: None)
    apply_newsroom(house.database, newsroom, house.clock)
    rows = "\n".join(f"reader{number}@example.org,Zoé {number},fr" for number in range(_READERS))
    house.subscribers.import_csv(
        io.BytesIO(f"email,name,language\n{rows}\n".encode()), themes=(), newsletters=("quotidienne",)
    )
    return house


def _send(house: House, day: int) -> None:
    """Freeze and deliver one more edition; what is measured includes every line of the ledger."""
    edition = EditionId("quotidienne", _FIRST + timedelta(days=day))
    content = replace(busy_edition(), date=edition.date)
    with house.database.write() as connection:
        opened = open_edition(connection, edition)
        nothing = Selection(lead=None, sections=(), briefs=(), brief_overflow=(), decisions=())
        window = Window(start=_DATE, cutoff=_DATE)
        save_composition(connection, opened, content, nothing, window)
        step_edition(connection, edition, EditionEvent.COMPOSE, now=_DATE)
    house.dispatcher.freeze(edition)
    result = house.dispatcher.deliver(edition, threading.Event())
    assert result.accounts.accepted == _READERS, result


def _smtplib(port: int, ready: bytes, threads: int) -> None:
    def send(messages: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for _ in range(messages):
                client.sendmail("a@example.org", ["b@example.org"], ready)

    work: list[Callable[[], None]] = [lambda: send(_READERS // threads) for _ in range(threads)]
    running = [threading.Thread(target=each) for each in work]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
