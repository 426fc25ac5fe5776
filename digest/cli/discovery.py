"""The command that turns a site's address into a newsroom to edit: discover."""

from pathlib import Path
from typing import Annotated, Any

import typer

from digest.cli.context import JsonOption, house
from digest.cli.output import print_json, say
from digest.config.newsroom_text import dump_newsroom
from digest.services.discover import Discovered

_HEADING = """\
# Proposed by `digest discover` for {url}: nothing is in force yet.
# Read it through, change what you like, then run `digest apply newsroom.toml`.
# Every key is explained in docs/newsroom-file.md.

"""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(discover)


def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The site's front page, or one of its feeds.")],
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a new file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a newsroom.toml for a site: its feeds, le fil, sections, name, language, colour and logo."""
    if output and output.exists():
        raise typer.BadParameter(f"{output} exists and is kept as it is", param_hint="-o")
    if output and not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {output.parent}", param_hint="-o")
    found = house(context).discoverer.discover(url, say)
    if as_json:
        print_json(_told(found))
        return
    heading = _HEADING.format(url=found.url)
    text = heading + dump_newsroom(found.proposal.newsroom, found.proposal.remarks)
    if output is None:
        typer.echo(text, nl=False)
        return
    with output.open("x", encoding="utf-8") as file:
        file.write(text)
    say(f"wrote {output}; next: edit it, then `digest apply {output}`")


def _told(found: Discovered) -> dict[str, Any]:
    newsroom = found.proposal.newsroom
    publication = newsroom.publication
    return {
        "url": found.url,
        "name": publication.name,
        "language": publication.language,
        "timezone": publication.timezone,
        "accent": publication.accent,
        "logo": publication.logo,
        "sources": [
            {
                "slug": one.source.slug,
                "url": one.source.url,
                "kind": one.source.kind,
                "items": one.source.items,
                "title": one.title,
                "entries": len(one.contents),
                "reason": one.origin,
            }
            for one in found.sources
        ],
        "themes": [
            {
                "slug": theme.slug,
                "title": theme.title,
                "sections": theme.sections,
                "categories": theme.categories,
            }
            for theme in newsroom.themes
        ],
        "left_out": [{"url": url, "reason": reason} for url, reason in found.left_out],
    }
