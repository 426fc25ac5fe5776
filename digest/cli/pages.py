"""The command that shows how a page is read: source test."""

# The command is named for what it does, and is no test.
# ruff: noqa: PT028

from dataclasses import asdict, fields
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli.context import JsonOption, house
from digest.cli.output import iso, local, print_json_lines, print_table, say
from digest.config.checks import Unexpected, css_selector
from digest.domain.content import Content, Image, Precision
from digest.domain.newsroom import Selectors
from digest.services.reading import try_page

_FIELDS = (
    ("title", "title"),
    ("kicker", "kicker"),
    ("standfirst", "standfirst"),
    ("authors", "authors"),
    ("published", "published_at"),
    ("categories", "categories"),
    ("image", "image"),
    ("access", "access"),
    ("reading time", "reading_minutes"),
    ("language", "language"),
    ("aliases", "aliases"),
    ("text", "body_html"),
)
"""What is shown, by the name that people use."""
_SELECTORS = tuple(field.name for field in fields(Selectors))
_LONGEST = 160


def _selector(text: str) -> tuple[str, str]:
    name, sign, css = text.partition("=")
    name = name.strip()
    if not sign or name not in _SELECTORS:
        raise typer.BadParameter(f"{text!r}: write NAME=CSS, NAME one of {', '.join(_SELECTORS)}")
    try:
        return name, css_selector(css.strip())
    except Unexpected as error:
        raise typer.BadParameter(f"{name}: {error}") from None


def test_page(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The page of an article.")],
    *,
    source: Annotated[
        str, typer.Option("--source", metavar="SLUG", help="Read it with the selectors of this source.")
    ] = "",
    selector: Annotated[
        list[str] | None,
        typer.Option("--selector", metavar="NAME=CSS", help="A selector to try out; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read the page of an article and show each field and where it was found. Nothing is kept.

    Exit 1 when the page cannot be used.
    """
    opened = house(context)
    trial = try_page(
        url,
        database=opened.database,
        reader=opened.gatherer.reader,
        clock=opened.clock,
        source=source,
        selectors=dict(map(_selector, selector or ())),
    )
    reading, zone = trial.reading, ZoneInfo(trial.timezone)
    if reading.fault:
        say(reading.fault)
        raise typer.Exit(1)
    if as_json:
        print_json_lines(
            {
                "field": name,
                "value": _for_scripts(reading.content, name, zone),
                "origin": reading.origins.get(name, ""),
            }
            for _, name in _FIELDS
        )
        return
    print_table(
        ("field", "value", "found in"),
        (
            (label, _for_people(reading.content, name, zone), reading.origins.get(name, ""))
            for label, name in _FIELDS
        ),
        empty="nothing was found",
    )


def _for_scripts(content: Content, name: str, zone: ZoneInfo) -> object:
    value = getattr(content, name)
    match value:
        case datetime():
            day_only = content.published_precision is Precision.DAY
            return value.astimezone(zone).date().isoformat() if day_only else iso(value, zone)
        case Image():
            return asdict(value)
        case tuple():
            return list(value)
        case _:
            return value


def _for_people(content: Content, name: str, zone: ZoneInfo) -> str:
    value = getattr(content, name)
    match value:
        case datetime():
            shown = local(value, zone)
            text = shown[:10] if content.published_precision is Precision.DAY else shown
        case Image():
            text = " · ".join(filter(None, (value.url, value.caption, value.credit)))
        case tuple():
            text = " · ".join(value)
        case _:
            text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
