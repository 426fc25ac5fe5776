import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from digest import __version__
from digest.domain.gathering import Unreadable
from digest.mail.replies import Reply
from tests.factories import content
from tests.fakes.world import World

ROOT = Path(__file__).parents[4]
Samples = dict[tuple[str, ...], float]


def _scraped(visitor: TestClient) -> dict[str, Samples]:
    """Return every sample by the metric's name and the values of its labels."""
    answer = visitor.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(answer.text)
    }


def _documented() -> set[str]:
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))


def test_every_metric_is_explained_and_every_explanation_has_its_metric(
    visitor: TestClient, out: World
) -> None:
    exported = set(re.findall(r"^# TYPE (\w+)", visitor.get("/metrics").text, re.MULTILINE))
    assert exported == _documented()


def test_an_edition_that_went_out_is_counted_reader_by_reader(visitor: TestClient, world: World) -> None:
    world.frozen(3)
    world.relay.answer("r00001@example.org", Reply(code=550, enhanced="5.1.1", text="no such user"))
    world.deliver()
    found = _scraped(visitor)
    assert found["digest_last_edition_recipients"] == {("quotidienne",): 3}
    deliveries = found["digest_last_edition_deliveries"]
    assert (deliveries["quotidienne", "accepted"], deliveries["quotidienne", "refused"]) == (2, 1)
    assert deliveries["quotidienne", "uncertain"] == 0
    assert found["digest_editions"]["quotidienne", "finished"] == 1
    assert found["digest_editions"]["quotidienne", "held"] == 0
    assert found["digest_last_edition_timestamp_seconds"]["quotidienne",] == world.clock.now().timestamp()


def test_a_source_that_falls_silent_can_be_seen_before_the_slot(visitor: TestClient, morning: World) -> None:
    read_at = morning.clock.now().timestamp()
    morning.reader.readings["fil"] = Unreadable(reason="503")
    morning.clock.advance(hours=2)
    morning.gather()
    found = _scraped(visitor)
    assert found["digest_source_failures"] == {("site",): 0, ("fil",): 1}
    last = found["digest_source_last_success_timestamp_seconds"]
    assert (last["site",], last["fil",]) == (morning.clock.now().timestamp(), read_at)


def test_a_source_that_is_silent_against_its_habit_can_be_seen_before_the_slot(
    visitor: TestClient, world: World
) -> None:
    world.clock.advance(days=-8)
    world.apply()
    world.gather()
    for day in range(8):
        assert ("site",) not in _scraped(visitor)["digest_source_usual_items"] or day > 6
        world.clock.advance(days=1)
        world.gather(*(content(10 * day + more, published_at=world.clock.now()) for more in range(2)))
    tuesday = world.clock.at = world.clock.at + timedelta(days=1)
    found = _scraped(visitor)
    assert tuesday.isoweekday() == 2
    assert found["digest_source_items_today"] == {("site",): 0, ("fil",): 0}
    assert found["digest_source_usual_items"] == {("site",): 2, ("fil",): 0}
    assert found["digest_source_alarm"] == {("site",): 1, ("fil",): 1}, "and nobody reads them"
    world.gather(content(999, published_at=tuesday))
    found = _scraped(visitor)
    assert found["digest_source_items_today"]["site",] == 1
    assert found["digest_source_alarm"] == {("site",): 0, ("fil",): 0}


def test_what_never_happened_has_no_sample(visitor: TestClient, world: World) -> None:
    world.apply()
    found = _scraped(visitor)
    assert found["digest_source_last_success_timestamp_seconds"] == {}
    assert found["digest_last_edition_timestamp_seconds"] == {}
    assert ("quotidienne",) in found["digest_next_edition_timestamp_seconds"]


def test_the_newsroom_itself_is_measured(visitor: TestClient, morning: World) -> None:
    found = _scraped(visitor)
    assert found["digest_ready"] == {(): 1}
    assert found["digest_subscribers"] == {("quotidienne",): 2}
    assert found["digest_unrouted_items"] == {(): 1}
    assert found["digest_build_info"] == {(__version__,): 1}


@pytest.mark.parametrize("broken", [False, True])
def test_a_house_that_cannot_work_still_says_that_it_cannot(
    broken: bool, visitor: TestClient, world: World
) -> None:
    if broken:
        world.apply()
        with world.database.write() as connection:
            connection.exec_driver_sql("DROP TABLE digest_deliveries")
            connection.exec_driver_sql("DROP TABLE digest_publication")
    found = _scraped(visitor)
    assert found["digest_ready"] == {(): 0}
    assert "digest_sources" not in found
