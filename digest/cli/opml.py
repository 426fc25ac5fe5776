"""Lists of feeds, to and from feed readers: source import, source export."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.context import JsonOption, house, named
from digest.cli.output import print_json_lines, say
from digest.config.opml import Joined, dump_opml, join_feeds, read_opml
from digest.config.tables import read_file
from digest.domain.newsroom import SourceKind
from digest.services.newsroom import apply_newsroom
from digest.storage.newsroom import load_newsroom
from digest.storage.sources import former_addresses


def import_opml(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, or - for standard input.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be added, change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a source for each feed of an OPML file that is not there yet; a folder named like a theme is it."""
    content = sys.stdin.buffer.read() if str(file) == "-" else read_file(file)
    feeds = read_opml(content, named(file))
    opened = house(context)
    with opened.database.read() as connection:
        newsroom = load_newsroom(connection)
        former = former_addresses(connection)
    joined = join_feeds(newsroom, feeds, former)
    if not dry_run:
        apply_newsroom(opened.database, joined.newsroom, opened.clock, keep_moves=True)
    _report(joined, as_json=as_json)
    changed = "; nothing was changed" if dry_run else ""
    say(f"{len(joined.added)} sources added, {len(joined.left_out)} feeds left out{changed}")


def _report(joined: Joined, *, as_json: bool) -> None:
    if as_json:
        print_json_lines(
            {
                "url": source.url,
                "title": feed.title,
                "source": source.slug,
                "theme": source.theme,
                "reason": "",
            }
            for feed, source in joined.added
        )
        print_json_lines(
            {"url": feed.url, "title": feed.title, "source": None, "theme": "", "reason": reason}
            for feed, reason in joined.left_out
        )
        return
    for _, source in joined.added:
        theme = f", theme {source.theme}" if source.theme else ""
        say(f"added {source.slug}: {source.url}{theme}")
    for feed, reason in joined.left_out:
        say(f"left out {feed.url}: {reason}")


def export_opml(context: typer.Context) -> None:
    """Print the feeds of the newsroom in force as OPML, each theme a folder."""
    with house(context).database.read() as connection:
        newsroom = load_newsroom(connection)
    typer.echo(dump_opml(newsroom), nl=False)
    others = [source.slug for source in newsroom.sources if source.kind is not SourceKind.FEED]
    if others:
        say(f"left out, because they are no feeds: {', '.join(others)}")
