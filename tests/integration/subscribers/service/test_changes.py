"""One person's way off the list and back: left, suppressed, erased, returned."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from digest.storage.engine import Database
from subscribers.api import (
    Choice,
    NotWelcome,
    Offer,
    Profile,
    Reason,
    Status,
    Subscribers,
    UnknownSubscriber,
    ValueRefused,
    metadata,
)

OFFER = Offer(frozenset({"ia", "economie", "recherche"}), frozenset({"quotidienne", "hebdo"}))
NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)


def leave(subscribers: Subscribers, address: str, newsletter: str | None = None):
    return subscribers.unsubscribe(address, newsletter, known=OFFER.newsletters, evidence="asked by letter")


def kinds(subscribers: Subscribers, address: str) -> list[str]:
    return [event.kind.value for event in subscribers.history(address)]


class TestUnsubscribe:
    def test_leaving_one_newsletter_keeps_the_other_and_a_reason(self, subscribers: Subscribers, add, clock):
        person = add("zoe@example.org")
        clock.instant += timedelta(days=1)
        left = leave(subscribers, "zoe@example.org", "hebdo")
        assert left == subscribers.show("zoe@example.org")
        assert (left.status, left.newsletters) == (Status.ACTIVE, {"quotidienne"})
        assert left.updated_at == person.created_at + timedelta(days=1)
        (reason,) = subscribers.suppressions()
        assert (reason.address, reason.newsletter, reason.reason) == (
            "zoe@example.org",
            "hebdo",
            Reason.UNSUBSCRIBE,
        )
        assert subscribers.history("zoe@example.org")[-1].evidence == "hebdo: asked by letter"

    def test_leaving_twice_changes_nothing_more(self, subscribers: Subscribers, add, clock) -> None:
        add("zoe@example.org")
        first = leave(subscribers, "zoe@example.org")
        clock.instant += timedelta(days=1)
        assert leave(subscribers, "zoe@example.org") == first
        assert len(list(subscribers.suppressions())) == 1
        assert kinds(subscribers, "zoe@example.org") == ["added", "unsubscribed"]

    def test_leaving_one_after_the_other_ends_the_subscription(self, subscribers: Subscribers, add) -> None:
        add("zoe@example.org")
        leave(subscribers, "zoe@example.org", "hebdo")
        assert leave(subscribers, "zoe@example.org", "quotidienne").status is Status.UNSUBSCRIBED

    def test_an_unknown_address_is_said_so(self, subscribers: Subscribers) -> None:
        with pytest.raises(UnknownSubscriber):
            leave(subscribers, "zoe@example.org")

    def test_a_slip_in_the_name_of_a_newsletter_is_no_unsubscription(self, subscribers: Subscribers, add):
        add("zoe@example.org")
        with pytest.raises(ValueRefused, match="unknown newsletter 'hebdos'"):
            leave(subscribers, "zoe@example.org", "hebdos")
        assert list(subscribers.suppressions()) == []

    def test_a_token_for_nobody_any_more_is_no_error(self, subscribers: Subscribers) -> None:
        assert subscribers.leave(7, "hebdo", known=OFFER.newsletters, evidence="one-click") is None


class TestSuppress:
    @pytest.mark.parametrize(
        ("reason", "status"),
        [
            (Reason.HARD_BOUNCE, Status.BOUNCED),
            (Reason.COMPLAINT, Status.COMPLAINED),
            (Reason.UNSUBSCRIBE, Status.UNSUBSCRIBED),
            (Reason.MANUAL, Status.ACTIVE),
        ],
    )
    def test_each_reason_stops_mail_once(self, subscribers: Subscribers, add, reason, status) -> None:
        person = add("zoe@example.org")
        assert subscribers.suppress(person.id, reason, evidence="550 5.1.1 no such user")
        assert not subscribers.suppress(person.id, reason, evidence="again")
        assert subscribers.show("zoe@example.org").status is status
        (standing,) = subscribers.suppressions()
        assert (standing.reason, standing.evidence, standing.created_at) == (
            reason,
            "550 5.1.1 no such user",
            NOW,
        )
        assert not subscribers.may_mail([person.id], "hebdo")[person.id].allowed
        assert kinds(subscribers, "zoe@example.org") == ["added", "suppressed"]

    def test_a_bounce_after_leaving_is_kept_but_the_person_stays_unsubscribed(self, subscribers, add) -> None:
        person = add("zoe@example.org")
        leave(subscribers, "zoe@example.org")
        assert subscribers.suppress(person.id, Reason.HARD_BOUNCE, evidence="550")
        assert subscribers.show("zoe@example.org").status is Status.UNSUBSCRIBED
        assert {standing.reason for standing in subscribers.suppressions()} == {
            Reason.UNSUBSCRIBE,
            Reason.HARD_BOUNCE,
        }

    def test_a_bounce_of_nobody_is_no_news(self, subscribers: Subscribers) -> None:
        assert not subscribers.suppress(7, Reason.HARD_BOUNCE, evidence="550")

    def test_nobody_is_erased_by_the_way(self, subscribers: Subscribers, add) -> None:
        with pytest.raises(ValueError, match="erase"):
            subscribers.suppress(add("zoe@example.org").id, Reason.ERASED, evidence="")


class TestErase:
    def test_nothing_is_left_but_a_keyed_hash(
        self, subscribers: Subscribers, add, database: Database
    ) -> None:
        person = add("Zoe@example.org", name="Zoé Martin", attributes={"CHU": "Lille"})
        leave(subscribers, "zoe@example.org", "hebdo")
        subscribers.erase("zoe@example.org")
        with database.read() as connection:
            rows = [
                " ".join(map(str, row))
                for table in metadata.sorted_tables
                for row in connection.execute(select(table))
            ]
        assert len(rows) == 1
        assert "erased:" in rows[0]
        assert "zoe" not in rows[0].lower()
        assert "lille" not in rows[0].lower()
        assert not subscribers.may_mail([person.id], "hebdo")[person.id].allowed

    def test_erasing_twice_is_no_error_and_an_unknown_address_is(self, subscribers: Subscribers, add) -> None:
        add("zoe@example.org")
        subscribers.erase("zoe@example.org")
        subscribers.erase("ZOE@example.org")
        assert len(list(subscribers.suppressions())) == 1
        with pytest.raises(UnknownSubscriber):
            subscribers.erase("nobody@example.org")

    def test_an_erased_person_is_not_added_again(self, subscribers: Subscribers, add) -> None:
        add("zoe@example.org")
        subscribers.erase("zoe@example.org")
        with pytest.raises(NotWelcome, match="erased on 2026-03-12"):
            add("zoe@example.org")

    def test_an_erasure_is_known_after_a_change_of_keys(self, subscribers, add, database, clock) -> None:
        add("zoe@example.org")
        subscribers.erase("zoe@example.org")
        later = Subscribers(
            database.engine, clock, [b"a secret of next year, 32 bytes", b"the present secret, 32 bytes long"]
        )
        with pytest.raises(NotWelcome):
            later.add("zoe@example.org", Profile(), OFFER, evidence="")

    def test_the_id_of_an_erased_person_is_never_given_to_another(self, subscribers, add) -> None:
        erased = add("zoe@example.org")
        subscribers.erase("zoe@example.org")
        assert add("max@example.org").id != erased.id


class TestChoose:
    def choose(self, subscribers: Subscribers, person, *newsletters: str, themes: tuple[str, ...] = ()):
        choice = Choice(
            name="Zoé", language="en", themes=frozenset(themes), newsletters=frozenset(newsletters)
        )
        return subscribers.choose(person.id, choice, OFFER, evidence="preferences page")

    def test_what_was_ticked_is_saved(self, subscribers: Subscribers, add) -> None:
        person = add("zoe@example.org")
        saved = self.choose(subscribers, person, "hebdo", themes=("ia",))
        assert saved.received == {"hebdo"}
        assert subscribers.show("zoe@example.org") == saved.subscriber
        assert (saved.subscriber.language, saved.subscriber.themes) == ("en", {"ia"})
        assert kinds(subscribers, "zoe@example.org") == ["added", "preferences"]

    def test_saving_the_same_twice_changes_nothing_more(self, subscribers: Subscribers, add, clock) -> None:
        person = add("zoe@example.org")
        first = self.choose(subscribers, person, "hebdo")
        clock.instant += timedelta(days=1)
        assert self.choose(subscribers, person, "hebdo") == first
        assert kinds(subscribers, "zoe@example.org") == ["added", "preferences"]

    def test_a_person_who_left_comes_back_and_may_be_written_to(self, subscribers: Subscribers, add) -> None:
        person = add("zoe@example.org")
        leave(subscribers, "zoe@example.org", "hebdo")
        leave(subscribers, "zoe@example.org")
        assert self.choose(subscribers, person, "hebdo").received == {"hebdo"}
        assert subscribers.may_mail([person.id], "hebdo")[person.id].allowed
        assert not subscribers.may_mail([person.id], "quotidienne")[person.id].allowed
        assert [standing.newsletter for standing in subscribers.suppressions()] == ["quotidienne"]
        assert kinds(subscribers, "zoe@example.org")[-1] == "returned"

    def test_nothing_ticked_is_leaving(self, subscribers: Subscribers, add) -> None:
        person = add("zoe@example.org")
        assert self.choose(subscribers, person).received == frozenset()
        assert subscribers.show("zoe@example.org").status is Status.UNSUBSCRIBED
        assert kinds(subscribers, "zoe@example.org")[-1] == "unsubscribed"

    def test_nobody_chooses_nothing(self, subscribers: Subscribers) -> None:
        assert (
            subscribers.choose(
                7,
                Choice(name="", language="fr", themes=frozenset(), newsletters=frozenset()),
                OFFER,
                evidence="",
            )
            is None
        )
        assert subscribers.preferences(7, OFFER) is None
