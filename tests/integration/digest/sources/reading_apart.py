"""A process that reads what it is told to and says what that took: an address a line in, JSON a line out.

Apart, so that its memory is its own.
"""

import json
import os
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from digest.domain.content import ItemKind
from digest.domain.gathering import Harvest, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.sources.entry import Setting
from digest.sources.feed import read_feed
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><item><title>A</title><link>/1</link></item></channel></rss>"


def kilobytes(name: str) -> int:
    """Return a figure of this process's memory, as Linux keeps it."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


def read(url: str) -> None:
    """Read the address and print what came of it."""
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    Path("/proc/self/clear_refs").write_text("5")  # Forget the highest mark of memory.
    before, started = kilobytes("VmRSS"), time.monotonic()
    reading = reader.read(Source(slug="s", url=url), Validators(), timezone="UTC", now=NOW)
    assert isinstance(reading, Harvest | Unreadable)
    told = {
        "seconds": time.monotonic() - started,
        "megabytes": (kilobytes("VmHWM") - before) / 1000,
        "reason": reading.reason if isinstance(reading, Unreadable) else "",
        "text": repr(reading)[:100_000],
    }
    print(json.dumps(told), flush=True)


def main() -> None:
    """Read each address of standard input in a child of its own, which has all that reading needs once."""
    read_feed(FEED, "", Setting(kind=ItemKind.ARTICLE, url="http://a.example/", timezone="UTC"))
    for line in sys.stdin:
        if os.fork() == 0:
            read(line.strip())
            os._exit(0)
        os.wait()


if __name__ == "__main__":
    main()
