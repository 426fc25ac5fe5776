"""From a Thursday evening to a Monday morning, as editors, readers and operators live through it.

Real feeds over HTTP, a real database file, a real SMTP conversation, the service's own clockwork and pages;
only the hands of the clock are moved by us.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from digest.bootstrap import House
from digest.config.settings import DatabaseSettings, FetchSettings, Settings, SmtpSettings, WebSettings
from digest.domain.content import Content, ItemKind
from digest.domain.edition import Edition, EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval
from digest.scheduler import Scheduler
from digest.services.editorial import decide
from digest.services.newsroom import apply_newsroom
from digest.storage.accounts import accounts
from digest.storage.editions import find_edition, load_decisions
from digest.web.app import create_app
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.postbox import Kept, Postbox
from tests.fakes.site import Site
from tests.fakes.world import FrozenClock

PARIS = ZoneInfo("Europe/Paris")
FRIDAY, SATURDAY, SUNDAY, MONDAY = (EditionId("quotidienne", date(2026, 11, day)) for day in (20, 21, 22, 23))
ANA, BOB, CHLOE = "ana@example.org", "bob@example.org", "chloe@example.org"
READERS = f"email,name,language,themes\n{ANA},Ana,fr,\n{BOB},Bob,en,ia\n{CHLOE},,fr,profession\n"
GREYLISTED = "451 4.7.1 Greylisted, come back in five minutes"


def paris(moment: str) -> datetime:
    """Return the instant of "2026-11-20 05:00" in Paris."""
    return datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC)


def article(number: int, title: str, published: str) -> Content:
    theme = "ia" if "IA" in title else "profession"
    url = f"https://news.example/{theme}/{number}/"
    return content(number, title=title, url=url, published_at=paris(published))


def brief(number: int, title: str, published: str) -> Content:
    url = f"https://news.example/fil/{number}/"
    return replace(article(number, title, published), kind=ItemKind.BRIEF, url=url)


@dataclass
class Life:
    """The newsroom in all its parts; `at` lets the service wake up at a moment."""

    house: House
    clock: FrozenClock
    service: Scheduler
    site: Site
    relay: Postbox
    web: TestClient

    def at(self, moment: str) -> None:
        """Move the clock to this moment in Paris, and do what the service does at its ticks."""
        self.clock.at = paris(moment)
        self.service.gather_due()
        self.service.serve_editions()
        self.service.deliver_open()

    def edition(self, edition: EditionId) -> Edition | None:
        with self.house.database.read() as connection:
            return find_edition(connection, edition)

    def status(self, edition: EditionId) -> EditionStatus:
        found = self.edition(edition)
        assert found is not None
        return found.status

    def approve(self, edition: EditionId) -> None:
        decide(self.house.database, edition, EditionEvent.APPROVE, self.clock)

    def printed(self, edition: EditionId) -> list[str]:
        found = self.edition(edition)
        assert found is not None
        assert found.content is not None
        return [story.title for story in found.content.stories]

    def why_out(self, edition: EditionId) -> dict[str, str]:
        with self.house.database.read() as connection:
            decisions = load_decisions(connection, edition)
        return {decision.title: decision.reason for decision in decisions if not decision.included}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Thursday, six in the evening: the newsroom is set up and three readers are on its list."""
    folder = tmp_path_factory.mktemp("life")
    clock = FrozenClock(paris("2026-11-19 18:00"))
    with Site() as site, Postbox() as relay:
        settings = Settings(
            secret_key="q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0",
            database=DatabaseSettings(url=f"sqlite:///{folder / 'digest.db'}"),
            smtp=SmtpSettings(host="127.0.0.1", port=relay.port, connections=2),
            web=WebSettings(base_url="https://letters.example"),
            fetch=FetchSettings(allow_private=("127.0.0.1",), host_gap=0.0),
        )
        house = House(settings, clock)
        newsletter = replace(DAILY, approval=Approval.REQUIRED)
        sources = tuple(replace(source, url=f"{site.url}/{source.slug}") for source in NEWSROOM.sources)
        newsroom = replace(NEWSROOM, sources=sources, newsletters=(newsletter,))
        apply_newsroom(house.database, newsroom, clock)
        house.subscribers.import_csv(
            io.BytesIO(READERS.encode()), themes=newsletter.themes, newsletters=[newsletter.slug]
        )
        web = TestClient(create_app(house), base_url="https://letters.example")
        yield Life(house=house, clock=clock, service=Scheduler(house), site=site, relay=relay, web=web)
        house.database.close()


THURSDAY_NEWS = (
    article(2, "L’IA entre à l’hôpital", "2026-11-19 16:00"),
    article(1, "Une archive", "2026-10-01 09:00"),
)
FRIDAY_NEWS = (
    article(5, "La nuit des internes", "2026-11-20 05:30"),
    article(4, "Un algorithme d’IA au banc d’essai", "2026-11-20 05:00"),
    article(3, "Les gardes à blanc", "2026-11-19 22:00"),
)
FRIDAY_WIRE = (brief(10, "Le scanner mobile repart", "2026-11-20 05:45"),)
PROOF = article(6, "Tombé après le bouclage", "2026-11-20 06:40")


@dataclass(frozen=True)
class Morning:
    """What a morning brought: where its edition stood at each o'clock, and the mails of the day."""

    stood: dict[str, EditionStatus]
    mails: dict[str, list[Kept]]


@pytest.fixture(scope="module")
def friday(life: Life) -> Morning:
    """The first edition: closed at half past six, approved late, one reader's server wants to be asked twice."""
    stood = {}
    life.site.publish("/site", *THURSDAY_NEWS)
    life.site.publish("/fil")
    life.at("2026-11-19 18:15")
    life.site.publish("/site", *FRIDAY_NEWS, *THURSDAY_NEWS)
    life.site.publish("/fil", *FRIDAY_WIRE)
    life.at("2026-11-20 06:29")
    assert life.edition(FRIDAY) is None
    life.at("2026-11-20 06:30")
    stood["06:30"] = life.status(FRIDAY)
    life.site.publish("/site", PROOF, *FRIDAY_NEWS, *THURSDAY_NEWS)
    life.at("2026-11-20 06:46")
    life.at("2026-11-20 07:00")
    stood["07:00"] = life.status(FRIDAY)
    assert life.relay.kept == []
    life.approve(FRIDAY)
    life.relay.answer(CHLOE, GREYLISTED)
    life.at("2026-11-20 07:05")
    stood["07:05"] = life.status(FRIDAY)
    assert life.relay.recipients == [ANA, BOB]
    life.at("2026-11-20 07:08")
    assert life.relay.recipients == [ANA, BOB]
    life.at("2026-11-20 07:12")
    stood["07:12"] = life.status(FRIDAY)
    return Morning(stood, {reader: life.relay.of(reader) for reader in (ANA, BOB, CHLOE)})


def unsubscribe_link(mail: Kept) -> str:
    found = re.match(r"<(https://letters\.example/unsubscribe/[^>]+)>", mail.mail["List-Unsubscribe"])
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def monday(life: Life, friday: Morning) -> Morning:
    """Ana has left on Friday; over the weekend news went on, and the feed shows Friday's items anew."""
    answer = life.web.post(unsubscribe_link(friday.mails[ANA][0]), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    before = len(life.relay.kept)
    edited = replace(
        FRIDAY_NEWS[0], title="La nuit des internes (corrigé)", published_at=paris("2026-11-22 20:00")
    )
    moved = replace(FRIDAY_NEWS[2], url="https://news.example/profession/3/?utm_source=rss")
    weekend = (
        article(8, "Samedi, l’IA veille", "2026-11-21 15:00"),
        article(7, "Un dimanche aux urgences", "2026-11-22 11:00"),
    )
    life.site.publish("/site", edited, moved, *weekend, PROOF, FRIDAY_NEWS[1], *THURSDAY_NEWS)
    for day in (21, 22):
        for hour in ("06:30", "07:00", "12:00", "19:00"):
            life.at(f"2026-11-{day} {hour}")
    assert len(life.relay.kept) == before
    stood = {}
    life.at("2026-11-23 06:30")
    stood["06:30"] = life.status(MONDAY)
    life.approve(MONDAY)
    life.at("2026-11-23 06:59")
    stood["06:59"] = life.status(MONDAY)
    assert len(life.relay.kept) == before
    life.at("2026-11-23 07:00")
    stood["07:00"] = life.status(MONDAY)
    life.at("2026-11-23 07:01")
    return Morning(stood, {reader: life.relay.of(reader)[1:] for reader in (ANA, BOB, CHLOE)})


# Friday


def test_an_edition_closes_waits_for_its_editor_goes_out_and_finishes(friday: Morning) -> None:
    assert friday.stood == {
        "06:30": "awaiting_approval",
        "07:00": "awaiting_approval",
        "07:05": "sending",
        "07:12": "finished",
    }


def test_the_first_edition_carries_the_last_day_and_says_why_the_rest_is_out(
    life: Life, friday: Morning
) -> None:
    assert life.printed(FRIDAY) == [
        "La nuit des internes",
        "Les gardes à blanc",
        "Un algorithme d’IA au banc d’essai",
        "L’IA entre à l’hôpital",
        "Le scanner mobile repart",
    ]
    # What came after the closing is not even looked at.
    out = life.why_out(FRIDAY)
    assert set(out) == {"Une archive"}
    assert "before its source was read for the first time" in out["Une archive"]


def test_everybody_has_one_mail_in_their_language_with_their_themes(friday: Morning) -> None:
    assert {reader: len(mails) for reader, mails in friday.mails.items()} == {ANA: 1, BOB: 1, CHLOE: 1}
    everything, ia, profession = (friday.mails[reader][0] for reader in (ANA, BOB, CHLOE))
    for kind in ("plain", "html"):
        assert "Se désabonner" in everything.part(kind)
        assert "Unsubscribe" in ia.part(kind)
        lead, of_ia, of_profession = (item.url for item in FRIDAY_NEWS)
        assert of_ia in everything.part(kind)
        assert of_profession in everything.part(kind)
        assert of_ia in ia.part(kind)
        assert of_profession not in ia.part(kind)
        assert of_ia not in profession.part(kind)
        assert of_profession in profession.part(kind)
        # The lead is for all, and so is a brief that belongs to no theme.
        for mail in (everything, ia, profession):
            assert lead in mail.part(kind)
            assert FRIDAY_WIRE[0].url in mail.part(kind)
    assert everything.mail["Subject"] == "La nuit des internes"


def test_a_reader_whose_server_said_later_got_it_at_the_retry(life: Life, friday: Morning) -> None:
    assert len(friday.mails[CHLOE]) == 1
    with life.house.database.read() as connection:
        found = accounts(connection, FRIDAY)
    assert (found.recipients, found.accepted, found.open) == (3, 3, 0)
    assert found.balanced


def test_the_web_version_is_there_for_everybody(life: Life, friday: Morning) -> None:
    page = life.web.get("/archive/quotidienne/2026-11-20")
    assert page.status_code == 200
    assert "Un algorithme d’IA au banc d’essai" in page.text
    assert ANA not in page.text
    assert "/unsubscribe/" not in page.text


def test_looking_at_the_unsubscribe_page_changes_nothing(life: Life, friday: Morning) -> None:
    for _ in range(2):
        page = life.web.get(unsubscribe_link(friday.mails[CHLOE][0]))
        assert page.status_code == 200
        assert "<form" in page.text
    assert life.house.subscribers.show(CHLOE).status == "active"


# The weekend, and Monday


def test_there_is_no_edition_on_a_day_without_one(life: Life, monday: Morning) -> None:
    assert life.edition(SATURDAY) is None
    assert life.edition(SUNDAY) is None


def test_an_edition_that_was_approved_in_time_goes_out_at_its_time(monday: Morning) -> None:
    assert monday.stood == {"06:30": "awaiting_approval", "06:59": "approved", "07:00": "finished"}


def test_monday_covers_the_weekend_and_what_came_too_late_on_friday(life: Life, monday: Morning) -> None:
    assert sorted(life.printed(MONDAY)) == [
        "Samedi, l’IA veille",
        "Tombé après le bouclage",
        "Un dimanche aux urgences",
    ]


def test_what_was_carried_never_comes_back_under_another_title_date_or_address(
    life: Life, monday: Morning
) -> None:
    out = life.why_out(MONDAY)
    for title in (
        "La nuit des internes (corrigé)",
        "Les gardes à blanc",
        "Un algorithme d’IA au banc d’essai",
        "L’IA entre à l’hôpital",
        "Le scanner mobile repart",
    ):
        assert out[title] == "already carried on 2026-11-20"


def test_who_left_is_not_mailed_again_and_the_others_once(life: Life, monday: Morning) -> None:
    assert {reader: len(mails) for reader, mails in monday.mails.items()} == {ANA: 0, BOB: 1, CHLOE: 1}
    assert life.house.subscribers.show(ANA).status == "unsubscribed"
    with life.house.database.read() as connection:
        found = accounts(connection, MONDAY)
    assert (found.recipients, found.accepted) == (2, 2)
    assert found.balanced


def test_no_two_mails_bear_one_message_id(life: Life, monday: Morning) -> None:
    ids = [kept.message_id for kept in life.relay.kept]
    assert len(ids) == len(set(ids)) == 5
