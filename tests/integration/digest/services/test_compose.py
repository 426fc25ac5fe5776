from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from digest.domain.content import Content
from digest.domain.edition import EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval, Sponsor
from digest.errors import UnknownName
from digest.services.compose import compose, content_to_show, edition_id, stands
from digest.storage.editions import list_editions, load_decisions
from tests.factories import DAILY, NEWSROOM, NOON, THEMES, brief, content
from tests.fakes.world import TODAY, FrozenClock, World

S, E = EditionStatus, EditionEvent
STRICT = replace(NEWSROOM, newsletters=(replace(DAILY, approval=Approval.REQUIRED),))
ROOMY = replace(NEWSROOM, themes=tuple(replace(theme, max_items=50) for theme in THEMES))


@pytest.fixture
def morning(world: World) -> World:
    world.apply()
    world.gather(content(1), content(2))
    return world


def reasons(world: World, edition: EditionId = TODAY) -> dict[str, str]:
    with world.database.read() as connection:
        return {
            decision.title: decision.reason
            for decision in load_decisions(connection, edition)
            if not decision.included
        }


def printed(world: World, edition: EditionId = TODAY) -> list[str]:
    return [story.title for story in world.edition(edition).content.stories]


def send(world: World) -> EditionId:
    """Have today's edition go out, as far as what comes after it is concerned."""
    world.subscribe("a@example.org")
    edition = world.compose().id
    world.freeze(edition)
    return edition


def test_an_edition_is_composed_of_what_is_new_and_says_why(each_world: World) -> None:
    each_world.apply()
    hidden = content(3, url="https://news.example/divers/3/")
    each_world.gather(content(1), content(2), hidden)
    found = each_world.compose()
    assert (found.id, found.status, found.revision) == (TODAY, S.DRAFT, 1)
    assert (found.window_start, found.cutoff) == (NOON - timedelta(hours=24), NOON)
    assert found.content.subject == "Article 1"
    assert printed(each_world) == ["Article 1", "Article 2"]
    assert reasons(each_world) == {
        "Article 3": "unrouted: no rule took it; a rule for it in newsroom.toml will"
    }


def test_there_is_one_edition_a_day_however_often_it_is_composed(morning: World) -> None:
    first = morning.compose()
    again = morning.compose()
    assert (again.id, again.revision) == (first.id, 1)
    morning.clock.advance(minutes=10)
    morning.gather(content(3), content(2), content(1))
    assert morning.compose().revision == 2
    with morning.database.read() as connection:
        assert len(list_editions(connection)) == 1


def test_the_date_is_that_of_the_publication_s_own_place(world: World) -> None:
    world.clock = FrozenClock(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    world.apply()
    assert edition_id(world.database, "quotidienne", None, world.clock).date == date(2026, 11, 24)
    given = edition_id(world.database, "quotidienne", date(2026, 12, 1), world.clock)
    assert str(given) == "quotidienne/2026-12-01"
    with pytest.raises(UnknownName, match="quotidienne"):
        edition_id(world.database, "hebdo", None, world.clock)


def test_nothing_is_ever_printed_twice_and_monday_covers_the_weekend(world: World) -> None:
    world.clock.at = datetime(2026, 11, 19, 6, 0, tzinfo=UTC)  # A Thursday.
    world.apply(ROOMY)
    feed: list[Content] = []
    carried: list[list[str]] = []
    for _ in range(12):
        for _ in range(2):  # Two items come every day, the weekend included; the feed keeps them all.
            world.clock.advance(hours=6)
            feed.insert(0, content(len(feed) + 1, published_at=world.clock.now() - timedelta(minutes=5)))
            world.gather(*feed)
        if world.clock.now().isoweekday() <= 5:
            carried.append(printed(world, send(world)))
        world.clock.advance(hours=12)
    assert [len(titles) for titles in carried] == [2, 2, 6, 2, 2, 2, 2, 6]
    everything = [title for titles in carried for title in titles]
    assert sorted(everything) == sorted(item.title for item in feed)


TEXT = " ".join(f"mot{number} que lira demain chacun" for number in range(20))
CARRIED = content(
    1,
    url="https://news.example/profession/les-gardes-du-val-d-aubre/",
    aliases=("https://news.example/?p=98820",),
    body_html=f"<p>{TEXT}</p>",
)
RETURNS = {
    "retitled": replace(CARRIED, title="Un tout autre titre", standfirst="Un tout autre chapô."),
    "moved": replace(CARRIED, url="https://news.example/profession/autre-adresse/", aliases=()),
    "under another identifier": replace(
        CARRIED,
        guid="x1",
        url="https://www.news.example/profession/les-gardes-du-val-d-aubre/amp/?utm_source=a",
    ),
    "under its number": replace(CARRIED, guid="x2", url="https://news.example/?p=98820", aliases=()),
    "in another section": replace(
        CARRIED,
        guid="x3",
        url="https://news.example/actualites/profession/les-gardes-du-val-d-aubre/",
        aliases=(),
    ),
    "rewritten and redated": replace(
        CARRIED, title="Mis à jour", body_html="<p>Bref.</p>", published_at=NOON + timedelta(hours=20)
    ),
}
REPRINTS = {
    "at a sister site": replace(
        CARRIED, guid="y1", url="https://sister.example/profession/les-gardes-du-val-d-aubre.html", aliases=()
    ),
    "reprinted": replace(
        CARRIED, guid="y2", url="https://sister.example/profession/z/", title="Autre titre", aliases=()
    ),
}


@pytest.mark.parametrize(
    ("source", "again"),
    [*(("site", again) for again in RETURNS.values()), *(("sister", again) for again in REPRINTS.values())],
    ids=[*RETURNS, *REPRINTS],
)
def test_an_item_once_carried_never_returns(world: World, source: str, again: Content) -> None:
    site, wire = NEWSROOM.sources
    house = (replace(site, group="house"), wire, replace(site, slug="sister", group="house"))
    world.apply(replace(NEWSROOM, sources=house))
    world.gather(CARRIED)
    world.gather(content(50), source="sister")
    assert "Article 1" in printed(world, send(world))
    for hours in (1, 23):
        world.clock.advance(hours=hours)
        fresh = content(60 + hours, published_at=world.clock.now())
        world.reader.publish("site", fresh)
        world.gather(again, *([fresh] if source == "site" else []), source=source)
    assert sorted(printed(world, send(world))) == ["Article 61", "Article 83"]


def test_what_had_no_room_or_was_carried_says_so(morning: World) -> None:
    morning.gather(*(content(number) for number in range(1, 6)))
    monday = send(morning)
    full = "no room: profession prints 2 items (max_items)"
    assert reasons(morning, monday) == dict.fromkeys(
        set(morning.titles()) - set(printed(morning, monday)), full
    )
    morning.clock.advance(hours=24)
    morning.gather(content(9, published_at=morning.clock.now()))
    tuesday = send(morning)
    assert printed(morning, tuesday) == ["Article 9"]
    carried = {
        title for title, why in reasons(morning, tuesday).items() if why == "already carried on 2026-11-23"
    }
    assert carried == set(printed(morning, monday))


def test_what_did_not_go_out_is_in_the_next_edition(morning: World) -> None:
    send(morning)
    for number, event in enumerate((E.HOLD, E.SKIP, E.CANCEL), start=10):
        morning.clock.advance(hours=24)
        morning.gather(content(number, published_at=morning.clock.now()))
        morning.decide(event, morning.compose().id)
    morning.clock.advance(hours=24)
    friday = morning.compose()
    assert sorted(printed(morning, friday.id)) == ["Article 10", "Article 11", "Article 12"]
    assert friday.window_start == NOON


def test_too_little_is_skipped_with_the_reason_and_taken_up_when_more_comes(each_world: World) -> None:
    picky = replace(NEWSROOM, newsletters=(replace(DAILY, min_items=2),))
    each_world.apply(picky)
    empty = each_world.compose()
    assert (empty.status, empty.reason) == (S.SKIPPED, "nothing new since the last edition")
    each_world.gather(content(1))
    thin = each_world.compose()
    assert (thin.status, thin.reason) == (
        S.SKIPPED,
        "only 1 new, and quotidienne asks for 2 (min_items)",
    )
    each_world.gather(content(1), content(2))
    assert each_world.compose().status is S.DRAFT


def test_where_approval_is_required_an_edition_waits_for_it(world: World) -> None:
    world.apply(STRICT)
    world.gather(content(1))
    assert world.compose().status is S.AWAITING_APPROVAL


def test_composing_again_keeps_an_approval_only_while_nothing_changes(each_world: World) -> None:
    each_world.apply(STRICT)
    each_world.gather(content(1))
    each_world.compose()
    each_world.decide(E.APPROVE)
    each_world.clock.advance(minutes=20)
    same = each_world.compose()
    assert (same.status, same.revision, same.cutoff) == (S.APPROVED, 1, NOON + timedelta(minutes=20))
    each_world.gather(content(1, title="Tout autre chose"))
    changed = each_world.compose()
    assert (changed.status, changed.revision) == (S.AWAITING_APPROVAL, 2)
    assert changed.content.subject == "Tout autre chose"


def test_what_went_out_or_was_set_aside_is_not_touched_again(morning: World) -> None:
    morning.subscribe("a@example.org")
    morning.compose()
    for event in (E.HOLD, E.RESUME, E.APPROVE, E.FREEZE, E.START, E.PAUSE, E.RESUME, E.FINISH):
        if event is E.FREEZE:
            morning.freeze()
        else:
            morning.decide(event)
        before = morning.edition()
        if before.status in (S.DRAFT, S.APPROVED):
            continue
        morning.clock.advance(minutes=1)
        morning.gather(content(50 + morning.clock.now().minute), content(1, title="Changé"))
        after, composition = compose(morning.database, TODAY, morning.clock, morning.house.subject_line)
        assert composition is None
        assert after == before == morning.edition()


def test_a_look_ahead_writes_nothing_down(morning: World) -> None:
    shown = content_to_show(morning.database, TODAY, morning.clock, morning.house.subject_line)
    assert [story.title for story in shown.stories] == ["Article 1", "Article 2"]
    assert stands(morning.database, TODAY) is None
    composed = morning.compose()
    assert composed.content == shown
    assert stands(morning.database, TODAY) == composed
    morning.gather(content(3))
    again = content_to_show(morning.database, TODAY, morning.clock, morning.house.subject_line)
    assert again == shown, "what was composed is what is shown"


def test_briefs_stand_in_le_fil_whatever_their_theme(world: World) -> None:
    world.apply()
    world.gather(content(1))
    world.gather(brief(7).content, source="fil")
    edition = world.compose()
    assert [story.title for story in edition.content.briefs] == ["Article 7"]
    assert edition.content.lead.title == "Article 1"


def test_a_subject_that_today_s_content_breaks_does_not_cost_readers_their_morning(world: World) -> None:
    world.apply(replace(NEWSROOM, newsletters=(replace(DAILY, subject="{{ lead.nothing }}"),)))
    world.gather(content(1))
    with capture_logs() as logged:
        found = world.compose()
    assert (found.status, found.content.subject) == (S.DRAFT, "Article 1")
    assert [entry["newsletter"] for entry in logged if entry["event"] == "subject.broken"] == ["quotidienne"]


def test_what_a_source_brought_that_was_taken_away_is_printed_no_more(world: World) -> None:
    world.apply()
    world.gather(content(1), source="site")
    world.gather(content(2), source="fil")
    world.apply(replace(world.newsroom, sources=tuple(s for s in world.newsroom.sources if s.slug == "fil")))
    world.compose()
    assert printed(world) == ["Article 2"]
    world.apply(NEWSROOM)
    world.compose()
    assert sorted(printed(world)) == ["Article 1", "Article 2"], "it was retired, not forgotten"


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False)],
)
def test_a_partner_is_printed_on_the_days_that_were_agreed(
    each_world: World, first: int | None, last: int | None, *, printed: bool
) -> None:
    first_day, last_day = (
        TODAY.date + timedelta(days=days) if days is not None else None for days in (first, last)
    )
    sponsor = Sponsor(title="Congrès", first_day=first_day, last_day=last_day)
    newsletter = replace(DAILY, sponsor=sponsor, sign_off="À demain.")
    each_world.apply(replace(NEWSROOM, newsletters=(newsletter,)))
    each_world.gather(content(1))
    found = each_world.compose().content
    assert found.sponsor == (sponsor if printed else None)
    assert found.sign_off == "À demain."
