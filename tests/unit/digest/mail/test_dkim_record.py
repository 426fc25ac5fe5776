"""DNS records of keys: as receivers read them, and what is wrong with those that they find."""

import re
from dataclasses import replace

import pytest

from digest.mail.dkim_record import problem, record_name, record_strings, record_value, zone_line
from tests.fakes.dkim_keys import signer

RSA, ED25519 = signer().keys
RIGHT = record_value(RSA)


def test_a_record_says_which_kind_of_key_it_is_and_the_key() -> None:
    assert record_name(ED25519, "news.example.org") == "e1._domainkey.news.example.org"
    assert record_value(ED25519) == f"v=DKIM1; k=ed25519; p={ED25519.public}"
    assert record_value(RSA) == f"v=DKIM1; k=rsa; p={RSA.public}"


def test_a_long_record_is_cut_into_strings_that_dns_takes() -> None:
    strings = record_strings(RIGHT)
    assert [len(string) <= 255 for string in strings] == [True, True]
    assert "".join(strings) == RIGHT
    line = zone_line(RSA, "news.example.org")
    assert line.startswith("r1._domainkey.news.example.org. IN TXT ( ")
    assert "".join(re.findall('"([^"]*)"', line)) == RIGHT
    assert "\n" not in line


@pytest.mark.parametrize(
    "found",
    [
        RIGHT,
        f"p={RSA.public}",
        f"v=DKIM1;k=rsa;p={RSA.public};",
        f"v=DKIM1; h=sha1:sha256; s=email:web; t=s; n=a note; p={RSA.public[:40]} {RSA.public[40:]}",
    ],
)
def test_the_right_key_is_known_however_it_is_written(found: str) -> None:
    assert problem(RSA, [found]) == ""


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], "nothing is there: publish what `digest dkim record` prints"),
        ([RIGHT, RIGHT], "2 TXT records are there"),
        (["v=spf1 -all"], "is no DKIM key"),
        ([RIGHT.replace("DKIM1", "DKIM2")], "is no DKIM key"),
        (["v=DKIM1; p="], "is revoked"),
        ([record_value(ED25519)], "another key is there"),
        ([record_value(replace(ED25519, kind="rsa"))], "another key is there"),
        ([RIGHT.replace("k=rsa", "k=ed25519")], "another key is there"),
        ([f"{RIGHT}; h=sha1"], "h="),
        ([f"{RIGHT}; s=web"], "is not for mail"),
        ([f"{RIGHT}; t=y:s"], "only a test"),
    ],
)
def test_what_is_wrong_with_a_record_is_told(found: list[str], told: str) -> None:
    assert told in problem(RSA, found)
