"""`digest run` as an operator has it: a process of its own that gathers, composes, sends and answers by itself."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from digest.bootstrap import SystemClock, open_house
from digest.demo.inbox import Inbox
from digest.demo.loopback import listen
from digest.domain.content import ItemKind
from digest.domain.newsroom import Newsletter, WhenLate
from digest.services.newsroom import apply_newsroom
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.noon import zone_at_noon
from tests.fakes.site import Site
from tests.fakes.world import FrozenClock

READERS = ["ana@example.org", "bob@example.org", "chloe@example.org"]
EVERY_DAY = frozenset(range(1, 8))


@dataclass
class Service:
    """What a service needs, what stands around it, and what it tells."""

    environment: dict[str, str]
    folder: Path
    inbox: Inbox
    site: Site
    url: str
    zone: ZoneInfo

    def prepare(self, newsletter: Newsletter, *, since: datetime) -> None:
        """Put a newsroom with this newsletter in force, as it was done at `since`, and add the readers.

        Its publication lives where it is noon.
        """
        publication = replace(NEWSROOM.publication, timezone=self.zone.key)
        sources = tuple(replace(source, url=f"{self.site.url}/{source.slug}") for source in NEWSROOM.sources)
        newsroom = replace(NEWSROOM, publication=publication, sources=sources, newsletters=(newsletter,))
        house, _ = open_house(None, self.environment)
        apply_newsroom(house.database, newsroom, FrozenClock(since))
        file = io.BytesIO("\n".join(["email", *READERS]).encode())
        house.subscribers.import_csv(file, themes=newsletter.themes, newsletters=[newsletter.slug])
        house.database.close()

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run it, and have no process left behind whatever happens."""
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "digest", "run"],
                env={**os.environ, **self.environment},
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    def events(self) -> list[dict[str, object]]:
        """Return the log: every line of it is one object."""
        return [json.loads(line) for line in (self.folder / "log").read_text("utf-8").splitlines()]

    def says(self, path: str) -> str:
        """Return what a page says, "" while nobody answers."""
        try:
            with urlopen(self.url + path, timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except URLError:
            return ""

    def received(self) -> list[str]:
        """Return whose mail came, sorted."""
        return sorted(mail.recipient for mail in self.inbox.messages())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A site with fresh news, an inbox for a relay, and settings that lead to them."""
    now = SystemClock().now()
    with listen(0) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    inbox = Inbox(tmp_path / "inbox", web_port=None)
    inbox.start()
    with Site() as site:
        recent = now - timedelta(hours=1)
        site.publish("/site", content(1, published_at=recent), content(2, published_at=recent))
        site.publish(
            "/fil", content(3, kind=ItemKind.BRIEF, url="https://news.example/fil/3", published_at=recent)
        )
        environment = {
            "DIGEST_SECRET_KEY": "q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0",
            "DIGEST_DATABASE__URL": f"sqlite:///{tmp_path / 'digest.db'}",
            "DIGEST_SMTP__HOST": inbox.smtp_address[0],
            "DIGEST_SMTP__PORT": str(inbox.smtp_address[1]),
            "DIGEST_WEB__BASE_URL": f"http://{address}",
            "DIGEST_WEB__BIND": address,
            "DIGEST_FETCH__ALLOW_PRIVATE": "127.0.0.1",
            "DIGEST_FETCH__HOST_GAP": "0",
        }
        yield Service(environment, tmp_path, inbox, site, f"http://{address}", zone_at_noon(now))
    inbox.stop()


def wait_for(condition: Callable[[], object], process: "subprocess.Popen[bytes]", *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the service ended by itself"
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.1)


def goes_well_until_sigterm(service: Service, *, seconds: float) -> None:
    """Watch a service do its morning's work, and end it."""
    with service.running() as process:
        wait_for(lambda: service.received() == READERS, process, seconds=seconds)
        wait_for(lambda: "edition.delivered" in map(_event, service.events()), process, seconds=30)
        assert service.says("/healthz") == "alive\n"
        assert service.says("/readyz") == "ready\n"
        assert "La Quotidienne" in service.says("/archive")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert service.received() == READERS
    told = service.events()
    assert all({"event", "level", "timestamp"} <= set(event) for event in told)
    assert [event for event in told if event["level"] in ("error", "critical")] == []
    assert {"web.started", "source.gathered", "edition.composed", "edition.frozen"} <= set(map(_event, told))
    assert not any(reader in str(event) for event in told for reader in READERS)


def _event(event: dict[str, object]) -> object:
    return event["event"]


def test_a_service_that_starts_late_makes_up_for_the_morning_and_ends_on_sigterm(service: Service) -> None:
    newsletter = replace(DAILY, days=EVERY_DAY, late_after=timedelta(hours=12), when_late=WhenLate.SEND)
    service.prepare(newsletter, since=SystemClock().now() - timedelta(days=1))
    goes_well_until_sigterm(service, seconds=60)


@pytest.mark.torture
def test_a_service_sends_at_its_minute_by_itself(service: Service) -> None:
    now = SystemClock().now()
    slot = (now.astimezone(service.zone) + timedelta(seconds=75)).replace(second=0, microsecond=0)
    at = slot.time()
    service.prepare(replace(DAILY, days=EVERY_DAY, at=at, closing=at), since=now)
    goes_well_until_sigterm(service, seconds=150)
    first = min(mail.received_at for mail in service.inbox.messages())
    assert first >= slot
