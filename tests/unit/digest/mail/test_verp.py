"""Return addresses: each names one delivery, fits every server on the way, and is made by nobody but us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail.headers import is_plain_address
from digest.mail.verp import ReturnPath, ReturnPaths
from subscribers.api import Seal
from subscribers.tokens import Tokens

OLD, NEW = b"an old secret of 32 bytes or more", b"a new secret, also of 32 bytes or so"
PATHS = ReturnPaths("bounces.example", [NEW, OLD])
DELIVERIES = st.integers(min_value=1, max_value=2**48 - 1)
SUBSCRIBERS = st.integers(min_value=1, max_value=2**32 - 1)


@given(DELIVERIES, SUBSCRIBERS)
def test_an_address_names_its_delivery(delivery: int, subscriber: int) -> None:
    address = PATHS.address(delivery, subscriber)
    assert PATHS.read(address) == ReturnPath(delivery, subscriber)
    assert PATHS.address(delivery, subscriber) == address


@given(DELIVERIES, SUBSCRIBERS)
def test_it_may_lose_its_domain_and_its_case_on_the_way(delivery: int, subscriber: int) -> None:
    address = PATHS.address(delivery, subscriber)
    local = address.partition("@")[0]
    for seen in (local, local.upper(), address.upper(), address.title(), f"{local}@elsewhere.example"):
        assert PATHS.read(seen) == ReturnPath(delivery, subscriber)


@given(DELIVERIES, SUBSCRIBERS)
def test_it_fits_an_envelope(delivery: int, subscriber: int) -> None:
    address = PATHS.address(delivery, subscriber)
    assert len(address.partition("@")[0]) <= 64
    assert is_plain_address(address)


@given(DELIVERIES, SUBSCRIBERS, st.data())
def test_no_changed_character_is_read(delivery: int, subscriber: int, data: st.DataObject) -> None:
    local = PATHS.address(delivery, subscriber).partition("@")[0]
    place = data.draw(st.integers(0, len(local) - 1))
    other = data.draw(
        (st.characters(codec="utf-8") | st.sampled_from("0123456789abcdef-")).filter(
            lambda character: character.lower() != local[place]
        )
    )
    assert PATHS.read(local[:place] + other + local[place + 1 :]) is None


@given(DELIVERIES, SUBSCRIBERS, st.text(min_size=1, max_size=5).filter(lambda more: "@" not in more))
def test_nothing_may_stand_before_or_behind_it_or_be_missing(
    delivery: int, subscriber: int, more: str
) -> None:
    local = PATHS.address(delivery, subscriber).partition("@")[0]
    for seen in (more + local, local + more, local[: -len(more)]):
        assert PATHS.read(seen) is None


@given(st.text(max_size=120) | st.from_regex(r"b-[0-9a-f]{46}@bounces\.example", fullmatch=True))
def test_what_somebody_made_up_is_nobody_s(address: str) -> None:
    assert PATHS.read(address) is None


@pytest.mark.parametrize("address", ["", "@", "bounces@bounces.example", "b-@bounces.example", "b-zz"])
def test_other_addresses_of_the_domain_name_no_delivery(address: str) -> None:
    assert PATHS.read(address) is None


def test_a_token_of_a_link_makes_no_return_address_and_the_other_way_round() -> None:
    body = bytes.fromhex(PATHS.address(3, 7)[2:48])[1:-12]
    for purpose in ("subscribers: unsubscribe", "subscribers: preferences"):
        forged = Seal([NEW], purpose, mac_bytes=12).sealed(body).hex()
        assert PATHS.read(f"b-{forged}@bounces.example") is None
    assert Tokens([NEW]).read_unsubscribe(PATHS.address(3, 7)[2:48]) is None


def test_bounces_of_what_is_out_outlive_a_change_of_keys() -> None:
    address = ReturnPaths("bounces.example", [OLD]).address(3, 7)
    assert PATHS.read(address) == ReturnPath(3, 7)
    assert ReturnPaths("bounces.example", [NEW]).read(address) is None


def test_what_is_no_delivery_comes_back_to_the_mailbox() -> None:
    assert PATHS.mailbox == "bounces@bounces.example"
    assert PATHS.read(PATHS.mailbox) is None
