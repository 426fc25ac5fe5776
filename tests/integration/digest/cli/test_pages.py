"""`digest source test URL`: how a page is read, field by field."""

import json

import pytest
import typer

from digest.cli import main, pages
from digest.domain.newsroom import Newsroom
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

PAGE = """<!doctype html><html lang="fr"><head><title>Un tri plus court</title>
<meta property="og:description" content="Trois centres ont compté les minutes.">
<meta property="article:published_time" content="2026-11-22T07:31:00"></head>
<body><article><p class="rubrique">Enquête</p><h1>Un tri plus court</h1>
<p>Trois centres ont compté, pendant un an, les minutes qui séparent une demande de son compte rendu.</p>
</article></body></html>"""


@pytest.fixture(autouse=True)
def _attached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attach the command as the group of sources does, to an app of this test's own."""
    app = typer.Typer()
    group = typer.Typer()
    group.command("test")(pages.test_page)
    group.callback()(lambda: None)
    app.add_typer(group, name="source")
    for command in main.app.registered_commands:
        app.registered_commands.append(command)
    app.callback()(main._root)
    monkeypatch.setattr(main, "app", app)


@pytest.fixture
def page(newsroom: Newsroom, site: Site) -> str:
    site.put("/tri", PAGE.encode(), "text/html; charset=utf-8")
    return f"{site.url}/tri"


def test_each_field_is_shown_with_where_it_was_found(digest: Terminal, page: str) -> None:
    lines = digest.done("source", "test", page).out.splitlines()
    assert ["title", "Un tri plus court", "page"] in [cells(line) for line in lines]
    assert ["published", "2026-11-22 07:31", "meta article:published_time"] in [cells(line) for line in lines]
    assert ["standfirst", "Trois centres ont compté les minutes.", "meta og:description"] in [
        cells(line) for line in lines
    ]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("   ") if cell.strip()]


def test_scripts_get_one_object_for_each_field(digest: Terminal, page: str) -> None:
    found = {line["field"]: line for line in digest.done("source", "test", page, "--json").lines}
    assert found["published_at"] == {
        "field": "published_at",
        "value": "2026-11-22T07:31:00+01:00",
        "origin": "meta article:published_time",
    }
    assert found["authors"] == {"field": "authors", "value": [], "origin": ""}
    assert found["image"]["value"] is None
    assert "minutes qui séparent" in found["body_html"]["value"]


def test_a_selector_can_be_tried_out(digest: Terminal, page: str) -> None:
    finished = digest.done("source", "test", page, "--selector", "kicker=.rubrique", "--json")
    found = {line["field"]: line for line in finished.lines}
    assert found["kicker"] == {"field": "kicker", "value": "Enquête", "origin": "selector .rubrique"}


def test_the_selectors_of_a_source_count(digest: Terminal, page: str, apply, plan: Newsroom) -> None:
    from dataclasses import replace

    from digest.domain.newsroom import Selectors

    first, *others = plan.sources
    changed = replace(first, timezone="Indian/Reunion", selectors=Selectors(kicker=".rubrique"))
    apply(replace(plan, sources=(changed, *others)))
    finished = digest.done("source", "test", page, "--source", first.slug, "--json")
    found = {line["field"]: line["value"] for line in finished.lines}
    assert (found["kicker"], found["published_at"]) == ("Enquête", "2026-11-22T07:31:00+04:00")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--selector", "kicker"), "write NAME=CSS"),
        (("--selector", "colour=.x"), "write NAME=CSS"),
        (("--selector", "kicker=["), "expected a CSS selector"),
        (("--source", "nope"), "no source named 'nope'"),
    ],
)
def test_what_cannot_be_tried_is_exit_2(
    digest: Terminal, page: str, words: tuple[str, ...], told: str
) -> None:
    finished = digest("source", "test", page, *words)
    assert finished.code == 2
    assert told in " ".join(finished.err.split())


def test_a_page_that_cannot_be_used_is_exit_1_and_says_why(digest: Terminal, page: str, site: Site) -> None:
    site.put("/tri", b"%PDF-1.7", "application/pdf")
    finished = digest("source", "test", page)
    assert (finished.code, finished.out) == (1, "")
    assert (
        finished.err.strip()
        == f"{page} is a PDF file, not a web page: it is kept with what its source says of it"
    )


def test_nothing_is_kept(digest: Terminal, page: str) -> None:
    digest.done("source", "test", page)
    assert digest.done("items", "--json").lines == []
    json.dumps(digest.done("source", "test", page, "--json").lines)
