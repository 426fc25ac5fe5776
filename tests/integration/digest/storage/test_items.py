from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from digest.domain.content import Access, Content, Image, ItemKind
from digest.domain.identity import Arrival, identity_keys, recognise
from digest.domain.themes import Routing
from digest.errors import StorageError, UnknownItem
from digest.storage.engine import Database
from digest.storage.items import (
    ask_again,
    find_item,
    items_asked_again,
    known_items,
    list_items,
    load_content,
    pin_theme,
    save_arrival,
    save_routings,
    text_hashes,
    unpin_theme,
)
from digest.storage.tables import item_keys, item_revisions
from tests.factories import NOON, content

ROUTED = Routing("profession", "section /profession/")
LATER = NOON + timedelta(hours=1)


def arrivals(store: Database, source: str, contents: Sequence[Content]) -> list[Arrival]:
    keys = [key for keys in identity_keys(source, contents) for key in keys]
    with store.read() as connection:
        return recognise(source, contents, known_items(connection, keys))


def keep(
    store: Database,
    *contents: Content,
    source: str = "site",
    routing: Routing = ROUTED,
    now: datetime = NOON,
    first: bool = False,
    stated: str = "",
) -> list[Arrival]:
    """Keep what a harvest of `source` brings, as a gather does."""
    found = arrivals(store, source, contents)
    with store.write() as connection:
        for arrival in found:
            save_arrival(connection, source, arrival, routing, now, first_gather=first, stated_hash=stated)
    return found


def test_an_item_comes_back_to_the_letter(store: Database) -> None:
    written = content(
        kicker="Enquête",
        body_html="<p>Œil & <b>IRM</b></p>",
        authors=("A. B.", "C. D."),
        categories=("IA",),
        image=Image(url="https://news.example/1.jpg", alt="Un œil", credit="© É.", width=600, height=400),
        access=Access.SUBSCRIBER,
        reading_minutes=4,
        language="fr",
    )
    undated = content(2, kind=ItemKind.BRIEF, published_at=None)
    keep(store, written, undated, first=True)
    with store.read() as connection:
        brief, article = list_items(connection)
    assert (article.content, brief.content) == (written, undated)
    assert (article.source, article.revision, article.first_seen_at) == ("site", 1, NOON)
    assert (article.first_gather, article.theme, article.theme_reason) == (True, *_words(ROUTED))
    assert brief.published_at == NOON


def test_an_item_is_recognised_by_everything_that_names_it(store: Database) -> None:
    written = content(guid="https://news.example/?p=77")
    keep(store, written)
    moved = replace(written, url="https://news.example/ia/article-1/?utm_source=feed")
    readdressed = replace(written, guid="other")
    for again in (written, moved, readdressed):
        assert [arrival.item for arrival in arrivals(store, "site", [again])] in ([], [1])
    assert [arrival.item for arrival in arrivals(store, "site", [content(2)])] == [None]


def test_any_number_of_keys_can_be_asked_for_at_once(store: Database) -> None:
    many = [content(number) for number in range(1, 701)]
    keep(store, *many)
    keys = [key for keys in identity_keys("site", many) for key in keys]
    with store.read() as connection:
        known = known_items(connection, [*keys, "guid:site:nobody"])
        assert {found.item for found in known.values()} == set(range(1, 701))
        assert set(known) == set(keys)
        assert len(list_items(connection)) == 700
        assert connection.execute(select(func.count()).select_from(item_keys)).scalar_one() == len(keys)


def test_an_edit_is_a_new_revision_and_the_former_one_is_kept(store: Database) -> None:
    first = content(title="Faute", published_at=NOON - timedelta(hours=3))
    keep(store, first)
    edited = replace(first, title="Corrigé", published_at=NOON)
    (arrival,) = keep(store, edited, routing=Routing("ia", "keyword"), now=LATER)
    assert (arrival.item, arrival.is_edit) == (1, True)
    with store.read() as connection:
        (item,) = list_items(connection)
        (kept,) = connection.execute(select(item_revisions)).mappings()
    assert (item.revision, item.content.title, item.theme) == (2, "Corrigé", "ia")
    assert item.first_seen_at == NOON, "an edit is not news"
    assert item.published_at == NOON - timedelta(hours=3), "nor is the time of an update"
    assert (kept["revision"], kept["seen_at"], kept["content"]["title"]) == (1, LATER, "Faute")


def test_a_second_source_adds_the_ways_to_recognise_an_item_and_nothing_else(store: Database) -> None:
    keep(store, content(), stated="what its feed said")
    keep(store, replace(content(), guid="fil-1", title="Autrement dit"), source="fil", now=LATER, stated="x")
    with store.read() as connection:
        (item,) = list_items(connection)
        known = known_items(connection, ["guid:fil:fil-1"])
    assert (item.source, item.revision, item.content.title) == ("site", 1, "Article 1")
    assert known["guid:fil:fil-1"].item == item.id
    assert known["guid:fil:fil-1"].stated_hash == "what its feed said"


def test_items_are_listed_from_the_last_seen_on(store: Database) -> None:
    keep(store, content(1), content(2), now=NOON)
    keep(store, content(3), source="fil", routing=Routing(None, "no rule took it"), now=LATER)
    with store.read() as connection:
        assert [item.id for item in list_items(connection)] == [3, 2, 1]
        assert [item.id for item in list_items(connection, since=NOON)] == [3], (
            "what was seen then is left out"
        )
        assert [item.id for item in list_items(connection, unrouted=True)] == [3]
        assert [item.id for item in list_items(connection, source="site")] == [2, 1]
        assert list_items(connection, since=LATER) == []


def test_a_routing_can_be_replaced(store: Database) -> None:
    keep(store, content(1), content(2))
    with store.write() as connection:
        save_routings(connection, {1: Routing(None, "no rule took it")})
        other, moved = list_items(connection)
    assert (moved.theme, moved.theme_reason) == (None, "no rule took it")
    assert (other.theme, other.theme_reason) == _words(ROUTED)


def test_texts_of_some_length_are_found_by_their_hashes_and_an_edit_has_another(store: Database) -> None:
    long, other = (" ".join(f"{word}{n}" for n in range(60)) for word in ("mot", "terme"))
    written = content(1, standfirst=long)
    keep(store, content(2), written)
    keep(store, content(3, standfirst=long), source="fil", now=LATER)
    with store.read() as connection:

        def hashes(*sources: str, since: datetime = NOON - timedelta(hours=1)) -> dict[int, int]:
            return dict(text_hashes(connection, ItemKind.ARTICLE, sources, since))

        first = hashes("site", "fil")
        assert set(first) == {2, 3}
        assert first[2] == first[3]
        assert hashes("fil") == hashes("site", "fil", since=NOON) == {3: first[3]}
        assert text_hashes(connection, ItemKind.BRIEF, ["site"], NOON - timedelta(hours=1)) == []
        assert load_content(connection, 2) == written
    keep(store, content(1, standfirst=other))
    with store.read() as connection:
        assert load_content(connection, 2).standfirst == other
        assert (
            dict(text_hashes(connection, ItemKind.ARTICLE, ["site"], NOON - timedelta(hours=1)))[2]
            != first[2]
        )


@pytest.mark.parametrize("theme", ["ia", "", None])
def test_what_an_editor_chose_no_rule_and_no_edit_moves(store: Database, theme: str | None) -> None:
    keep(store, content(1), content(2))
    with store.write() as connection:
        pin_theme(connection, 1, theme)
        save_routings(connection, dict.fromkeys((1, 2), Routing("news", "a rule")))
    keep(store, content(1, title="Corrigé"), routing=Routing("news", "a rule"), now=LATER)
    with store.read() as connection:
        other, pinned = list_items(connection)
    assert (pinned.theme, pinned.theme_reason) == (theme or None, "chosen by an editor")
    assert (pinned.theme_pinned, pinned.revision, pinned.content.title) == (True, 2, "Corrigé")
    assert (other.theme, other.theme_pinned) == ("news", False)


def test_what_an_editor_gives_back_follows_the_rules_again(store: Database) -> None:
    keep(store, content(1))
    with store.write() as connection:
        pin_theme(connection, 1, "ia")
        unpin_theme(connection, 1, ROUTED)
        save_routings(connection, {1: Routing("news", "a rule")})
        (item,) = list_items(connection)
    assert (item.theme, item.theme_reason, item.theme_pinned) == ("news", "a rule", False)


def test_only_an_item_that_is_kept_can_be_placed(store: Database) -> None:
    with store.write() as connection:
        with pytest.raises(UnknownItem, match="no item has the number 7"):
            pin_theme(connection, 7, "ia")
        with pytest.raises(UnknownItem, match="no item has the number 7"):
            unpin_theme(connection, 7, ROUTED)


def test_what_two_processes_gather_at_once_is_kept_once(store: Database) -> None:
    found = arrivals(store, "site", [content()])
    with store.write() as connection:
        save_arrival(connection, "site", found[0], ROUTED, NOON, first_gather=False)
    with pytest.raises(StorageError), store.write() as connection:
        save_arrival(connection, "site", found[0], ROUTED, NOON, first_gather=False)
    with store.read() as connection:
        assert len(list_items(connection)) == 1


def _words(routing: Routing) -> tuple[str | None, str]:
    return routing.theme, routing.reason


def test_one_item_is_found_by_its_number(store: Database) -> None:
    keep(store, content(1), content(2))
    with store.read() as connection:
        assert find_item(connection, 2).content == content(2)
        with pytest.raises(UnknownItem, match="number 3: `digest items --json`"):
            find_item(connection, 3)


@pytest.mark.parametrize("theme", ["ia", None])
def test_an_editor_s_theme_stands_until_it_is_given_back_to_the_rules(
    store: Database, theme: str | None
) -> None:
    keep(store, content(1), content(2))
    with store.write() as connection:
        pin_theme(connection, 1, theme)
        pinned, other = find_item(connection, 1), find_item(connection, 2)
        unpin_theme(connection, 1, ROUTED)
        given_back = find_item(connection, 1)
    assert (pinned.theme, pinned.theme_reason, pinned.theme_pinned) == (theme, "chosen by an editor", True)
    assert (other.theme, other.theme_pinned) == (ROUTED.theme, False)
    assert (given_back.theme, given_back.theme_reason) == _words(ROUTED)
    assert not given_back.theme_pinned


def test_what_was_asked_for_again_is_found_however_old_it_is(store: Database) -> None:
    keep(store, content(1), content(2), now=NOON - timedelta(days=400))
    with store.write() as connection:
        ask_again(connection, 1, NOON)
        ask_again(connection, 2, LATER)
        assert [found.id for found in items_asked_again(connection, NOON)] == [2]
        (asked,) = [found for found in items_asked_again(connection, NOON - timedelta(1)) if found.id == 1]
    assert asked.again_at == NOON
