"""Asks the sites that an edition links to whether what it links to is there.

It asks each address once, a host at a time as slowly as the fetcher does, and none that acts for a reader.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from digest.ports import Clock
from digest.render.preflight import Finding, Page, worst_first
from digest.render.preflight.reachability import NO_ANSWER, Answer, reachability, to_ask
from digest.services.press import NOBODY, EditionPress, Reader
from digest.sources.fetch import Fetched, Fetcher

MOST = 150
"""Addresses of one edition that are asked."""
WITHIN = timedelta(minutes=2)
"""After which no further one is asked."""
_AT_ONCE = 8


def check_reach(press: EditionPress, fetcher: Fetcher, clock: Clock) -> list[Finding]:
    """Return what is to be said of the links and pictures of an edition, the worst first."""
    page = Page(press.preview(Reader(subscriber=NOBODY, address="reader@example.org")).html)
    links, pictures = to_ask(page)
    addresses = list(dict.fromkeys((*links, *pictures)))
    until = clock.now() + WITHIN

    def ask(address: str) -> Answer | None:
        now = clock.now()
        if now > until:
            return None
        found = fetcher.probe(address, now=now)
        if isinstance(found, Fetched):
            return Answer(status=200, content_type=found.content_type, length=found.length)
        return Answer(status=found.status or NO_ANSWER)

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        asked = zip(addresses, threads.map(ask, addresses[:MOST]), strict=False)
        answers = {address: answer for address, answer in asked if answer}
    return worst_first(reachability(answers, pictures, len(addresses) - len(answers)))
