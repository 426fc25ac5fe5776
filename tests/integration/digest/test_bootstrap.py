from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from digest.bootstrap import House, SystemClock, open_house
from digest.config.settings import (
    DatabaseSettings,
    FetchSettings,
    MailSettings,
    Settings,
    SmtpSettings,
    Tls,
    WebSettings,
)
from digest.domain.edition import EditionId
from digest.errors import ConfigurationError, StorageOutdated
from digest.mail.dkim_keys import KINDS, write_new_keys
from digest.mail.dns import DnsResolver
from digest.mail.verp import ReturnPath
from digest.scheduler import Scheduler
from digest.services.press import Reader
from digest.storage.engine import Database
from tests.factories import NOON, edition_content
from tests.fakes.receiver import verified
from tests.fakes.world import FrozenClock, World

SECRET = "8e1f0c5b7a924d36a1c0e9f4b2d7683f5a0c1d2e"


def settings(folder: Path, **sections: object) -> Settings:
    url = f"sqlite:///{folder / 'var' / 'digest.db'}"
    return Settings(secret_key=SECRET, database=DatabaseSettings(url=url), **sections)


def test_a_house_makes_nothing_before_it_is_asked_for(tmp_path: Path) -> None:
    house = House(settings(tmp_path), FrozenClock())
    assert list(tmp_path.iterdir()) == []
    house.database.close()
    assert (tmp_path / "var" / "digest.db").exists()


def test_every_part_is_made_once_and_of_the_same_parts(tmp_path: Path) -> None:
    house = House(settings(tmp_path), FrozenClock())
    means = house.means
    assert means is house.means
    assert house.sender is house.sender
    assert (means.database, means.subscribers, means.relay) == (
        house.database,
        house.subscribers,
        house.relay,
    )
    assert (means.press, means.clock, means.owner) == (house.press, house.clock, house.owner)
    assert house.gatherer.database is house.database
    house.database.close()


def test_no_two_houses_bear_the_same_name(tmp_path: Path) -> None:
    first, second = (House(settings(tmp_path), FrozenClock()) for _ in range(2))
    assert first.owner != second.owner
    assert first.owner == first.owner


def test_what_the_operator_set_is_what_is_used(tmp_path: Path) -> None:
    smtp = SmtpSettings(
        host="relay.example",
        port=587,
        tls=Tls.STARTTLS,
        username="digest",
        password="p",
        connections=4,
        message_rate=25.0,
    )
    house = House(
        settings(
            tmp_path,
            smtp=smtp,
            web=WebSettings(base_url="https://letters.example"),
            fetch=FetchSettings(interval=timedelta(minutes=7)),
            mail=MailSettings(return_path_domain="bounces.example"),
        ),
        FrozenClock(),
    )
    options = house.relay.options
    assert (options.host, options.port, options.tls.value) == ("relay.example", 587, "starttls")
    assert (options.username, options.password) == ("digest", "p")
    assert (house.means.connections, house.means.message_rate) == (4, 25.0)
    assert house.means.hold_uncertain is False
    assert house.gatherer.interval == timedelta(minutes=7)
    assert house.links.unsubscribe(1, "x").startswith("https://letters.example/unsubscribe/")
    content = edition_content()
    assert house.press.mailbox(content) == "bounces@bounces.example"
    assert house.subject_line("{{ lead.title }}", content) == "Article 1"
    house.database.close()


def test_links_of_one_secret_are_read_by_every_house_that_knows_it(tmp_path: Path) -> None:
    first = House(settings(tmp_path), FrozenClock())
    token = first.links.unsubscribe(7, "quotidienne").rpartition("/")[2]
    same = House(settings(tmp_path), FrozenClock())
    other = House(replace(settings(tmp_path), secret_key=SECRET[::-1]), FrozenClock())
    assert same.subscribers.read_unsubscribe(token).subscriber == 7
    assert other.subscribers.read_unsubscribe(token) is None
    for house in (first, same, other):
        house.database.close()


def signing(folder: Path, selector: str = "r1, e1") -> MailSettings:
    file = str(folder / "dkim.pem")
    return MailSettings(dkim_domain="news.example", dkim_selector=selector, dkim_key_file=file)


def test_a_house_with_keys_signs_with_all_of_them(tmp_path: Path) -> None:
    write_new_keys(tmp_path / "dkim.pem", KINDS)
    house = House(settings(tmp_path, mail=signing(tmp_path)), FrozenClock())
    press = house.press.for_content(EditionId("quotidienne", NOON.date()), edition_content(), NOON)
    message = press.message(Reader(subscriber=7, address="zoe@example.org", name="Zoé"))
    assert [key.selector for key in house.signer.keys] == ["r1", "e1"]
    assert verified(message, house.signer) == [True, True]
    house.database.close()


def test_what_is_looked_at_is_what_is_signed_with(tmp_path: Path) -> None:
    write_new_keys(tmp_path / "dkim.pem", ("ed25519",))
    mail = replace(signing(tmp_path, "e1"), return_path_domain="bounces.example")
    house = House(settings(tmp_path, mail=mail), FrozenClock())
    assert house.signing.open_signer() is house.signer
    assert house.signing.return_path_domain == "bounces.example"
    assert isinstance(house.signing.resolver, DnsResolver)


def test_keys_that_cannot_be_read_stop_the_service_at_its_start(tmp_path: Path) -> None:
    house = House(settings(tmp_path, mail=signing(tmp_path)), FrozenClock())
    with pytest.raises(ConfigurationError, match="`digest dkim keygen` makes it"):
        Scheduler(house)
    house.database.close()


def test_bounces_of_one_secret_are_read_by_every_house_that_knows_it(tmp_path: Path) -> None:
    mail = MailSettings(return_path_domain="bounces.example")
    first, same = (House(settings(tmp_path, mail=mail), FrozenClock()) for _ in range(2))
    other = House(replace(first.settings, secret_key=SECRET[::-1]), FrozenClock())
    address = first.return_paths.address(3, 7)
    assert same.return_paths.read(address) == ReturnPath(delivery=3, subscriber=7)
    assert other.return_paths.read(address) is None
    assert House(settings(tmp_path), FrozenClock()).return_paths is None


def test_a_database_of_a_newer_version_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    house = House(settings(tmp_path), FrozenClock())
    house.database.close()
    newer = Database(house.settings.database.url)
    with newer.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    with pytest.raises(StorageOutdated):
        _ = House(house.settings, FrozenClock()).database


def test_a_house_is_opened_from_the_file_and_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "digest.toml"
    file.write_text(f'secret_key = "{SECRET}"\n[smtp]\nhost = "relay.example"\n', encoding="utf-8")
    house, warnings = open_house(file, {"DIGEST_SMTP__PORT": "2525", "DIGEST_SMPT__PORT": "1"})
    assert (house.settings.smtp.host, house.settings.smtp.port) == ("relay.example", 2525)
    assert len(warnings) == 1
    assert "DIGEST_SMPT__PORT" in warnings[0]
    assert house.clock.now().utcoffset() == timedelta(0)
    with pytest.raises(ConfigurationError):
        open_house(file, {"DIGEST_SMTP__PORT": "no port"})


def test_the_machine_s_clock_goes_on_in_utc() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.utcoffset() == timedelta(0)
    assert clock.now() >= first > NOON - timedelta(days=365)


def test_the_pages_of_readers_show_the_newsroom_in_force(world: World) -> None:
    world.apply()
    shown = world.house._page_settings()
    assert (shown["publication"], shown["language"]) == ("Le Courrier", "fr")
    assert shown["newsletters"] == {"quotidienne": "La Quotidienne"}
    assert shown["themes"] == {"profession": "Profession", "ia": "Intelligence artificielle"}
    assert shown["accent"].startswith("#")
    paths = {route.path for route in world.house.reader_pages().routes}
    assert {"/unsubscribe/{token}", "/preferences/{token}"} <= paths


def test_a_newsroom_s_own_templates_come_first_and_must_be_there(tmp_path: Path) -> None:
    own = tmp_path / "ours"
    with pytest.raises(ConfigurationError, match="there is no folder"):
        _ = House(settings(tmp_path, templates=str(own)), FrozenClock()).press
    own.mkdir()
    assert House(settings(tmp_path, templates=str(own)), FrozenClock()).templates[0] == own
    assert own not in House(settings(tmp_path), FrozenClock()).templates
