"""A terminal in an empty folder, a site with two feeds, an inbox that stands in for the relay, and a clock."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from digest.config.newsroom_text import dump_newsroom
from digest.demo.inbox import Inbox
from digest.domain.content import ItemKind
from digest.domain.newsroom import Newsroom
from tests.factories import NEWSROOM, NOON, content
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

READERS = b"email,name,language,themes\nana@example.org,Ana,fr,\nbob@example.org,Bob,en,ia\n"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The machine's clock, standing still at noon of a Monday until it is moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    opened = Inbox(tmp_path / "inbox", web_port=None)
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    clock: time_machine.Traveller,
) -> Terminal:
    """A terminal in an empty folder; not a word about Digest in the environment."""
    for name in [name for name in os.environ if name.startswith("DIGEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Terminal(monkeypatch, capsys)


@pytest.fixture
def digest(terminal: Terminal, empty_sqlite: Path, tmp_path: Path, inbox: Inbox) -> Terminal:
    """The terminal with settings in the environment and a database that holds nothing yet."""
    shutil.copy(empty_sqlite, tmp_path / "digest.db")
    host, port = inbox.smtp_address
    terminal.set(
        secret_key="q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0",
        database__url=f"sqlite:///{tmp_path / 'digest.db'}",
        smtp__host=host,
        smtp__port=port,
        smtp__connections=2,
        web__base_url="https://letters.example",
        fetch__allow_private="127.0.0.1",
        fetch__host_gap=0,
    )
    return terminal


@pytest.fixture
def plan(site: Site) -> Newsroom:
    """The newsroom of the factories, its sources at the site."""
    sources = tuple(replace(source, url=f"{site.url}/{source.slug}.xml") for source in NEWSROOM.sources)
    return replace(NEWSROOM, sources=sources)


@pytest.fixture
def apply(digest: Terminal) -> Callable[[Newsroom], None]:
    """Puts a newsroom in force."""
    return lambda newsroom: digest.done("apply", "-", stdin=dump_newsroom(newsroom).encode()) and None


@pytest.fixture
def newsroom(apply: Callable[[Newsroom], None], plan: Newsroom, site: Site) -> Newsroom:
    """A newsroom in force; its site has three articles and a brief."""
    apply(plan)
    unrouted = content(3, title="Sans rubrique", url="https://news.example/divers/3/")
    site.publish("/site.xml", content(1, title="À la une : l’IA"), content(2), unrouted)
    site.publish(
        "/fil.xml", content(9, kind=ItemKind.BRIEF, title="Une brève", url="https://news.example/fil/9")
    )
    return plan


@pytest.fixture
def gathered(newsroom: Newsroom, digest: Terminal) -> Newsroom:
    """What the site has was read."""
    digest.done("gather")
    return newsroom


@pytest.fixture
def morning(gathered: Newsroom, digest: Terminal) -> Newsroom:
    """And two readers wait for it."""
    digest.done("subscribers", "import", "-", stdin=READERS)
    return gathered


@pytest.fixture
def dump(tmp_path: Path) -> Callable[[], list[str]]:
    """Says all that the database holds."""

    def told() -> list[str]:
        connection = sqlite3.connect(tmp_path / "digest.db")
        with connection:
            lines = list(connection.iterdump())
        connection.close()
        return lines

    return told
