"""What follows for a subscriber from what they, a file or a mail server tell us."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from subscribers import policy
from subscribers.errors import AddressRefused, ValueRefused
from subscribers.model import (
    Choice,
    Offer,
    Profile,
    RawRow,
    Reason,
    Status,
    Subscriber,
    Suppression,
    Verdict,
)

NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)
OFFER = Offer(frozenset({"ia", "economie"}), frozenset({"quotidienne", "hebdo"}))
ACTIVE = Subscriber(
    id=7, address="Marie@example.org", status=Status.ACTIVE, created_at=NOW, updated_at=NOW, name="Marie"
)


def standing(reason: Reason, newsletter: str = "") -> Suppression:
    return Suppression(
        address="marie@example.org", newsletter=newsletter, reason=reason, evidence="", created_at=NOW
    )


def choice(*newsletters: str, themes: tuple[str, ...] = (), name: str = "", language: str = "fr") -> Choice:
    return Choice(name=name, language=language, themes=frozenset(themes), newsletters=frozenset(newsletters))


class TestStatus:
    def test_each_reason_leads_to_its_own_status(self) -> None:
        assert policy.status_after(Status.ACTIVE, Reason.UNSUBSCRIBE) is Status.UNSUBSCRIBED
        assert policy.status_after(Status.ACTIVE, Reason.HARD_BOUNCE) is Status.BOUNCED
        assert policy.status_after(Status.PENDING, Reason.COMPLAINT) is Status.COMPLAINED
        assert policy.status_after(Status.ACTIVE, Reason.MANUAL) is Status.ACTIVE

    def test_the_order_in_which_reasons_come_to_light_does_not_matter(self) -> None:
        reasons = (Reason.UNSUBSCRIBE, Reason.HARD_BOUNCE, Reason.COMPLAINT)
        for order in permutations(reasons):
            status = Status.ACTIVE
            for reason in order:
                status = policy.status_after(status, reason)
            assert status is Status.COMPLAINED

    def test_a_late_bounce_does_not_hide_that_somebody_left(self) -> None:
        assert policy.status_after(Status.UNSUBSCRIBED, Reason.HARD_BOUNCE) is Status.UNSUBSCRIBED


class TestVerdict:
    def test_an_active_subscriber_who_wants_the_newsletter_may_be_written_to(self) -> None:
        assert policy.verdict(Status.ACTIVE, wants=True, suppressed=None) == Verdict(allowed=True)

    @pytest.mark.parametrize(
        ("status", "wants", "suppressed", "reason"),
        [
            (None, True, None, "no longer on the list"),
            (Status.PENDING, True, None, "not confirmed"),
            (Status.UNSUBSCRIBED, True, None, "unsubscribed"),
            (Status.BOUNCED, True, None, "bounced"),
            (Status.COMPLAINED, True, None, "complained"),
            (Status.ACTIVE, True, Reason.MANUAL, "suppressed by the newsroom"),
            (Status.ACTIVE, False, None, "does not want"),
            (Status.ACTIVE, False, Reason.UNSUBSCRIBE, "unsubscribed"),
        ],
    )
    def test_every_no_has_its_reason(
        self, status: Status | None, wants: bool, suppressed: Reason | None, reason: str
    ) -> None:
        verdict = policy.verdict(status, wants=wants, suppressed=suppressed)
        assert not verdict.allowed
        assert reason in verdict.reason


class TestUnsubscribe:
    def test_leaving_one_of_all_leaves_the_others_by_name(self) -> None:
        assert policy.after_unsubscribe(ACTIVE, "hebdo", OFFER.newsletters) == (
            frozenset({"quotidienne"}),
            Status.ACTIVE,
        )

    def test_leaving_the_last_one_ends_the_subscription_and_never_becomes_all(self) -> None:
        reader = replace(ACTIVE, newsletters=frozenset({"hebdo"}))
        newsletters, status = policy.after_unsubscribe(reader, "hebdo", OFFER.newsletters)
        assert status is Status.UNSUBSCRIBED
        assert newsletters == {"hebdo"}

    def test_leaving_the_only_newsletter_there_is_ends_the_subscription(self) -> None:
        _, status = policy.after_unsubscribe(ACTIVE, "hebdo", frozenset({"hebdo"}))
        assert status is Status.UNSUBSCRIBED

    def test_leaving_a_newsletter_that_is_no_more_changes_nothing_else(self) -> None:
        assert policy.after_unsubscribe(ACTIVE, "old", OFFER.newsletters) == (frozenset(), Status.ACTIVE)

    def test_leaving_everything_keeps_the_choice_and_changes_the_status(self) -> None:
        reader = replace(ACTIVE, newsletters=frozenset({"hebdo"}))
        assert policy.after_unsubscribe(reader, "", OFFER.newsletters) == (
            frozenset({"hebdo"}),
            Status.UNSUBSCRIBED,
        )


class TestReceived:
    def test_an_empty_set_receives_the_whole_offer(self) -> None:
        assert policy.received(ACTIVE, [], OFFER) == OFFER.newsletters

    def test_a_suppressed_newsletter_is_not_received_though_a_file_put_it_back(self) -> None:
        assert policy.received(ACTIVE, [standing(Reason.UNSUBSCRIBE, "hebdo")], OFFER) == {"quotidienne"}

    def test_nobody_receives_anything_against_a_reason_for_all(self) -> None:
        assert policy.received(ACTIVE, [standing(Reason.MANUAL)], OFFER) == frozenset()
        assert policy.received(replace(ACTIVE, status=Status.BOUNCED), [], OFFER) == frozenset()


class TestChosen:
    def test_everything_ticked_is_everything_that_comes_later_too(self) -> None:
        chosen = policy.chosen(
            ACTIVE, choice("quotidienne", "hebdo", themes=("ia", "economie")), OFFER, []
        ).subscriber
        assert chosen.newsletters == frozenset()
        assert chosen.themes == frozenset()

    def test_an_unticked_newsletter_gets_a_suppression(self) -> None:
        chosen = policy.chosen(ACTIVE, choice("hebdo", themes=("ia",)), OFFER, [])
        assert chosen.left == {"quotidienne"}
        assert chosen.subscriber.newsletters == {"hebdo"}
        assert chosen.subscriber.themes == {"ia"}

    def test_one_that_was_never_wanted_gets_none(self) -> None:
        reader = replace(ACTIVE, newsletters=frozenset({"hebdo"}))
        assert policy.chosen(reader, choice("hebdo"), OFFER, []).left == frozenset()

    def test_nothing_ticked_is_an_unsubscription_from_all(self) -> None:
        chosen = policy.chosen(ACTIVE, choice(), OFFER, [])
        assert chosen.subscriber.status is Status.UNSUBSCRIBED
        assert chosen.left == {""}

    def test_a_person_who_left_comes_back_by_ticking(self) -> None:
        gone = replace(ACTIVE, status=Status.UNSUBSCRIBED)
        chosen = policy.chosen(gone, choice("hebdo"), OFFER, [standing(Reason.UNSUBSCRIBE)])
        assert chosen.subscriber.status is Status.ACTIVE
        assert chosen.back == {"", "hebdo"}
        assert chosen.left == {"quotidienne"}

    def test_a_mailbox_that_bounced_meanwhile_does_not_come_back_by_ticking(self) -> None:
        gone = replace(ACTIVE, status=Status.UNSUBSCRIBED)
        against = [standing(Reason.UNSUBSCRIBE), standing(Reason.HARD_BOUNCE)]
        assert policy.chosen(gone, choice("hebdo"), OFFER, against).subscriber.status is Status.BOUNCED

    @pytest.mark.parametrize("status", [Status.BOUNCED, Status.COMPLAINED, Status.PENDING])
    def test_other_statuses_do_not_go_away_here(self, status: Status) -> None:
        reader = replace(ACTIVE, status=status)
        assert policy.chosen(reader, choice("hebdo"), OFFER, []).subscriber.status is status

    def test_what_a_forged_form_holds_is_cleaned(self) -> None:
        forged = choice("hebdo", "x' OR 1", themes=("ia", "<script>"), name="A\r\nBcc: b", language="xx")
        chosen = policy.chosen(ACTIVE, forged, OFFER, []).subscriber
        assert chosen.name == "A Bcc: b"
        assert chosen.language == ACTIVE.language
        assert chosen.themes == {"ia"}
        assert chosen.newsletters == {"hebdo"}


class TestCandidate:
    def test_a_row_states_only_the_columns_it_has(self) -> None:
        found = policy.candidate(RawRow(2, {"email": "a@example.org", "language": "EN"}), OFFER)
        assert found.stated == {"email", "language"}
        assert found.profile == Profile(language="en")
        assert found.status is None

    def test_unknown_columns_are_attributes_and_empty_ones_are_not_kept(self) -> None:
        found = policy.candidate(RawRow(2, {"email": "a@example.org", "CHU": "Lille", "Tel": ""}), OFFER)
        assert found.profile.attributes == {"CHU": "Lille"}

    @pytest.mark.parametrize(
        ("column", "cell", "reason"),
        [
            ("themes", "ia;sport", "unknown theme 'sport' (known: economie, ia)"),
            ("newsletters", "mensuelle", "unknown newsletter 'mensuelle' (known: hebdo, quotidienne)"),
            ("language", "de", "unknown language 'de' (known: en, fr)"),
            ("timezone", "Paris", "unknown time zone 'Paris': write it as Europe/Paris"),
            ("status", "happy", "unknown status 'happy'"),
            ("name", "x" * 201, "longer than 200"),
            ("name", "Marie\x00", "name holds bytes that are no text"),
            ("CHU", "\x00", "CHU holds bytes that are no text"),
        ],
    )
    def test_a_value_that_cannot_be_kept_is_refused_with_what_is_known(
        self, column: str, cell: str, reason: str
    ) -> None:
        with pytest.raises(ValueRefused) as refused:
            policy.candidate(RawRow(2, {"email": "a@example.org", column: cell}), OFFER)
        assert reason in refused.value.reason

    def test_a_row_without_an_address_is_refused(self) -> None:
        with pytest.raises(AddressRefused):
            policy.candidate(RawRow(2, {"name": "Marie"}), OFFER)


class TestImport:
    def row(self, **cells: str) -> policy.Candidate:
        return policy.candidate(RawRow(2, {"email": "marie@example.org", **cells}), OFFER)

    @pytest.mark.parametrize("status", [Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED])
    @pytest.mark.parametrize("cells", [{}, {"status": ""}, {"status": "active"}, {"status": "pending"}])
    def test_no_file_revives_anybody(self, status: Status, cells: dict[str, str]) -> None:
        gone = replace(ACTIVE, status=status)
        against = [standing(policy.REASON_FOR[status])]
        assert policy.refusal(self.row(**cells), gone, against) == (
            f"{status} on 2026-03-12: only they can come back"
        )

    def test_one_who_left_the_last_newsletter_is_refused_with_that_day(self) -> None:
        gone = replace(ACTIVE, status=Status.UNSUBSCRIBED)
        reason = policy.refusal(self.row(), gone, [standing(Reason.UNSUBSCRIBE, "hebdo")])
        assert reason == "unsubscribed on 2026-03-12: only they can come back"

    def test_somebody_without_a_row_is_refused_while_a_reason_stands(self) -> None:
        assert "erased on 2026-03-12" in policy.refusal(self.row(), None, [standing(Reason.ERASED)])
        assert policy.refusal(self.row(), None, [standing(Reason.UNSUBSCRIBE, "hebdo")]) == ""

    def test_a_row_that_repeats_a_status_is_welcome(self) -> None:
        gone = replace(ACTIVE, status=Status.BOUNCED)
        assert policy.refusal(self.row(status="bounced"), gone, [standing(Reason.HARD_BOUNCE)]) == ""

    def test_a_file_cannot_ask_an_active_person_to_confirm_again(self) -> None:
        assert "active already" in policy.refusal(self.row(status="pending"), ACTIVE, [])

    def test_columns_that_the_file_has_not_stay(self) -> None:
        before = replace(ACTIVE, themes=frozenset({"ia"}), attributes={"CHU": "Lille", "Tel": "1"})
        after = policy.merged(self.row(language="en", Tel="", Ville="Lens"), before)
        assert after == replace(before, language="en", attributes={"CHU": "Lille", "Ville": "Lens"})

    def test_an_empty_cell_is_a_statement(self) -> None:
        before = replace(ACTIVE, themes=frozenset({"ia"}))
        assert policy.merged(self.row(themes="", name=""), before) == replace(
            before, themes=frozenset(), name=""
        )
