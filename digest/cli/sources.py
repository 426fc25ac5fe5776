"""Commands on the sources of the newsroom: add, list, pause, resume, remove."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.bootstrap import House
from digest.cli.context import JsonOption, house
from digest.cli.output import iso, local, print_json_lines, print_table, say
from digest.config.newsroom_file import parse_newsroom
from digest.config.newsroom_text import dump_newsroom
from digest.domain.content import ItemKind
from digest.domain.gathering import Harvest, Reading, Unreadable, Validators
from digest.domain.identity import canonical_url
from digest.domain.newsroom import Newsroom, Source, SourceKind
from digest.errors import SourceKnown
from digest.render.subject import check_subject
from digest.services.health import SourceStanding, source_standings
from digest.services.newsroom import apply_newsroom
from digest.services.sources import free_slug, sources_at, with_pause, with_source, without_source
from digest.storage.newsroom import load_newsroom
from digest.storage.sources import former_addresses

app = typer.Typer(help="The addresses that the newsroom reads.", no_args_is_help=True)

SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="Slug of the source.")]
_OPTIONS = ("slug", "kind", "items", "theme", "group", "enrich", "locked", "timezone")
"""What `source add` can be told of a source."""
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be changed; change nothing.")]


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the feed, the page or the sitemap.")],
    *,
    slug: Annotated[str, typer.Option(help="Its name; made from its title if left out.")] = "",
    kind: Annotated[SourceKind, typer.Option(help="What stands at the address.")] = SourceKind.FEED,
    items: Annotated[ItemKind, typer.Option(help="What its entries become.")] = ItemKind.ARTICLE,
    theme: Annotated[str, typer.Option(help="Slug of the theme for what no rule takes.")] = "",
    group: Annotated[str, typer.Option(help="Sites of one house, which share their articles.")] = "",
    enrich: Annotated[bool, typer.Option("--enrich", help="Read the page of each new article, too.")] = False,
    locked: Annotated[bool, typer.Option("--locked", help="The theme takes everything of it.")] = False,
    timezone: Annotated[str, typer.Option(help="IANA name for times that state none.")] = "",
    dry_run: DryRunOption = False,
) -> None:
    """Add a source and read it once to say what is there. One that cannot be read now is added all the same."""
    opened = house(context)
    newsroom = _newsroom(opened)
    taken = [source.slug for source in newsroom.sources]
    source = Source(
        slug=slug or free_slug("", "", taken),
        url=url,
        kind=kind,
        items=items,
        theme=theme,
        group=group,
        enrich=enrich,
        locked=locked,
        timezone=timezone,
    )
    known = _known(opened, newsroom, source, [name for name in _OPTIONS if _is_said(context, name)])
    if known:
        say(f"nothing to change: {known}")
        return
    # Whatever is wrong with it is said before anything goes over the network.
    _checked(with_source(newsroom, source))
    reading = opened.gatherer.reader.read(
        source,
        Validators(),
        timezone=timezone or newsroom.publication.timezone,
        now=opened.clock.now(),
    )
    _tell(reading, ZoneInfo(newsroom.publication.timezone))
    if not slug:
        title = reading.feed_title if isinstance(reading, Harvest) else ""
        source = replace(source, slug=free_slug(title, url, taken))
    _put_in_force(opened, with_source(newsroom, source), f"{source.slug} {{}} added", dry_run=dry_run)
    if not dry_run:
        say(f"next: `digest gather --source {source.slug}`")


def _is_said(context: typer.Context, name: str) -> bool:
    """Tell whether an option was given, rather than left at what it is without it."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _known(opened: House, newsroom: Newsroom, wanted: Source, said: Sequence[str]) -> str:
    """Return where the source that is `wanted` is read already, "" where it is not.

    said: the options that count. Raises SourceKnown where it is read with others: to add is not to change.
    """
    with opened.database.read() as connection:
        former = former_addresses(connection)
    there = sources_at(newsroom, wanted.url, former)
    if not there:
        return ""
    others = {
        source: [name for name in said if getattr(source, name) != getattr(wanted, name)] for source in there
    }
    nearest = min(there, key=lambda source: len(others[source]))
    moved = canonical_url(wanted.url) != canonical_url(nearest.url)
    where = f"{nearest.slug} is read at {nearest.url} already"
    where += f", to which {wanted.url} has moved for good" if moved else ""
    if others[nearest]:
        told = [
            f"{name} {_value(getattr(nearest, name))} (asked for: {_value(getattr(wanted, name))})"
            for name in others[nearest]
        ]
        raise SourceKnown(where, told)
    return where


def _value(value: object) -> str:
    """Write the value of an option for a person."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or "none"


@app.command()
def pause(context: typer.Context, slug: SlugArgument, *, dry_run: DryRunOption = False) -> None:
    """Leave a source alone until it is resumed. What was gathered from it stays in play."""
    _set_pause(house(context), slug, paused=True, dry_run=dry_run)


@app.command()
def resume(context: typer.Context, slug: SlugArgument, *, dry_run: DryRunOption = False) -> None:
    """Have a paused source read again."""
    _set_pause(house(context), slug, paused=False, dry_run=dry_run)


def _set_pause(opened: House, slug: str, *, paused: bool, dry_run: bool) -> None:
    newsroom = _newsroom(opened)
    changed = with_pause(newsroom, slug, paused=paused)
    state = "paused" if paused else "read again"
    if changed == newsroom:
        say(f"nothing to change: {slug} is {'' if paused else 'not '}paused")
        return
    _put_in_force(opened, changed, f"{slug} {{}} {state}", dry_run=dry_run)


@app.command()
def remove(context: typer.Context, slug: SlugArgument, *, dry_run: DryRunOption = False) -> None:
    """Take a source out of the newsroom. Its items and their history are kept; no edition prints them any more."""
    opened = house(context)
    changed = without_source(_newsroom(opened), slug)
    _put_in_force(opened, changed, f"{slug} {{}} removed; what was gathered from it is kept", dry_run=dry_run)


@app.command(name="list")
def list_sources(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """List the sources, how each one is doing, and what it usually brings."""
    opened = house(context)
    with opened.database.read() as connection:
        newsroom = load_newsroom(connection)
        interval = opened.settings.fetch.interval
        standings = source_standings(connection, newsroom, opened.clock.now(), interval)
    zone = ZoneInfo(newsroom.publication.timezone)
    pairs = list(zip(newsroom.sources, standings, strict=True))
    if as_json:
        print_json_lines(_for_scripts(source, standing, zone) for source, standing in pairs)
        return
    print_table(
        ("source", "kind", "items", "theme", "state", "newest item", "today", "usual", "url", "alarm"),
        (
            (
                source.slug,
                source.kind.value,
                source.items.value,
                source.theme,
                standing.health.state.value,
                local(standing.known.newest_item_at, zone),
                standing.health.items_today,
                "" if standing.health.usual is None else standing.health.usual,
                source.url,
                standing.health.alarm,
            )
            for source, standing in pairs
        ),
        empty="no source yet: add one with `digest source add URL`",
    )


def _for_scripts(source: Source, standing: SourceStanding, zone: ZoneInfo) -> dict[str, object]:
    return {
        "slug": source.slug,
        "url": source.url,
        "kind": source.kind,
        "items": source.items,
        "theme": source.theme,
        "state": standing.health.state,
        "last_success": iso(standing.known.last_success_at, zone),
        "newest_item": iso(standing.known.newest_item_at, zone),
        "items_today": standing.health.items_today,
        "usual": standing.health.usual,
        "alarm": standing.health.alarm,
    }


def _newsroom(opened: House) -> Newsroom:
    with opened.database.read() as connection:
        return load_newsroom(connection)


def _tell(reading: Reading, zone: ZoneInfo) -> None:
    """Say what stands at the address, or why nothing could be read there."""
    if isinstance(reading, Unreadable):
        say(f"it could not be read: {reading.reason}")
    if not isinstance(reading, Harvest):
        return
    dates = [content.published_at for content in reading.contents if content.published_at]
    newest = f", the newest of {local(max(dates), zone)}" if dates else ""
    title = f"“{reading.feed_title}”: " if reading.feed_title else ""
    say(f"{title}{len(reading.contents)} entries{newest}")
    for fault in reading.faults:
        say(fault)


def _checked(newsroom: Newsroom) -> Newsroom:
    """Return the newsroom after the checks that a file goes through. Raises ConfigurationError."""
    return parse_newsroom(dump_newsroom(newsroom), "newsroom", check_subject=check_subject)


def _put_in_force(opened: House, changed: Newsroom, sentence: str, *, dry_run: bool) -> None:
    """Put `changed` in force, or only check it. sentence: what was done, {} standing for "is" or "would be"."""
    checked = _checked(changed)
    if dry_run:
        say(sentence.format("would be") + "; nothing was changed")
        return
    apply_newsroom(opened.database, checked, opened.clock, keep_moves=True)
    say(sentence.format("is"))
