"""Reads from the headers of an answer how long its server lets us wait, or wants us to.

It decides nothing about when a source is read again (see `digest.domain.gathering`).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 9
"""Of seconds: thirty years. What is longer overflows where others add it to a date."""
_DIRECTIVE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,"]*)))?""")


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date (RFC 9110 §10.2.3); None where it says neither.

    A date that is past means at once: zero.
    """
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    moment = _moment(value)
    return max(moment - now, timedelta(0)) if moment else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how much longer an answer stays fresh (RFC 9111 §4.2), zero where it says nothing of it.

    max-age less the Age it has in caches on the way; without max-age, Expires less Date. no-cache and
    no-store forbid to rely on it. Directives that cannot be read count as stale, as §4.2.1 asks;
    s-maxage is for caches that several share, which we are not.
    """
    directives: dict[str, list[str]] = {}
    for name, quoted, bare in _DIRECTIVE.findall(headers.get("Cache-Control", "")):
        directives.setdefault(name.lower(), []).append(quoted or bare)
    if {"no-cache", "no-store"} & directives.keys():
        return timedelta(0)
    if "max-age" in directives:
        # Of several the shortest counts: that one at least everybody who wrote them agrees to.
        lifetime = min(_seconds(value) or timedelta(0) for value in directives["max-age"])
        return max(lifetime - (_seconds(headers.get("Age", "")) or timedelta(0)), timedelta(0))
    until = _moment(headers.get("Expires", ""))
    return max(until - (_moment(headers.get("Date", "")) or now), timedelta(0)) if until else timedelta(0)


def _seconds(value: str) -> timedelta | None:
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return None
    return timedelta(seconds=int(value[:_MOST_DIGITS]))


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.strip())
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
