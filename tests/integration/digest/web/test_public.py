import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from digest.domain.edition import EditionEvent
from digest.domain.newsroom import Newsletter
from digest.services.corrections import correct
from tests.factories import content
from tests.fakes.world import TODAY, World

ATOM = "{http://www.w3.org/2005/Atom}"
EDITION = f"/archive/{TODAY}"
CORRECTION = "Le débit est de 12 %, et non de 21 %."


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
    assert answer.text == out.house.press.web_page(found.content, "fr")
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


def _correct(world: World, text: str = CORRECTION, item: str = "") -> None:
    correct(world.database, TODAY, text, world.clock, item=item)


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
