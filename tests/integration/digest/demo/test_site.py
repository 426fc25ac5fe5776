"""The demonstration's site serves every link that it prints, over real HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin
from urllib.request import Request, urlopen

import feedparser
import pytest

from digest.demo.press import load_press
from digest.demo.site import DemoSite

NOW = datetime(2026, 3, 17, 9, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    running = DemoSite(now=NOW)
    yield running.start()
    running.stop()


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urlopen(request, timeout=5) as response:
            return response.status, dict(response.headers), response.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


class Page(HTMLParser):
    """What a page links to, and the facts that it states for machines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.facts: dict[str, str] = {}
        self.images_without_alt = 0
        self.json_ld = ""
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.links += [named[key] for key in ("href", "src") if named.get(key)]
        if tag == "meta" and named.get("property"):
            self.facts[named["property"]] = named["content"]
        if tag == "img" and not named.get("alt"):
            self.images_without_alt += 1
        self._in_script = tag == "script"

    def handle_data(self, data):
        if self._in_script:
            self.json_ld += data

    def handle_endtag(self, tag):
        self._in_script = False


def test_every_link_that_the_site_prints_is_served_by_the_site(site):
    waiting, seen = [f"{site}/"], set()
    while waiting:
        url = urldefrag(waiting.pop()).url
        if url in seen:
            continue
        seen.add(url)
        assert url.startswith(site), url
        status, headers, body = get(url)
        assert status == 200, url
        if headers["Content-Type"].startswith("text/html"):
            page = Page(body.decode())
            assert page.images_without_alt == 0, url
            waiting += [urljoin(url, link) for link in page.links]
        elif "xml" in headers["Content-Type"]:
            entries = feedparser.parse(body, sanitize_html=False).entries
            waiting += [link.href for entry in entries for link in entry.links]
            waiting += [picture["url"] for entry in entries for picture in entry.get("media_content", [])]
    press = load_press(NOW)
    paths = {url.removeprefix(site) for url in seen}
    assert {"/", "/feed/", "/fil.xml", "/le-fil/"} <= paths
    assert {article.path for article in press.articles} <= paths
    assert {brief.path for brief in press.briefs} <= paths
    assert {rubric.path for rubric in press.rubrics} <= paths
    assert {f"/pictures/{article.picture}.png" for article in press.articles if article.picture} <= paths


def test_an_article_states_its_facts_for_machines(site):
    for article in load_press(NOW).articles:
        page = Page(get(site + article.path)[2].decode())
        facts = json.loads(page.json_ld)
        assert facts["headline"] == article.title == page.facts["og:title"]
        assert facts["isAccessibleForFree"] is (article.access == "free")
        assert [author["name"] for author in facts["author"]] == list(article.authors)
        assert datetime.fromisoformat(facts["datePublished"]) == article.published_at
        assert page.facts["article:published_time"] == facts["datePublished"]
        assert ("image" in facts) == ("og:image" in page.facts) == bool(article.picture)


@pytest.mark.parametrize("path", ["/feed/", "/fil.xml", "/", "/pictures/coupe.png"])
def test_what_the_client_knows_is_not_sent_again(site, path):
    status, headers, body = get(site + path)
    assert status == 200
    assert body
    for known in (headers["ETag"], f'"other", W/{headers["ETag"]}', "*"):
        status, again, body = get(site + path, If_None_Match=known)
        assert (status, body) == (304, b"")
        assert again["ETag"] == headers["ETag"]
    assert get(site + path, If_None_Match='"other"')[0] == 200


def test_the_feed_stands_still_until_the_site_is_made_for_another_instant(site):
    first = get(f"{site}/feed/")
    tomorrow = DemoSite(now=NOW + timedelta(days=1))
    moved = get(tomorrow.start() + "/feed/")
    tomorrow.stop()
    assert get(f"{site}/feed/")[2] == first[2]
    dates = [[entry.published for entry in feedparser.parse(body).entries] for _, _, body in (first, moved)]
    assert not set(dates[0][:10]) & set(dates[1][:10])


def test_what_is_not_there_is_not_found(site):
    assert get(f"{site}/nothing")[0] == 404


def test_the_article_in_english_says_so(site):
    body = get(f"{site}/technique/paediatric-wrist-ultrasound-first")[2].decode()
    assert '<html lang="en">' in body
