"""Signing: what DKIM and return addresses cost on top of a message, beside the bare key operation."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from benchmarks.editions import busy_edition
from benchmarks.rounds import line, medians
from digest.bootstrap import SystemClock
from digest.domain.edition import EditionId
from digest.mail.dkim import Signer, SigningKey
from digest.mail.dkim_keys import KINDS, read_keys, write_new_keys
from digest.mail.verp import ReturnPaths
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from digest.services.press import EditionPress, Press
from digest.storage.outbox import Claimed
from subscribers.api import Links

_DATE = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
_MESSAGES = 200
_DIGEST = b"x" * 32
_CONTENT = busy_edition()


def run() -> None:
    """Print the cost of messages with every kind of key, less that of the same messages unsigned."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dkim.pem"
        write_new_keys(file, KINDS)
        keys = read_keys(file, KINDS)
    for themes in (frozenset(_CONTENT.themes[:1]), frozenset(_CONTENT.themes)):
        _compare(keys, _claimed(themes))


def _compare(keys: tuple[SigningKey, ...], claimed: list[Claimed]) -> None:
    unsigned = _press(None)
    contestants = {
        "unsigned": _merging(unsigned, claimed),
        "one sender": _merging(_press(None, verp=False), claimed),
    }
    for key in keys:
        contestants[key.kind] = _merging(_press(Signer("news.example", (key,))), claimed)
        contestants[f"bare {key.kind}"] = _signing(key)
        contestants[f"between {key.kind}"] = _merging(unsigned, claimed, key)
    found = {name: seconds / _MESSAGES for name, seconds in medians(contestants, clock=process_time).items()}
    weight = len(unsigned.outgoing(claimed[0]).data) / 1000
    each = found["unsigned"]
    line(f"merge one message of {weight:.0f} kB, return address included", f"{1 / each:.0f} /s")
    line("  of which the return address", f"{(each - found['one sender']) * 1e6:.1f} µs")
    for key in keys:
        on_top = found[key.kind] - each
        # The key operation is fastest on its own in a loop; between two messages it finds the caches cold.
        for where, bare in (
            ("in a loop", found[f"bare {key.kind}"]),
            ("between two messages", found[f"between {key.kind}"] - each),
        ):
            beside = f"the bare signature {where}, {bare * 1e6:.0f} µs"
            line(f"  {key.kind} on top", f"{on_top * 1e6:.0f} µs", on_top / bare, beside)


def _claimed(themes: frozenset[str]) -> list[Claimed]:
    return [
        Claimed(
            delivery=number,
            subscriber=number,
            address=f"r{number}@example.org",
            name="Zoé Lemaître",
            language="fr",
            themes=themes,
            attempts=0,
        )
        for number in range(1, _MESSAGES + 1)
    ]


def _press(signer: Signer | None, *, verp: bool = True) -> EditionPress:
    press = Press(
        EditionRenderer(template_folders(), "https://news.example"),
        Links([b"k" * 32], "https://news.example", SystemClock()),
        base_url="https://n.example",
        return_paths=ReturnPaths("bounces.example", [b"k" * 32]) if verp else None,
        signer=signer,
    )
    return press.for_content(EditionId("quotidienne", _CONTENT.date), _CONTENT, _DATE)


def _merging(
    press: EditionPress, claimed: list[Claimed], key: SigningKey | None = None
) -> Callable[[], None]:
    def merge() -> None:
        for each in claimed:
            press.outgoing(each)
            if key:
                key.sign(_DIGEST)

    press.outgoing(claimed[0])
    return merge


def _signing(key: SigningKey) -> Callable[[], None]:
    def sign() -> None:
        for _ in range(_MESSAGES):
            key.sign(_DIGEST)

    return sign
