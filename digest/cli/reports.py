"""Commands that gather and that tell how things stand: gather, items, explain, deliveries, status."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli.context import EditionArgument, JsonOption, house
from digest.cli.output import iso, local, print_json, print_json_lines, print_table, say
from digest.domain.content import Item, Precision
from digest.domain.delivery import Accounts, DeliveryStatus, message_id
from digest.domain.edition import Decision, Edition
from digest.domain.moments import told_at
from digest.errors import UnknownName
from digest.services.explain import as_printed
from digest.services.gather import SourceReport
from digest.services.press import sender_domain
from digest.services.status import Status
from digest.services.status import status as current_status
from digest.storage.accounts import records
from digest.storage.editions import get_edition, load_decisions
from digest.storage.items import list_items
from digest.storage.newsroom import load_newsroom


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(gather)
    app.command()(items)
    app.command()(explain)
    app.command()(deliveries)
    app.command()(status)


def gather(
    context: typer.Context,
    *,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="SLUG", help="Only this source; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read the sources and keep what is new. Exit 1 when none could be read."""
    reports: list[SourceReport] = []
    for report in house(context).gatherer.gather(source or ()):
        reports.append(report)
        if as_json:
            print_json(
                {
                    "source": report.source,
                    "added": report.added,
                    "edited": report.edited,
                    "unchanged": report.unchanged,
                    "error": report.error,
                    "left_alone": report.left_alone,
                    "moved_to": report.moved_to,
                    "faults": list(report.faults),
                }
            )
        else:
            _tell(report)
    if not reports:
        say("the newsroom has no sources: `digest source add URL` adds one")
    elif all(report.error for report in reports):
        raise typer.Exit(1)


def _tell(report: SourceReport) -> None:
    if report.error or report.left_alone:
        say(f"{report.source}: {report.error or f'not read: {report.left_alone}'}")
        return
    outcome = "unchanged" if report.unchanged else f"{report.added} new, {report.edited} edited"
    typer.echo(f"{report.source}: {outcome}")
    if report.moved_to:
        say(f"{report.source}: moved for good, and is read at {report.moved_to} from now on")
    for fault in report.faults:
        say(f"{report.source}: {fault}")


def items(
    context: typer.Context,
    *,
    unrouted: Annotated[bool, typer.Option("--unrouted", help="Only what no rule took.")] = False,
    source: Annotated[str, typer.Option("--source", metavar="SLUG", help="Only this source.")] = "",
    days: Annotated[int, typer.Option(min=1, help="First seen in the last so many days.")] = 14,
    as_json: JsonOption = False,
) -> None:
    """List the items that were gathered, the last seen first, with their themes and why."""
    opened = house(context)
    with opened.database.read() as connection:
        newsroom = load_newsroom(connection)
        zone = ZoneInfo(newsroom.publication.timezone)
        since = opened.clock.now() - timedelta(days=days)
        found = list_items(connection, since=since, unrouted=unrouted, source=source)
    known = [known.slug for known in newsroom.sources]
    if source and not found and source not in known:
        raise UnknownName("source", source, known)
    if as_json:
        print_json_lines(_item_for_scripts(item, zone) for item in found)
        return
    print_table(
        ("published", "source", "theme", "title", "why"),
        (
            (
                _published(item, zone),
                item.source,
                item.theme or "unrouted",
                item.content.title,
                item.theme_reason,
            )
            for item in found
        ),
        empty="nothing was gathered yet" if not unrouted else "no item is unrouted",
    )


def _published(item: Item, zone: ZoneInfo) -> str:
    if item.dated_at and item.content.published_precision is Precision.DAY:
        return f"{item.printed_at.astimezone(zone).date()}"
    return local(item.dated_at, zone)


def _item_for_scripts(item: Item, zone: ZoneInfo) -> dict[str, object]:
    content = item.content
    return {
        "id": item.id,
        "source": item.source,
        "kind": content.kind,
        "title": content.title,
        "url": content.url,
        "guid": content.guid,
        "authors": list(content.authors),
        "published_at": iso(item.dated_at, zone),
        "first_seen_at": iso(item.first_seen_at, zone),
        "theme": item.theme,
        "theme_reason": item.theme_reason,
        "kicker": content.kicker,
        "standfirst": content.standfirst,
        "image": content.image.url if content.image else None,
        "access": content.access,
        "revision": item.revision,
    }


def explain(context: typer.Context, edition: EditionArgument, *, as_json: JsonOption = False) -> None:
    """Say for each item why it is in an edition or out of it."""
    opened = house(context)
    with opened.database.read() as connection:
        content = get_edition(connection, edition).content
        decisions: Sequence[Decision] = load_decisions(connection, edition)
        zone = ZoneInfo(load_newsroom(connection).publication.timezone)
    if content:
        press = opened.press.for_content(edition, content, opened.clock.now())
        decisions = as_printed(decisions, content, press)
    if as_json:
        print_json_lines(
            {
                "item": decision.item,
                "title": decision.title,
                "url": decision.url,
                "included": decision.included,
                "section": decision.section,
                "reason": decision.reason,
            }
            for decision in decisions
        )
        return
    print_table(
        ("", "section", "title", "why"),
        (
            (
                "in" if decision.included else "out",
                decision.section,
                decision.title,
                told_at(decision.reason, zone),
            )
            for decision in decisions
        ),
        empty=f"{edition} looked at no item: run `digest gather`, then `{edition.to_compose}`",
    )


def deliveries(
    context: typer.Context,
    edition: EditionArgument,
    *,
    status: Annotated[DeliveryStatus | None, typer.Option("--status", help="Only in this state.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with a header row.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List who was mailed an edition and how it ended."""
    with house(context).database.read() as connection:
        content = get_edition(connection, edition).content
        domain = sender_domain(content) if content else ""
        rows = (
            (
                record.address,
                record.status.value,
                record.attempts,
                record.reply.code or "",
                f"{record.reply.enhanced} {record.reply.text}".strip(),
                message_id(edition, record.subscriber, domain),
            )
            for record in records(connection, edition, status)
        )
        empty = (
            f"no delivery is {status}" if status else f"{edition} has no deliveries: nobody was mailed yet"
        )
        _print_deliveries(rows, as_csv=as_csv, as_json=as_json, empty=empty)


_DELIVERY_COLUMNS = ("address", "status", "attempts", "code", "reply", "message_id")


def _print_deliveries(rows: Iterator[tuple[object, ...]], *, as_csv: bool, as_json: bool, empty: str) -> None:
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_DELIVERY_COLUMNS)
        writer.writerows(rows)
    elif as_json:
        lines = (dict(zip(_DELIVERY_COLUMNS, row, strict=True)) for row in rows)
        print_json_lines({**line, "code": line["code"] or None} for line in lines)
    else:
        print_table(_DELIVERY_COLUMNS[:-1], (row[:-1] for row in rows), empty=empty)


def status(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Tell how editions and sources stand, and what comes next."""
    opened = house(context)
    found = current_status(opened.database, opened.clock, opened.settings.fetch.interval)
    zone = ZoneInfo(found.timezone)
    if as_json:
        print_json(_status_for_scripts(found, zone))
        return
    print_table(
        ("edition", "status", "recipients", "accepted", "deferred", "refused", "open", "why"),
        (
            (
                edition.id,
                edition.status.value,
                accounts.recipients,
                accounts.accepted,
                accounts.deferred,
                accounts.refused,
                accounts.open,
                edition.reason,
            )
            for edition, accounts in found.editions
        ),
        empty="no edition yet",
    )
    print_table(
        ("source", "state", "last success", "newest item", "today", "usual", "failures", "alarm or error"),
        (
            (
                source.known.source,
                source.health.state,
                local(source.known.last_success_at, zone),
                local(source.known.newest_item_at, zone),
                source.health.items_today,
                "" if source.health.usual is None else source.health.usual,
                source.known.failures,
                "; ".join(filter(None, (source.health.alarm, source.known.last_error))),
            )
            for source in found.sources
        ),
        empty="no source yet",
    )
    for source in found.sources:
        if source.known.moved_from:
            say(
                f"{source.known.source}: has moved for good from {source.known.moved_from};"
                " `digest export` shows the address to put into newsroom.toml"
            )
    for newsletter, slot in found.upcoming.items():
        when = f"{local(slot.send, zone)} ({found.timezone})" if slot else "on no day"
        say(f"{newsletter}: next edition {when}")


def _status_for_scripts(found: Status, zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": iso(found.at, zone),
        "editions": [_edition_for_scripts(edition, accounts) for edition, accounts in found.editions],
        "sources": [
            {
                "source": source.known.source,
                "state": source.health.state,
                "last_success": iso(source.known.last_success_at, zone),
                "newest_item": iso(source.known.newest_item_at, zone),
                "failures": source.known.failures,
                "error": source.known.last_error,
                "items_today": source.health.items_today,
                "usual": source.health.usual,
                "alarm": source.health.alarm,
                "moved_from": source.known.moved_from,
            }
            for source in found.sources
        ],
        "newsletters": [
            {"newsletter": newsletter, "next": iso(slot.send, zone) if slot else None}
            for newsletter, slot in found.upcoming.items()
        ],
    }


def _edition_for_scripts(edition: Edition, accounts: Accounts) -> dict[str, object]:
    return {
        "edition": str(edition.id),
        "status": edition.status,
        "reason": edition.reason,
        "recipients": accounts.recipients,
        # What is leased or being handed over right now is not done, and for a script that is queued.
        "queued": accounts.queued + accounts.leased + accounts.attempting,
        "accepted": accounts.accepted,
        "deferred": accounts.deferred,
        "refused": accounts.refused,
        "excluded": accounts.excluded,
        "expired": accounts.expired,
        "uncertain": accounts.uncertain,
        "bounced": accounts.bounced,
        "complained": accounts.complained,
    }
