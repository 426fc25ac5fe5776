"""Sources from the command line: add, list, pause, resume, remove."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from digest.domain.newsroom import Newsroom
from tests.factories import content
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

Dump = Callable[[], list[str]]


def slugs(digest: Terminal) -> list[str]:
    return [line["slug"] for line in digest.done("source", "list", "--json").lines]


# add


def test_a_source_is_added_with_what_stands_there_and_named_after_it(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/more.xml", content(7), content(8))
    finished = digest.done("source", "add", f"{site.url}/more.xml")
    assert finished.out == ""
    assert finished.err.splitlines() == [
        "“Le Courrier”: 2 entries, the newest of 2026-11-23 12:00",
        "le-courrier is added",
        "next: `digest gather --source le-courrier`",
    ]
    assert slugs(digest) == ["site", "fil", "le-courrier"]
    assert digest.done("gather", "--source", "le-courrier").out == "le-courrier: 2 new, 0 edited\n"


def test_everything_about_it_can_be_said_at_once(digest: Terminal, newsroom: Newsroom, site: Site) -> None:
    url = f"{site.url}/site.xml?feed=2"
    digest.done(
        *("source", "add", url, "--slug", "autre", "--kind", "sitemap", "--items", "brief"),
        *("--theme", "ia", "--group", "maison", "--enrich", "--locked", "--timezone", "Indian/Reunion"),
    )
    last = digest.done("export").out.partition('slug = "autre"\n')[2].partition("\n\n")[0]
    assert last.splitlines() == [
        f'url = "{url}"',
        'kind = "sitemap"',
        'items = "brief"',
        'theme = "ia"',
        "locked = true",
        "enrich = true",
        'group = "maison"',
        'timezone = "Indian/Reunion"',
    ]


def test_the_same_address_again_says_so_and_changes_nothing(
    digest: Terminal, newsroom: Newsroom, site: Site, dump: Dump
) -> None:
    before = dump()
    for words in ((), ("--slug", "fil", "--items", "brief", "--kind", "feed", "--theme", "")):
        finished = digest.done("source", "add", f"{site.url}/fil.xml", *words)
        assert finished.err == f"nothing to change: fil is read at {site.url}/fil.xml already\n"
    assert digest.done("source", "add", f"{site.url}/fil.xml/").err.startswith(
        "nothing to change: fil is read"
    )
    assert (dump(), site.asked) == (before, [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--slug", "other"), "slug fil (asked for: other)"),
        (("--items", "article", "--slug", "fil"), "items brief (asked for: article)"),
        (("--kind", "page"), "kind feed (asked for: page)"),
        (("--theme", "ia", "--group", "g"), "theme none (asked for: ia), group none (asked for: g)"),
        (("--enrich", "--locked"), "enrich off (asked for: on), locked off (asked for: on)"),
        (("--timezone", "Europe/Paris", "--dry-run"), "timezone none (asked for: Europe/Paris)"),
    ],
)
def test_the_same_address_with_other_options_is_exit_2_and_says_what_changes_it(
    digest: Terminal, newsroom: Newsroom, site: Site, dump: Dump, *, words: tuple[str, ...], told: str
) -> None:
    before = dump()
    finished = digest("source", "add", f"{site.url}/fil.xml", *words)
    assert finished.code == 2
    assert finished.err == (
        f"digest: nothing was changed: fil is read at {site.url}/fil.xml already, with other options: {told}."
        " To change them, edit what `digest export` prints and put it in force with `digest apply`\n"
    )
    assert (dump(), site.asked) == (before, [])


def test_an_address_that_a_source_has_moved_from_is_known_too(
    digest: Terminal, newsroom: Newsroom, site: Site, dump: Dump
) -> None:
    site.publish("/new.xml", content(1))
    site.move("/site.xml", "/new.xml")
    for _ in range(3):
        digest("gather", "--source", "site")
    before = dump()
    known = f"site is read at {site.url}/new.xml already, to which {site.url}/site.xml has moved for good"
    assert digest.done("source", "add", f"{site.url}/site.xml").err == f"nothing to change: {known}\n"
    listed = f'<opml version="2.0"><body><outline xmlUrl="{site.url}/site.xml"/></body></opml>'
    assert "source site reads it already" in digest.done("source", "import", "-", stdin=listed.encode()).err
    finished = digest("source", "add", f"{site.url}/site.xml", "--theme", "ia")
    assert finished.code == 2
    assert f"{known}, with other options: theme none (asked for: ia)" in finished.err
    assert dump() == before


def test_an_address_that_cannot_be_read_now_is_added_with_what_was_found(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    finished = digest.done("source", "add", f"{site.url}/nothing.xml")
    assert f"it could not be read: {site.url}/nothing.xml answered 404" in finished.err
    assert "127-0-0-1 is added" in finished.err
    assert slugs(digest)[-1] == "127-0-0-1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ftp://news.example/feed",), "url: is 'ftp://news.example/feed': expected an address"),
        (("http://[",), "url: is 'http://[': expected an address"),
        (("{site}/x.xml", "--theme", "sport"), "theme: is 'sport': there is no such theme"),
        (("{site}/x.xml", "--slug", "Le Fil"), "slug: is 'Le Fil': expected a slug"),
        (("{site}/x.xml", "--slug", "fil"), "stands here 2 times: each source needs a slug of its own"),
        (("{site}/x.xml", "--timezone", "Europe/Pari"), "did you mean Europe/Paris?"),
        (("{site}/x.xml", "--kind", "podcast"), "podcast"),
    ],
)
def test_what_is_wrong_is_exit_2_before_anything_is_read(
    digest: Terminal, newsroom: Newsroom, site: Site, dump: Dump, *, words: tuple[str, ...], told: str
) -> None:
    before = dump()
    finished = digest("source", "add", *(word.replace("{site}", site.url) for word in words))
    assert finished.code == 2
    assert told in finished.err
    assert (dump(), site.asked) == (before, [])


def test_a_change_of_one_source_leaves_what_is_known_of_where_another_moved(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/new.xml", content(1))
    site.move("/site.xml", "/new.xml")
    for _ in range(3):
        digest("gather", "--source", "site")
    listed = f'<opml version="2.0"><body><outline xmlUrl="{site.url}/more.xml"/></body></opml>'
    digest.done("source", "import", "-", stdin=listed.encode())
    digest.done("source", "pause", "fil")
    digest.done("source", "add", f"{site.url}/other.xml")
    digest.done("source", "remove", "fil")
    moved = f"site: has moved for good from {site.url}/site.xml"
    assert moved in digest.done("status").err


def test_who_puts_a_file_with_the_new_address_in_force_is_not_told_of_the_move_any_more(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    site.publish("/new.xml", content(1))
    site.move("/site.xml", "/new.xml")
    for _ in range(3):
        digest("gather", "--source", "site")
    digest.done("apply", "-", stdin=digest.done("export").out.encode())
    assert "has moved" not in digest.done("status").err
    assert f"{site.url}/new.xml" in digest.done("export").out


# pause, resume, remove


def test_a_paused_source_is_left_alone_until_it_is_resumed(
    digest: Terminal, newsroom: Newsroom, site: Site
) -> None:
    assert digest.done("source", "pause", "fil").err == "fil is paused\n"
    assert digest.done("source", "pause", "fil").err == "nothing to change: fil is paused\n"
    assert digest.done("gather").out == "site: 3 new, 0 edited\n"
    asked = digest.done("gather", "--source", "fil")
    assert asked.err == "fil: not read: paused: `digest source resume fil` has it read again\n"
    assert site.asked == ["/site.xml"]
    assert digest.done("source", "resume", "fil").err == "fil is read again\n"
    assert digest.done("source", "resume", "fil").err == "nothing to change: fil is not paused\n"
    assert "fil: 1 new, 0 edited" in digest.done("gather").out


def test_when_all_are_paused_gathering_says_so_of_each(
    digest: Terminal, apply: Callable[[Newsroom], None], plan: Newsroom
) -> None:
    apply(replace(plan, sources=tuple(replace(source, paused=True) for source in plan.sources)))
    finished = digest.done("gather")
    assert finished.out == ""
    assert [line.partition(": ")[0] for line in finished.err.splitlines()] == ["site", "fil"]


def test_what_was_gathered_from_a_removed_source_is_kept(digest: Terminal, gathered: Newsroom) -> None:
    finished = digest.done("source", "remove", "fil")
    assert finished.err == "fil is removed; what was gathered from it is kept\n"
    assert slugs(digest) == ["site"]
    assert [line["source"] for line in digest.done("items", "--json").lines].count("fil") == 1
    assert digest("source", "remove", "fil").code == 2


def test_an_unknown_source_is_exit_2_and_the_known_ones_are_named(
    digest: Terminal, newsroom: Newsroom
) -> None:
    for command in ("pause", "resume", "remove"):
        finished = digest("source", command, "nope")
        assert finished.code == 2
        assert "no source named 'nope' (known: site, fil)" in finished.err


@pytest.mark.parametrize("words", [("add", "{site}/site.xml?2"), ("pause", "fil"), ("remove", "fil")])
def test_a_dry_run_says_what_would_be_and_changes_nothing(
    digest: Terminal, newsroom: Newsroom, site: Site, dump: Dump, words: tuple[str, ...]
) -> None:
    before = dump()
    words = tuple(word.replace("{site}", site.url) for word in words)
    finished = digest.done("source", *words, "--dry-run")
    assert finished.err.endswith("; nothing was changed\n")
    assert " would be " in finished.err
    assert dump() == before


# list


def test_the_list_says_how_each_source_is_doing(digest: Terminal, gathered: Newsroom, site: Site) -> None:
    digest.done("source", "pause", "fil")
    first, second = digest.done("source", "list", "--json").lines
    assert first == {
        "slug": "site",
        "url": f"{site.url}/site.xml",
        "kind": "feed",
        "items": "article",
        "theme": "",
        "state": "ok",
        "last_success": "2026-11-23T13:00:00+01:00",
        "newest_item": "2026-11-23T12:00:00+01:00",
        "items_today": 0,
        "usual": None,
        "alarm": "",
    }
    assert (second["slug"], second["items"], second["state"]) == ("fil", "brief", "paused")
    table = digest.done("source", "list").out.splitlines()
    assert table[0].split()[:5] == ["source", "kind", "items", "theme", "state"]
    assert table[2].split()[:4] == ["fil", "feed", "brief", "paused"]


def test_a_newsroom_without_sources_says_how_to_add_one(
    digest: Terminal, apply: Callable[[Newsroom], None], plan: Newsroom
) -> None:
    assert digest("source", "list").code == 1, "there is no newsroom yet"
    apply(replace(plan, sources=()))
    assert digest.done("source", "list").err == "no source yet: add one with `digest source add URL`\n"
