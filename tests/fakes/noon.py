"""A time zone in which it is about noon right now: for tests with the real clock, whose day must not end midway."""

from datetime import datetime
from zoneinfo import ZoneInfo

from digest.bootstrap import SystemClock


def zone_at_noon(now: datetime | None = None) -> ZoneInfo:
    """Return a zone where the clock shows between 12:00 and 12:59 at `now`, or at this moment."""
    ahead = 12 - (now or SystemClock().now()).hour
    # The names of these zones count westwards: it is five hours later than in Greenwich in Etc/GMT-5.
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")
