"""Reads a mail that came back: from bytes to a report, in stages, whatever the bytes are.

It looks nothing up and checks no return address of ours: whether a report may have consequences is decided
by `digest.services.feedback`. It never raises: what cannot be read is a report that says so.
"""

import re

from digest.domain.feedback import Cause
from digest.mail.reports import layouts, machine
from digest.mail.reports.answers import automatic_answer, says_failure
from digest.mail.reports.causes import cause_of, phase_of, reply_of, status_of
from digest.mail.reports.complaints import complaint, unsubscription
from digest.mail.reports.layouts import Passage
from digest.mail.reports.letter import Letter, open_letter
from digest.mail.reports.model import Evidence, Finding, Kind, Phase, Report
from digest.mail.reports.notification import notification

_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
"""Actions of RFC 3464 §2.3.3 that say a message went on its way."""
_MOST_FINDINGS = 50
"""Recipients that are taken from one report: a message of ours has one, what is more belongs to somebody else."""
_GOES_ON = re.compile(
    r"will (?:keep (?:re)?trying|retry|continue|be retried)|warning message only|do not need to re-?send"
    r"|not yet been delivered|temporary failure report",
    re.IGNORECASE,
)


def read_report(raw: bytes) -> Report:
    """Return what a mail that came back says. Its first 256 KiB are looked at."""
    try:
        return _read(raw)
    except Exception as error:  # noqa: BLE001 - one hostile mail must not keep the others from being read
        return Report(kind=Kind.OTHER, unreadable=f"{type(error).__name__}: {error}"[:200])


def _read(raw: bytes) -> Report:
    if not raw.strip():
        return Report(kind=Kind.OTHER, unreadable="there is nothing in it")
    letter = open_letter(raw)
    if not letter.headers:
        return Report(kind=Kind.OTHER, unreadable="it has no header: it is no mail")
    return _judged(letter)


def _judged(letter: Letter) -> Report:
    stages = (complaint, notification, unsubscription, _status_report, _receipt, _passed_on)
    for stage in (*stages, automatic_answer, _told):
        report = stage(letter)
        if report is not None:
            return report
    return next(
        (report for inner in letter.inner if (report := _told(inner)) is not None),
        _report(letter, Kind.OTHER, []),
    )


def _passed_on(letter: Letter) -> Report | None:
    """Read a report that somebody passed on whole: ours are never reports themselves."""
    for inner in letter.inner:
        for stage in (complaint, _status_report):
            report = stage(inner)
            if report is not None:
                return report
    return None


def _receipt(letter: Letter) -> Report | None:
    """Read a receipt (RFC 8098): the mail was displayed, or a rule of its reader threw it away."""
    fields = machine.loose_fields(letter.receipt)
    recipient = machine.address(fields.get("final-recipient", ""))
    if not recipient:
        return None
    if not re.search(r"\breject", letter.human, re.IGNORECASE):
        return _report(
            letter, Kind.DELIVERED, [Finding(recipient=recipient, kind=Kind.DELIVERED, cause=Cause.NOTHING)]
        )
    words = [letter.human]
    return _report(letter, Kind.BOUNCE, [_finding(Passage(recipient, letter.human), words, Phase.UNKNOWN)])


def _report(letter: Letter, kind: Kind, findings: list[Finding]) -> Report:
    return Report(
        kind=kind,
        findings=tuple(findings),
        message_id=letter.message_id,
        reporter=letter.sender,
        envelope=letter.envelope,
    )


# --- Reports with machine-readable fields.


def _status_report(letter: Letter) -> Report | None:
    """Read a delivery status notification (RFC 3464), as a part of its own or quoted in the text."""
    fields = letter.machine or layouts.unquoted(letter.human)
    rows = [row for row in machine.recipients(fields) if row.original or row.final][:_MOST_FINDINGS]
    if not rows:
        return None
    own = layouts.without_copy(letter.human)
    told = {passage.recipient.lower(): passage.said for passage in layouts.passages(own)}
    findings = [_from_row(row, own, told, alone=len(rows) == 1) for row in rows]
    bounced = any(finding.kind is Kind.BOUNCE for finding in findings)
    return _report(letter, Kind.BOUNCE if bounced else Kind.DELIVERED, findings)


def _from_row(row: machine.Recipient, own: str, told: dict[str, str], *, alone: bool) -> Finding:
    recipient = row.original or row.final
    if row.action in _ARRIVED:
        return Finding(
            recipient=recipient, final=row.final, kind=Kind.DELIVERED, cause=Cause.NOTHING, status=row.status
        )
    # Where a program failed and no server answered, the field's type alone says so.
    said = f"{row.kind}; {row.diagnostic}" if row.kind == "x-unix" else row.diagnostic
    passage = told.get(row.final.lower()) or told.get(recipient.lower()) or ""
    texts = [said or row.comment, passage, *([own] if alone else [])]
    phase = phase_of(passage) or phase_of(own)
    return _finding(
        Passage(recipient, own), texts, phase, final=row.final, stated=row.status, action=row.action
    )


# --- Reports that only people were meant to read.


def _told(letter: Letter) -> Report | None:
    """Read a report by its layout."""
    own = layouts.without_copy(letter.human)
    if not _looks_like_a_report(letter, own):
        return None
    passages = (
        layouts.transcript(own)
        or layouts.passages(own)
        or [Passage(found, "") for found in machine.addresses(" ".join(letter.all("x-failed-recipients")))]
        or layouts.phrases(own)
        or layouts.any_address(own, _correspondents(letter))
        or [Passage(found, "") for found in machine.addresses(_addressee(letter))[:1]]
    )
    if len(passages) == 1:
        (only,) = passages
        texts = [layouts.reply_line(only.said), only.said, own]
        phase = phase_of(only.said) or phase_of(own)
        return _report(letter, Kind.BOUNCE, [_finding(Passage(only.recipient, own), texts, phase)])
    if not passages:
        # It does not say whom it is about. Where it says why, our return address can tell the rest.
        nobody = _finding(Passage("", own), [own], phase_of(own))
        known = nobody.cause not in (Cause.UNDEFINED, Cause.NOTHING)
        return _report(letter, Kind.BOUNCE, [nobody]) if known else _report(letter, Kind.OTHER, [])
    passages = passages[:_MOST_FINDINGS]
    above = layouts.opening(own, passages)
    findings = [
        _finding(one, [layouts.reply_line(one.said), one.said, above], phase_of(one.said)) for one in passages
    ]
    return _report(letter, Kind.BOUNCE, findings)


def _addressee(letter: Letter) -> str:
    """Return To of our own mail, wherever the report shows its header."""
    return letter.original_field("to") or machine.loose_fields(letter.human).get("to", "")


def _correspondents(letter: Letter) -> frozenset[str]:
    fields = (" ".join(letter.all(name)) for name in ("from", "to", "delivered-to"))
    return frozenset(found.lower() for field in fields for found in machine.addresses(field))


def _finding(
    passage: Passage,
    texts: list[str],
    phase: Phase,
    *,
    final: str = "",
    stated: str = "",
    action: str = "",
) -> Finding:
    """Put together what is known of one recipient. passage: who, and what the report tells people."""
    words = [layouts.one_line(text) for text in texts if text.strip()]
    status = next(filter(None, map(status_of, words)), "")
    if stated and (not status or not stated.endswith(".0.0")):
        status = stated
    reply = next(filter(None, map(reply_of, words)), "")
    cause, rule = cause_of(Evidence(words=words, told=passage.said, status=status, reply=reply, phase=phase))
    return Finding(
        recipient=passage.recipient if final else layouts.written_to(passage.said) or passage.recipient,
        final=final or passage.recipient,
        kind=Kind.BOUNCE,
        cause=cause,
        rule=rule,
        status=status,
        reply=reply,
        diagnostic=next(iter(words), "")[:500],
        delayed=action == "delayed" or (action != "failed" and _GOES_ON.search(passage.said) is not None),
    )


_DAEMON = re.compile(
    r"mailer-?daemon|post_?master|mail(?:er)? (?:delivery|administrator|system)"
    r"|delivery (?:sub)?system|system administrator",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\s*(?:re|aw|sv|antw|rv|tr|fwd?)\s*:", re.IGNORECASE)


def _looks_like_a_report(letter: Letter, own: str) -> bool:
    """Say whether a mail without machine-readable fields is about a mail that did not arrive."""
    sender, subject = letter.first("from"), letter.first("subject")
    if letter.all("x-failed-recipients") or not sender.strip(" <>") or _DAEMON.search(sender):
        return True
    # What a person answers may speak of errors, too, and of addresses.
    answered = _ANSWER.match(subject) is not None
    return bool(says_failure(subject) or (not answered and says_failure(own[:4_000])))
