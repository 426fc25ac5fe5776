"""DKIM: what an independent program makes of our canonical forms and of our signatures."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from dkim.canonicalization import Relaxed
from hypothesis import example, given
from hypothesis import strategies as st

from digest.mail.dkim import OVERSIGNED, Signer, relaxed_field, relaxed_lines
from tests.fakes.dkim_keys import quick_signer, signer
from tests.fakes.receiver import verified

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
HEAD = (
    b"From: La   R=?= <redaction@news.example.org>\r\n",
    b"To: a@example.org\r\n",
    b"Subject:  folded\r\n\t twice\r\n  and \t blank \r\n",
    b"Date: Tue, 24 Nov 2026 06:00:00 +0000\r\n",
    b"List-Unsubscribe: <https://news.example.org/u/1>,\r\n <mailto:u@news.example.org>\r\n",
)
BODY = b"Bonjour,\r\n\r\n deux  espaces\t\r\n.\r\nfin\r\n"
LINE = st.lists(st.sampled_from([b" ", b"\t", b"a", b"=", b".", b"=20", b"x\x0cy"]), max_size=12).map(
    b"".join
)
SEGMENT = st.lists(LINE, max_size=6).map(lambda lines: b"".join(line + b"\r\n" for line in lines))


def written(by: Signer, head: tuple[bytes, ...] = HEAD, body: bytes = BODY, at: datetime = AT) -> bytes:
    names = [line.partition(b":")[0].decode() for line in head]
    digest = sha256(relaxed_lines(body)).digest()
    fields = by.stamp(names, at).fields(b"".join(map(relaxed_field, head)), digest)
    return b"".join([fields, *head, b"\r\n", body])


@given(st.lists(SEGMENT, max_size=6), LINE)
@example([b"a \r\n", b"\r\n", b" \t\r\n"], b" ")
def test_a_body_in_pieces_of_whole_lines_has_the_canonical_form_of_the_whole(
    segments: list[bytes], end: bytes
) -> None:
    # What our bodies never end with, empty lines, is left out of the comparison.
    last = end + b"--\r\n"
    whole = Relaxed.canonicalize_body(b"".join([*segments, last]))
    assert b"".join(map(relaxed_lines, [*segments, last])) == whole
    assert relaxed_lines(whole) == whole


@given(
    st.from_regex(rb"[A-Za-z-]{1,20}[ \t]{0,2}", fullmatch=True),
    st.lists(
        st.lists(st.sampled_from([b" ", b"\t", b"ab", b"=?", b":"]), max_size=8).map(b"".join), max_size=4
    ),
)
def test_a_field_has_the_canonical_form_that_others_find(name: bytes, lines: list[bytes]) -> None:
    value = b"\r\n ".join(lines)
    ((expected_name, expected_value),) = Relaxed.canonicalize_headers([(name, value + b"\r\n")])
    expected = expected_name + b":" + expected_value
    assert relaxed_field(name + b":" + value) == expected
    assert relaxed_field(name + b":" + value + b"\r\n") == expected


def test_both_signatures_hold() -> None:
    assert verified(written(signer()), signer()) == [True, True]


@given(st.lists(SEGMENT, max_size=4).map(b"".join))
def test_any_body_is_signed_as_it_stands(body: bytes) -> None:
    by = quick_signer()
    assert verified(written(by, body=body + b"--\r\n"), by) == [True]


def test_a_signature_says_who_when_and_what() -> None:
    unfolded = re.sub(rb"\r\n\s", b" ", written(signer())).decode()
    rsa, ed25519 = unfolded.splitlines()[:2]
    assert rsa.startswith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.example.org; s=r1;")
    assert ed25519.startswith(
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=news.example.org; s=e1;"
    )
    for field in (rsa, ed25519):
        assert f" t={AT.timestamp():.0f}; " in field
        (names,) = re.findall(r" h=([^;]*);", field)
        assert names.replace(" ", "").split(":") == [
            *("From", "To", "Subject", "Date", "List-Unsubscribe"),
            *OVERSIGNED,
        ]


def test_no_line_of_a_signature_is_long() -> None:
    names = tuple(f"X-A-Rather-Long-Field-Name-{number}: x\r\n".encode() for number in range(12))
    message = written(signer(), head=(*HEAD, *names))
    assert verified(message, signer()) == [True, True]
    assert max(map(len, message.partition(b"\r\nFrom:")[0].split(b"\r\n"))) <= 76


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Bonjour", b"Bonsoir"),
        (b"fin\r\n", b"fin.\r\n"),
        (b"fin\r\n", b"fin\r\nmore\r\n"),
        (b"twice", b"once"),
        (b"To: a@", b"To: b@"),
        (b"/u/1>", b"/u/2>"),
        (b"d=news.example.org", b"d=news.example.com"),
        (b" t=17955", b" t=17956"),
        (b"\r\nTo: a@example.org", b""),
    ],
)
def test_what_is_changed_on_the_way_no_longer_holds(before: bytes, after: bytes) -> None:
    message = written(signer())
    assert before in message
    assert verified(message.replace(before, after), signer()) == [False, False]


@pytest.mark.parametrize("name", OVERSIGNED)
@pytest.mark.parametrize("above", [True, False])
def test_a_second_field_beside_a_signed_one_breaks_the_signature(name: str, above: bool) -> None:
    message, more = written(signer()), f"{name}: somebody@else.example\r\n".encode()
    changed = more + message if above else message.replace(b"\r\n\r\n", b"\r\n" + more + b"\r\n", 1)
    assert verified(changed, signer()) == [False, False]


def test_what_relays_do_on_the_way_changes_nothing() -> None:
    message = written(signer()).replace(b"  folded\r\n\t twice\r\n  and", b" folded twice\r\n and")
    message = message.replace(b"deux  espaces\t\r\n", b"deux espaces\r\n")
    received = b"Received: from a by b;\r\n Tue, 24 Nov 2026 06:00:01 +0000\r\n"
    assert verified(message, signer()) == [True, True]
    assert verified(message.replace(b"\r\nFrom:", b"\r\n" + received + b"From:", 1), signer()) == [True, True]


def test_the_same_message_is_signed_the_same_way_every_time() -> None:
    assert written(signer()) == written(signer())
    elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
    assert written(signer()) == written(signer(), at=elsewhere)
    assert written(signer()) != written(signer(), at=AT + timedelta(seconds=1))


def test_a_key_that_is_not_ours_does_not_hold() -> None:
    ours = signer()
    assert verified(written(ours), signer("other.example")) == [False, False]
    swapped = Signer(
        ours.domain, (replace(ours.keys[1], selector="r1"), replace(ours.keys[0], selector="e1"))
    )
    assert verified(written(ours), swapped) == [False, False]


def test_a_key_shows_nothing_that_is_secret() -> None:
    assert "sign=" not in repr(signer())
