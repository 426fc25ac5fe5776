import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Content, ItemKind
from digest.domain.identity import Arrival, Known, canonical_url, recognise
from tests.factories import content


class Memory:
    """Remembers arrivals as the storage does, so that tests can gather twice."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.items = 0

    def gather(self, source: str, *contents: Content) -> list[Arrival]:
        arrivals = recognise(source, contents, self.known)
        for arrival in arrivals:
            item = arrival.item
            if item is None:
                self.items += 1
                item = self.items
            for key in arrival.keys:
                self.known[key] = Known(item=item, source=source, content_hash=arrival.content.content_hash)
            if arrival.is_edit:
                self.known = {
                    key: Known(item=item, source=source, content_hash=arrival.content.content_hash)
                    if known.item == item
                    else known
                    for key, known in self.known.items()
                }
        return arrivals


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://WWW.News.example:80/a/?utm_source=x&b=2&a=1#top", "https://www.news.example/a?a=1&b=2"),
        ("https://news.example/a?doing_wp_cron=1", "https://news.example/a"),
        ("https://news.example/a?xtor=RSS-1&fbclid=2", "https://news.example/a"),
        ("https://news.example/?p=12", "https://news.example?p=12"),
        ("https://news.example", "https://news.example"),
        ("tag:news.example,2026:1", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_one_page_has_one_canonical_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=60))
def test_canonical_addresses_are_a_fixed_point(text: str) -> None:
    once = canonical_url(f"https://n.example/{text}")
    assert canonical_url(once) == once


def test_a_second_gather_adds_nothing() -> None:
    memory = Memory()
    memory.gather("site", content(1), content(2))
    again = memory.gather("site", content(1), content(2))
    assert [(arrival.item, arrival.is_edit, arrival.keys) for arrival in again] == [
        (1, False, ()),
        (2, False, ()),
    ]


def test_a_changed_text_is_an_edit_of_the_same_item() -> None:
    memory = Memory()
    memory.gather("site", content(1))
    (edited,) = memory.gather("site", content(1, title="Retitled", url="https://news.example/moved"))
    assert (edited.item, edited.is_edit) == (1, True)


def test_a_moved_article_without_its_guid_is_known_by_its_address() -> None:
    memory = Memory()
    memory.gather("site", content(1))
    (moved,) = memory.gather("site", content(1, guid="another-guid"))
    assert moved.item == 1


def test_a_guid_that_is_an_address_makes_an_alias() -> None:
    memory = Memory()
    memory.gather("site", content(1, guid="https://news.example/?p=1", url="https://news.example/a"))
    (again,) = memory.gather("site", content(1, guid="", url="https://news.example/?p=1"))
    assert again.item == 1


def test_repeated_guids_in_one_feed_all_survive_and_stay() -> None:
    memory = Memory()
    feed = [content(number, guid="same") for number in (1, 2, 3)]
    assert len(memory.gather("site", *feed)) == 3
    assert [arrival.item for arrival in memory.gather("site", *feed)] == [1, 2, 3]
    (left,) = memory.gather("site", feed[1])
    assert left.item == 2


def test_repeated_guids_without_addresses_are_told_apart_by_their_texts() -> None:
    memory = Memory()
    feed = [content(number, guid="same", url="") for number in (1, 2)]
    assert [arrival.item for arrival in memory.gather("site", *feed)] == [None, None]
    assert [arrival.item for arrival in memory.gather("site", *feed)] == [1, 2]


def test_the_same_entry_twice_in_one_feed_is_one_item() -> None:
    assert len(Memory().gather("site", content(1), content(1))) == 1


def test_entries_that_all_link_to_one_page_are_different_items() -> None:
    memory = Memory()
    home = [content(number, guid="", url="https://news.example/live") for number in (1, 2)]
    assert len(memory.gather("site", *home)) == 2


def test_briefs_that_share_a_page_over_time_are_different_items() -> None:
    memory = Memory()
    first = content(1, kind=ItemKind.BRIEF, guid="b1", url="https://news.example/le-fil/")
    second = content(2, kind=ItemKind.BRIEF, guid="b2", url="https://news.example/le-fil/")
    memory.gather("fil", first)
    (arrival,) = memory.gather("fil", second)
    assert arrival.item is None


def test_a_second_source_of_an_article_neither_doubles_nor_edits_it() -> None:
    memory = Memory()
    memory.gather("site", content(1))
    (other,) = memory.gather("partner", content(1, guid="x", title="Another title"))
    assert (other.item, other.is_edit) == (1, False)


def test_the_same_guid_under_two_sources_is_two_items() -> None:
    memory = Memory()
    memory.gather("site", content(1, guid="1", url="https://a.example/x"))
    (other,) = memory.gather("other", content(2, guid="1", url="https://b.example/y"))
    assert other.item is None


@given(
    st.lists(
        st.builds(
            content,
            st.integers(1, 5),
            guid=st.sampled_from(["", "a", "b", "https://news.example/?p=1"]),
            url=st.sampled_from(
                ["", "https://news.example/", "https://news.example/a", "https://n.example/b#c"]
            ),
            kind=st.sampled_from(ItemKind),
        ),
        max_size=8,
    )
)
def test_gathering_any_document_twice_adds_nothing(contents: list[Content]) -> None:
    memory = Memory()
    memory.gather("site", *contents)
    count = memory.items
    again = memory.gather("site", *contents)
    assert memory.items == count
    assert not any(arrival.is_edit for arrival in again)
