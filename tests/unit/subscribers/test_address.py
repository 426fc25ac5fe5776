"""Which addresses are taken, what makes two the same, and what a refusal says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers import address
from subscribers.address import Address, mask, parse
from subscribers.errors import AddressRefused

WORDS = st.text("abzAZ019", min_size=1, max_size=12)
NAMES = st.text("abzAZ", min_size=2, max_size=12)
LOCALS = st.text("abzAZ019!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=20)
DOMAINS = st.builds("{}-{}.{}".format, WORDS, WORDS, NAMES)


def joined(words: st.SearchStrategy[str], marks: str) -> st.SearchStrategy[str]:
    """Words with one mark between each two of them."""
    more = st.lists(st.tuples(st.sampled_from(marks), words), max_size=3)
    return st.builds(lambda first, rest: first + "".join(map("".join, rest)), words, more)


PLAIN = st.builds(
    "{}@{}.{}".format,
    joined(WORDS, "._+-"),
    st.lists(joined(WORDS, "-"), min_size=1, max_size=3).map(".".join),
    NAMES,
).filter(lambda text: len(text) <= address._PLAIN_LONGEST)


def test_what_was_written_is_kept_and_the_key_is_lower_case() -> None:
    assert parse("  Marie.Dupont@CHU-Lille.example.org ") == Address(
        "Marie.Dupont@CHU-Lille.example.org", "marie.dupont@chu-lille.example.org"
    )


def test_a_domain_in_other_letters_is_kept_as_smtp_wants_it() -> None:
    assert parse("jean@Hôpital.example").written == "jean@xn--hpital-ixa.example"
    assert parse("jean@hôpital.example") == parse("jean@xn--hpital-ixa.example")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("marie", "it has no @"),
        ("marie@@example.org", "more than one @"),
        ("Marie <marie@example.org>", "write the address alone"),
        ("marie dupont@example.org", "a blank or a control character"),
        ("marie@example.org\r\nBcc: x@example.org", "a blank or a control character"),
        ("marie@example.org\n", "a blank or a control character"),
        ("marie\x00@example.org", "a blank or a control character"),
        ("hélène@example.org", "letters without accents"),
        ("marie@gmail", "has no dot"),
        ("marie@example.invalid", "under .invalid receive no mail"),
        ("marie@localhost", "under .localhost receive no mail"),
        ("marie@192.168.1.1", "ends in a number"),
        ("marie@[192.168.1.1]", "bracketed IP address"),
        ('"marie"@example.org', "quot"),
        (".marie@example.org", "period"),
        ("marie@-example.org", "hyphen"),
        ("m" * 65 + "@example.org", "too long"),
        ("m@" + "e" * 64 + ".org", "so many characters"),
        ("m@" + "example." * 40 + "org", "longer than 254"),
        # Short as written, too long once its domain is in ASCII.
        ("m@" + "éééééééééé." * 15 + "org", "too long"),
        ("m" * 64 + "@" + "éééééééééé." * 11 + "org", "too long"),
    ],
)
def test_a_refusal_says_why_in_plain_words(text: str, reason: str) -> None:
    with pytest.raises(AddressRefused, match=reason) as refused:
        parse(text)
    assert refused.value.address == text.strip(" ")
    assert not refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "o'neil@example.org",
        "a+tag@example.org",
        "a_b-c.d@sub.example.museum",
        "reader@press.test",  # A trial's own inbox.
        "reader@io",  # A country's own name.
        "m" * 64 + "@example.org",
        "1@2.fr",
    ],
)
def test_unusual_addresses_that_work_are_taken(text: str) -> None:
    assert parse(text).written == text


@given(LOCALS, DOMAINS)
def test_the_same_address_in_any_case_has_one_key(local: str, domain: str) -> None:
    key = parse(f"{local}@{domain}").key
    assert parse(f"{local.upper()}@{domain.upper()}").key == key
    assert parse(key).key == key
    assert key.isascii()


@given(PLAIN)
def test_the_short_cut_takes_only_what_the_library_takes(text: str) -> None:
    assert address._PLAIN.fullmatch(text)
    assert address._parse_with_care(text) == text


@given(st.text(max_size=80))
def test_any_text_is_either_an_address_for_smtp_or_refused(text: str) -> None:
    try:
        taken = parse(text)
    except AddressRefused:
        return
    assert taken.written.isascii()
    assert taken.written.isprintable()
    assert taken.key == taken.written.lower()
    assert len(taken.written) <= address.LONGEST


def test_a_masked_address_shows_its_first_letter_and_its_domain() -> None:
    assert mask("marie.dupont@example.org") == "m…@example.org"
