import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from digest.bootstrap import House
from digest.config.settings import FeedbackSettings
from digest.domain.edition import EditionContent, EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval, Newsletter, WhenLate
from digest.errors import RelayRefused, RelayUnavailable
from digest.scheduler import Scheduler
from digest.services.compose import stands
from digest.storage.editions import list_editions
from subscribers.api import Status
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.returned import dsn, failed
from tests.fakes.world import World, message_id_of

E, S = EditionEvent, EditionStatus
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
EVERY_DAY = frozenset(range(1, 8))


def paris(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """An hour on the clocks of Paris in winter."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


class Service:
    """A scheduler whose ticks are called by hand, and the world it runs in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scheduler = Scheduler(world.house)

    def tick(self, at: datetime | None = None) -> None:
        """Let it be `at`, and have everything done that is due then."""
        self.world.clock.at = at or self.world.clock.at
        self.scheduler.gather_due()
        self.scheduler.serve_editions()
        self.scheduler.deliver_open()

    def status(self, day: date = MONDAY, newsletter: str = "quotidienne") -> EditionStatus | None:
        found = stands(self.world.database, EditionId(newsletter, day))
        return found.status if found else None

    def reason(self, day: date = MONDAY) -> str:
        return self.world.edition(EditionId("quotidienne", day)).reason


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def quiet(logged: list[dict[str, object]]) -> Iterator[None]:
    """Nothing goes wrong behind the back of the test."""
    yield
    assert [entry for entry in logged if entry["event"] == "scheduler.failed"] == []


Opening = Callable[..., Service]


@pytest.fixture
def opened(world: World) -> Opening:
    """Begin on the eve, with a reader and something to read."""

    def open_(world: World = world, **changes: object) -> Service:
        world.clock.at = paris(20) - timedelta(days=1)
        world.apply(replace(NEWSROOM, newsletters=(replace(DAILY, **changes),)))
        world.subscribe("a@example.org", "b@example.org")
        publish(world, 1, paris(5))
        return Service(world)

    return open_


def publish(world: World, number: int, at: datetime) -> None:
    """Have one more article stand in the feed, which keeps the former ones."""
    former = world.reader.readings.get("site")
    contents = former.contents if former else ()
    world.reader.publish("site", content(number, published_at=at), *contents)
    world.reader.publish("fil")


def titles(service: Service, day: date) -> list[str]:
    content = service.world.edition(EditionId("quotidienne", day)).content
    return [story.title for story in content.stories]


@pytest.mark.usefixtures("quiet")
def test_a_day_and_the_next(each_world: World, opened: Opening) -> None:
    service = opened(each_world)
    service.tick(paris(6))
    assert each_world.titles() == ["Article 1"]
    service.tick(paris(6, 29))
    assert service.status() is None
    service.tick(paris(6, 30))
    assert service.status() is S.DRAFT
    publish(each_world, 2, paris(6, 40))
    service.tick(paris(6, 59))
    assert titles(service, MONDAY) == ["Article 1"], "what comes after closing waits"
    assert each_world.reached == []
    service.tick(paris(7))
    assert service.status() is S.FINISHED
    assert each_world.reached == ["a@example.org", "b@example.org"]
    for minute in (1, 2, 30):
        service.tick(paris(7, minute))
    service.tick(paris(6, 30, TUESDAY))
    service.tick(paris(7, 0, TUESDAY))
    assert service.status(TUESDAY) is S.FINISHED
    assert titles(service, TUESDAY) == ["Article 2"]
    assert len(each_world.accepted) == 4


@pytest.mark.usefixtures("quiet")
def test_a_week_carries_every_item_once(opened: Opening) -> None:
    world = opened().world.restarted(plain=True)
    service, number = Service(world), 1
    for day in (MONDAY + timedelta(days=ahead) for ahead in range(9)):
        for hour, minute in ((2, 0), (6, 0), (6, 30), (6, 31), (7, 0), (7, 1), (13, 0), (20, 0)):
            if minute == 0:
                number += 1
                publish(world, number, paris(hour, minute, day))
            service.tick(paris(hour, minute, day))
    with world.database.read() as connection:
        editions = list_editions(connection)
    assert Counter(edition.status for edition in editions) == {S.FINISHED: 7}
    assert {edition.id.date.isoweekday() for edition in editions} <= {1, 2, 3, 4, 5}
    printed = Counter(story.title for edition in editions for story in _everything(edition.content))
    assert set(printed.values()) == {1}
    assert len(printed) == number - 3, "all but the three of the last day that came after closing"
    assert len(world.accepted) == 14


def _everything(printed):
    yield from printed.stories
    for section in printed.sections:
        yield from section.overflow


@pytest.mark.usefixtures("quiet")
def test_the_sources_are_read_once_more_at_closing(opened: Opening) -> None:
    service = opened()
    service.tick(paris(6, 25))
    publish(service.world, 2, paris(6, 26))
    service.tick(paris(6, 30))
    assert sorted(titles(service, MONDAY)) == ["Article 1", "Article 2"]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("start", [paris(6, 45), paris(7), paris(9, 59), paris(10)])
def test_a_service_that_starts_late_but_not_too_late_still_serves_the_day(
    opened: Opening, start: datetime
) -> None:
    service = opened()
    service.tick(start)
    service.tick(max(start, paris(7)))
    assert service.status() is S.FINISHED


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("policy", "status"), [(WhenLate.SEND, S.FINISHED), (WhenLate.HOLD, S.HELD), (WhenLate.SKIP, S.SKIPPED)]
)
def test_what_was_late_follows_the_newsletter_s_policy(
    opened: Opening, policy: WhenLate, status: EditionStatus
) -> None:
    service = opened(when_late=policy)
    service.tick(paris(11, 5))
    assert service.status() is status
    assert len(service.world.accepted) == (2 if policy is WhenLate.SEND else 0)
    if policy is not WhenLate.SEND:
        assert service.reason() == "late by 4 h 05 min"
        service.tick(paris(11, 6))
        assert service.status() is status


@pytest.mark.usefixtures("quiet")
def test_slots_that_nobody_served_are_on_record_and_only_the_last_one_is_sent(opened: Opening) -> None:
    service = opened()
    thursday = date(2026, 11, 26)
    publish(service.world, 2, paris(5, day=thursday))
    service.tick(paris(7, day=thursday))
    for day in (23, 24, 25):
        assert service.status(date(2026, 11, day)) is S.SKIPPED
        assert service.reason(date(2026, 11, day)).startswith("missed: nothing ran at its time")
    assert service.status(thursday) is S.FINISHED
    assert service.status(date(2026, 11, 20)) is None, "it was never promised"


@pytest.mark.usefixtures("quiet")
def test_an_edition_waits_for_its_approval_and_goes_out_with_it(opened: Opening) -> None:
    service = opened(approval=Approval.REQUIRED)
    for minute in (30, 59):
        service.tick(paris(6, minute))
        assert service.status() is S.AWAITING_APPROVAL
    service.tick(paris(7, 30))
    assert service.world.reached == []
    service.world.decide(E.APPROVE)
    service.tick(paris(7, 31))
    assert service.status() is S.FINISHED
    assert len(service.world.accepted) == 2


@pytest.mark.usefixtures("quiet")
def test_an_approval_that_comes_late_counts_from_then_on(opened: Opening) -> None:
    service = opened(approval=Approval.REQUIRED)
    service.tick(paris(6, 30))
    service.world.clock.at = paris(9, 58)
    service.world.decide(E.APPROVE)
    service.tick(paris(10, 30))
    assert service.status() is S.FINISHED


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("policy", "status"), [(WhenLate.SEND, S.HELD), (WhenLate.SKIP, S.SKIPPED)])
def test_without_approval_nothing_ever_goes_out(
    opened: Opening, policy: WhenLate, status: EditionStatus
) -> None:
    service = opened(approval=Approval.REQUIRED, when_late=policy)
    service.tick(paris(6, 30))
    service.tick(paris(10, 1))
    assert service.status() is status
    assert service.reason() == "not approved, late by 3 h 01 min"
    assert service.world.reached == []


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("event", [E.HOLD, E.SKIP, E.CANCEL])
def test_what_an_editor_set_aside_stays_there(opened: Opening, event: EditionEvent) -> None:
    service = opened()
    service.tick(paris(6, 30))
    service.world.decide(event, reason="par la rédaction")
    before = service.status()
    for at in (paris(6, 45), paris(7), paris(8), paris(12)):
        service.tick(at)
    assert service.status() is before
    assert service.reason() == "par la rédaction"
    assert service.world.reached == []


@pytest.mark.usefixtures("quiet")
def test_too_little_is_skipped_and_says_so(opened: Opening) -> None:
    service = opened(min_items=5)
    service.tick(paris(6, 30))
    service.tick(paris(7))
    assert (service.status(), service.reason()) == (
        S.SKIPPED,
        "only 1 new, and quotidienne asks for 5 (min_items)",
    )


@pytest.mark.usefixtures("quiet")
def test_without_readers_the_day_is_skipped_and_says_so(world: World) -> None:
    world.clock.at = paris(20) - timedelta(days=1)
    world.apply()
    publish(world, 1, paris(5))
    service = Service(world)
    service.tick(paris(6, 30))
    service.tick(paris(7))
    assert (service.status(), service.reason()) == (S.SKIPPED, "nobody subscribes to this newsletter")


@pytest.mark.usefixtures("quiet")
def test_a_relay_that_refuses_us_pauses_the_edition_instead_of_locking_us_out(opened: Opening) -> None:
    service = opened()
    service.world.relay.fail_to_connect(RelayRefused("535 wrong password"))
    service.tick(paris(7))
    assert (service.status(), service.reason()) == (S.PAUSED, "535 wrong password")
    connections = len(service.world.relay.connections)
    service.tick(paris(7, 1))
    assert len(service.world.relay.connections) == connections
    service.world.decide(E.RESUME)
    service.tick(paris(7, 2))
    assert service.status() is S.FINISHED
    assert len(service.world.accepted) == 2


@pytest.mark.usefixtures("quiet")
def test_a_relay_that_is_down_is_asked_again_when_the_time_has_come_and_not_before(opened: Opening) -> None:
    service = opened()
    service.world.relay.fail_to_connect(RelayUnavailable("nobody answers"))
    service.tick(paris(7))
    assert service.status() is S.SENDING
    service.tick(paris(7, 4))
    assert service.world.relay.connections == []
    service.tick(paris(7, 5))
    assert service.status() is S.FINISHED
    assert len(service.world.accepted) == 2


@pytest.mark.usefixtures("quiet")
def test_what_was_held_over_a_later_edition_prints_nothing_that_readers_have(opened: Opening) -> None:
    service = opened(when_late=WhenLate.SEND)
    service.tick(paris(6))
    publish(service.world, 2, paris(6, 40))
    service.tick(paris(6, 45))
    service.world.decide(E.HOLD)
    publish(service.world, 3, paris(5, day=TUESDAY))
    service.tick(paris(6, 30, day=TUESDAY))
    service.tick(paris(7, day=TUESDAY))
    assert sorted(titles(service, TUESDAY)) == ["Article 2", "Article 3"]
    publish(service.world, 4, paris(7, 30, day=TUESDAY))
    service.tick(paris(8, day=TUESDAY))
    service.world.decide(E.RESUME)
    service.tick(paris(8, 1, day=TUESDAY))
    assert service.status() is S.FINISHED
    assert titles(service, MONDAY) == ["Article 4"]


def test_one_newsletter_that_cannot_be_composed_does_not_cost_the_others_their_morning(
    world: World, logged: list[dict[str, object]]
) -> None:
    world.clock.at = paris(20) - timedelta(days=1)
    broken = replace(DAILY, slug="abimee", subject="nobody can print this")
    world.apply(replace(NEWSROOM, newsletters=(broken, DAILY)))
    subject_line = world.house.subject_line

    def fragile(template: str, content: EditionContent) -> str:
        if template == broken.subject:
            raise RuntimeError("a fault of ours")
        return subject_line(template, content)

    world.house.__dict__["subject_line"] = fragile
    world.subscribe("a@example.org")
    publish(world, 1, paris(5))
    service = Service(world)
    service.tick(paris(7))
    assert service.status() is S.FINISHED
    assert world.reached == ["a@example.org"]
    failed = [entry for entry in logged if entry["event"] == "scheduler.failed"]
    assert {entry["what"] for entry in failed} == {"abimee/2026-11-23"}


def test_a_fault_of_ours_is_logged_and_the_next_tick_comes(
    opened: Opening, logged: list[dict[str, object]]
) -> None:
    service = opened()
    press = service.world.house.press
    service.world.change_means(press=None)
    service.tick(paris(7))
    assert service.status() is S.SENDING
    assert any(entry["event"] == "scheduler.failed" for entry in logged)
    service.world.change_means(press=press)
    service.tick(paris(7, 1))
    assert service.status() is S.FINISHED


def test_before_a_newsroom_was_applied_a_service_just_waits(world: World) -> None:
    service = Service(world)
    service.tick(paris(7))
    world.clock.at = paris(20) - timedelta(days=1)
    world.apply()
    world.subscribe("a@example.org")
    publish(world, 1, paris(5))
    service.tick(paris(7))
    assert service.status() is S.FINISHED


@pytest.mark.usefixtures("quiet")
def test_of_two_services_one_plans_and_the_other_takes_over(each_world: World, opened: Opening) -> None:
    first = opened(each_world)
    first.tick(paris(6))
    beside = Service(each_world.restarted(owner="elsewhere:1:bb"))
    beside.world.clock.at = paris(6, 1)
    asked = len(each_world.reader.asked)
    beside.scheduler.gather_due()
    assert len(each_world.reader.asked) == asked
    first.tick(paris(6, 1))
    beside.tick(paris(6, 2))
    assert beside.status() is None
    beside.tick(paris(6, 30))  # Of the first one nothing was heard since 06:01.
    assert beside.status() is S.DRAFT
    first.tick(paris(6, 31))
    for service in (first, beside):
        service.tick(paris(7))
    assert len(each_world.accepted) == 2
    assert first.status() is S.FINISHED


def test_a_service_that_ends_gives_the_lease_up_at_once(opened: Opening) -> None:
    first = opened()
    first.tick(paris(6))
    first.scheduler.start(plans=False, delivers=False)
    first.scheduler.shutdown()
    beside = Service(first.world.restarted(owner="elsewhere:1:bb"))
    beside.tick(paris(6, 30))
    assert beside.status() is S.DRAFT


def test_after_the_word_to_stop_no_further_edition_is_begun(opened: Opening) -> None:
    service = opened()
    service.world.clock.at = paris(7)
    service.scheduler.serve_editions()
    service.scheduler.stop.set()
    service.scheduler.deliver_open()
    assert service.status() is S.FROZEN


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_started_service_begins_at_once_with_what_it_was_told_to_do(opened: Opening) -> None:
    planning = opened()
    planning.world.clock.at = paris(7)
    planning.scheduler.start(delivers=False)
    _wait(lambda: planning.status() is S.FROZEN)
    planning.scheduler.shutdown()
    assert planning.world.reached == []
    delivering = Service(planning.world.restarted())
    delivering.scheduler.start(plans=False)
    _wait(lambda: delivering.status() is S.FINISHED)
    delivering.scheduler.shutdown()
    assert len(planning.world.accepted) == 2


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("around", "at"),
    [
        (date(2027, 3, 28), wall(2, 30)),  # 02:30 does not exist in Paris on that day.
        (date(2026, 10, 25), wall(2, 30)),  # It exists twice.
        (date(2026, 10, 25), wall(0, 0)),
    ],
)
def test_when_the_clocks_change_there_is_one_edition_a_day(world: World, around: date, at: wall) -> None:
    nightly = replace(DAILY, days=EVERY_DAY, at=at, closing=at)
    plain = world.restarted(plain=True, newsroom=_with(nightly))
    plain.clock.at = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=1, hours=12)
    plain.apply()
    plain.subscribe("a@example.org")
    service, number = Service(plain), 0
    end = plain.clock.at + timedelta(days=3)
    while plain.clock.at < end:
        number += 1
        publish(plain, number, plain.clock.at)
        service.tick(plain.clock.at + timedelta(minutes=50))
    with plain.database.read() as connection:
        editions = list_editions(connection)
    assert Counter(edition.status for edition in editions) == {S.FINISHED: 3}
    assert [edition.id.date for edition in editions] == [
        around + timedelta(days=ahead) for ahead in (1, 0, -1)
    ]
    assert len(plain.accepted) == 3


def _with(newsletter: Newsletter):
    return replace(NEWSROOM, newsletters=(newsletter,))


def test_an_alarm_is_logged_once_a_day_and_before_the_closing(
    opened: Opening, logged: list[dict[str, object]]
) -> None:
    service = opened()
    world = service.world
    for back in range(30, 1, -1):
        day = MONDAY - timedelta(days=back)
        publish(world, 100 + 2 * back, paris(10, day=day))
        publish(world, 101 + 2 * back, paris(10, day=day))
        service.tick(paris(10, day=day))
    for minute in range(0, 30, 15):
        service.tick(paris(6, minute))
    told = [entry for entry in logged if entry["event"] == "source.alarm"]
    assert [(entry["source"], entry["log_level"]) for entry in told] == [("site", "warning")]
    assert told[0]["alarm"] == "0 in 24 hours, usually 2"
    assert service.status() is None, "there is still time before the closing"
    service.tick(paris(6, 0, TUESDAY))
    assert [entry["event"] for entry in logged].count("source.alarm") == 2


@pytest.mark.usefixtures("quiet")
def test_mail_that_came_back_is_taken_in_from_where_the_settings_say(world: World, tmp_path: Path) -> None:
    world.frozen(1)
    world.deliver()
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    (message,) = world.accepted
    mail = dsn(failed(message.recipient), original=f"Message-ID: {message_id_of(message)}")
    (tmp_path / "box" / "new" / "1.a").write_bytes(mail)
    told = FeedbackSettings(maildir=str(tmp_path / "box"), quarantine=str(tmp_path / "quarantine"))
    house = House(replace(world.house.settings, feedback=told), world.clock)
    house.__dict__["database"] = world.database
    house.__dict__["gatherer"] = world.house.gatherer
    scheduler = Scheduler(house)
    scheduler.take_feedback()
    scheduler.take_feedback()
    assert world.house.subscribers.show(message.recipient).status is Status.BOUNCED
    assert [file.name for file in (tmp_path / "box" / "cur").iterdir()] == ["1.a:2,S"]


def test_a_mailbox_that_cannot_be_read_is_logged_and_holds_up_nothing(
    world: World, logged: list[dict[str, object]]
) -> None:
    told = FeedbackSettings(mailbox="imap://bounces@127.0.0.1:9/", password="open sesame")
    house = House(replace(world.house.settings, feedback=told), world.clock)
    house.__dict__["database"] = world.database
    house.__dict__["gatherer"] = world.house.gatherer
    Scheduler(house).take_feedback()
    (entry,) = [entry for entry in logged if entry["event"] == "scheduler.failed"]
    assert (entry["what"], entry["error"]) == ("feedback", "MailboxUnavailable")


def test_where_no_mail_comes_back_nothing_is_asked(world: World) -> None:
    assert world.house.mail_stores() == []
    Scheduler(world.house).take_feedback()
