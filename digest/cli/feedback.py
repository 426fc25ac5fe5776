"""The command that reads mail that came back: bounces, complaints, automatic answers."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.context import JsonOption, house
from digest.cli.output import print_json, print_table, say
from digest.domain.feedback import Consequence
from digest.errors import ConfigurationError, Fault
from digest.mail.incoming import StreamStore, open_store
from digest.mail.reports.model import Finding, Report
from digest.ports import MailStore
from digest.services.feedback import Filed, read_store

_NAMES = {
    Consequence.SUPPRESSED: "suppressed",
    Consequence.COMPLAINED: "complained",
    Consequence.UNSUBSCRIBED: "unsubscribed",
    Consequence.SCORED: "counted against a mailbox",
    Consequence.ALERT: "about us",
    Consequence.NOTHING: "of no consequence",
    Consequence.UNPROVEN: "not proven to be about a mail of ours",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(feedback)


def feedback(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help="A mail, an mbox, a folder or Maildir of mails, or - for standard input."
        ),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what the mails mean; change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read mail that came back and do what follows from it. What was read before counts once."""
    store = _store(path)
    # What mails mean depends on nothing but themselves: trying it out needs no configuration.
    found = _tried(store) if dry_run else house(context).feedback.take(store)
    if as_json:
        for filed in found:
            for line in _lines(filed):
                print_json(line)
        return
    _show(list(found), dry_run=dry_run)


def _store(path: Path) -> MailStore:
    if str(path) == "-":
        return StreamStore(sys.stdin.buffer)
    try:
        path.stat()
        return open_store(path)
    except OSError as error:
        raise ConfigurationError([Fault(str(path), "", f"cannot be read: {error.strerror}")]) from error


def _tried(store: MailStore) -> Iterator[Filed]:
    for mail, report in read_store(store):
        yield Filed(mail.name, report)


def _lines(filed: Filed) -> Iterator[dict[str, object]]:
    """Yield one object for each recipient that a mail speaks of; one for a mail that speaks of none."""
    report = filed.report
    for index, finding in enumerate(report.findings):
        consequence = filed.consequences[index] if filed.consequences else None
        yield {"file": filed.mail, **_facts(finding), **_done(filed, consequence)}
    if not report.findings:
        yield {"file": filed.mail, **_nobody(report), **_done(filed, None)}


def _facts(finding: Finding) -> dict[str, object]:
    return {
        "recipient": finding.recipient,
        "kind": finding.kind,
        "status": finding.status,
        "reply": finding.reply,
        "class": finding.action,
        "hard": finding.hard,
        "cause": finding.cause,
        "diagnostic": finding.diagnostic,
    }


def _nobody(report: Report) -> dict[str, object]:
    return {
        "recipient": "",
        "kind": report.kind,
        "status": "",
        "reply": "",
        "class": "not_a_bounce",
        "hard": False,
        "cause": "nothing",
        "diagnostic": report.unreadable,
    }


def _done(filed: Filed, consequence: Consequence | None) -> dict[str, object]:
    return {"consequence": consequence or "", "seen_before": not filed.news}


def _show(found: list[Filed], *, dry_run: bool) -> None:
    rows = [row for filed in found for row in _rows(filed)]
    print_table(("mail", "recipient", "kind", "class", "hard", "why", "then"), rows, empty="no mail there")
    if not found:
        return
    done = Counter(one for filed in found for one in filed.consequences)
    known = sum(not filed.news for filed in found)
    unreadable = sum(bool(filed.report.unreadable) for filed in found)
    parts = [f"{len(found)} mails read"]
    parts += [f"{count} {_NAMES[one]}" for one in Consequence if (count := done[one])]
    parts += [f"{known} seen before"] if known else []
    parts += [f"{unreadable} unreadable"] if unreadable else []
    say(", ".join(parts) + ("; nothing was changed" if dry_run else ""))


def _rows(filed: Filed) -> Iterator[tuple[object, ...]]:
    for line in _lines(filed):
        why = str(line["diagnostic"] or line["cause"])
        then = "seen before" if line["seen_before"] else line["consequence"]
        hard = "hard" if line["hard"] else ""
        yield filed.mail, line["recipient"], line["kind"], line["class"], hard, why[:80], then
