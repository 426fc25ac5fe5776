"""Commands on one edition: compose, preview, check, the editors' decisions, send."""

import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from digest.bootstrap import House
from digest.cli.context import DayOption, EditionArgument, JsonOption, NewsletterArgument, edition_of, house
from digest.cli.output import print_json, print_json_lines, print_table, say, stdout
from digest.cli.progress import delivery_progress, stop_on_signals
from digest.domain.delivery import DeliveryStatus
from digest.domain.edition import EditionEvent, EditionId, EditionStatus
from digest.services.check import Level, check_edition, worst_first
from digest.services.compose import compose as compose_edition
from digest.services.compose import content_to_show, stands
from digest.services.editorial import decide
from digest.services.press import NOBODY, EditionPress, Reader
from digest.services.reach import check_reach
from digest.services.send import SendReport
from digest.services.trial import send_trial
from digest.services.wording import reword as reword_edition
from digest.services.wording import wording

TRY_AGAIN_LATER = 75


class Format(StrEnum):
    """What a preview prints."""

    HTML = "html"
    TEXT = "text"
    EML = "eml"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(compose)
    app.command()(preview)
    app.command()(check)
    for event, words in _DECISIONS.items():
        app.command(name=event.value, help=words)(_decision(event))
    app.command()(reword)
    app.command()(send)


def compose(
    context: typer.Context,
    newsletter: NewsletterArgument,
    *,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compose an edition from what is new, and say what it prints. Composing again takes in what came since."""
    opened = house(context)
    edition = edition_of(opened, newsletter, day)
    found, composition = compose_edition(opened.database, edition, opened.clock, opened.subject_line)
    content = found.content
    if as_json:
        print_json(
            {
                "edition": str(edition),
                "status": found.status,
                "reason": found.reason,
                "items": len(content.stories) if content else 0,
                "sections": [section.theme for section in content.sections] if content else [],
                "subject": content.subject if content else "",
            }
        )
        return
    if composition is None:
        say(f"{edition} is {found.status}: what it prints no longer changes")
    if found.status is EditionStatus.SKIPPED:
        say(f"{edition} is skipped: {found.reason}")
    if content:
        stdout.print(f"{edition}  {found.status}  “{content.subject}”", markup=False)
        if content.lead:
            stdout.print(f"  lead: {content.lead.title}", markup=False)
        for section in content.sections:
            more = f" + {len(section.overflow)}" if section.overflow else ""
            stdout.print(f"  {section.title}: {len(section.stories)}{more}", markup=False)
        stdout.print(f"  briefs: {len(content.briefs)}")
        say(f"why each item is in or out: digest explain {edition}")


def preview(
    context: typer.Context,
    newsletter: NewsletterArgument,
    *,
    day: DayOption = None,
    subscriber: Annotated[
        str, typer.Option("--subscriber", metavar="ADDRESS", help="As this subscriber gets it.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.HTML,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Print an edition exactly as it goes out. An edition that nobody composed is composed for the look only."""
    opened = house(context)
    edition = edition_of(opened, newsletter, day)
    content = content_to_show(opened.database, edition, opened.clock, opened.subject_line)
    press = opened.press.for_content(edition, content, opened.clock.now())
    data = _previewed(press, _reader(opened, subscriber), form)
    if output is None and show:
        folder = Path(tempfile.mkdtemp(prefix="digest-"))
        output = folder / f"{newsletter}-{edition.date}.{'txt' if form is Format.TEXT else form.value}"
    if output is None:
        typer.echo(data, nl=False)
        return
    output.write_bytes(data)
    say(f"wrote {output} ({len(data) / 1000:.0f} kB)")
    if show and not webbrowser.open(output.resolve().as_uri()):
        say("no browser could be opened: open that file yourself")


def _reader(opened: House, address: str) -> Reader:
    if not address:
        return Reader(subscriber=NOBODY, address="reader@example.org")
    found = opened.subscribers.show(address)
    return Reader(
        subscriber=found.id,
        address=found.address,
        name=found.name,
        language=found.language,
        themes=found.themes,
    )


def _previewed(press: EditionPress, reader: Reader, form: Format) -> bytes:
    if form is Format.EML:
        return press.message(reader)
    shown = press.preview(reader)
    return (shown.html if form is Format.HTML else shown.text).encode()


def check(
    context: typer.Context,
    newsletter: NewsletterArgument,
    *,
    day: DayOption = None,
    links: Annotated[
        bool, typer.Option("--links", help="Ask each link and picture, too, whether it is there.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Look an edition over before it goes out. Exit 1 when something must stop it."""
    opened = house(context)
    edition = edition_of(opened, newsletter, day)
    content = content_to_show(opened.database, edition, opened.clock, opened.subject_line)
    press = opened.press.for_content(edition, content, opened.clock.now())
    findings = check_edition(press)
    if links:
        say("asking links and pictures whether they are there; that may take two minutes")
        findings = worst_first([*findings, *check_reach(press, opened.fetcher, opened.clock)])
    if as_json:
        print_json_lines(
            {
                "id": finding.id,
                "level": finding.level,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in findings
        )
    else:
        print_table(
            ("level", "check", "found", "remedy"),
            ((finding.level, finding.id, finding.message, finding.remedy) for finding in findings),
            empty=f"{edition}: nothing to complain about",
        )
    if any(finding.level is Level.BLOCK for finding in findings):
        raise typer.Exit(1)


_DECISIONS = {
    EditionEvent.APPROVE: "Approve an edition: it goes out at its time.",
    EditionEvent.HOLD: "Hold an edition back until it is resumed.",
    EditionEvent.SKIP: "Skip an edition: nothing goes out on that date.",
    EditionEvent.PAUSE: "Pause the sending of an edition.",
    EditionEvent.RESUME: "Let a held or paused edition go on.",
    EditionEvent.CANCEL: "Cancel an edition for good.",
}


def _decision(event: EditionEvent) -> Callable[..., None]:
    def command(
        context: typer.Context,
        edition: EditionArgument,
        *,
        reason: Annotated[str, typer.Option(help="Kept with the edition, and shown.")] = "",
    ) -> None:
        opened = house(context)
        after = decide(opened.database, edition, event, opened.clock, reason=reason)
        say(f"{edition} is {after.status}")

    return command


def reword(
    context: typer.Context,
    edition: EditionArgument,
    *,
    subject: Annotated[
        str | None, typer.Option(help='The subject; "" for the one that is built from the stories.')
    ] = None,
    preheader: Annotated[
        str | None, typer.Option(help='What inboxes show after it; "" for what is built from the stories.')
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write an edition's own subject and preheader. Composing anew keeps them; an approval has to be given again."""
    opened = house(context)
    if subject is None and preheader is None:
        raise typer.BadParameter("give --subject, --preheader or both")
    after = reword_edition(
        opened.database, edition, opened.clock, opened.subject_line, subject=subject, preheader=preheader
    )
    words = wording(opened.database, edition)
    if as_json:
        print_json({"edition": str(edition), "subject": words.subject, "preheader": words.preheader})
        return
    for name, text in (("subject", words.subject), ("preheader", words.preheader)):
        stdout.print(f"{name}: {text or 'built from the stories'}", markup=False)
    say(f"{edition} is {after.status}")


def send(
    context: typer.Context,
    newsletter: NewsletterArgument,
    *,
    day: DayOption = None,
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="ADDRESS", help="Only to this address, for a look; may be repeated."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go out; change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Send an edition now and wait; an interrupted sending is completed, nobody gets it twice.

    Exit 75 when some deliveries have to be tried again later: run it again, or leave it to the service.
    """
    opened = house(context)
    edition = edition_of(opened, newsletter, day)
    if dry_run:
        _rehearse(opened, edition, as_json=as_json)
        return
    if test:
        _send_trial(opened, edition, test, as_json=as_json)
        return
    _make_sure(opened, edition)
    stop = threading.Event()
    with stop_on_signals(stop), delivery_progress() as progress:
        report = opened.sender.send(edition, stop, progress)
    _tell(report, as_json=as_json)
    if report.edition.status is EditionStatus.PAUSED:
        raise typer.Exit(1)
    if report.wants_retry:
        raise typer.Exit(TRY_AGAIN_LATER)


def _make_sure(opened: House, edition: EditionId) -> None:
    """Ask before a whole list is mailed an edition of another day that nobody has prepared: a slip, mostly."""
    today = edition_of(opened, edition.newsletter, None).date
    if edition.date == today or stands(opened.database, edition):
        return
    question = f"{edition} is not of today ({today}), and nobody has composed it. Compose it and send it now?"
    if sys.stdin.isatty():
        typer.confirm(question, abort=True, err=True)
    else:
        say(f"{edition} is not of today ({today}): it is composed and sent all the same")


def _rehearse(opened: House, edition: EditionId, *, as_json: bool) -> None:
    """Say what a sending would do, from the same functions and without writing anything down."""
    found = stands(opened.database, edition)
    content = content_to_show(opened.database, edition, opened.clock, opened.subject_line)
    recipients = opened.subscribers.count(edition.newsletter)
    state = found.status if found else EditionStatus.COLLECTING
    if as_json:
        print_json(
            {
                "edition": str(edition),
                "status": state,
                "recipients": recipients,
                "items": len(content.stories),
                "subject": content.subject,
            }
        )
        return
    say(
        f"{edition} ({state}): “{content.subject}”, {len(content.stories)} items, to {recipients} subscribers"
    )
    say("nothing was sent and nothing was changed")


def _send_trial(opened: House, edition: EditionId, addresses: list[str], *, as_json: bool) -> None:
    content = content_to_show(opened.database, edition, opened.clock, opened.subject_line)
    results = send_trial(opened.means, edition, content, addresses)
    for result in results:
        outcome = result.outcome
        if as_json:
            reply = str(outcome.reply)
            print_json({"address": result.address, "status": outcome.status, "reply": reply})
        else:
            say(f"{result.address}: {outcome.status} ({outcome.reply})")
    statuses = {result.outcome.status for result in results}
    if DeliveryStatus.REFUSED in statuses:
        raise typer.Exit(1)
    if statuses != {DeliveryStatus.ACCEPTED} or len(results) < len(addresses):
        raise typer.Exit(TRY_AGAIN_LATER)


def _tell(report: SendReport, *, as_json: bool) -> None:
    accounts, edition = report.accounts, report.edition
    if as_json:
        print_json(
            {
                "edition": str(edition.id),
                "status": edition.status,
                "recipients": accounts.recipients,
                "accepted": accounts.accepted,
                "deferred": accounts.deferred,
                "refused": accounts.refused,
                "excluded": accounts.excluded,
                "expired": accounts.expired,
                "uncertain": accounts.uncertain,
                "queued": accounts.queued + accounts.leased + accounts.attempting,
                "note": report.word or report.relay,
            }
        )
        return
    if report.word:
        say(report.word)
        return
    counts = (
        f"{accounts.accepted} accepted, {accounts.deferred} deferred, {accounts.refused} refused,"
        f" {accounts.excluded} excluded, {accounts.expired} expired, {accounts.uncertain} uncertain"
    )
    stdout.print(
        f"{edition.id} is {edition.status}: {accounts.recipients} recipients, {counts}", markup=False
    )
    if report.relay:
        say(f"the relay did not take everything: {report.relay}")
    if edition.status is EditionStatus.PAUSED:
        say(f"paused: {edition.reason}; `digest resume {edition.id}` lets it go on")
    elif report.wants_retry:
        say("the rest is tried again by the next `digest send`, or by the service when its time has come")
