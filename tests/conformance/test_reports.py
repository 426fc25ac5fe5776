"""How well mails that came back are understood: a public collection of labelled ones, which lies outside.

Its labels name one record for each recipient, with a reason and whether the address is bad for good.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from digest.domain.feedback import Action, Cause
from digest.mail.reports import reader
from digest.mail.reports.model import Finding, Kind, Report
from tests.fakes.mutations import mutated

pytestmark = pytest.mark.conformance

A = Action
ACTIONS = {
    **dict.fromkeys(("userunknown", "hostunknown", "hasmoved", "notaccept"), A.BAD_ADDRESS),
    **dict.fromkeys(("mailboxfull", "suspend", "onhold", "undefined", "mailererror", "systemfull"), A.SOFT),
    **dict.fromkeys(("filtered", "blocked", "badreputation", "rejected", "requireptr"), A.BLOCKED),
    **dict.fromkeys(("toomanyconn", "speeding", "ratelimited"), A.BLOCKED),
    **dict.fromkeys(("authfailure", "policyviolation", "securityerror", "norelaying"), A.POLICY),
    **dict.fromkeys(("notcompliantrfc", "syntaxerror", "failedstarttls"), A.POLICY),
    **dict.fromkeys(
        ("spamdetected", "virusdetected", "contenterror", "mesgtoobig", "exceedlimit"), A.CONTENT
    ),
    **dict.fromkeys(("expired", "networkerror", "systemerror"), A.NETWORK),
    "feedback": A.COMPLAINT,
    **dict.fromkeys(("vacation", "delivered"), A.NOT_A_BOUNCE),
}
"""Where the reasons of the collection lie among our eight actions."""
NOBODY = Finding(recipient="", kind=Kind.OTHER, cause=Cause.NOTHING)


@dataclass(frozen=True, slots=True)
class Record:
    """What the collection says of one recipient, and what we do."""

    file: str
    reason: str
    hard: bool
    found: Finding


@pytest.fixture(scope="module")
def mails() -> dict[str, bytes]:
    folder = Path(os.environ.get("DIGEST_CORPORA", "")) / "bounces"
    if not os.environ.get("DIGEST_CORPORA") or not folder.is_dir():
        pytest.skip("DIGEST_CORPORA names no folder with bounces/")
    return {file.name: file.read_bytes() for file in sorted((folder / "mail").glob("*.eml"))}


@pytest.fixture(scope="module")
def records(mails: dict[str, bytes]) -> list[Record]:
    file = Path(os.environ["DIGEST_CORPORA"]) / "bounces" / "labels.json"
    labels = json.loads(file.read_text("utf-8"))
    return [record for name, rows in labels.items() for record in _records(name, rows, mails[name])]


def _records(name: str, rows: list[dict[str, object]], raw: bytes) -> Iterator[Record]:
    found = reader.read_report(raw).findings
    for index, row in enumerate(rows):
        finding = found[index] if index < len(found) else NOBODY
        yield Record(name, str(row["reason"]), bool(row["hard"]), finding)


def test_recipients_and_causes_are_found(records: list[Record]) -> None:
    count = len(records)
    named = sum(bool(record.found.recipient) for record in records)
    right = sum(record.found.hard == record.hard for record in records)
    called_hard = [record for record in records if record.found.hard]
    truly_hard = sum(record.hard for record in called_hard)
    acted = Counter(ACTIONS[record.reason] for record in records)
    hit = Counter(record.found.action for record in records if record.found.action is ACTIONS[record.reason])
    print(f"\n{count} records")
    print(f"recipient found {_percent(named, count)}   hard or not {_percent(right, count)}")
    hard = sum(record.hard for record in records)
    print(f"hard precision  {_percent(truly_hard, len(called_hard))}   recall {_percent(truly_hard, hard)}")
    for action in Action:
        print(f"  {action:14} {acted[action]:4} {_percent(hit[action], acted[action])}")
    print(f"action          {_percent(hit.total(), count)}")
    assert named >= 0.99 * count
    assert right >= 0.97 * count
    assert truly_hard >= 0.97 * len(called_hard)
    assert hit.total() >= 0.94 * count


def test_nothing_but_a_bounce_is_ever_hard(records: list[Record]) -> None:
    others = [record for record in records if ACTIONS[record.reason] in (A.COMPLAINT, A.NOT_A_BOUNCE)]
    assert others
    assert [record.file for record in others if record.found.hard] == []


def test_line_ends_of_every_system_make_no_difference(mails: dict[str, bytes]) -> None:
    for name, raw in mails.items():
        plain = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        expected = _facts(reader.read_report(plain))
        for ending in (b"\r\n", b"\r"):
            assert _facts(reader.read_report(plain.replace(b"\n", ending))) == expected, name


def test_a_mail_is_read_in_no_time(mails: dict[str, bytes]) -> None:
    times = []
    for raw in mails.values():
        started = time.perf_counter()
        reader.read_report(raw)
        times.append(time.perf_counter() - started)
    slowest = sorted(times)[int(len(times) * 0.99)]
    print(f"\nslowest of a hundred: {1000 * slowest:.1f} ms")
    assert slowest <= 0.020


def test_damaged_mails_are_read_without_an_error(mails: dict[str, bytes]) -> None:
    count = int(os.environ.get("DIGEST_MUTATIONS", "3000"))
    chance = random.Random(20250106)
    originals = list(mails.values())
    times = []
    for number in range(count):
        raw = mutated(originals, chance)
        started = time.perf_counter()
        # The stages themselves, without the net that is spread under them.
        report = reader._read(raw)
        times.append(time.perf_counter() - started)
        assert json.dumps(asdict(report), ensure_ascii=False).encode(), number
    print(f"\n{count} damaged mails, slowest of a hundred: {1000 * sorted(times)[count * 99 // 100]:.1f} ms")


def _facts(report: Report) -> list[tuple[str, Kind, Cause, bool]]:
    return [(one.recipient, one.kind, one.cause, one.hard) for one in report.findings]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    –"
