"""An address: is it one that we can write to, and when are two of them the same?

It looks nothing up: whether a mailbox exists is what a bounce tells.
"""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from subscribers.errors import AddressRefused

LONGEST = 254
"""Characters of the longest address that fits into an SMTP path (RFC 5321 §4.5.3.1.3, less its brackets)."""

_RESERVED = frozenset({"arpa", "invalid", "local", "localhost", "onion"})

_PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}", re.ASCII
)
_PLAIN_LONGEST = 63
"""Nine addresses in ten match `_PLAIN`; up to this length no part of one can be too long either. They skip
the library, which takes most of the time of a large import; a property test holds the two together."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that we can write to.

    written: as it was written, save blanks around it and a domain in other letters than ASCII, which is
    kept in its ASCII form (RFC 5890), as SMTP wants it.
    key: what makes it unique: lower case throughout. RFC 5321 would allow servers to tell cases of the
    local part apart; none of those that people use does, and the same person twice is the greater harm.
    """

    written: str
    key: str


def parse(text: str) -> Address:
    """Read one address; raise AddressRefused with the reason in plain words."""
    # Not line ends: whatever carries one was put together by a program, perhaps to smuggle in a header.
    text = text.strip(" \t\u00a0")
    last = text.rpartition(".")[2].rpartition("@")[2].lower()
    if last in _RESERVED:
        raise AddressRefused(text, f"names under .{last} receive no mail (RFC 6761)")
    plain = len(text) <= _PLAIN_LONGEST and _PLAIN.fullmatch(text)
    written = text if plain else _parse_with_care(text)
    return Address(written, written.lower())


def mask(address: str) -> str:
    """Return `address` so that its owner knows it and nobody else learns it: "m…@example.org"."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _parse_with_care(text: str) -> str:
    reason = _plain_reason(text)
    if reason:
        raise AddressRefused(text, reason)
    try:
        # Names without a dot are judged below, and .test is what people try things out with.
        valid = validate_email(
            text,
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,
            strict=True,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise AddressRefused(text, _in_our_voice(str(error))) from error
    local, domain = text.rpartition("@")[0], valid.ascii_domain
    _check_domain(text, domain)
    return text if text.isascii() else f"{local}@{domain}"


def _plain_reason(text: str) -> str:
    """Return why `text` is no address, for the mistakes that people make; "" when none of them is seen."""
    local = text.partition("@")[0]
    mistakes = (
        (not text, "it is empty"),
        (len(text) > LONGEST, f"it is longer than {LONGEST} characters"),
        ("<" in text or ">" in text, "write the address alone, without a name or brackets around it"),
        (any(map(_is_blank, text)), "it holds a blank or a control character"),
        ("@" not in text, "it has no @"),
        (text.count("@") > 1, "it has more than one @"),
        (not local.isascii(), "before the @, mail servers only take letters without accents"),
    )
    return next((reason for found, reason in mistakes if found), "")


def _is_blank(character: str) -> bool:
    return character.isspace() or not character.isprintable()


def _check_domain(text: str, domain: str) -> None:
    last = domain.rpartition(".")[2]
    if "." not in domain and len(last) != 2:
        # Only a country's own name may carry mail without a dot (ICANN forbids it for all others).
        raise AddressRefused(text, "the part after the @ has no dot")
    if last.isdigit():
        raise AddressRefused(text, "the part after the @ ends in a number: it must be a name")


def _in_our_voice(message: str) -> str:
    """Return the library's sentence as the second half of one of ours."""
    sentence = message.rstrip(".")
    return sentence[:1].lower() + sentence[1:]
