import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from digest.domain.content import ItemKind
from digest.domain.edition import (
    WENT_OUT,
    Decision,
    EditionContent,
    EditionEvent,
    EditionId,
    EditionStatus,
)
from digest.domain.schedule import Standing
from digest.domain.selection import Selection, Window
from digest.errors import IllegalTransition, UnknownName
from digest.storage.editions import (
    carried_items,
    edition_row,
    find_edition,
    get_edition,
    last_cutoff,
    list_editions,
    load_decisions,
    open_edition,
    save_composition,
    standings,
    step_edition,
)
from digest.storage.engine import Database
from digest.storage.tables import items
from tests.factories import NOON, edition_content, story

S, E = EditionStatus, EditionEvent
MONDAY = EditionId("quotidienne", date(2026, 11, 23))
TUESDAY = EditionId("quotidienne", date(2026, 11, 24))
WEEKLY = EditionId("hebdo", date(2026, 11, 22))
WINDOW = Window(start=NOON - timedelta(days=1), cutoff=NOON)
TO_THE_END = (E.APPROVE, E.FREEZE, E.START, E.FINISH)
"""The steps of an ordinary edition after it was composed."""


def decision(item: int, *, included: bool = True) -> Decision:
    return Decision(
        item=item,
        title=f"Article {item}",
        url=f"https://news.example/{item}",
        included=included,
        section="profession" if included else "",
        reason="new" if included else "no room",
        position=item if included else 0,
    )


def selection(decisions: Iterable[Decision]) -> Selection:
    return Selection(lead=None, sections=(), briefs=(), brief_overflow=(), decisions=tuple(decisions))


def composed(
    connection: Connection,
    edition: EditionId,
    *decisions: Decision,
    content: EditionContent | None = None,
    cutoff: datetime = NOON,
) -> None:
    for number in {decision.item for decision in decisions}:
        _item(connection, number)
    found = open_edition(connection, edition)
    save_composition(
        connection,
        found,
        content or edition_content(),
        selection(decisions),
        replace(WINDOW, cutoff=cutoff),
    )
    step_edition(connection, edition, E.COMPOSE, now=NOON)


def step(connection: Connection, edition: EditionId, *events: EditionEvent) -> None:
    for event in events:
        step_edition(connection, edition, event, now=NOON)


def _item(connection: Connection, number: int) -> None:
    """Have a row for a decision to point at."""
    if connection.execute(items.select().where(items.c.id == number)).first():
        return
    connection.execute(
        insert(items).values(
            id=number,
            source="site",
            kind=ItemKind.ARTICLE,
            content={},
            content_hash="",
            revision=1,
            first_seen_at=NOON,
            first_gather=False,
            theme_reason="",
        )
    )


def test_there_is_one_edition_of_a_newsletter_and_a_date(store: Database) -> None:
    with store.write() as connection:
        assert find_edition(connection, MONDAY) is None
        assert open_edition(connection, MONDAY).status is S.COLLECTING
        step(connection, MONDAY, E.HOLD)
        assert open_edition(connection, MONDAY).status is S.HELD
        assert len(list_editions(connection)) == 1


def test_an_edition_that_does_not_exist_is_answered_with_the_latest_ones(store: Database) -> None:
    with store.write() as connection:
        for back in range(6):
            open_edition(connection, EditionId("quotidienne", MONDAY.date - timedelta(days=back)))
    with store.read() as connection, pytest.raises(UnknownName) as caught:
        get_edition(connection, EditionId("quotidienne", date(2027, 1, 1)))
    assert caught.value.known == tuple(f"quotidienne/2026-11-{day}" for day in (23, 22, 21, 20, 19))


def test_what_an_edition_prints_comes_back_to_the_letter(store: Database) -> None:
    printed = edition_content(preheader="À lire", reply_to="redaction@news.example")
    with store.write() as connection:
        composed(connection, MONDAY, content=printed)
    with store.read() as connection:
        found = get_edition(connection, MONDAY)
    assert found.content == printed
    assert found.content.fingerprint == printed.fingerprint
    assert (found.window_start, found.cutoff, found.revision) == (WINDOW.start, NOON, 1)


def test_the_revision_grows_only_with_a_change_of_what_is_printed(store: Database) -> None:
    with store.write() as connection:
        composed(connection, MONDAY, decision(1))
        composed(
            connection, MONDAY, decision(1), decision(2, included=False), cutoff=NOON + timedelta(hours=1)
        )
        same = get_edition(connection, MONDAY)
        composed(connection, MONDAY, content=edition_content(lead=story(9)))
        other = get_edition(connection, MONDAY)
    assert (same.revision, same.cutoff) == (1, NOON + timedelta(hours=1))
    assert other.revision == 2


def test_decisions_keep_their_order_and_are_replaced_as_a_whole(store: Database) -> None:
    first = [decision(3), decision(1), decision(2, included=False)]
    with store.write() as connection:
        composed(connection, MONDAY, *first)
        assert load_decisions(connection, MONDAY) == first
        composed(connection, MONDAY, decision(2))
        assert load_decisions(connection, MONDAY) == [decision(2)]
        composed(connection, MONDAY)
        assert load_decisions(connection, MONDAY) == []


def test_steps_leave_their_marks(store: Database) -> None:
    with store.write() as connection:
        composed(connection, MONDAY)
        step_edition(connection, MONDAY, E.HOLD, reason="à relire", now=NOON)
        assert get_edition(connection, MONDAY).reason == "à relire"
        step(connection, MONDAY, E.RESUME)
        assert get_edition(connection, MONDAY).reason == "", "a reason is that of the present state"
        for minute, event in enumerate(TO_THE_END):
            step_edition(connection, MONDAY, event, now=NOON + timedelta(minutes=minute))
        found = get_edition(connection, MONDAY)
        known = standings(connection, "quotidienne", MONDAY.date)
    assert found.status is S.FINISHED
    assert found.frozen_at == NOON + timedelta(minutes=1)
    assert found.finished_at == NOON + timedelta(minutes=3)
    assert known == {MONDAY.date: Standing(status=S.FINISHED, cutoff=NOON, released_at=NOON)}


def test_a_step_that_the_table_does_not_hold_changes_nothing(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, MONDAY)
    expected = "quotidienne/2026-11-23 is collecting: it cannot freeze"
    with pytest.raises(IllegalTransition, match=expected), store.write() as connection:
        step(connection, MONDAY, E.FREEZE)
    with store.read() as connection:
        assert get_edition(connection, MONDAY).status is S.COLLECTING


def test_of_many_that_want_one_step_one_takes_it(store: Database) -> None:
    with store.write() as connection:
        composed(connection, MONDAY)
        step(connection, MONDAY, E.APPROVE)
    start, ended = threading.Barrier(6), list[str]()

    def freeze() -> None:
        start.wait()
        try:
            with store.write() as connection:
                step(connection, MONDAY, E.FREEZE)
        except IllegalTransition as error:
            ended.append(error.state)
        else:
            ended.append("taken")

    threads = [threading.Thread(target=freeze) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["frozen"] * 5 + ["taken"]


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ((), False),
        ((E.APPROVE,), False),
        ((E.HOLD,), False),
        ((E.SKIP,), False),
        ((E.CANCEL,), False),
        ((E.APPROVE, E.FREEZE), True),
        (TO_THE_END, True),
        ((E.APPROVE, E.FREEZE, E.START, E.PAUSE), True),
        ((E.APPROVE, E.FREEZE, E.CANCEL), False),
        ((E.APPROVE, E.FREEZE, E.START, E.CANCEL), False),
    ],
)
def test_what_readers_have_or_may_have_counts_as_carried(
    sqlite: Database, events: tuple[EditionEvent, ...], counts: bool
) -> None:
    with sqlite.write() as connection:
        composed(connection, MONDAY, decision(1), decision(2), decision(3, included=False))
        step(connection, MONDAY, *events)
        assert carried_items(connection, TUESDAY) == (dict.fromkeys((1, 2), MONDAY.date) if counts else {})
        assert last_cutoff(connection, TUESDAY) == (NOON if counts else None)
        assert (get_edition(connection, MONDAY).status in {*WENT_OUT, S.CANCELLED}) or not counts


def test_what_was_carried_since_can_be_told_from_what_was_carried_before(store: Database) -> None:
    with store.write() as connection:
        composed(connection, MONDAY, decision(1), cutoff=NOON)
        step(connection, MONDAY, *TO_THE_END)
        assert carried_items(connection, TUESDAY, closed_after=NOON) == {}
        before = NOON - timedelta(seconds=1)
        assert carried_items(connection, TUESDAY, closed_after=before) == {1: MONDAY.date}


def test_neither_the_edition_itself_nor_another_newsletter_counts(store: Database) -> None:
    with store.write() as connection:
        for edition, item, cutoff in ((MONDAY, 1, NOON), (WEEKLY, 2, NOON - timedelta(days=1))):
            composed(connection, edition, decision(item), cutoff=cutoff)
            step(connection, edition, *TO_THE_END)
    with store.read() as connection:
        assert carried_items(connection, MONDAY) == {}
        assert last_cutoff(connection, MONDAY) is None
        assert carried_items(connection, TUESDAY) == {1: MONDAY.date}
        assert last_cutoff(connection, TUESDAY) == NOON
        assert carried_items(connection, EditionId("hebdo", date(2026, 11, 29))) == {2: WEEKLY.date}


def test_the_last_cutoff_is_the_latest_of_all_that_went_out(store: Database) -> None:
    with store.write() as connection:
        for day, cutoff in ((20, NOON - timedelta(days=3)), (21, NOON - timedelta(days=2))):
            edition = EditionId("quotidienne", date(2026, 11, day))
            composed(connection, edition, cutoff=cutoff)
            step(connection, edition, *TO_THE_END)
        composed(connection, MONDAY, cutoff=NOON)
        assert last_cutoff(connection, TUESDAY) == NOON - timedelta(days=2)


def test_editions_are_listed_by_date_and_filtered(store: Database) -> None:
    with store.write() as connection:
        for edition in (WEEKLY, MONDAY, TUESDAY):
            composed(connection, edition)
        step(connection, TUESDAY, E.SKIP)
        assert [found.id for found in list_editions(connection)] == [TUESDAY, MONDAY, WEEKLY]
        assert [found.id for found in list_editions(connection, limit=1)] == [TUESDAY]
        assert [found.id for found in list_editions(connection, newsletter="hebdo")] == [WEEKLY]
        assert [found.id for found in list_editions(connection, statuses=(S.SKIPPED,))] == [TUESDAY]
        assert set(standings(connection, "quotidienne", TUESDAY.date)) == {TUESDAY.date}
        assert edition_row(connection, WEEKLY) != edition_row(connection, MONDAY)
