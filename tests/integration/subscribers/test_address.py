"""Addresses that others collected, measured against theirs: accept the valid ones, refuse the faulty ones."""

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from subscribers.address import parse
from subscribers.errors import AddressRefused

ACCEPT = {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
REFUSE = {"ISEMAIL_ERR"}


def cases() -> Iterator[tuple[str, str]]:
    """Yield each collected address with its category; pictures of control characters become the real ones."""
    folder = os.environ.get("DIGEST_CORPORA")
    if not folder or not Path(folder, "addresses").is_dir():
        pytest.skip("no collection of addresses: set DIGEST_CORPORA to the folder of the corpora")
    tree = ET.parse(Path(folder, "addresses", "is_email_tests.xml"))
    for case in tree.iter("test"):
        text = "".join(
            chr(ord(character) - 0x2400) if 0x2400 <= ord(character) < 0x2440 else character
            for character in case.findtext("address") or ""
        )
        yield text, case.findtext("category") or ""


def taken(text: str) -> bool:
    try:
        parse(text)
    except AddressRefused:
        return False
    return True


@pytest.mark.conformance
def test_collected_addresses_are_judged_as_their_collectors_do() -> None:
    found = list(cases())
    wrong = [
        text
        for text, kind in found
        if (kind in ACCEPT and not taken(text)) or (kind in REFUSE and taken(text))
    ]
    print(f"addresses: {len(found)} judged, {len(wrong)} against their label")
    assert wrong == []
