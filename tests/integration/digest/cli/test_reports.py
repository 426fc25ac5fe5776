"""What was gathered and how things stand: gather, items, explain, deliveries, status."""

import csv
import io
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from digest.demo.inbox import Inbox
from digest.domain.newsroom import Newsroom
from tests.factories import NOON, PICTURE, content
from tests.fakes.site import Site, rss
from tests.fakes.terminal import Terminal

TODAY = "quotidienne/2026-11-23"
PAGE = b"<!doctype html><title>Le Courrier</title><p>Bienvenue"


# gather


def test_gathering_tells_of_each_source_what_it_brought(digest: Terminal, newsroom: Newsroom) -> None:
    finished = digest.done("gather")
    assert sorted(finished.out.splitlines()) == ["fil: 1 new, 0 edited", "site: 3 new, 0 edited"]
    assert finished.err == ""
    assert sorted(digest.done("gather").out.splitlines()) == ["fil: unchanged", "site: unchanged"]


def test_gathering_tells_scripts_the_same(digest: Terminal, newsroom: Newsroom, site: Site) -> None:
    digest.done("gather")
    site.publish("/site.xml", content(1, title="Un autre titre"), content(4))
    reports = {report["source"]: report for report in digest.done("gather", "--json").lines}
    assert set(reports["site"]) == {
        "source",
        "added",
        "edited",
        "unchanged",
        "error",
        "left_alone",
        "moved_to",
        "faults",
    }
    assert (reports["site"]["added"], reports["site"]["edited"]) == (1, 1)
    assert reports["fil"]["unchanged"] is True


def test_one_source_can_be_gathered_alone(digest: Terminal, newsroom: Newsroom, site: Site) -> None:
    assert digest.done("gather", "--source", "fil", "--source", "fil").out == "fil: 1 new, 0 edited\n"
    assert site.asked == ["/fil.xml"]


def test_an_unknown_source_is_exit_2_and_the_known_ones_are_named(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    for command in ("gather", "items"):
        finished = digest(command, "--source", "nope")
        assert finished.code == 2
        assert "no source named 'nope' (known: site, fil)" in finished.err
    assert site.asked == []


@pytest.mark.parametrize(
    ("body", "content_type", "status", "told"),
    [
        (PAGE, "text/html", 200, "is a web page (HTML), not a feed"),
        (PAGE, "application/rss+xml", 200, "is a web page (HTML), not a feed"),
        (b"", "application/rss+xml", 200, "empty document"),
        (b"<rss><channel><item><title>a", "application/rss+xml", 404, "answered 404"),
        (b"", "text/plain", 503, "answered 503"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png", 200, "not a feed"),
        (b"<rss>" + b" " * 6_000_000, "application/rss+xml", 200, "longer than 5 MB"),
    ],
    ids=["page", "page that claims to be a feed", "empty", "gone", "down", "picture", "huge"],
)
def test_a_source_that_is_no_feed_is_told_with_its_address_and_the_others_go_on(
    digest: Terminal,
    newsroom: Newsroom,
    site: Site,
    *,
    body: bytes,
    content_type: str,
    status: int,
    told: str,
) -> None:
    site.put("/site.xml", body, content_type, status)
    finished = digest.done("gather")
    assert finished.out == "fil: 1 new, 0 edited\n"
    assert finished.err.startswith(f"site: {site.url}/site.xml ")
    assert told in finished.err
    assert finished.err.count("\n") == 1


def test_an_unreachable_source_is_told_with_its_address(
    digest: Terminal, apply: Callable[[Newsroom], None], plan: Newsroom
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/feed"
    apply(replace(plan, sources=(replace(plan.sources[0], url=address),)))
    finished = digest("gather")
    assert finished.code == 1
    assert f"site: {address} could not be reached" in finished.err


def test_a_source_that_is_gone_is_an_alarm_and_left_alone(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.put("/site.xml", b"", status=410)
    digest.done("gather")
    asked = len(site.asked)
    finished = digest.done("gather")
    assert f"site: not read: {site.url}/site.xml is gone for good" in finished.err
    assert finished.out == "fil: unchanged\n"
    assert site.asked[asked:] == ["/fil.xml"]
    told = {report["source"]: report["left_alone"] for report in digest.done("gather", "--json").lines}
    assert "is gone for good" in told["site"]
    assert told["fil"] == ""
    assert "gone for good, its server says" in digest.done("status").out


def test_a_source_that_moved_for_good_is_told_and_its_address_exported(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/new.xml", content(1))
    site.move("/site.xml", "/new.xml")
    moved = f"site: moved for good, and is read at {site.url}/new.xml from now on"
    told = [digest.done("gather", "--source", "site").err for _ in range(3)]
    assert [moved in err for err in told] == [False, False, True]
    assert f"{site.url}/new.xml" in digest.done("export").out
    assert f"site: has moved for good from {site.url}/site.xml" in digest.done("status").err
    assert digest.done("status", "--json").json["sources"][0]["moved_from"] == f"{site.url}/site.xml"


def test_exit_1_when_no_source_could_be_read_also_for_scripts(
    digest: Terminal, apply: Callable[[Newsroom], None], plan: Newsroom
) -> None:
    apply(plan)
    assert digest("gather").code == 1
    finished = digest("gather", "--json")
    assert finished.code == 1
    assert all("answered 404" in report["error"] for report in finished.lines)


def test_a_private_address_is_refused_unless_the_operator_allows_it(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    digest.set(fetch__allow_private="")
    finished = digest("gather")
    assert finished.code == 1
    assert "is out of bounds" in finished.err
    assert site.asked == []


def test_an_empty_feed_is_no_failure(digest: Terminal, newsroom: Newsroom, site: Site) -> None:
    site.put("/site.xml", rss())
    site.put("/fil.xml", rss())
    finished = digest.done("gather")
    assert sorted(finished.out.splitlines()) == ["fil: 0 new, 0 edited", "site: 0 new, 0 edited"]
    assert "nothing was gathered yet" in digest.done("items").err


def test_of_a_feed_with_too_many_entries_the_first_are_read_and_it_says_so(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/site.xml", *(content(number) for number in range(1, 1101)))
    finished = digest.done("gather", "--source", "site")
    assert finished.out == "site: 1000 new, 0 edited\n"
    assert "the document holds 1,100 entries: we read the first 1,000" in finished.err


# items


def test_items_hold_every_key_of_the_contract(digest: Terminal, newsroom: Newsroom, site: Site) -> None:
    site.publish("/site.xml", content(1, image=PICTURE, title="À la une"), content(2, published_at=None))
    digest.done("gather", "--source", "site")
    first, second = digest.done("items", "--json").lines
    contract = ("source", "kind", "title", "url", "guid", "authors", "published_at", "theme", "theme_reason")
    assert {key: first[key] for key in (*contract, "image", "access")} == {
        "source": "site",
        "kind": "article",
        "title": "À la une",
        "url": "https://news.example/profession/article-1/",
        "guid": "https://news.example/?p=1",
        "authors": [],
        "published_at": "2026-11-23T12:00:00+01:00",
        "theme": "profession",
        "theme_reason": "section /profession/",
        "image": PICTURE.url,
        "access": "unknown",
    }
    assert second["published_at"] is None
    assert second["image"] is None


def test_items_can_be_narrowed_down(
    digest: Terminal, gathered: Newsroom, clock: time_machine.Traveller
) -> None:
    def titles(*words: str) -> list[str]:
        return [line["title"] for line in digest.done("items", "--json", *words).lines]

    assert titles("--source", "fil") == ["Une brève"]
    assert sorted(titles("--unrouted")) == ["Sans rubrique", "Une brève"]
    clock.shift(3 * 86400)
    assert titles("--days", "2") == []
    assert len(titles("--days", "4")) == 4


def test_items_of_a_source_that_left_the_newsroom_can_still_be_listed(
    digest: Terminal, gathered: Newsroom, apply: Callable[[Newsroom], None]
) -> None:
    apply(replace(gathered, sources=gathered.sources[:1]))
    assert digest.done("items", "--source", "fil", "--json").json["title"] == "Une brève"


def test_items_are_a_table_for_people(digest: Terminal, gathered: Newsroom) -> None:
    table = digest.done("items").out.splitlines()
    assert table[0].split() == ["published", "source", "theme", "title", "why"]
    assert any(row.split()[:4] == ["2026-11-23", "12:00", "site", "unrouted"] for row in table)


def test_a_wrong_clock_is_not_repeated_and_a_mere_day_has_none(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    day = rss(content(2, published_at=None)).replace(b"</item>", b"<pubDate>2026-11-22</pubDate></item>")
    site.put("/site.xml", day)
    site.publish("/fil.xml", content(1, published_at=NOON + timedelta(hours=2), title="En avance"))
    digest.done("gather")
    dates = {line["title"]: line["published_at"] for line in digest.done("items", "--json").lines}
    assert dates["En avance"] == "2026-11-23T13:00:00+01:00"
    table = digest.done("items").out.splitlines()
    assert any(row.split()[:3] == ["2026-11-23", "13:00", "fil"] for row in table)
    assert any(row.split()[:2] == ["2026-11-22", "site"] for row in table)


def test_a_title_that_looks_like_markup_is_printed_as_it_is(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/site.xml", content(1, title="[bold]Gras[/bold] [link=file:///etc/passwd]ici[/link]"))
    digest.done("gather", "--source", "site")
    assert "[bold]Gras[/bold] [link=file:///etc/passwd]ici[/link]" in digest.done("items").out


# explain


def test_explain_says_of_every_item_why_it_is_in_or_out(digest: Terminal, gathered: Newsroom) -> None:
    digest.done("compose", "quotidienne")
    lines = digest.done("explain", TODAY, "--json").lines
    assert all(set(line) >= {"title", "url", "included", "section", "reason"} for line in lines)
    told = {line["title"]: (line["included"], line["section"], line["reason"]) for line in lines}
    assert told == {
        "À la une : l’IA": (True, "lead", "lead: the newest article; section /profession/"),
        "Article 2": (True, "profession", "new; section /profession/"),
        "Une brève": (True, "briefs", "new brief"),
        "Sans rubrique": (False, "", "unrouted: no rule took it; a rule for it in newsroom.toml will"),
    }
    table = digest.done("explain", TODAY).out
    assert [row.split()[0] for row in table.splitlines()[1:]] == ["in", "in", "in", "out"]


def test_explain_tells_people_the_time_of_their_own_clocks_and_scripts_utc(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/site.xml", content(1, published_at=NOON - timedelta(days=9)))
    digest.done("gather")
    digest.done("compose", "quotidienne")
    (told,) = (line for line in digest.done("explain", TODAY, "--json").lines if not line["included"])
    assert told["reason"].startswith("published on 2026-11-14 12:00 UTC, ")
    table = digest.done("explain", TODAY).out
    assert "published on 2026-11-14 13:00, before its source was read for the first time" in table


def test_explain_of_an_edition_that_looked_at_nothing_says_what_to_do(
    digest: Terminal, newsroom: Newsroom
) -> None:
    digest.done("compose", "quotidienne")
    assert "digest gather" in digest.done("explain", TODAY).err


# deliveries


def test_deliveries_are_a_csv_file_with_the_header_of_the_contract(
    digest: Terminal, morning: Newsroom, inbox: Inbox
) -> None:
    digest.done("send", "quotidienne")
    told = digest.done("deliveries", TODAY, "--csv").out
    assert told.splitlines()[0] == "address,status,attempts,code,reply,message_id"
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [(row["address"], row["status"], row["attempts"], row["code"]) for row in rows] == [
        ("ana@example.org", "accepted", "1", "250"),
        ("bob@example.org", "accepted", "1", "250"),
    ]
    received = {mail.recipient: mail.message_id for mail in inbox.messages()}
    assert {row["address"]: row["message_id"] for row in rows} == received


def test_deliveries_are_the_same_for_scripts(digest: Terminal, morning: Newsroom) -> None:
    digest.done("send", "quotidienne")
    lines = digest.done("deliveries", TODAY, "--json").lines
    assert list(lines[0]) == ["address", "status", "attempts", "code", "reply", "message_id"]
    as_csv = csv.DictReader(io.StringIO(digest.done("deliveries", TODAY, "--csv").out))
    assert [{key: str(value) for key, value in line.items()} for line in lines] == list(as_csv)


def test_deliveries_can_be_narrowed_down_to_a_state(digest: Terminal, morning: Newsroom) -> None:
    digest.done("send", "quotidienne")
    assert len(digest.done("deliveries", TODAY, "--json", "--status", "accepted").lines) == 2
    nobody = digest.done("deliveries", TODAY, "--status", "refused")
    assert (nobody.out, nobody.err) == ("", "no delivery is refused\n")
    assert digest("deliveries", TODAY, "--status", "lost").code == 2


def test_before_the_freeze_there_are_no_deliveries(digest: Terminal, morning: Newsroom) -> None:
    digest.done("compose", "quotidienne")
    assert "nobody was mailed yet" in digest.done("deliveries", TODAY).err
    assert digest.done("deliveries", TODAY, "--csv").out.count("\n") == 1


# status


def test_status_holds_every_key_of_the_contract(
    digest: Terminal, morning: Newsroom, site: Site, clock: time_machine.Traveller
) -> None:
    digest.done("send", "quotidienne")
    clock.shift(3600)
    site.put("/fil.xml", b"", status=500)
    digest.done("gather")
    told = digest.done("status", "--json").json
    (edition,) = told["editions"]
    assert (
        edition
        | {
            "edition": TODAY,
            "status": "finished",
            "reason": "",
            "recipients": 2,
            "queued": 0,
            "accepted": 2,
            "deferred": 0,
            "refused": 0,
            "excluded": 0,
            "expired": 0,
            "uncertain": 0,
        }
        == edition
    )
    site_state, wire_state = told["sources"]
    assert (
        site_state
        | {
            "source": "site",
            "state": "ok",
            "last_success": "2026-11-23T14:00:00+01:00",
            "newest_item": "2026-11-23T12:00:00+01:00",
            "failures": 0,
        }
        == site_state
    )
    assert (wire_state["failures"], wire_state["last_success"]) == (1, "2026-11-23T13:00:00+01:00")
    assert wire_state["state"] != "ok"


def test_status_tells_people_what_stands_and_what_comes(digest: Terminal, morning: Newsroom) -> None:
    fresh = digest.done("status")
    assert "no edition yet" in fresh.err
    assert "quotidienne: next edition 2026-11-24 07:00 (Europe/Paris)" in fresh.err
    digest.done("send", "quotidienne")
    row = next(line for line in digest.done("status").out.splitlines() if line.startswith(TODAY))
    assert row.split() == [TODAY, "finished", "2", "2", "0", "0", "0"]


def test_the_accounts_of_an_open_edition_add_up(digest: Terminal, morning: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        digest.set(smtp__port=nobody.getsockname()[1])
    assert digest("send", "quotidienne").code == 75
    (edition,) = digest.done("status", "--json").json["editions"]
    parts = ("queued", "accepted", "deferred", "refused", "excluded", "expired", "uncertain")
    assert edition["status"] == "sending"
    assert edition["recipients"] == sum(edition[part] for part in parts) == 2
