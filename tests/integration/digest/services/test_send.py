import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.delivery import Accounts, Outcome, Reply
from digest.domain.edition import EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval
from digest.errors import ApprovalMissing, NotReady, RelayRefused, RelayUnavailable, UnknownName
from digest.services.compose import edition_id
from digest.services.send import SendReport
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.world import TODAY, World

E, S = EditionEvent, EditionStatus
STRICT = replace(NEWSROOM, newsletters=(replace(DAILY, approval=Approval.REQUIRED),))


def send(world: World, stop: threading.Event | None = None, edition: EditionId = TODAY) -> SendReport:
    seen: list[Outcome] = []
    report = world.house.sender.send(edition, stop or threading.Event(), seen.append)
    assert len(seen) <= report.accounts.recipients
    return report


@pytest.fixture
def morning(each_world: World) -> World:
    """A morning on which everything is there and nobody has done anything yet."""
    each_world.apply()
    each_world.gather(content(1))
    each_world.subscribe("a@example.org", "b@example.org")
    return each_world


def test_it_composes_freezes_and_delivers_what_nobody_has_prepared(morning: World) -> None:
    report = send(morning)
    assert (report.edition.status, report.word, report.relay) == (S.FINISHED, "", "")
    assert report.accounts == Accounts(recipients=2, accepted=2)
    assert not report.wants_retry
    assert morning.reached == ["a@example.org", "b@example.org"]


def test_sending_again_mails_nobody_and_says_so(morning: World) -> None:
    send(morning)
    report = send(morning)
    assert report.word == "quotidienne/2026-11-23 went out already: nobody is left to mail."
    assert (report.accounts.accepted, report.wants_retry) == (2, False)
    assert len(morning.accepted) == 2


def test_what_an_editor_saw_is_what_is_sent(world: World) -> None:
    world.apply()
    world.gather(content(1))
    world.subscribe("a@example.org")
    world.compose()
    world.gather(content(1), content(2), content(9, title="Trop tard"))
    assert send(world).edition.revision == 1
    assert b"Trop tard" not in world.accepted[0].data


def test_too_little_is_skipped_with_the_reason_and_what_to_do(world: World) -> None:
    world.apply()
    world.subscribe("a@example.org")
    report = send(world)
    assert report.edition.status is S.SKIPPED
    assert report.word == (
        "quotidienne/2026-11-23 is skipped: nothing new since the last edition."
        " `digest compose quotidienne --date 2026-11-23` tries again."
    )
    assert not report.wants_retry
    assert send(world).word == report.word
    world.gather(content(1))
    world.compose()
    assert send(world).edition.status is S.FINISHED


def test_without_readers_it_says_so_and_freezes_nothing(world: World) -> None:
    world.apply()
    world.gather(content(1))
    report = send(world)
    assert report.word == (
        "nobody subscribes to quotidienne: add readers with `digest subscribers import FILE`."
    )
    assert (report.edition.status, report.wants_retry) == (S.DRAFT, False)
    world.subscribe("a@example.org")
    assert send(world).edition.status is S.FINISHED


def test_without_the_approval_that_is_required_nothing_is_sent(world: World) -> None:
    world.apply(STRICT)
    world.gather(content(1))
    world.subscribe("a@example.org")
    for _ in range(2):
        with pytest.raises(ApprovalMissing):
            send(world)
    assert world.edition().status is S.AWAITING_APPROVAL
    assert world.reached == []
    world.decide(E.APPROVE)
    assert send(world).edition.status is S.FINISHED


TOMORROW = EditionId("quotidienne", TODAY.date + timedelta(days=1))


def titles(world: World, edition: EditionId) -> list[str]:
    return [story.title for story in world.edition(edition).content.stories]


def test_what_another_edition_carried_since_it_was_composed_is_not_sent_again(morning: World) -> None:
    morning.compose()
    morning.decide(E.HOLD)
    assert send(morning, edition=TOMORROW).edition.status is S.FINISHED
    morning.clock.advance(minutes=1)
    morning.gather(content(2), content(1))
    morning.decide(E.RESUME)
    assert send(morning).edition.status is S.FINISHED
    assert titles(morning, TOMORROW) == ["Article 1"]
    assert titles(morning, TODAY) == ["Article 2"]


def test_an_edition_of_which_everything_went_out_meanwhile_is_skipped(morning: World) -> None:
    morning.compose()
    send(morning, edition=TOMORROW)
    report = send(morning)
    assert report.edition.status is S.SKIPPED
    assert "nothing new since the last edition" in report.word
    assert len(morning.accepted) == 2


def test_an_approval_does_not_hold_for_what_is_left_of_an_overtaken_edition(morning: World) -> None:
    morning.apply(STRICT)
    morning.gather(content(2), content(1))
    for edition in (TODAY, TOMORROW):
        morning.compose(edition.date)
        morning.decide(E.APPROVE, edition)
    assert send(morning, edition=TOMORROW).edition.status is S.FINISHED
    morning.clock.advance(minutes=1)
    morning.gather(content(3), content(2), content(1))
    with pytest.raises(ApprovalMissing):
        send(morning)
    assert titles(morning, TODAY) == ["Article 3"]
    assert morning.edition().status is S.AWAITING_APPROVAL


def test_the_edition_of_a_newsletter_that_was_given_up_is_finished(morning: World) -> None:
    morning.relay.fail_to_connect(RelayUnavailable("nobody answers"))
    assert send(morning).wants_retry
    morning.apply(replace(NEWSROOM, newsletters=(replace(DAILY, slug="autre"),)))
    edition = edition_id(morning.database, "quotidienne", TODAY.date, morning.clock)
    assert send(morning, edition=edition).edition.status is S.FINISHED
    assert morning.reached == ["a@example.org", "b@example.org"]
    with pytest.raises(UnknownName):
        edition_id(morning.database, "quotidienne", TOMORROW.date, morning.clock)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((E.HOLD,), r"is held \(un doute\): `digest resume quotidienne/2026-11-23` lets it go on"),
        ((E.APPROVE, E.FREEZE, E.PAUSE), r"is paused \(un doute\): `digest resume"),
        ((E.CANCEL,), r"was cancelled \(un doute\): it cannot be sent"),
    ],
)
def test_what_an_editor_set_aside_is_not_sent(
    world: World, events: tuple[EditionEvent, ...], said: str
) -> None:
    world.apply()
    world.gather(content(1))
    world.subscribe("a@example.org")
    world.compose()
    for event in events:
        if event is E.FREEZE:
            world.freeze()
        else:
            world.decide(event, reason="un doute")
    with pytest.raises(NotReady, match=said):
        send(world)
    assert world.reached == []


def test_an_interrupted_sending_is_completed(morning: World) -> None:
    stop = threading.Event()
    stop.set()
    stopped = send(morning, stop)
    assert (stopped.edition.status, stopped.accounts.queued, stopped.wants_retry) == (S.SENDING, 2, True)
    assert send(morning.restarted()).edition.status is S.FINISHED
    assert len(morning.reached) == 2


def test_a_frozen_edition_that_nobody_delivered_is_delivered(morning: World) -> None:
    morning.compose()
    morning.freeze()
    assert send(morning.restarted()).accounts.accepted == 2


def test_what_the_relay_did_not_take_wants_another_try(morning: World) -> None:
    morning.relay.fail_to_connect(RelayUnavailable("nobody answers"))
    report = send(morning)
    assert (report.relay, report.wants_retry) == ("nobody answers", True)
    assert report.accounts == Accounts(recipients=2, deferred=2)
    report = send(morning)
    assert (report.relay, report.wants_retry) == ("", False), "whoever asks by hand need not wait"
    assert report.accounts.accepted == 2


def test_one_deferred_reader_wants_another_try_too(morning: World) -> None:
    morning.relay.answer("a@example.org", Reply(code=450, enhanced="4.2.1", text="later"))
    report = send(morning)
    assert (report.accounts.deferred, report.wants_retry, report.relay) == (1, True, "")
    assert not send(morning).wants_retry


def test_a_relay_that_refuses_us_leaves_everybody_queued(morning: World) -> None:
    morning.relay.fail_to_connect(RelayRefused("535 wrong password"))
    with pytest.raises(RelayRefused):
        send(morning)
    assert morning.accounts() == Accounts(recipients=2, queued=2)
    assert send(morning).accounts.accepted == 2


def test_a_newsletter_that_does_not_exist_is_unknown(world: World) -> None:
    world.apply()
    with pytest.raises(UnknownName, match="hebdo"):
        world.house.sender.send(replace(TODAY, newsletter="hebdo"), threading.Event(), print)
