from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Content, ItemKind
from digest.domain.identity import (
    MOST_ALIASES,
    Arrival,
    Known,
    addressed_as_before,
    canonical_url,
    identity_keys,
    keys_to_look_up,
    recognise,
)
from tests.factories import content


class Memory:
    """Remembers arrivals as the storage does, so that tests can gather twice."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.items = 0

    def gather(self, source: str, *contents: Content, group: str = "") -> list[Arrival]:
        arrivals = recognise(source, contents, self.known, group)
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
        ("http://WWW.News.example:80/a/?utm_source=x&b=2&a=1#top", "https://news.example/a?a=1&b=2"),
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


VARIANTS = {
    "tracking": (
        "https://news.example/actualite/greve-des-gardes/",
        "http://news.example/actualite/greve-des-gardes",
        "https://www.news.example/actualite/greve-des-gardes/?utm_source=rss&utm_medium=feed#respond",
        "https://news.example/actualite/greve-des-gardes/?doing_wp_cron=1712.55",
        "https://news.example/actualite/greve-des-gardes/#xtor=RSS-1",
        "https://news.example/actualite/greve-des-gardes/?xtor=RSS-1&at_medium=custom7",
        "https://news.example/actualite/greve-des-gardes/?pk_campaign=a&mtm_source=b&fbclid=c&gclid=d",
        "https://news.example:443//actualite/greve-des-gardes/?replytocom=12",
    ),
    "amp": (
        "https://news.example/x/scanner.html",
        "https://news.example/amp/x/scanner.html",
        "https://amp.news.example/x/scanner.html",
        "https://news.example/x/scanner.amp.html",
        "https://news.example/x/scanner.html/amp/",
        "https://news.example/x/scanner.html?amp=1",
        "https://news.example/x/scanner.html?amp",
        "https://news.example/x/scanner.html?outputType=amp&noamp=mobile",
    ),
    "index": (
        "https://news.example/grand-angle/irm",
        "https://news.example/grand-angle/irm/index.html",
        "https://news.example/grand-angle/irm/index.php",
        "https://news.example/grand-angle/irm/index.php?amp=1",
        "https://news.example/grand-angle/irm/default.aspx",
    ),
    "number": (
        "https://news.example/?p=98820",
        "https://www.news.example/?p=98820&utm_campaign=x",
        "https://news.example/index.php?p=98820",
    ),
    "escapes": (
        "https://news.example/œdème",
        "https://news.example/%C5%93d%C3%A8me",
        "https://news.example/%c5%93d%c3%a8m%65/",
    ),
}
OTHERS = [
    ("https://news.example/?p=1", "https://news.example/?p=11"),
    ("https://news.example/irm-du-sein", "https://news.example/irm-du-sein-2"),
    ("https://news.example/actualite/", "https://news.example/actualite/amplitude"),
    ("https://news.example/lampe", "https://news.example/l"),
    ("https://amp.dev/x", "https://dev/x"),
    ("https://www.fr/x", "https://fr/x"),
    ("https://ampere.news.example/x", "https://news.example/x"),
    ("https://m.news.example/x", "https://news.example/x"),
    ("https://news.example/index", "https://news.example/"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/A", "https://news.example/a"),
    ("https://news.example/x?amplitude=1", "https://news.example/x"),
    ("https://news.example/x?atlas=1", "https://news.example/x"),
]


@pytest.mark.parametrize("addresses", VARIANTS.values(), ids=VARIANTS)
def test_all_addresses_of_one_page_are_the_same(addresses: tuple[str, ...]) -> None:
    assert len({canonical_url(address) for address in addresses}) == 1


@pytest.mark.parametrize("pair", OTHERS)
def test_addresses_of_different_pages_stay_apart(pair: tuple[str, str]) -> None:
    assert canonical_url(pair[0]) != canonical_url(pair[1])


def test_a_brief_keeps_its_place_on_the_page_but_no_audience_meter() -> None:
    assert canonical_url("https://n.example/fil#b12", keep_fragment=True) == "https://n.example/fil#b12"
    assert canonical_url("https://n.example/fil#xtor=RSS-1", keep_fragment=True) == "https://n.example/fil"


PARTS = ("/amp", "/", "x", ".amp", ".html", "/index.php", "%61mp", "www.", "?amp=1", "&p=1", "é", "%c3")


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_what_is_taken_away_leaves_nothing_more_to_take_away(path: str) -> None:
    once = canonical_url(f"https://www.amp.n.example/{path}")
    assert canonical_url(once) == once


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


def test_an_alias_that_the_page_names_is_an_address_as_good_as_its_own() -> None:
    memory = Memory()
    old = "https://news.example/entre-nous/detente/un-billet"
    memory.gather("site", content(1, guid="", aliases=("https://news.example/?p=98820", old)))
    (by_number,) = memory.gather("fil", content(2, guid="", url="https://www.news.example/?p=98820"))
    (by_section,) = memory.gather("site", content(3, guid="", url=f"{old}/?doing_wp_cron=1"))
    assert (by_number.item, by_section.item) == (1, 1)


STRIKE = "les-radiologues-du-val-d-aubre-cessent-les-gardes"


def article(section: str, slug: str = STRIKE, number: int = 1, site: str = "news.example") -> Content:
    return content(number, guid="", url=f"https://{site}/{section}/{slug}")


def test_in_a_house_an_article_is_known_by_the_last_part_of_its_address() -> None:
    memory = Memory()
    memory.gather("site", article("actualites"), group="house")
    (moved,) = memory.gather("site", article("actualite/profession"), group="house")
    (sister,) = memory.gather("manip", article("a", f"{STRIKE}.html", site="sister.example"), group="house")
    (stranger,) = memory.gather("other", article("a", site="other.example"))
    (next_door,) = memory.gather("third", article("b", site="third.example"), group="another-house")
    assert [arrival.item for arrival in (moved, sister, stranger, next_door)] == [1, 1, None, None]


@pytest.mark.parametrize(
    "slug",
    [
        "breves",
        "irm-scanner",
        "page-2-3",
        "toutes-les-actualites-de-la-radiologie",
        "les-dernieres-actualites",
        "2026-11-23",
        "lalettredelaradiologiefrancaise",
        "",
    ],
)
def test_a_short_or_general_last_part_names_no_article(slug: str) -> None:
    memory = Memory()
    memory.gather("site", article("a", slug, 1), group="house")
    (other,) = memory.gather("sister", article("b", slug, 2, site="sister.example"), group="house")
    assert other.item is None


def test_two_articles_of_one_harvest_that_share_the_last_part_stay_apart() -> None:
    memory = Memory()
    both = [article("paris", number=1), article("lyon", number=2)]
    assert [arrival.item for arrival in memory.gather("site", *both, group="house")] == [None, None]
    assert [arrival.item for arrival in memory.gather("site", *both, group="house")] == [1, 2]


def test_a_column_of_the_same_name_under_another_date_is_another_article() -> None:
    memory = Memory()
    memory.gather("site", article("2026/11/16", "la-revue-de-presse-du-cabinet"), group="house")
    (later,) = memory.gather("site", article("2026/11/23", "la-revue-de-presse-du-cabinet"), group="house")
    (again,) = memory.gather("site", article("x/2026/11/23", "la-revue-de-presse-du-cabinet"), group="house")
    assert (later.item, again.item) == (None, 2)


def test_briefs_are_not_known_by_the_last_part_of_their_page() -> None:
    memory = Memory()
    page = "https://news.example/le-fil-de-la-radiologie-francaise"
    memory.gather("fil", content(1, kind=ItemKind.BRIEF, guid="", url=f"{page}#1"), group="house")
    (other,) = memory.gather("fil", content(2, kind=ItemKind.BRIEF, guid="", url=f"{page}#2"), group="house")
    assert other.item is None


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


SLUGS = [f"https://{place}/une-longue-histoire-de-cabinet" for place in ("news.example/a", "n.example/b")]


@given(
    st.lists(
        st.builds(
            content,
            st.integers(1, 5),
            guid=st.sampled_from(["", "a", "b", "https://news.example/?p=1"]),
            url=st.sampled_from(
                ["", "https://news.example/", "https://news.example/a", "https://n.example/b#c", *SLUGS]
            ),
            kind=st.sampled_from(ItemKind),
        ),
        max_size=8,
    )
)
def test_gathering_any_document_twice_adds_nothing(contents: list[Content]) -> None:
    memory = Memory()
    memory.gather("site", *contents, group="house")
    count = memory.items
    again = memory.gather("site", *contents, group="house")
    assert memory.items == count
    assert not any(arrival.is_edit for arrival in again)


def known_of(*contents: Content) -> dict[str, Known]:
    """What is kept of a document that held these."""
    return {
        key: Known(item=number, source="s", content_hash=one.content_hash)
        for number, (one, keys) in enumerate(
            zip(contents, identity_keys("s", contents), strict=True), start=1
        )
        for key in keys
    }


ONE = content(1, guid="https://news.example/?p=1")
RETITLED = replace(ONE, title="Autrement dit", url=f"{ONE.url}?utm_source=top")
BARE = replace(ONE, guid="")


@pytest.mark.parametrize(
    ("kept", "document"),
    [(ONE, [ONE, ONE]), (ONE, [ONE, RETITLED]), (ONE, [RETITLED, ONE]), (BARE, [BARE, BARE])],
)
def test_what_we_keep_and_a_document_shows_twice_is_one_item_still(
    kept: Content, document: list[Content]
) -> None:
    assert [arrival.item for arrival in recognise("s", document, known_of(kept))] == [1]


def test_another_article_under_a_guid_that_we_know_is_another_article() -> None:
    other = content(2, guid=ONE.guid)
    found = recognise("s", [other, ONE], known_of(ONE))
    assert [arrival.item for arrival in found] == [None, 1]


def test_a_new_entry_for_a_page_that_carries_many_is_no_edit_of_the_last_one() -> None:
    new = replace(BARE, title="Une autre brève", standfirst="Tout autre chose.")
    assert None in [arrival.item for arrival in recognise("s", [new, BARE], known_of(BARE))]


def test_all_keys_are_looked_up_also_those_that_identify_nothing_here() -> None:
    alone = {key for keys in identity_keys("s", [ONE]) for key in keys}
    assert alone < set(keys_to_look_up("s", [ONE, ONE]))


def test_a_brief_of_our_own_naming_survives_its_correction_unless_another_shares_its_minute() -> None:
    def brief(title: str, minute: str = "minute:2026-11-22T06:30") -> Content:
        return content(
            1, kind=ItemKind.BRIEF, guid=title, url="https://news.example/fil", title=title, aliases=(minute,)
        )

    memory = Memory()
    (first,) = memory.gather("fil", brief("Le Sénat vote"))
    (edit,) = memory.gather("fil", brief("Le Sénat a voté"))
    assert (first.item, edit.item, edit.is_edit) == (None, 1, True)
    kept, new = memory.gather("fil", brief("Le Sénat a voté"), brief("Un autre vote"))
    assert (kept.item, kept.is_edit, new.item) == (1, False, None)
    (alone,) = memory.gather("fil", brief("Un autre vote"))
    assert (alone.item, alone.is_edit) == (2, False)
    (other,) = memory.gather("fil", brief("Le Sénat vote", "minute:2026-11-22T06:31"))
    assert other.item == 1


PRINTED = "https://news.example/profession/article-1/"
OLD = "https://news.example/entre-nous/article-1"


def printed(url: str, *, before: str = PRINTED, aliases: tuple[str, ...] = (OLD,)) -> str:
    """The address of an item kept at `before` after an edit of it came under `url`."""
    return addressed_as_before(content(1, url=url), content(1, url=before, aliases=aliases)).url


@pytest.mark.parametrize(
    "url",
    [
        PRINTED,
        "https://news.example/amp/profession/article-1/",
        "https://amp.news.example/profession/article-1",
        f"{PRINTED}amp/",
        f"{PRINTED}?amp=1",
        f"{PRINTED}?utm_source=rss",
        "http://news.example/profession/article-1/",
        "https://www.news.example/profession/article-1",
        OLD,
        f"{OLD}/?fbclid=1",
        "https://news.example/?p=1",
    ],
)
def test_an_edit_under_another_address_of_the_page_leaves_the_printed_one(url: str) -> None:
    assert printed(url) == PRINTED


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/ia/article-1/",
        "https://other.example/?p=1",
        "https://other.example/profession/article-1/",
    ],
)
def test_an_article_that_moved_is_printed_at_its_new_address(url: str) -> None:
    assert printed(url) == url


@pytest.mark.parametrize(
    "before",
    [
        "http://news.example/profession/article-1/",
        "https://news.example/amp/profession/article-1/",
        "https://news.example/profession/article-1.amp.html",
        f"{PRINTED}?xtor=RSS-1",
        f"{PRINTED}#at_medium=custom7",
        "https://news.example/?p=1",
    ],
)
def test_a_better_address_of_the_same_page_is_taken(before: str) -> None:
    better = "https://news.example/profession/article-1.html" if before.endswith(".html") else PRINTED
    assert printed(better, before=before, aliases=(better,)) == better


def test_on_a_site_whose_addresses_are_all_numbers_another_number_is_another_address() -> None:
    assert printed("https://news.example/?id=2", before="https://news.example/?id=1", aliases=()) == (
        "https://news.example/?id=2"
    )


def test_what_had_no_address_gets_one_and_what_lost_it_has_none() -> None:
    assert printed(PRINTED, before="") == PRINTED
    assert printed("") == ""


def test_a_brief_is_printed_at_the_place_of_the_page_that_its_source_names() -> None:
    page = "https://news.example/le-fil"
    before, edit = (content(1, kind=ItemKind.BRIEF, url=f"{page}#{place}") for place in "ab")
    assert addressed_as_before(edit, before).url == f"{page}#b"


def test_the_other_addresses_of_an_item_are_known_after_an_edit_too() -> None:
    before = content(1, aliases=(OLD,))
    edit = addressed_as_before(content(1, url=f"{PRINTED}amp/", aliases=("https://news.example/x",)), before)
    assert edit.aliases == ("https://news.example/x", OLD)
    assert addressed_as_before(content(1, url=OLD), edit).url == PRINTED
    many = tuple(f"https://news.example/{number}" for number in range(MOST_ALIASES))
    assert addressed_as_before(content(1, aliases=many), before).aliases == many
