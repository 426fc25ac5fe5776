"""Lists of feeds into the newsroom in force and out of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from digest.cli import opml
from digest.config.opml import read_opml
from digest.domain.newsroom import Newsroom
from tests.fakes.terminal import Finished, Terminal

LIST = """\
<opml version="2.0"><body>
  <outline text="Profession"><outline text="Les manips" xmlUrl="https://b.example/rss"/></outline>
  <outline text="Rien" xmlUrl="javascript:alert(1)"/>
</body></opml>
"""


@pytest.fixture
def source(digest: Terminal, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Types `digest opml …`: the two commands, attached to the command line for this test."""
    app = typer.Typer()
    app.command(name="import")(opml.import_opml)
    app.command(name="export")(opml.export_opml)
    monkeypatch.setattr("tests.fakes.terminal.main", app)
    return digest.done


def test_a_list_adds_its_feeds_and_a_second_time_nothing(
    newsroom: Newsroom, source: Callable[..., Finished], tmp_path: Path
) -> None:
    file = tmp_path / "list.opml"
    file.write_text(LIST, "utf-8")
    first = source("import", file)
    assert "added les-manips: https://b.example/rss, theme profession" in first.err
    assert "left out javascript:alert(1): expected an address" in first.err
    assert "1 sources added, 1 feeds left out" in first.err
    assert first.out == ""
    assert "0 sources added, 2 feeds left out" in source("import", "-", stdin=LIST.encode()).err


def test_a_dry_run_changes_nothing(
    newsroom: Newsroom, source: Callable[..., Finished], dump: Callable[[], list[str]]
) -> None:
    before = dump()
    assert (
        "1 sources added, 1 feeds left out; nothing was changed"
        in source("import", "-", "--dry-run", stdin=LIST.encode()).err
    )
    assert dump() == before


def test_scripts_get_an_object_for_each_feed(newsroom: Newsroom, source: Callable[..., Finished]) -> None:
    found = source("import", "-", "--json", stdin=LIST.encode()).lines
    assert found[0] == {
        "url": "https://b.example/rss",
        "title": "Les manips",
        "source": "les-manips",
        "theme": "profession",
        "reason": "",
    }
    assert (found[1]["source"], found[1]["title"]) == (None, "Rien")
    assert "expected an address" in found[1]["reason"]


def test_what_is_exported_holds_every_feed_and_adds_nothing_to_where_it_came_from(
    newsroom: Newsroom, source: Callable[..., Finished]
) -> None:
    exported = source("export").out.encode()
    assert [feed.url for feed in read_opml(exported, "-")] == [one.url for one in newsroom.sources]
    assert "0 sources added, 2 feeds left out" in source("import", "-", stdin=exported).err
