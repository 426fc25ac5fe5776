"""Gathering that reads the pages of new articles, on a real database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.content import Content, Item, ItemKind
from digest.domain.gathering import Harvest, PageReading, Validators
from digest.domain.newsroom import Newsroom, Source, SourceKind
from digest.services.articles import LONGEST, MOST_MISSES, MOST_PAGES
from digest.services.gather import SourceReport
from digest.storage.items import list_items
from digest.storage.sources import source_states
from tests.factories import NEWSROOM, NOON, SITE, content
from tests.fakes.world import World

ENRICHED = replace(SITE, enrich=True)
LISTED = replace(SITE, kind=SourceKind.PAGE)
VALIDATORS = Validators(etag='"1"')


def newsroom(source: Source) -> Newsroom:
    return replace(NEWSROOM, sources=(source,))


@pytest.fixture
def enriched(world: World) -> World:
    """A newsroom whose one source is a feed of which the pages are read, too."""
    world.apply(newsroom(ENRICHED))
    return world


@pytest.fixture
def listed(world: World) -> World:
    """A newsroom whose one source is a page that lists articles."""
    world.apply(newsroom(LISTED))
    return world


def stub(number: int = 1, **changes: object) -> Content:
    return content(number, guid="", standfirst="", published_at=None, **changes)


def add_page(world: World, known: Content, **found: object) -> Content:
    """Have the page of `known` say more of it."""
    completed = replace(known, **found)  # type: ignore[arg-type]
    world.reader.pages[known.url] = PageReading(content=completed, origins={})
    return completed


def break_page(world: World, known: Content) -> str:
    fault = f"{known.url} answered 500"
    world.reader.pages[known.url] = PageReading(content=known, fault=fault)
    return fault


def gather(world: World, *contents: Content) -> SourceReport:
    (report,) = world.gather(*contents)
    return report


def items(world: World) -> list[Item]:
    with world.database.read() as connection:
        return list_items(connection)


def validators(world: World) -> Validators:
    with world.database.read() as connection:
        return source_states(connection)["site"].validators


def test_a_new_article_is_kept_with_what_its_page_says(each_world: World) -> None:
    each_world.apply(newsroom(ENRICHED))
    completed = add_page(each_world, content(1), kicker="Enquête", body_html="<p>Un algorithme.</p>")
    assert gather(each_world, content(1)) == SourceReport(source="site", added=1)
    assert [item.content for item in items(each_world)] == [completed]


def test_a_page_is_read_once_and_what_it_added_is_no_edit(each_world: World) -> None:
    each_world.apply(newsroom(ENRICHED))
    add_page(each_world, content(1), kicker="Enquête")
    gather(each_world, content(1))
    report = gather(each_world, content(1))
    assert (report.added, report.edited) == (0, 0)
    assert each_world.reader.pages_asked == [content(1).url]
    (item,) = items(each_world)
    assert (item.revision, item.content.kicker) == (1, "Enquête")


def test_an_edit_in_the_feed_has_the_page_read_again(enriched: World) -> None:
    add_page(enriched, content(1), kicker="Enquête")
    gather(enriched, content(1))
    corrected = content(1, title="Corrigé")
    add_page(enriched, corrected, kicker="Enquête")
    report = gather(enriched, corrected)
    assert (report.added, report.edited) == (0, 1)
    (item,) = items(enriched)
    assert (item.revision, item.content.title, item.content.kicker) == (2, "Corrigé", "Enquête")
    assert gather(enriched, corrected).edited == 0
    assert len(enriched.reader.pages_asked) == 2


def test_other_words_in_a_list_for_the_same_article_are_no_edit(listed: World) -> None:
    page = add_page(listed, stub(1, title="Il y a 1 h"), title="Le tri")
    gather(listed, stub(1, title="Il y a 1 h"))
    listed.reader.pages[page.url] = PageReading(content=page)
    for _ in range(2):
        assert gather(listed, stub(1, title="Il y a 2 h")).edited == 0
    assert len(listed.reader.pages_asked) == 2
    assert [item.revision for item in items(listed)] == [1]


def test_a_page_that_cannot_be_read_costs_only_what_it_would_have_said(enriched: World) -> None:
    fault = break_page(enriched, content(1))
    assert gather(enriched, content(1), content(2)) == SourceReport(source="site", added=2, faults=(fault,))
    assert {item.content for item in items(enriched)} == {content(1), content(2)}
    assert validators(enriched) == VALIDATORS


def test_a_stub_without_date_or_text_is_kept_too(listed: World) -> None:
    fault = break_page(listed, stub(1))
    assert gather(listed, stub(1)).faults == (fault,)
    assert [item.content for item in items(listed)] == [stub(1)]


def test_a_fault_of_our_reader_costs_one_page(enriched: World) -> None:
    enriched.reader.pages[content(1).url] = RuntimeError("a gap")
    add_page(enriched, content(2), kicker="Enquête")
    report = gather(enriched, content(1), content(2))
    assert report.added == 2
    assert "by a fault of ours: RuntimeError('a gap')" in report.faults[0]


def test_an_edit_whose_page_cannot_be_read_undoes_nothing(enriched: World) -> None:
    add_page(enriched, content(1), kicker="Enquête")
    gather(enriched, content(1))
    corrected = content(1, title="Corrigé")
    fault = break_page(enriched, corrected)
    report = gather(enriched, corrected)
    assert (report.edited, report.faults) == (0, (fault,))
    assert [(item.content.title, item.content.kicker) for item in items(enriched)] == [
        ("Article 1", "Enquête")
    ]


def test_of_a_feed_only_recent_and_undated_articles_are_read(enriched: World) -> None:
    old = content(1, published_at=NOON - timedelta(days=2, minutes=1))
    young, undated = content(2, published_at=NOON - timedelta(days=2)), content(3, published_at=None)
    assert gather(enriched, old, young, undated).added == 3
    assert enriched.reader.pages_asked == [undated.url, young.url]


def test_briefs_have_no_page_of_their_own(enriched: World) -> None:
    gather(enriched, content(1, kind=ItemKind.BRIEF))
    assert enriched.reader.pages_asked == []


def test_without_enrichment_no_page_is_read(world: World) -> None:
    world.apply(newsroom(SITE))
    gather(world, content(1))
    assert world.reader.pages_asked == []


def test_the_newest_of_a_feed_are_read_and_the_others_kept_as_they_are(enriched: World) -> None:
    contents = [content(n, published_at=NOON - timedelta(hours=n)) for n in range(1, MOST_PAGES + 6)]
    report = gather(enriched, *reversed(contents))
    assert (report.added, report.faults) == (MOST_PAGES + 5, ())
    assert enriched.reader.pages_asked == [each.url for each in contents[:MOST_PAGES]]
    assert validators(enriched) == VALIDATORS


def test_of_a_list_the_others_are_left_for_the_next_reading(listed: World) -> None:
    stubs = [stub(n) for n in range(1, MOST_PAGES + 6)]
    report = gather(listed, *stubs)
    assert report.added == MOST_PAGES
    assert report.faults == ("5 articles are left for the next reading: we read at most 30 pages at a time",)
    # A server that says "unchanged" next time would keep them from us.
    assert validators(listed) == Validators()
    assert (gather(listed, *stubs).added, validators(listed)) == (5, VALIDATORS)
    assert len(items(listed)) == MOST_PAGES + 5
    assert len(listed.reader.pages_asked) == MOST_PAGES + 5


def test_a_site_in_trouble_is_left_alone_after_a_few_failures(listed: World) -> None:
    stubs = [stub(n) for n in range(1, 11)]
    faults = [break_page(listed, each) for each in stubs]
    report = gather(listed, *stubs)
    assert listed.reader.pages_asked == [each.url for each in stubs[:MOST_MISSES]]
    assert report.faults == (
        *faults[:MOST_MISSES],
        "7 articles are left for the next reading: 3 pages in a row could not be read",
    )
    assert report.added == MOST_MISSES


def test_pages_that_a_site_keeps_programs_off_are_no_trouble_of_it(listed: World) -> None:
    stubs = [stub(n) for n in range(1, 11)]
    for each in stubs[:-1]:
        listed.reader.pages[each.url] = PageReading(content=each, fault="kept off", forbidden=True)
    completed = add_page(listed, stubs[-1], kicker="Enquête")
    report = gather(listed, *stubs)
    assert (report.added, report.faults) == (10, ("kept off",) * 9)
    assert completed in [item.content for item in items(listed)]


def test_a_slow_site_does_not_hold_up_an_edition(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read_page = listed.reader.read_page

    def slowly(*arguments: object, **options: object) -> PageReading:
        listed.clock.advance(seconds=LONGEST.total_seconds() / 2 + 1)
        return read_page(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(listed.reader, "read_page", slowly)
    report = gather(listed, *(stub(n) for n in range(1, 6)))
    assert report.added == 2
    assert report.faults == (
        "3 articles are left for the next reading: pages are read for 2 minutes at most",
    )


def test_what_only_the_page_says_counts_for_the_theme(enriched: World) -> None:
    plain = content(1, url="https://news.example/divers/1/")
    add_page(enriched, plain, body_html="<p>Un algorithme lit les images.</p>")
    gather(enriched, plain)
    assert [item.theme for item in items(enriched)] == ["ia"]


def test_no_transaction_is_open_while_a_page_is_fetched(
    enriched: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def while_fetching(known: Content, *_: object, **__: object) -> PageReading:
        with enriched.database.write():
            written.append(known.url)
        return PageReading(content=known)

    monkeypatch.setattr(enriched.reader, "read_page", while_fetching)
    assert gather(enriched, content(1), content(2)).added == 2
    assert len(written) == 2


def test_the_harvest_keeps_its_own_faults(enriched: World) -> None:
    enriched.reader.readings["site"] = Harvest(
        contents=(content(1),), validators=VALIDATORS, faults=("entry 2 is empty",)
    )
    fault = break_page(enriched, content(1))
    assert gather(enriched).faults == ("entry 2 is empty", fault)
