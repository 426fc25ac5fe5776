"""Seals: what we sealed opens, for its purpose alone, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.seals import Seal

OLD, NEW = b"an old secret of 32 bytes or more", b"a new secret, also of 32 bytes or so"
SEAL = Seal([NEW, OLD], "test: one thing")


@given(st.binary(max_size=60))
def test_what_was_sealed_opens_as_it_was(body: bytes) -> None:
    assert SEAL.opened(SEAL.sealed(body)) == body
    assert SEAL.sealed(body) == SEAL.sealed(body)


@given(st.binary(max_size=60), st.data())
def test_no_changed_bit_opens(body: bytes, data: st.DataObject) -> None:
    sealed = bytearray(SEAL.sealed(body))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    assert SEAL.opened(bytes(sealed)) is None


@given(st.binary(max_size=80))
def test_what_others_wrote_does_not_open(body: bytes) -> None:
    assert SEAL.opened(body) is None
    assert Seal([NEW, OLD], "test: another thing").opened(SEAL.sealed(body)) is None


def test_a_former_key_still_opens_and_no_longer_seals() -> None:
    assert SEAL.opened(Seal([OLD], "test: one thing").sealed(b"x")) == b"x"
    assert SEAL.sealed(b"x") == Seal([NEW], "test: one thing").sealed(b"x")
    assert Seal([NEW], "test: one thing").opened(Seal([OLD], "test: one thing").sealed(b"x")) is None


def test_a_shorter_seal_is_shorter_and_no_other_length_opens() -> None:
    short = Seal([NEW], "test: one thing", mac_bytes=12)
    assert len(short.sealed(b"body")) == 1 + 4 + 12
    assert short.opened(short.sealed(b"body")) == b"body"
    assert short.opened(SEAL.sealed(b"body")) is None
    assert SEAL.opened(short.sealed(b"body")) is None


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b""]])
def test_missing_and_short_keys_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="at least one key, each of 16 bytes"):
        Seal(keys, "test: one thing")
