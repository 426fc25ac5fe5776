"""Reads the notifications in which a sending service (Amazon SES) tells in JSON what came of a message.

It reads no other JSON.
"""

import json
from collections.abc import Mapping
from typing import Any

from digest.domain.feedback import Cause
from digest.mail.reports.causes import cause_of, phase_of, reply_of, status_of
from digest.mail.reports.layouts import one_line
from digest.mail.reports.letter import Letter
from digest.mail.reports.model import Evidence, Finding, Kind, Report

_Object = Mapping[str, Any]


def notification(letter: Letter) -> Report | None:
    """Return the report that a notification is, None for any other mail."""
    text = letter.human.strip()
    if not text.startswith("{") or "otificationType" not in text:
        return None
    notice = _object(text)
    # A subscription wraps the notice into one of its own.
    notice = _object(str(notice["Message"])) if "Message" in notice else notice
    findings = _findings(notice)
    if not findings:
        return None
    message = _inside(notice, "mail")
    headers = _inside(message, "commonHeaders")
    return Report(
        kind=findings[0].kind,
        findings=findings,
        message_id=_text(headers.get("messageId")),
        reporter=letter.sender,
        envelope=letter.envelope,
        feedback_type=_text(_inside(notice, "complaint").get("complaintFeedbackType")) or "abuse"
        if findings[0].kind is Kind.COMPLAINT
        else "",
    )


def _object(text: str) -> dict[str, Any]:
    try:
        # Mail programs break long lines, in the middle of a string as well.
        found, _ = json.JSONDecoder(strict=False).raw_decode(text.replace("\n", ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _inside(notice: _Object, name: str) -> _Object:
    found = notice.get(name)
    return found if isinstance(found, dict) else {}


def _findings(notice: _Object) -> tuple[Finding, ...]:
    bounced = [_bounced(one) for one in _recipients(_inside(notice, "bounce"), "bouncedRecipients")]
    complained = [
        Finding(recipient=_text(one["emailAddress"]), kind=Kind.COMPLAINT, cause=Cause.COMPLAINT)
        for one in _recipients(_inside(notice, "complaint"), "complainedRecipients")
    ]
    arrived = _inside(notice, "delivery").get("recipients")
    delivered = [
        Finding(recipient=_text(one), kind=Kind.DELIVERED, cause=Cause.NOTHING)
        for one in (arrived if isinstance(arrived, list) else [])
    ]
    return (*bounced, *complained, *delivered)


def _text(value: object) -> str:
    """Return a text on one line, "" for what is none; JSON can spell characters that nothing else can hold."""
    return one_line(value) if isinstance(value, str) else ""


def _recipients(event: _Object, name: str) -> list[_Object]:
    found = event.get(name)
    return [
        one
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and one.get("emailAddress")
    ]


def _bounced(recipient: _Object) -> Finding:
    said = _text(recipient.get("diagnosticCode"))
    status = status_of(_text(recipient.get("status"))) or status_of(said)
    reply = reply_of(said)
    cause, rule = cause_of(Evidence(words=[said], status=status, reply=reply, phase=phase_of(said)))
    return Finding(
        recipient=_text(recipient["emailAddress"]),
        kind=Kind.BOUNCE,
        cause=cause,
        rule=rule,
        status=status,
        reply=reply,
        diagnostic=said[:500],
    )
