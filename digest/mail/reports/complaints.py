"""Reads complaints: the abuse reporting format (RFC 5965), and mails that ask to be taken off the list.

It does not say what follows from one (see `digest.domain.feedback`).
"""

import re
from collections.abc import Sequence

from digest.domain.feedback import Cause
from digest.mail.reports import machine
from digest.mail.reports.letter import Letter
from digest.mail.reports.model import Finding, Kind, Report

OPT_OUT = "opt-out"
"""The feedback type of a mail to our List-Unsubscribe address, as RFC 5965 §7.3 names such a wish."""
_ABOUT_US = re.compile(r"^\W*(?:abuse )?complaint about (?:a )?message from", re.IGNORECASE)
"""The subject of complaints from before the standard, which hold nothing but the message."""
_UNSUBSCRIBE = re.compile(r"^\W*(?:re:\s*)?unsubscribe\b[\s:]*(?P<token>[\w.~-]{16,200})?\s*$", re.IGNORECASE)
_RECIPIENTS = ("original-rcpt-to", "removal-recipient")


def complaint(letter: Letter) -> Report | None:
    """Return the report of a complaint, None for any other mail."""
    blocks = machine.blocks(letter.complaint)
    if not blocks and not _ABOUT_US.search(letter.first("subject")):
        return None
    fields: dict[str, list[str]] = {}
    for block in blocks:
        for name, values in block.items():
            fields.setdefault(name, []).extend(values)
    named = [machine.address(text) for name in _RECIPIENTS for text in fields.get(name, ())]
    # Many providers keep to themselves who complained: then our return address alone can tell.
    whom = dict.fromkeys(filter(None, named)) or machine.addresses(letter.original_field("to")) or [""]
    feedback_type = next(iter(fields.get("feedback-type", ())), "abuse").strip().lower()
    sent_from = [machine.address(text) for text in fields.get("original-mail-from", ())]
    return _report(letter, list(whom), feedback_type, sent_from=sent_from)


def unsubscription(letter: Letter) -> Report | None:
    """Return the report of a mail that a program sent to our List-Unsubscribe address for its reader."""
    found = _UNSUBSCRIBE.match(letter.first("subject"))
    if not found or letter.machine or not letter.sender:
        return None
    return _report(letter, [letter.sender], OPT_OUT, token=found["token"] or "")


def _report(
    letter: Letter,
    whom: list[str],
    feedback_type: str,
    *,
    token: str = "",
    sent_from: Sequence[str] = (),
) -> Report:
    """sent_from: the envelope sender of our mail, as the report states it."""
    return Report(
        kind=Kind.COMPLAINT,
        findings=tuple(
            Finding(recipient=one, kind=Kind.COMPLAINT, cause=Cause.COMPLAINT, diagnostic=feedback_type)
            for one in whom
        ),
        message_id=letter.message_id,
        reporter=letter.sender,
        envelope=tuple(dict.fromkeys((*letter.envelope, *filter(None, sent_from)))),
        feedback_type=feedback_type,
        token=token,
    )
