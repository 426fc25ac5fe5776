"""Commands on the list of subscribers: import, export, add, show, unsubscribe, erase, suppressions."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from digest.bootstrap import House
from digest.cli.context import JsonOption, house, named
from digest.cli.output import print_json, print_json_lines, print_table, say
from digest.errors import ConfigurationError, Fault
from digest.storage.newsroom import load_newsroom
from digest.storage.outbox import anonymise
from subscribers.api import Offer, Profile, Subscriber, UnknownSubscriber

app = typer.Typer(help="The list of subscribers.", no_args_is_help=True)

AddressArgument = Annotated[str, typer.Argument(metavar="ADDRESS")]


def _offer(opened: House) -> Offer:
    """Return what the newsroom offers. Raises NotReady while no newsroom was applied."""
    with opened.database.read() as connection:
        newsroom = load_newsroom(connection)
    return Offer(
        themes=frozenset(theme.slug for theme in newsroom.themes),
        newsletters=frozenset(newsletter.slug for newsletter in newsroom.newsletters),
    )


@app.command(name="import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file, or - for standard input.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read subscribers from a CSV file: all of its good rows, every rejected one with its line and reason."""
    opened = house(context)
    offer = _offer(opened)
    try:
        source = nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")
    except OSError as error:
        raise ConfigurationError([Fault(str(file), "", f"cannot be read: {error.strerror}")]) from error
    with source as stream:
        report = opened.subscribers.import_csv(
            stream,
            themes=offer.themes,
            newsletters=offer.newsletters,
            dry_run=dry_run,
            evidence=f"imported from {named(Path(file.name))}",
        )
    if as_json:
        print_json(
            {
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "rejected": [
                    {"line": row.line, "address": row.address, "reason": row.reason}
                    for row in report.rejected
                ],
            }
        )
        return
    for row in report.rejected:
        say(f"{named(file)}, line {row.line}: {row.address or 'no address'}: {row.reason}")
    would = "would be " if dry_run else ""
    typer.echo(
        f"{report.added} {would}added, {report.updated} {would}updated, {report.unchanged} unchanged,"
        f" {len(report.rejected)} {would}rejected"
    )


@app.command()
def export(context: typer.Context) -> None:
    """Print the whole list as CSV, in the form that import reads."""
    for piece in house(context).subscribers.export_csv():
        typer.echo(piece, nl=False)


@app.command()
def add(
    context: typer.Context,
    address: AddressArgument,
    *,
    name: Annotated[str, typer.Option(help="Full name.")] = "",
    language: Annotated[str, typer.Option(help="fr or en; the publication's if left out.")] = "",
    timezone: Annotated[str, typer.Option(help="IANA name; the publication's if left out.")] = "",
    themes: Annotated[str, typer.Option(help="Slugs with ; between them; all if left out.")] = "",
    newsletters: Annotated[str, typer.Option(help="Slugs with ; between them; all if left out.")] = "",
) -> None:
    """Add one person who asked for it."""
    opened = house(context)
    profile = Profile(
        name=name,
        language=language,
        timezone=timezone,
        themes=_slugs(themes),
        newsletters=_slugs(newsletters),
    )
    person = opened.subscribers.add(address, profile, _offer(opened), evidence="added by an operator")
    say(f"{person.address} is {person.status}")


def _slugs(text: str) -> frozenset[str]:
    return frozenset(slug.strip() for slug in text.split(";") if slug.strip())


@app.command()
def show(context: typer.Context, address: AddressArgument, *, as_json: JsonOption = False) -> None:
    """Show one person and what happened to their subscription."""
    opened = house(context)
    person = opened.subscribers.show(address)
    history = opened.subscribers.history(address)
    facts = _facts(person)
    if as_json:
        events = [
            {"event": event.kind, "at": event.at.isoformat(), "evidence": event.evidence} for event in history
        ]
        print_json({**facts, "history": events})
        return
    print_table(("", ""), facts.items(), empty="")
    rows = ((f"{event.at:%Y-%m-%d %H:%M} UTC", event.kind.value, event.evidence) for event in history)
    print_table(("at", "event", "evidence"), rows, empty="no history")


def _facts(person: Subscriber) -> dict[str, object]:
    return {
        **person.attributes,
        "email": person.address,
        "name": person.name,
        "language": person.language,
        "timezone": person.timezone,
        "themes": ";".join(sorted(person.themes)),
        "newsletters": ";".join(sorted(person.newsletters)),
        "status": person.status.value,
        "created_at": person.created_at.isoformat(),
    }


@app.command()
def unsubscribe(
    context: typer.Context,
    address: AddressArgument,
    *,
    newsletter: Annotated[str, typer.Option(help="Only from this newsletter.")] = "",
    reason: Annotated[str, typer.Option(help="How they asked for it.")] = "asked an operator",
) -> None:
    """Unsubscribe one person; no import ever brings them back."""
    opened = house(context)
    known = _offer(opened).newsletters
    person = opened.subscribers.unsubscribe(address, newsletter or None, known=known, evidence=reason)
    say(f"{person.address} is {person.status}")


@app.command()
def erase(context: typer.Context, address: AddressArgument) -> None:
    """Erase all that is known of one person; a keyed hash of the address keeps imports from bringing them back."""
    opened = house(context)
    try:
        person = opened.subscribers.show(address)
    except UnknownSubscriber:
        person = None
    if person:
        # First the copies: should this be interrupted, the person is still known and it can be repeated.
        with opened.database.write() as connection:
            anonymise(connection, person.id)
    opened.subscribers.erase(address)
    opened.database.settle_log()
    say(f"everything about {address} is erased")


@app.command()
def suppressions(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """List every standing reason not to write to somebody."""
    found = house(context).subscribers.suppressions()
    if as_json:
        print_json_lines(
            {
                "address": suppression.address,
                "newsletter": suppression.newsletter,
                "reason": suppression.reason,
                "evidence": suppression.evidence,
                "created_at": suppression.created_at.isoformat(),
            }
            for suppression in found
        )
        return
    print_table(
        ("since", "address", "newsletter", "reason", "evidence"),
        (
            (f"{one.created_at:%Y-%m-%d}", one.address, one.newsletter or "all", one.reason, one.evidence)
            for one in found
        ),
        empty="nobody is suppressed",
    )
