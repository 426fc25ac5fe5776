"""The table of mail clients against the collection of facts that it was taken from."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from digest.render.preflight.support import table

COLUMNS = {
    "Gmail (web)": ("gmail.desktop-webmail",),
    "Gmail (apps)": ("gmail.ios", "gmail.android"),
    "Gmail (other accounts)": ("gmail.ios", "gmail.android"),
    "Apple Mail (iPhone, iPad)": ("apple-mail.ios",),
    "Apple Mail (Mac)": ("apple-mail.macos",),
    "Outlook (Word)": ("outlook.windows",),
    "Outlook (new)": ("outlook.outlook-com",),
    "Outlook.com": ("outlook.outlook-com",),
    "Outlook (apps)": ("outlook.ios", "outlook.android"),
    "Orange": ("orange.desktop-webmail", "orange.ios", "orange.android"),
    "SFR": ("sfr.desktop-webmail", "sfr.ios", "sfr.android"),
    "La Poste": ("laposte.desktop-webmail",),
    "Free": ("free-fr.desktop-webmail",),
    "Yahoo": ("yahoo.desktop-webmail", "yahoo.ios", "yahoo.android"),
    "Samsung": ("samsung-email.android",),
    "Thunderbird": ("thunderbird.macos",),
}
"""Each of our clients, and those of the collection that it stands for."""
OTHER_ACCOUNTS = re.compile(r"non.?google", re.IGNORECASE)
ONLY_OTHERS = re.compile(
    r"only (supported|works) with non|supported with non.?google accounts only", re.IGNORECASE
)
OURS = {
    "html-script": "no client runs one",
    "css-display": "of its values only new ones fail with other accounts",
}
"""Where we judge by ourselves."""

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    file = Path(os.environ.get("DIGEST_CORPORA", "")) / "caniemail" / "caniemail.json"
    if not os.environ.get("DIGEST_CORPORA") or not file.is_file():
        pytest.skip("DIGEST_CORPORA names no folder that holds caniemail/")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def newest(feature: dict[str, Any], column: str) -> str:
    """Return the last result of a client, with the numbers of its notes; "" where there is none."""
    client, platform = column.split(".")
    results = feature["stats"].get(client, {}).get(platform, {})
    return list(results.values())[-1] if results else ""


def with_other_accounts(feature: dict[str, Any], result: str) -> str:
    """Return the letter that a result of Gmail's apps has for an account of another provider."""
    for number, note in (feature["notes_by_num"] or {}).items():
        if f"#{number}" in result.split() and OTHER_ACCOUNTS.search(note):
            return "y" if ONLY_OTHERS.search(note) else "n"
    return result[:1]


def letter(feature: dict[str, Any], name: str) -> str:
    results = [newest(feature, column) for column in COLUMNS[name]]
    if name == "Gmail (other accounts)":
        found = {with_other_accounts(feature, result) for result in results}
    else:
        found = {result[:1] for result in results}
    known = found & set("yan")
    if not known or known == {"n"}:
        return "n" if known else "u"
    return "m" if "n" in known else max(known, key="ya".index)


def test_every_letter_of_the_table_is_that_of_the_collection(facts: dict[str, Any]) -> None:
    shipped = table()
    assert [client.name for client in shipped.clients] == list(COLUMNS)
    differing = {
        feature: (letters, expected)
        for feature, letters in shipped.support.items()
        if feature not in OURS
        and letters != (expected := "".join(letter(facts[feature], name) for name in COLUMNS))
    }
    assert differing == {}
    assert len(shipped.support) > 180
