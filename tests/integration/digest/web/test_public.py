import re
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from lxml import html as lxml_html

from digest.domain.edition import EditionEvent
from digest.domain.newsroom import Newsletter
from digest.services.corrections import correct
from tests.factories import PICTURE, content
from tests.fakes.world import TODAY, World

ATOM = "{http://www.w3.org/2005/Atom}"
EDITION = f"/archive/{TODAY}"
CORRECTION = "Le débit est de 12 %, et non de 21 %."


def _without_card(page: str) -> str:
    return re.sub(r'<link rel="canonical".*</head>', "</head>", page, flags=re.DOTALL)


def _correct(world: World, text: str = CORRECTION, item: str = "") -> None:
    correct(world.database, TODAY, text, world.clock, item=item)


def _next_day(world: World, number: int) -> None:
    world.clock.advance(days=1)
    fresh = {"published_at": world.clock.now() - timedelta(minutes=10)}
    world.gather(content(number, title=f"Une du jour {number}", **fresh))
    edition = world.compose().id
    world.freeze(edition)
    world.deliver(edition)


def test_the_front_door_leads_to_the_archive(visitor: TestClient) -> None:
    assert visitor.get("/").headers["location"] == "/archive"


def test_before_anything_went_out_the_archive_says_so(visitor: TestClient, morning: World) -> None:
    assert "Rien n’a encore paru." in visitor.get("/archive").text
    assert visitor.get("/archive/quotidienne").status_code == 404
    assert visitor.get("/archive/quotidienne.xml").status_code == 404


@pytest.mark.parametrize("event", [None, EditionEvent.APPROVE, EditionEvent.HOLD, EditionEvent.CANCEL])
def test_nothing_is_shown_before_it_went_out(
    event: EditionEvent | None, visitor: TestClient, morning: World
) -> None:
    if event:
        morning.decide(event)
    answer = visitor.get(EDITION)
    assert answer.status_code == 404
    assert "elle n’a pas encore paru" in answer.text
    assert "À la une" not in answer.text


def test_an_edition_is_readable_from_the_moment_it_is_frozen(visitor: TestClient, morning: World) -> None:
    morning.decide(EditionEvent.APPROVE)
    morning.freeze()
    assert visitor.get(EDITION).status_code == 200


def test_what_was_cancelled_on_its_way_stays_readable_because_mails_link_to_it(
    visitor: TestClient, morning: World
) -> None:
    morning.decide(EditionEvent.APPROVE)
    morning.freeze()
    morning.cancel_on_its_way()
    assert visitor.get(EDITION).status_code == 200
    assert EDITION in visitor.get("/archive").text


def test_the_web_version_is_the_press_own_and_nobodys_in_particular(visitor: TestClient, out: World) -> None:
    found = out.edition()
    assert found.content
    answer = visitor.get(EDITION)
    # But for the lines in its head that are for programs.
    assert _without_card(answer.text) == out.house.press.web_page(found.content, "fr")
    assert "/unsubscribe/" not in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "img-src https: http:;" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [EDITION, "/archive", "/archive/quotidienne", "/archive/quotidienne.xml"])
def test_a_page_is_kept_for_minutes_and_then_asked_for_by_its_tag(
    path: str, visitor: TestClient, out: World
) -> None:
    first = visitor.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    tag = first.headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        again = visitor.get(path, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert "Content-Security-Policy" not in again.headers, "the kept page has the nonce of its own"
    assert visitor.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert visitor.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/archive", "/archive/quotidienne", "/archive/quotidienne.xml"])
def test_a_new_edition_changes_the_tag(path: str, visitor: TestClient, out: World) -> None:
    before = visitor.get(path).headers["ETag"]
    _next_day(out, 7)
    after = visitor.get(path, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert "Une du jour 7" in after.text


def test_the_front_page_shows_the_last_ones_and_leads_to_all(visitor: TestClient, out: World) -> None:
    for number in range(11, 23):
        _next_day(out, number)
    front = visitor.get("/archive").text
    assert "Une du jour 22" in front
    assert "Une du jour 12<" not in front
    assert 'href="/archive/quotidienne">Toutes les éditions</a>' in front
    shelf = visitor.get("/archive/quotidienne").text
    assert all(f"Une du jour {number}<" in shelf for number in range(11, 23))
    assert shelf.index("Une du jour 22") < shelf.index("Une du jour 11")


def test_a_shelf_stands_in_months_and_leads_back(visitor: TestClient, out: World) -> None:
    _next_day(out, 7)
    out.clock.advance(days=7)
    _next_day(out, 8)
    page = visitor.get("/archive/quotidienne").text
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Décembre 2026", "Novembre 2026"]
    assert "<h1>La Quotidienne</h1>" in page
    assert '<a href="/archive">Archives</a>' in page
    assert page.index("Une du jour 8") < page.index("Novembre 2026") < page.index("Une du jour 7")


def test_newsletters_stand_as_the_newsroom_lists_them_and_former_ones_at_the_end(
    visitor: TestClient, out: World
) -> None:
    daily = out.newsroom.newsletters[0]
    weekly = replace(daily, slug="hebdo", title="L’Hebdo")
    out.apply(replace(out.newsroom, newsletters=(daily, weekly)))
    out.freeze(out.compose(newsletter="hebdo").id)

    def titles() -> list[str]:
        return re.findall(r"<h2>(.*?)</h2>", visitor.get("/archive").text)

    assert titles() == ["La Quotidienne", "L’Hebdo"]
    out.apply(replace(out.newsroom, newsletters=(weekly,)))
    assert titles() == ["L’Hebdo", "La Quotidienne"]


@pytest.mark.parametrize("path", [EDITION, "/archive", "/archive/quotidienne"])
def test_every_page_of_the_archive_names_its_feed(path: str, visitor: TestClient, out: World) -> None:
    root = lxml_html.fromstring(visitor.get(path).text)
    (link,) = root.xpath("/html/head/link[@rel='alternate'][@type='application/atom+xml']")
    assert link.get("href").removeprefix("https://letters.example") == "/archive/quotidienne.xml"
    assert link.get("title") == "La Quotidienne"
    assert root.xpath("/html/head/meta[@charset]/preceding-sibling::link") == []


def test_a_link_to_an_edition_is_shown_with_its_subject_and_its_other_titles(
    visitor: TestClient, world: World
) -> None:
    world.apply()
    world.gather(content(1, title='“Un” & <b>"deux"</b>', image=PICTURE), content(2))
    world.subscribe_many(1)
    world.compose()
    world.freeze()
    root = lxml_html.fromstring(visitor.get(EDITION).text)
    told = {found.get("property"): found.get("content") for found in root.xpath("/html/head/meta[@property]")}
    assert told == {
        "og:type": "article",
        "og:title": '“Un” & <b>"deux"</b>',
        "og:description": "Article 2",
        "og:site_name": "Le Courrier",
        "og:url": f"https://letters.example{EDITION}",
        "og:image": PICTURE.url,
    }
    assert root.xpath("string(/html/head/link[@rel='canonical']/@href)") == told["og:url"]


def test_each_newsletter_has_a_shelf_of_its_own(visitor: TestClient, out: World) -> None:
    weekly: Newsletter = replace(out.newsroom.newsletters[0], slug="hebdo", title="L’Hebdo")
    out.apply(replace(out.newsroom, newsletters=(*out.newsroom.newsletters, weekly)))
    edition = out.compose(newsletter="hebdo").id
    out.freeze(edition)
    front = visitor.get("/archive")
    assert "<h2>L’Hebdo</h2>" in front.text
    assert "<h2>La Quotidienne</h2>" in front.text
    assert "</archive/hebdo.xml>" in front.headers["Link"]
    assert "La Quotidienne" not in visitor.get("/archive/hebdo").text


def test_the_feed_of_editions_is_atom_with_absolute_addresses(visitor: TestClient, out: World) -> None:
    _next_day(out, 7)
    answer = visitor.get("/archive/quotidienne.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == "Une du jour 7"
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries]
    assert links[1] == f"https://letters.example{EDITION}"
    assert feed.findtext(f"{ATOM}updated") == out.clock.now().isoformat()
    assert feed.findtext(f"{ATOM}id")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def _instant(text: str | None) -> datetime:
    assert text
    found = datetime.fromisoformat(text)
    assert found.tzinfo, "RFC 3339 wants an offset"
    return found


def test_the_feed_of_editions_has_what_rfc_4287_wants(visitor: TestClient, out: World) -> None:
    _next_day(out, 7)
    _correct(out)
    _next_day(out, 8)
    feed = ET.fromstring(visitor.get("/archive/quotidienne.xml").text)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Le Courrier"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "https://letters.example/archive/quotidienne.xml"
    assert visitor.get(links["alternate"]).status_code == 200
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert element.findtext(f"{ATOM}{name}"), name
    assert len({element.findtext(f"{ATOM}id") for element in (feed, *entries)}) == len(entries) + 1
    updated = [_instant(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert _instant(feed.findtext(f"{ATOM}updated")) == max(updated)
    for entry, changed in zip(entries, updated, strict=True):
        assert _instant(entry.findtext(f"{ATOM}published")) <= changed
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        assert visitor.get(link.get("href") or "").status_code == 200


def test_an_entry_keeps_its_id_and_its_date_when_it_is_corrected(visitor: TestClient, out: World) -> None:
    def known() -> tuple[str | None, ...]:
        entry = ET.fromstring(visitor.get("/archive/quotidienne.xml").text).find(f"{ATOM}entry")
        assert entry
        return tuple(entry.findtext(f"{ATOM}{name}") for name in ("id", "published", "title"))

    before = known()
    out.clock.advance(days=1)
    _correct(out)
    assert known() == before


def test_a_title_from_a_hostile_feed_leaves_the_feed_of_editions_whole(
    visitor: TestClient, world: World
) -> None:
    world.apply()
    title = "]]></title><script>&amp; \x00\x0b“Ω”"
    world.gather(content(1, title=title))
    world.subscribe_many(1)
    world.compose()
    world.freeze()
    feed = ET.fromstring(visitor.get("/archive/quotidienne.xml").text)
    summary = feed.findtext(f"{ATOM}entry/{ATOM}summary")
    assert "</title><script>" in summary
    assert "“Ω”" in summary


@pytest.mark.parametrize("path", [EDITION, "/archive", "/archive/quotidienne", "/archive/quotidienne.xml"])
def test_whoever_has_kept_a_page_hears_of_a_correction(path: str, visitor: TestClient, out: World) -> None:
    before = visitor.get(path).headers["ETag"]
    _correct(out)
    after = visitor.get(path, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert visitor.get(path, headers={"If-None-Match": after.headers["ETag"]}).status_code == 304


def test_the_web_version_carries_its_corrections_with_their_dates_the_last_one_first(
    visitor: TestClient, out: World
) -> None:
    out.clock.advance(hours=20, minutes=30)
    _correct(out, "Deux.")
    out.clock.advance(minutes=15)
    _correct(out, "Trois & “quatre”.", item="https://news.example/profession/article-2/")
    page = visitor.get(EDITION).text.partition("<body")[2].replace("\u00a0", " ")
    assert "24 novembre 2026, 9 h 45 · <a " in page
    assert "24 novembre 2026, 9 h 30</p>" in page
    assert page.index("Trois &amp; “quatre”.") < page.index("Deux.") < page.index(">Article 1<")


def test_a_correction_is_in_its_own_edition_only(visitor: TestClient, out: World) -> None:
    _next_day(out, 7)
    _correct(out)
    assert CORRECTION in visitor.get(EDITION).text
    assert CORRECTION not in visitor.get(f"/archive/quotidienne/{out.clock.now().date()}").text
    shelf = visitor.get("/archive/quotidienne").text
    assert re.findall(r"(\d+)\u00a0novembre 2026&nbsp;· corrigée<", shelf) == ["23"]


def test_the_feed_says_that_an_edition_was_corrected_and_when(visitor: TestClient, out: World) -> None:
    went_out = out.clock.now().isoformat()
    _next_day(out, 7)
    out.clock.advance(hours=1)
    _correct(out, item="https://news.example/profession/article-2/")
    feed = ET.fromstring(visitor.get("/archive/quotidienne.xml").text)
    fresh, corrected = feed.findall(f"{ATOM}entry")
    assert corrected.findtext(f"{ATOM}published") == went_out
    assert corrected.findtext(f"{ATOM}updated") == out.clock.now().isoformat()
    assert feed.findtext(f"{ATOM}updated") == out.clock.now().isoformat(), (
        "a reader that asks sees it at once"
    )
    summary = corrected.findtext(f"{ATOM}summary") or ""
    said, _, titles = summary.replace("\u00a0", " ").partition("\n")
    assert said == f"Correction du 24 novembre 2026, 14 h : Article 2 – {CORRECTION}"
    assert "Article 1" in titles
    assert "Correction" not in (fresh.findtext(f"{ATOM}summary") or "")


@pytest.mark.parametrize("path", ["/archive/hebdo", "/archive/hebdo/2026-11-23", "/archive/quotidienne/hier"])
def test_what_never_was_is_not_there(path: str, visitor: TestClient, out: World) -> None:
    assert visitor.get(path).status_code == 404
