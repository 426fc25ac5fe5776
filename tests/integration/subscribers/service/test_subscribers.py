"""The list as a whole: who comes to it, and how it goes out again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from subscribers.api import (
    AddressRefused,
    AlreadySubscribed,
    NotWelcome,
    Offer,
    Profile,
    Reason,
    Status,
    Subscribers,
    UnknownSubscriber,
    ValueRefused,
)

OFFER = Offer(frozenset({"ia", "economie", "recherche"}), frozenset({"quotidienne", "hebdo"}))
NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)


class TestAdd:
    def test_somebody_added_is_shown_as_they_were_told(self, subscribers: Subscribers) -> None:
        profile = Profile(
            name="Zoé\nMartin",
            language="fr",
            timezone="Europe/Paris",
            themes=frozenset({"ia"}),
            newsletters=frozenset({"hebdo"}),
            attributes={"CHU": "Lille"},
        )
        added = subscribers.add("Zoe@Example.org", profile, OFFER, evidence="asked at a congress")
        assert added == subscribers.show("zoe@example.ORG")
        assert (added.address, added.name, added.status) == ("Zoe@Example.org", "Zoé Martin", Status.ACTIVE)
        assert added.attributes == {"CHU": "Lille"}
        assert added.created_at == added.updated_at == NOW
        (event,) = subscribers.history("zoe@example.org")
        assert (event.kind, event.at, event.evidence) == ("added", NOW, "asked at a congress")

    def test_nobody_is_added_twice_in_another_case(self, subscribers: Subscribers, add) -> None:
        add("zoe@example.org")
        with pytest.raises(AlreadySubscribed):
            add("ZOE@example.org")

    @pytest.mark.parametrize(
        ("address", "told", "error"),
        [
            ("zoe@", {}, AddressRefused),
            ("zoe@example.org", {"themes": {"sport"}}, ValueRefused),
            ("zoe@example.org", {"language": "de"}, ValueRefused),
        ],
    )
    def test_what_cannot_be_kept_adds_nobody(
        self, subscribers: Subscribers, add, address, told, error
    ) -> None:
        with pytest.raises(error):
            add(address, **told)
        assert "".join(subscribers.export_csv()).count("\n") == 1

    def test_somebody_who_left_is_not_added_again_by_others(self, subscribers: Subscribers, add) -> None:
        add("zoe@example.org")
        subscribers.unsubscribe("zoe@example.org", known=OFFER.newsletters, evidence="by letter")
        with pytest.raises(NotWelcome, match="unsubscribed on 2026-03-12: only they can come back"):
            add("zoe@example.org")

    def test_nobody_is_shown_for_an_unknown_address(self, subscribers: Subscribers) -> None:
        with pytest.raises(UnknownSubscriber, match=r"zoe@example\.org"):
            subscribers.show("zoe@example.org")
        assert subscribers.history("zoe@example.org") == ()


def test_two_who_add_the_same_person_at_one_moment_add_them_once(subscribers: Subscribers) -> None:
    together = threading.Barrier(4)

    def add(_: int) -> str:
        together.wait()
        try:
            subscribers.add("zoe@example.org", Profile(), OFFER, evidence="form")
        except AlreadySubscribed:
            return "already"
        return "added"

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(add, range(4)))
    assert outcomes == ["added", "already", "already", "already"]


def test_many_clicks_at_one_moment_are_one_unsubscription(subscribers: Subscribers, add) -> None:
    person = add("zoe@example.org")
    together = threading.Barrier(6)

    def leave(newsletter: str) -> None:
        together.wait()
        subscribers.leave(person.id, newsletter, known=OFFER.newsletters, evidence="one-click")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(leave, ("hebdo", "quotidienne", "") * 2))
    assert subscribers.show("zoe@example.org").status is Status.UNSUBSCRIBED
    assert sorted(one.newsletter for one in subscribers.suppressions()) == ["", "hebdo", "quotidienne"]


def test_suppressions_come_in_the_order_in_which_they_came(subscribers: Subscribers, add, clock) -> None:
    for number in range(3):
        subscribers.suppress(add(f"r{number}@example.org").id, Reason.HARD_BOUNCE, evidence=str(number))
    assert [one.evidence for one in subscribers.suppressions()] == ["0", "1", "2"]


def test_an_export_comes_in_pieces(subscribers: Subscribers, import_text) -> None:
    import_text("email", *(f"reader{number}@example.org" for number in range(2100)))
    pieces = list(subscribers.export_csv())
    assert [piece.count("\n") for piece in pieces] == [1, 1000, 1000, 100]


def test_links_lead_to_tokens_that_are_read_again(subscribers: Subscribers, add) -> None:
    person = add("zoe@example.org")
    links = subscribers.links("https://news.example")
    unsubscribe = subscribers.read_unsubscribe(links.unsubscribe(person.id, "hebdo").rpartition("/")[2])
    preferences = subscribers.read_preferences(links.preferences(person.id).rpartition("/")[2])
    assert unsubscribe is not None
    assert preferences is not None
    assert (unsubscribe.subscriber, unsubscribe.newsletter) == (person.id, "hebdo")
    assert (preferences.subscriber, preferences.made_on) == (person.id, NOW.date())
    assert preferences == subscribers.read_preferences(subscribers.preferences_token(person.id))
