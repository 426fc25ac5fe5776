"""The demo's whole day through Debian's exim4: what arrives in its Maildir is the edition, in both parts."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from threading import Event

import pytest

from digest.bootstrap import House, SystemClock
from digest.config.newsroom_file import parse_newsroom
from digest.config.settings import DatabaseSettings, FetchSettings, MailSettings, Settings, SmtpSettings
from digest.demo.press import SUBSCRIBERS_CSV, newsroom_toml
from digest.demo.site import DemoSite
from digest.domain.delivery import message_id
from digest.domain.edition import Edition
from digest.domain.variants import content_for, effective_themes
from digest.mail.dkim_keys import KINDS, write_new_keys
from digest.render.subject import check_subject
from digest.services.compose import edition_id
from digest.services.newsroom import apply_newsroom
from digest.services.press import sender_domain
from digest.storage.accounts import records
from tests.conformance.exim import BINARY, Exim, running_exim
from tests.fakes.receiver import verified

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(BINARY is None, reason="needs Debian's exim4 (package exim4-daemon-light)"),
]
NEVER = Event()


def squeezed(text: str) -> str:
    """Fold white space, and take out what is only typography of ours, so that titles can be found as written."""
    return re.sub(r"\s+", " ", text)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    text = found.get_content()
    return squeezed(html.unescape(re.sub(r"<[^>]+>", " ", text)) if kind == "html" else text)


def links(message: EmailMessage) -> str:
    found = message.get_body(("html",))
    assert found is not None
    return html.unescape(found.get_content())


@pytest.fixture
def exim() -> Iterator[Exim]:
    with running_exim() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, exim: Exim) -> House:
    write_new_keys(tmp_path / "dkim.pem", KINDS)
    settings = Settings(
        secret_key="conformance" * 4,
        database=DatabaseSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"),
        smtp=SmtpSettings(host="127.0.0.1", port=exim.port, connections=3),
        fetch=FetchSettings(allow_private=("127.0.0.1",), host_gap=0),
        mail=MailSettings(
            return_path_domain="bounces.relay.example.org",
            dkim_domain="relay.example.org",
            dkim_selector="r1, e1",
            dkim_key_file=str(tmp_path / "dkim.pem"),
        ),
    )
    return House(settings, SystemClock())


def send(house: House, site: str) -> Edition:
    newsroom = parse_newsroom(newsroom_toml(site), "newsroom.toml", check_subject=check_subject)
    # The relay checks the domain of nobody; any will do.
    newsletters = tuple(
        replace(one, from_="Plan axial <redaction@relay.example.org>") for one in newsroom.newsletters
    )
    apply_newsroom(house.database, replace(newsroom, newsletters=newsletters), house.clock)
    with SUBSCRIBERS_CSV.open("rb") as file:
        house.subscribers.import_csv(
            file, themes=[theme.slug for theme in newsroom.themes], newsletters=["quotidienne"]
        )
    assert not [report.error for report in house.gatherer.gather() if report.error]
    edition = edition_id(house.database, "quotidienne", None, house.clock)
    report = house.sender.send(edition, NEVER, lambda _outcome: None)
    assert report.accounts.accepted == report.accounts.recipients == 12, report
    return report.edition


def test_every_reader_finds_every_title_and_address_of_their_edition_in_both_parts(
    house: House, exim: Exim
) -> None:
    site = DemoSite(now=house.clock.now())
    site.start()
    try:
        edition = send(house, site.url)
    finally:
        site.stop()
    content = edition.content
    assert content is not None
    with house.database.read() as connection:
        readers = {
            message_id(edition.id, record.subscriber, sender_domain(content)): record.address
            for record in records(connection, edition.id)
        }
    received = {message["Message-ID"]: message for message in exim.received(readers)}
    assert len(received) == 12
    checked = 0
    for identifier, address in readers.items():
        message = received[identifier]
        assert message["To"].addresses[0].addr_spec == address
        person = house.subscribers.show(address)
        seen = content_for(content, effective_themes(person.themes, content.themes))
        text, page, hrefs = part(message, "plain"), part(message, "html"), links(message)
        for story in seen.stories:
            checked += 1
            # A brief without a title is one text; its title was the beginning of that.
            title = squeezed(story.title.removesuffix("…"))
            assert title in squeezed(page), story.title
            assert title in text, story.title
            if story.url:
                assert story.url in hrefs, story.url
                assert story.url in text.replace(" ", ""), story.url
        others = {story.title for story in content.stories} - {story.title for story in seen.stories}
        assert not [title for title in others if title and squeezed(title) in text]
    for mail in exim.raw():
        assert verified(mail, house.signer) == [True, True]
    subscribers = [
        house.return_paths.read(one["Return-Path"].strip("<>")).subscriber for one in received.values()
    ]
    assert sorted(subscribers) == sorted(house.subscribers.show(address).id for address in readers.values())
    print(f"\nexim4: {len(received)} mails read back, {checked} stories found in both parts of each")
    house.database.close()
