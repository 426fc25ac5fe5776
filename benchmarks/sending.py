"""Sending: an edition from the ledger to a relay, beside others that send one ready message to the same sink."""

import io
import smtplib
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.editions import ordinary_edition
from benchmarks.rounds import line, medians
from benchmarks.sinks import program, sinks
from digest.bootstrap import House, SystemClock
from digest.config.newsroom_file import parse_newsroom
from digest.config.settings import DatabaseSettings, Settings, SmtpSettings
from digest.demo.press import newsroom_toml
from digest.domain.edition import EditionEvent, EditionId
from digest.domain.selection import Selection, Window
from digest.services.newsroom import apply_newsroom
from digest.services.press import Reader
from digest.storage.editions import open_edition, save_composition, step_edition

_READERS = 3000
_CONNECTIONS = 10
_FIRST = date(2026, 1, 1)
_DATE = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def run() -> None:
    """Print, for each sink that is there, Digest's whole way beside smtplib and Postfix's generator."""
    with sinks() as ports:
        for name, port in ports.items():
            _against(name, port)


def _against(name: str, port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = _house(Path(folder), port)
        ready = house.press.for_content(EditionId("quotidienne", _FIRST), ordinary_edition(), _DATE).message(
            Reader(subscriber=1, address="r1@example.org", language="fr")
        )
        days, work = iter(range(10_000)), list[float]()

        def digest() -> None:
            before = time.process_time()
            _send(house, next(days))
            work.append(time.process_time() - before)

        contestants: dict[str, Callable[[], None]] = {
            "digest": digest,
            "smtplib, 1 connection": lambda: _smtplib(port, ready, 1),
            f"smtplib, {_CONNECTIONS} threads": lambda: _smtplib(port, ready, _CONNECTIONS),
        }
        if generator := program("smtp-source"):
            contestants[f"smtp-source -d -s {_CONNECTIONS}"] = lambda: _smtp_source(
                generator, port, len(ready)
            )
        found = medians(contestants)
        house.database.close()
    rates = {name: _READERS / seconds for name, seconds in found.items()}
    own = rates.pop("digest")
    line(f"send {_READERS} × {len(ready) / 1000:.0f} kB to {name}, ledger included", f"{own:.0f} /s")
    line("  our CPU a message", f"{statistics.median(work) / _READERS * 1e6:.0f} µs")
    for other, rate in rates.items():
        line(f"  {other}, one ready message", f"{rate:.0f} /s", own / rate, other)


def _smtp_source(program: str, port: int, size: int) -> None:
    command = [program, "-d", "-s", str(_CONNECTIONS), "-l", str(size), "-m", str(_READERS)]
    addresses = ["-f", "a@example.org", "-t", "b@example.org", f"127.0.0.1:{port}"]
    subprocess.run([*command, *addresses], check=True, capture_output=True)


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
    content = replace(ordinary_edition(), date=edition.date)
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
