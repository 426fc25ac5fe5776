import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from digest.domain.gathering import Harvest, Move, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.errors import NotReady, UnknownName
from digest.services.gather import Gatherer, SourceReport
from digest.storage.items import list_items
from digest.storage.newsroom import load_newsroom
from digest.storage.sources import SourceState, source_states
from tests.factories import NEWSROOM, NOON, SITE, WIRE, content
from tests.fakes.world import MemoryReader, World

QUARTER = timedelta(minutes=15)


@pytest.fixture
def newsroom(world: World) -> World:
    world.apply()
    return world


def state(world: World, source: str = "site") -> SourceState:
    with world.database.read() as connection:
        return source_states(connection)[source]


def source(world: World) -> Source:
    with world.database.read() as connection:
        return next(found for found in load_newsroom(connection).sources if found.slug == "site")


def reports(world: World, *only: str, age: timedelta | None = None) -> dict[str, SourceReport]:
    found = world.house.gatherer.gather(only, unless_read_within=age)
    return {report.source: report for report in found}


def test_what_is_new_is_kept_routed_and_numbered_as_if_it_had_come_one_by_one(each_world: World) -> None:
    each_world.apply()
    newest, older = content(2, title="Un algorithme", url="https://news.example/x/2/"), content(1)
    (report,) = [found for found in each_world.gather(newest, older) if found.source == "site"]
    assert report == SourceReport(source="site", added=2)
    with each_world.database.read() as connection:
        last, first = list_items(connection)
    assert (first.content, first.theme) == (older, "profession")
    assert (last.content, last.theme, last.theme_reason) == (
        newest,
        "ia",
        "keyword “algorithme” in the title (score 3)",
    )
    assert first.first_seen_at == last.first_seen_at == NOON


def test_the_first_gather_of_a_source_is_told_from_the_later_ones(newsroom: World) -> None:
    newsroom.gather(content(1))
    newsroom.clock.advance(minutes=15)
    newsroom.gather(content(2), content(1))
    with newsroom.database.read() as connection:
        flags = {item.content.title: item.first_gather for item in list_items(connection)}
    assert flags == {"Article 1": True, "Article 2": False}


def test_gathering_again_adds_nothing(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content(1), content(2))
    before = each_world.titles()
    for report in each_world.gather():
        assert (report.added, report.edited) == (0, 0)
    assert each_world.titles() == before


def test_an_edit_is_followed_and_is_not_news(newsroom: World) -> None:
    newsroom.gather(content(1, title="Des erruers"))
    newsroom.clock.advance(hours=1)
    (report,) = [r for r in newsroom.gather(content(1, title="Des erreurs")) if r.source == "site"]
    assert (report.added, report.edited) == (0, 1)
    with newsroom.database.read() as connection:
        (item,) = list_items(connection)
    assert (item.content.title, item.revision, item.first_seen_at) == ("Des erreurs", 2, NOON)


@pytest.mark.parametrize(
    "other", ["https://news.example/amp/profession/article-1/?amp=1", "https://news.example/?p=1"]
)
def test_an_edit_under_another_address_of_the_page_changes_neither_the_printed_one_nor_the_theme(
    each_world: World, other: str
) -> None:
    each_world.apply()
    each_world.gather(content(1, title="Des erruers"))
    each_world.gather(content(1, title="Des erreurs", url=other))
    with each_world.database.read() as connection:
        (item,) = list_items(connection)
    assert (item.content.title, item.content.url) == ("Des erreurs", content(1).url)
    assert (item.theme, item.theme_reason) == ("profession", "section /profession/")


def test_an_article_under_two_sources_is_one_item_and_its_own_source_has_the_word(newsroom: World) -> None:
    newsroom.gather(content(1))
    newsroom.gather(replace(content(1), guid="fil-1", title="Autrement"), source="fil")
    assert newsroom.titles() == ["Article 1"]


def test_one_bad_source_never_costs_the_others_anything(each_world: World) -> None:
    each_world.apply()
    each_world.reader.readings["fil"] = RuntimeError("a gap in our reader")
    found = {report.source: report for report in each_world.gather(content(1))}
    assert found["site"].added == 1
    assert "by a fault of ours" in found["fil"].error
    assert "RuntimeError" in found["fil"].error
    assert (state(each_world).failures, state(each_world, "fil").failures) == (0, 1)


def test_what_the_server_gave_us_goes_back_to_it_and_an_unchanged_source_is_well(newsroom: World) -> None:
    validators = Validators(etag='W/"1"', last_modified="Mon")
    newsroom.reader.readings["site"] = Harvest(contents=(content(1),), validators=validators)
    reports(newsroom, "site")
    newsroom.clock.advance(minutes=15)
    newsroom.reader.readings["site"] = Unchanged(validators=validators)
    assert reports(newsroom, "site") == {"site": SourceReport(source="site", unchanged=True)}
    assert newsroom.reader.asked == [("site", Validators()), ("site", validators)]
    assert state(newsroom).last_success_at == NOON + QUARTER


def test_faults_of_single_entries_are_reported_and_the_others_kept(newsroom: World) -> None:
    newsroom.reader.publish("site", content(1), faults=("entry 2 has neither title nor link",))
    assert reports(newsroom, "site")["site"] == SourceReport(
        source="site", added=1, faults=("entry 2 has neither title nor link",)
    )


def test_a_paused_source_is_not_read_and_says_so_to_whoever_asks_for_it(newsroom: World) -> None:
    newsroom.apply(replace(NEWSROOM, sources=(replace(SITE, paused=True), WIRE)))
    newsroom.reader.publish("fil", content(9))
    for only in ((), ("site", "fil")):
        found = reports(newsroom, *only)
        assert found["site"].left_alone == "paused: `digest source resume site` has it read again"
        assert (found["fil"].left_alone, found["fil"].error) == ("", "")
    service = list(newsroom.house.gatherer.gather(unless_read_within=timedelta()))
    assert [report.source for report in service] == ["fil"]
    assert [source for source, _ in newsroom.reader.asked] == ["fil"] * 3
    assert (state(newsroom).last_attempt_at, state(newsroom).failures) == (None, 0)


def test_a_failing_source_is_left_alone_longer_and_longer(newsroom: World) -> None:
    waits = []
    for _ in range(7):
        reports(newsroom, "fil")
        waits.append((state(newsroom, "fil").not_before - newsroom.clock.now()) / QUARTER)
    first = waits[0]
    assert 1 < first < 1.2, "a source has a spread of its own"
    assert waits == pytest.approx([first * times for times in (1, 2, 4, 8, 16, 24, 24)])


def test_a_server_that_asks_for_time_gets_it(newsroom: World) -> None:
    asked = Unreadable(reason="429", retry_after=timedelta(hours=9))
    newsroom.reader.readings["site"] = asked
    reports(newsroom, "site")
    assert state(newsroom).not_before == NOON + timedelta(hours=9)
    newsroom.reader.publish("site", content(1))
    newsroom.clock.advance(hours=8)
    assert "site" not in reports(newsroom, age=QUARTER)
    newsroom.clock.advance(hours=1)
    assert reports(newsroom, age=QUARTER)["site"].added == 1


def test_a_person_who_asks_for_all_is_told_whom_the_server_keeps_out_and_may_insist(newsroom: World) -> None:
    newsroom.reader.publish("fil", content(1))
    newsroom.reader.readings["site"] = Unreadable(reason="429", retry_after=timedelta(hours=9))
    reports(newsroom)
    newsroom.clock.advance(hours=8)
    newsroom.reader.asked.clear()
    found = reports(newsroom)
    assert found["site"] == SourceReport(
        source="site",
        left_alone="the server asks to be left alone until 2026-11-23 22:00 (Europe/Paris);"
        " `digest gather --source site` asks all the same",
    )
    assert [slug for slug, _ in newsroom.reader.asked] == ["fil"]
    assert reports(newsroom, "site")["site"].error == "429"
    newsroom.reader.publish("site", content(2))
    newsroom.clock.advance(hours=9)
    assert reports(newsroom)["site"].added == 1
    assert state(newsroom).asked_until is None


def test_a_failure_without_such_a_wish_is_tried_again_by_hand_at_once(newsroom: World) -> None:
    reports(newsroom, "site")
    newsroom.reader.publish("site", content(1))
    assert "site" not in reports(newsroom, age=timedelta(0))
    assert reports(newsroom)["site"].added == 1


def test_a_source_that_is_gone_is_not_read_until_somebody_insists_or_changes_it(newsroom: World) -> None:
    newsroom.reader.readings["site"] = Unreadable(reason="410", gone=True)
    assert reports(newsroom)["site"].error == "410"
    newsroom.reader.publish("site", content(1))
    newsroom.clock.advance(days=30)
    assert "site" not in reports(newsroom, age=QUARTER)
    assert reports(newsroom)["site"].left_alone == (
        f"{SITE.url} is gone for good: give its new address in newsroom.toml or remove it;"
        " `digest gather --source site` asks all the same"
    )
    assert state(newsroom).gone
    assert reports(newsroom, "site")["site"].added == 1
    assert not state(newsroom).gone

    newsroom.reader.readings["site"] = Unreadable(reason="410", gone=True)
    reports(newsroom, "site")
    newsroom.reader.publish("site", content(2))
    moved = replace(SITE, url="https://news.example/new.xml")
    newsroom.apply(replace(NEWSROOM, sources=(moved, *NEWSROOM.sources[1:])))
    newsroom.clock.advance(minutes=15)
    assert reports(newsroom, age=QUARTER)["site"].added == 1


@pytest.mark.parametrize(("fresh_for", "wait"), [(timedelta(minutes=40), 40), (timedelta(days=1), 60)])
def test_the_service_does_not_read_again_what_is_still_fresh(
    newsroom: World, fresh_for: timedelta, wait: int
) -> None:
    validators = Validators(etag='"1"')
    newsroom.reader.readings["site"] = Harvest(contents=(), validators=validators, fresh_for=fresh_for)
    newsroom.reader.publish("fil")
    reports(newsroom)
    newsroom.clock.advance(minutes=wait - 1)
    assert set(reports(newsroom, age=QUARTER)) == {"fil"}
    newsroom.clock.advance(minutes=1)
    assert "site" in reports(newsroom, age=QUARTER)
    newsroom.reader.readings["site"] = Unchanged(validators=validators)
    assert set(reports(newsroom)) == {"site", "fil"}, "a person may ask at any time"
    newsroom.clock.advance(minutes=15)
    assert "site" in reports(newsroom, age=QUARTER), "an answer that says nothing of it is not fresh"


def test_a_permanent_redirect_is_followed_for_good_after_three_readings_in_a_row(each_world: World) -> None:
    each_world.apply()
    validators = Validators(etag='"1"', host="new.example")
    moved_to = "https://new.example/feed"
    harvest = Harvest(contents=(content(1),), validators=validators, moved_to=moved_to)
    each_world.reader.readings["site"] = harvest
    assert reports(each_world, "site")["site"].moved_to == ""
    each_world.reader.readings["site"] = Unchanged(validators=validators, moved_to=moved_to)
    assert reports(each_world, "site")["site"].moved_to == ""
    assert source(each_world).url == SITE.url
    assert reports(each_world, "site")["site"] == SourceReport(
        source="site", unchanged=True, moved_to=moved_to
    )
    assert source(each_world) == replace(SITE, url=moved_to)
    found = state(each_world)
    assert (found.moved_from, found.move, found.validators) == (SITE.url, Move(), validators)
    assert found.first_gathered_at == NOON, "it is the same document as before"
    each_world.reader.readings["site"] = Unchanged(validators=validators)
    assert reports(each_world, "site")["site"].moved_to == ""
    assert each_world.titles() == ["Article 1"]


def test_a_host_is_read_one_source_at_a_time_and_does_not_hold_up_the_others(world: World) -> None:
    slow = [replace(SITE, slug=f"slow{number}", url=f"https://slow.example/{number}") for number in range(20)]
    quick = replace(SITE, slug="quick", url="https://quick.example/")
    world.apply(replace(NEWSROOM, sources=(*slow, quick)))
    at_slow, done = threading.Semaphore(1), threading.Event()

    class Reader(MemoryReader):
        def read(self, source, validators, *, timezone, now):
            if source.slug == "quick":
                done.set()
            else:
                assert at_slow.acquire(blocking=False)
                assert done.wait(5), "the quick host waits for the slow one"
                at_slow.release()
            return Harvest(contents=(), validators=validators)

    gatherer = Gatherer(world.database, Reader(), world.clock, QUARTER)
    found = list(gatherer.gather())
    assert len(found) == 21
    assert not any(report.error for report in found)


def test_what_was_read_a_moment_ago_is_not_read_again_unless_it_is_asked_for_by_hand(newsroom: World) -> None:
    newsroom.gather(content(1))
    newsroom.clock.advance(minutes=14)
    assert reports(newsroom, age=QUARTER) == {}
    assert set(reports(newsroom)) == {"site", "fil"}
    newsroom.clock.advance(minutes=15)
    assert set(reports(newsroom, age=QUARTER)) == {"site", "fil"}


def test_a_failing_source_is_still_read_when_it_is_asked_for_by_hand(newsroom: World) -> None:
    reports(newsroom, "site")
    newsroom.reader.publish("site", content(1))
    assert reports(newsroom, "site", age=None)["site"].added == 1


def test_only_the_sources_that_were_named_are_read(newsroom: World) -> None:
    assert list(reports(newsroom, "fil")) == ["fil"]
    with pytest.raises(UnknownName, match="no source named 'sit'"):
        reports(newsroom, "fil", "sit")
    assert [slug for slug, _ in newsroom.reader.asked] == ["fil"], (
        "nothing is read before all names are known"
    )


def test_without_a_newsroom_there_is_nothing_to_gather(world: World) -> None:
    with pytest.raises(NotReady):
        reports(world)


def test_many_sources_of_which_some_fail_are_all_accounted_for(world: World) -> None:
    sources = tuple(
        replace(SITE, slug=f"s{number}", url=f"https://s{number}.example/") for number in range(20)
    )
    world.apply(replace(NEWSROOM, sources=sources))
    for number, source in enumerate(sources):
        if number % 3:
            world.reader.publish(
                source.slug, content(number, guid=source.slug, url=f"{source.url}profession/{number}/")
            )
        elif number % 2:
            world.reader.readings[source.slug] = ValueError("nonsense")
    found = reports(world)
    assert set(found) == {source.slug for source in sources}
    assert sum(report.added for report in found.values()) == 13
    assert sum(bool(report.error) for report in found.values()) == 7
    assert len(world.titles()) == 13


def test_a_harvest_is_kept_whole_or_not_at_all(world: World) -> None:
    world.apply()
    with world.database.write() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON digest_items WHEN (SELECT count(*) FROM digest_items) = 1"
                " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    world.reader.publish("site", content(1), content(2))
    with pytest.raises(Exception, match="no space left"):
        reports(world, "site")
    assert world.titles() == []
    assert state(world).first_gathered_at is None, "the next gather is still its first"
