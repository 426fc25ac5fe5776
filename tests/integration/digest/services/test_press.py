import email
import email.policy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.message import EmailMessage

import pytest

from digest.domain.edition import Edition, EditionId, EditionStatus
from digest.domain.variants import ALL_THEMES
from digest.errors import NotReady
from digest.mail.verp import ReturnPath, ReturnPaths
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from digest.services.press import NOBODY, EditionPress, Press, Reader, sender_domain
from digest.storage.outbox import Claimed
from tests.factories import NOON, edition_content
from tests.fakes.world import TODAY, World

CONTENT = edition_content()
ZOE = Reader(subscriber=7, address="zoe@example.org", name="Zoé <b>&", language="fr")
CLAIMED = Claimed(
    delivery=3,
    subscriber=7,
    address="zoe@example.org",
    name="Zoé",
    language="fr",
    themes=frozenset(),
    attempts=0,
)


@pytest.fixture
def edition(world: World) -> EditionPress:
    return world.house.press.for_content(TODAY, CONTENT, NOON)


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return found.get_content().replace("\r\n", "\n")


def test_a_preview_is_what_the_message_holds(edition: EditionPress) -> None:
    for reader in (
        ZOE,
        Reader(subscriber=8, address="a@example.org"),
        Reader(subscriber=9, address="b@example.org", language="en", themes=frozenset({"ia"})),
    ):
        shown, message = edition.preview(reader), parsed(edition.message(reader))
        assert part(message, "html").rstrip("\n") == shown.html.rstrip("\n")
        assert part(message, "plain").rstrip("\n") == shown.text.rstrip("\n")
        assert message["Subject"] == shown.subject == "Article 1"
        assert shown.preheader
        assert shown.preheader in shown.html


def test_no_mark_of_a_field_is_left_and_what_a_reader_is_called_is_no_markup(edition: EditionPress) -> None:
    shown = edition.preview(ZOE)
    assert edition.rendered(ZOE).nonce not in shown.html + shown.text
    assert "<b>&" not in shown.html
    assert "zoe@example.org" in shown.text


def test_the_links_are_the_reader_s_own_and_the_same_everywhere(world: World, edition: EditionPress) -> None:
    message = parsed(edition.message(ZOE))
    url = message["List-Unsubscribe"].partition(">")[0].removeprefix("<")
    assert url.startswith("https://letters.example/unsubscribe/")
    assert url in part(message, "plain")
    assert url in part(message, "html")
    token = world.house.subscribers.read_unsubscribe(url.rpartition("/")[2])
    assert (token.subscriber, token.newsletter) == (7, "quotidienne")
    preferences = part(message, "plain").partition("https://letters.example/preferences/")[2].split()[0]
    assert world.house.subscribers.read_preferences(preferences.rstrip(".)")).subscriber == 7
    other = parsed(edition.message(Reader(subscriber=8, address="a@example.org")))
    assert url not in other.as_string()
    assert preferences not in other.as_string()


def test_the_links_of_a_preview_for_nobody_act_on_nobody(world: World, edition: EditionPress) -> None:
    shown = edition.preview(Reader(subscriber=NOBODY, address="reader@example.org"))
    token = shown.text.partition("https://letters.example/unsubscribe/")[2].split()[0]
    found = world.house.subscribers.read_unsubscribe(token)
    assert found.subscriber == NOBODY
    assert world.house.subscribers.leave(NOBODY, found.newsletter, known=[], evidence="x") is None


@pytest.mark.parametrize(("asked", "shown"), [("fr", "fr"), ("en", "en"), ("", "fr"), ("de", "fr")])
def test_a_reader_reads_their_language_or_that_of_the_publication(
    edition: EditionPress, asked: str, shown: str
) -> None:
    html = edition.preview(Reader(subscriber=1, address="a@example.org", language=asked)).html
    assert f'lang="{shown}"' in html[:500]


def test_equal_views_share_one_variant(edition: EditionPress) -> None:
    everything = frozenset(CONTENT.themes)
    choices = (ALL_THEMES, everything, everything | {"gone"}, frozenset({"gone"}))
    for number, themes in enumerate(choices):
        edition.message(Reader(subscriber=number, address="a@example.org", language="fr", themes=themes))
    assert edition.variants == 1
    assert "Article 3" in edition.preview(ZOE).text
    only = Reader(subscriber=9, address="a@example.org", language="fr", themes=frozenset({"profession"}))
    edition.message(only)
    assert edition.variants == 2
    assert "Article 3" not in edition.preview(only).text


def test_threads_that_ask_at_once_get_the_same_bytes(world: World) -> None:
    edition = world.house.press.for_content(TODAY, CONTENT, NOON)
    with ThreadPoolExecutor(8) as pool:
        messages = list(pool.map(lambda _: edition.message(ZOE), range(16)))
    assert len(set(messages)) == 1


def test_a_retry_is_the_same_message_to_the_byte(world: World) -> None:
    first = world.house.press.for_content(TODAY, CONTENT, NOON).outgoing(CLAIMED)
    world.clock.advance(hours=20)
    again = world.restarted().house.press.for_content(TODAY, CONTENT, NOON).outgoing(CLAIMED)
    assert first == again
    assert (first.delivery, first.recipient) == (3, "zoe@example.org")
    assert first.sender == "redaction@news.example"


def test_bounces_come_back_to_the_domain_that_reads_them_each_delivery_s_to_an_address_of_its_own(
    world: World,
) -> None:
    renderer = EditionRenderer(template_folders(), "https://letters.example")
    paths = ReturnPaths("b.example", [b"k" * 32])
    press = Press(renderer, world.house.links, base_url="https://letters.example", return_paths=paths)
    edition = press.for_content(TODAY, CONTENT, NOON)
    first = edition.outgoing(CLAIMED)
    other = edition.outgoing(replace(CLAIMED, delivery=4, subscriber=8, address="a@example.org"))
    assert first == edition.outgoing(CLAIMED)
    assert paths.read(first.sender) == ReturnPath(delivery=3, subscriber=7)
    assert paths.read(other.sender) == ReturnPath(delivery=4, subscriber=8)
    assert press.mailbox(CONTENT) == "bounces@b.example"
    message = parsed(first.data)
    assert "mailto:bounces@b.example?subject=unsubscribe%20" in message["List-Unsubscribe"]
    assert message["From"] == "Rédaction <redaction@news.example>"
    assert sender_domain(CONTENT) == "news.example"


def test_the_letterhead_names_the_list_and_the_edition(world: World, edition: EditionPress) -> None:
    message = parsed(edition.message(ZOE))
    assert message["List-Id"] == "La Quotidienne <quotidienne.news.example>"
    assert message["Feedback-ID"] == "20261123:quotidienne:digest:news-example"
    assert message["List-Help"] == "<https://letters.example/archive>"
    assert message["Date"].datetime == NOON


def test_only_what_is_composed_and_frozen_can_be_sent(world: World) -> None:
    nothing = Edition(id=EditionId("quotidienne", NOON.date()), status=EditionStatus.COLLECTING)
    with pytest.raises(NotReady, match="run `digest compose quotidienne --date 2026-11-23`"):
        world.house.press.for_edition(nothing)
    composed = Edition(id=nothing.id, status=EditionStatus.DRAFT, content=CONTENT)
    with pytest.raises(NotReady, match="is not frozen"):
        world.house.press.for_edition(composed)
    frozen = Edition(id=nothing.id, status=EditionStatus.FROZEN, content=CONTENT, frozen_at=NOON)
    message = parsed(world.house.press.for_edition(frozen).message(ZOE))
    assert message["Date"].datetime == NOON


def test_the_page_of_the_archive_is_nobody_s(world: World) -> None:
    page = world.house.press.web_page(CONTENT, "fr")
    assert "/unsubscribe/" not in page
    assert "Article 1" in page
