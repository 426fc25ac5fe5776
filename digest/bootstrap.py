"""Puts the parts together: the one place that knows every implementation.

It does no work of its own. Parts are made when they are first asked for, so that a command pays only
for what it uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.config.settings import Settings, load_settings
from digest.engine.owner import new_owner
from digest.errors import ConfigurationError, Fault
from digest.mail.dkim import Signer
from digest.mail.handshake import SmtpOptions
from digest.mail.handshake import Tls as RelayTls
from digest.mail.incoming import Maildir
from digest.mail.polling import open_mailbox
from digest.mail.smtp import SmtpRelay
from digest.mail.verp import ReturnPaths
from digest.ports import Clock, MailStore, Relay
from digest.render.colour import dark_palette, light_palette
from digest.render.edition import EditionRenderer
from digest.render.subject import render_subject
from digest.render.templates import template_folders
from digest.services.compose import SubjectLine
from digest.services.discover import Discoverer
from digest.services.dispatch import Dispatcher
from digest.services.feedback import Feedback
from digest.services.gather import Gatherer
from digest.services.handover import Means
from digest.services.press import Press
from digest.services.return_addresses import SealedAddresses
from digest.services.send import Sender
from digest.services.signing import Signing
from digest.sources.fetch import Fetcher, FetchOptions, user_agent
from digest.sources.reader import WebReader
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsroom
from digest.storage.schema import ensure_current
from subscribers.api import Links, Subscribers

if TYPE_CHECKING:
    from fastapi import APIRouter


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


@dataclass(frozen=True)
class House:
    """All parts of a running Digest, under one set of settings. Safe to share between threads."""

    settings: Settings
    clock: Clock

    @property
    def _keys(self) -> list[bytes]:
        """What signs and seals; the first one makes, all of them read."""
        return [self.settings.secret_key.encode()]

    @cached_property
    def owner(self) -> str:
        """Our name in leases."""
        return new_owner()

    @cached_property
    def database(self) -> Database:
        """The database, with the schema that this version needs. Raises StorageOutdated."""
        database = Database(self.settings.database.url)
        ensure_current(database)
        return database

    @cached_property
    def subscribers(self) -> Subscribers:
        """The list of subscribers."""
        return Subscribers(self.database.engine, self.clock, self._keys)

    @cached_property
    def links(self) -> Links:
        """Readers' personal links."""
        return self.subscribers.links(self.settings.web.base_url)

    @cached_property
    def press(self) -> Press:
        """What renders and merges editions."""
        base_url = self.settings.web.base_url
        renderer = EditionRenderer(self.templates, base_url)
        return Press(
            renderer, self.links, base_url=base_url, return_paths=self.return_paths, signer=self.signer
        )

    @cached_property
    def signer(self) -> Signer | None:
        """What signs our mail, None where that is left to the relay. Raises ConfigurationError."""
        mail = self.settings.mail
        if not mail.dkim_domain:
            return None
        # Only whoever signs needs the library of keys.
        from digest.mail.dkim_keys import read_keys  # noqa: PLC0415

        return Signer(mail.dkim_domain, read_keys(Path(mail.dkim_key_file), mail.dkim_selectors))

    @cached_property
    def signing(self) -> Signing:
        """What receivers need in order to recognise our mail."""
        # Only who looks things over asks name servers.
        from digest.mail.dns import DnsResolver  # noqa: PLC0415

        return Signing(
            open_signer=lambda: self.signer,
            resolver=DnsResolver(),
            return_path_domain=self.settings.mail.return_path_domain,
        )

    @cached_property
    def return_paths(self) -> ReturnPaths | None:
        """Where bounces come back to, None where that is the sender's own address."""
        domain = self.settings.mail.return_path_domain
        return ReturnPaths(domain, self._keys) if domain else None

    def reader_pages(self) -> "APIRouter":
        """Return the pages behind readers' personal links: unsubscribe, preferences."""
        # Only a server needs FastAPI: no other command should wait half a second for it.
        from subscribers.web import PageSettings, router  # noqa: PLC0415

        return router(self.subscribers, lambda: PageSettings(**self._page_settings()), self.templates)

    @cached_property
    def templates(self) -> tuple[Path, ...]:
        """The folders of templates, the newsroom's own first. Raises ConfigurationError for one that is not there."""
        own = Path(self.settings.templates) if self.settings.templates else None
        if own and not own.is_dir():
            # Without a word the mail would go out in the shipped look.
            message = f"there is no folder {own}: create it, or leave the key out"
            raise ConfigurationError([Fault("settings", "templates", message)])
        return template_folders(own)

    def _page_settings(self) -> dict[str, Any]:
        with self.database.read() as connection:
            newsroom = load_newsroom(connection)
        publication = newsroom.publication
        return {
            "publication": publication.name,
            "language": publication.language,
            "accent": light_palette(publication.accent).accent,
            "accent_dark": dark_palette(publication.accent).accent,
            "newsletters": {newsletter.slug: newsletter.title for newsletter in newsroom.newsletters},
            "themes": {theme.slug: theme.title for theme in newsroom.themes},
        }

    @cached_property
    def subject_line(self) -> SubjectLine:
        """What renders a newsletter's subject template."""
        return render_subject

    @cached_property
    def fetcher(self) -> Fetcher:
        """What asks the web for anything."""
        fetch = self.settings.fetch
        options = FetchOptions(
            allow_private=fetch.allow_private,
            host_gap=fetch.host_gap,
            user_agent=user_agent(self.settings.web.base_url),
        )
        return Fetcher(options)

    @cached_property
    def gatherer(self) -> Gatherer:
        """What reads the sources."""
        return Gatherer(self.database, WebReader(self.fetcher), self.clock, self.settings.fetch.interval)

    @cached_property
    def discoverer(self) -> Discoverer:
        """What looks a site over for its sources."""
        return Discoverer(self.fetcher, self.clock)

    @cached_property
    def relay(self) -> Relay:
        """The SMTP server that takes our mail."""
        smtp = self.settings.smtp
        return SmtpRelay(
            SmtpOptions(
                host=smtp.host,
                port=smtp.port,
                tls=RelayTls(smtp.tls),
                username=smtp.username,
                password=smtp.password,
            )
        )

    @cached_property
    def means(self) -> Means:
        """What delivering needs."""
        return Means(
            database=self.database,
            subscribers=self.subscribers,
            relay=self.relay,
            press=self.press,
            clock=self.clock,
            owner=self.owner,
            connections=self.settings.smtp.connections,
            message_rate=self.settings.smtp.message_rate,
            # RSA signatures are long enough to be worth a second core.
            one_core=not (self.signer and self.signer.has_rsa),
        )

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """What freezes editions and hands them to the relay."""
        return Dispatcher(self.means)

    @cached_property
    def feedback(self) -> Feedback:
        """What takes in mail that came back."""
        paths = self.return_paths
        return Feedback(
            self.database,
            self.subscribers,
            self.clock,
            self.settings.feedback.quarantine_folder,
            SealedAddresses(self.database, paths) if paths else None,
        )

    def mail_stores(self) -> list[MailStore]:
        """Return where mail to our return address arrives, as the settings say."""
        told = self.settings.feedback
        stores: list[MailStore] = []
        if told.maildir:
            stores.append(Maildir(Path(told.maildir), only_new=True))
        if told.mailbox:
            stores.append(open_mailbox(told.mailbox, told.password))
        return stores

    @cached_property
    def sender(self) -> Sender:
        """What sends an edition on demand."""
        return Sender(self.means, self.dispatcher, self.subject_line)


def open_house(config: Path | None, environ: Mapping[str, str]) -> tuple[House, tuple[str, ...]]:
    """Return the parts under the settings in force, and warnings about variables that set nothing.

    Raises ConfigurationError with every fault.
    """
    settings, warnings = load_settings(config, environ)
    return House(settings, SystemClock()), warnings
