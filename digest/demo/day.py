"""Runs a whole day on the bundled newsroom: gather, compose, preview, send to a local inbox.

Everything is real but the news: HTTP from a site on this machine, the services that an operator runs, an
SMTP conversation with the inbox. It prints nothing (see `digest.cli.demo`).
"""

import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from digest.bootstrap import House, SystemClock
from digest.config.newsroom_file import parse_newsroom
from digest.config.settings import Settings, load_settings
from digest.demo.inbox import Inbox
from digest.demo.loopback import HOST, PortTaken, listen
from digest.demo.press import SUBSCRIBERS_CSV, newsroom_toml
from digest.demo.site import DemoSite
from digest.domain.delivery import Accounts
from digest.domain.edition import Edition
from digest.domain.newsroom import Newsroom
from digest.domain.variants import effective_themes
from digest.ports import Clock
from digest.render.subject import check_subject
from digest.services.compose import edition_id
from digest.services.gather import SourceReport
from digest.services.newsroom import apply_newsroom
from digest.services.press import LANGUAGES, NOBODY, Reader
from digest.storage.accounts import segments

NEWSLETTER = "quotidienne"
_SITE_PORT, _SMTP_PORT, _INBOX_PORT, _WEB_PORT = 8764, 2525, 8025, 8000
"""Where things stand while these ports are free, so that a second run finds the addresses of the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary:
    """What came of the day.

    already: what the second run of a day says instead of sending. relay: why the inbox did not take all.
    weight: bytes of the whole edition's
    HTML. files: what was written, by what it is. seconds: from the first request to the last reply.
    """

    publication: str
    gathered: tuple[SourceReport, ...]
    edition: Edition
    already: str
    relay: str
    accounts: Accounts
    variants: int
    weight: int
    files: dict[str, Path]
    mails: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the day takes place: the parts of Digest, the site, the inbox, the folder of all files."""

    house: House
    site: DemoSite
    inbox: Inbox
    folder: Path


@contextmanager
def stage(folder: Path, clock: Clock | None = None) -> Iterator[Stage]:
    """Start the site and the inbox, and put Digest together over `folder`; stop all of it at the end."""
    clock = clock or SystemClock()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        site = _site(clock)
        opened.callback(site.stop)
        site.start()
        inbox = _inbox(folder / "inbox")
        opened.callback(inbox.stop)
        inbox.start()
        house = House(_settings(folder, inbox, clock), clock)
        opened.callback(house.database.close)
        yield Stage(house=house, site=site, inbox=inbox, folder=folder)


def run_day(on: Stage) -> DaySummary:
    """Live through the day once; a second time on the same date nobody gets the edition again."""
    started = time.monotonic()
    house = on.house
    newsroom = parse_newsroom(newsroom_toml(on.site.url), "newsroom.toml", check_subject=check_subject)
    (on.folder / "newsroom.toml").write_text(newsroom_toml(on.site.url), encoding="utf-8")
    apply_newsroom(house.database, newsroom, house.clock)
    _subscribe(house, newsroom)
    gathered = tuple(sorted(house.gatherer.gather(), key=lambda report: report.source))
    edition = edition_id(house.database, NEWSLETTER, None, house.clock)
    report = house.sender.send(edition, threading.Event(), lambda _outcome: None)
    files, weight = _write_previews(on, report.edition)
    return DaySummary(
        publication=newsroom.publication.name,
        gathered=gathered,
        edition=report.edition,
        already=report.word,
        relay=report.relay,
        accounts=report.accounts,
        variants=_variants(house, report.edition),
        weight=weight,
        files=files,
        mails=len(on.inbox.messages()),
        seconds=time.monotonic() - started,
    )


def _site(clock: Clock) -> DemoSite:
    try:
        return DemoSite(now=clock.now(), port=_SITE_PORT)
    except PortTaken:
        return DemoSite(now=clock.now())


def _inbox(folder: Path) -> Inbox:
    try:
        return Inbox(folder, smtp_port=_SMTP_PORT, web_port=_INBOX_PORT)
    except PortTaken:
        return Inbox(folder)


def _web_port() -> int:
    """Return the port for the pages that `digest demo --open` serves at the end of the day."""
    try:
        listen(_WEB_PORT).close()
    except PortTaken:
        with listen(0) as free:
            found: int = free.getsockname()[1]
        return found
    return _WEB_PORT


def _settings(folder: Path, inbox: Inbox, clock: Clock) -> Settings:
    """Write digest.toml for this day and read it: the demo is configured as any other Digest is.

    The secret of an earlier run is kept, so that the links in its mails go on working. Each date has a
    database of its own, because the bundled news moves with the clock and is new every morning.
    """
    file = folder / "digest.toml"
    known = _SECRET.search(file.read_text("utf-8")) if file.exists() else None
    host, port = inbox.smtp_address
    database = (folder / f"{clock.now():%Y-%m-%d}.db").resolve()
    file.write_text(
        _DIGEST_TOML.format(
            secret=known.group(1) if known else secrets.token_urlsafe(48),
            database=database,
            host=host,
            port=port,
            web=f"{HOST}:{_web_port()}",
        ),
        encoding="utf-8",
    )
    settings, _ = load_settings(file, {})
    return settings


_SECRET = re.compile(r'^secret_key = "([^"]+)"', re.MULTILINE)
_DIGEST_TOML = """\
# Written by `digest demo`; look around with `digest --config THIS_FILE status`.
secret_key = "{secret}"
[database]
url = "sqlite:///{database}"
[smtp]
host = "{host}"
port = {port}
connections = 4
[web]
base_url = "http://{web}"
bind = "{web}"
[fetch]
allow_private = ["127.0.0.1"]
host_gap = 0.0
"""


def _subscribe(house: House, newsroom: Newsroom) -> None:
    with SUBSCRIBERS_CSV.open("rb") as file:
        house.subscribers.import_csv(
            file,
            themes=[theme.slug for theme in newsroom.themes],
            newsletters=[newsletter.slug for newsletter in newsroom.newsletters],
            evidence="sample readers of the demo",
        )


def _variants(house: House, edition: Edition) -> int:
    """Return how many different editions the readers got."""
    offered = edition.content.themes if edition.content else ()
    with house.database.read() as connection:
        found = segments(connection, edition.id)
    return len({(language, effective_themes(themes, offered)) for language, themes in found})


def _write_previews(on: Stage, edition: Edition) -> tuple[dict[str, Path], int]:
    """Write the whole edition in both languages for a look; return the files and the French HTML's bytes."""
    if edition.content is None:
        return {}, 0
    press = on.house.press.for_content(edition.id, edition.content, on.house.clock.now())
    files: dict[str, Path] = {}
    for language in LANGUAGES:
        shown = press.preview(Reader(subscriber=NOBODY, address="reader@example.org", language=language))
        for suffix, text in (("html", shown.html), ("txt", shown.text)):
            file = on.folder / f"edition-{language}.{suffix}"
            file.write_text(text, encoding="utf-8")
            files[f"{suffix} {language}"] = file
    return files, files["html fr"].stat().st_size
