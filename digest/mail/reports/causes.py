"""Why a mail came back: what the server's words say, then its status code, then its reply code.

It finds no recipient and reads no mail. The words themselves stand in `about_us` and `about_them`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from digest.domain.feedback import Cause
from digest.mail.reports.about_them import ABOUT_THEM
from digest.mail.reports.about_us import ABOUT_US
from digest.mail.reports.model import Evidence, Phase
from digest.mail.reports.phrases import Rule

_C = Cause
_LONGEST = 2_500

RULES = (*ABOUT_US, *ABOUT_THEM)
"""In this order: the first that finds its words decides."""


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE | re.MULTILINE)


_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.\[/-])(4[2-5]\d|5[0-7]\d)(?=[ :-]|\Z)(?!\.\d)")
_PHASES: Mapping[Phase, re.Pattern[str]] = {
    Phase.RECIPIENT: _words(
        r"reply to RCPT|after RCPT|^[ \t]*>>>+ *RCPT|\[RCPT_TO\]|SMTP(?: command |:)RCPT",
        r"not like (?:our RCPT|recipient)|(?:following|during|response to) (?:the )?RCPT|^sent (?:<<<|>>>) *RCPT",
        # A server that names no recipient as valid refused at RCPT, whatever was sent together with it.
        r"no valid recipients",
    ),
    Phase.SENDER: _words(
        r"reply to MAIL|after (?:pipelined )?MAIL|^[ \t]*>>>+ *MAIL|\[MAIL_FROM\]|SMTP command MAIL",
        r"not like (?:our MAIL|sender)|sender was rejected|(?:following|during|response to) (?:the )?MAIL FROM",
    ),
    Phase.DATA: _words(
        r"(?:reply to|after) (?:pipelined )?(?:end of )?(?:sending )?(?:DATA|BODY)",
        r"^[ \t]*>>>+ *(?:DATA|\.)|\[(?:DATA|BODY)\]|not like our DATA|SMTP command DATA",
        r"(?:for|to) (?:TEXT|DATA|BODY) command|message generated response",
        r"(?:following|during|response to) (?:the )?DATA",
        r"SMTP transmission failure|failed after I sent the message",
    ),
    Phase.CONNECT: _words(
        r"refused to talk to me|after initial connection|greeting failed|\[(?:GREETING|EHLO)\]",
        r"(?:after|reply to) (?:EHLO|HELO)|^[ \t]*>>>+ *(?:EHLO|HELO)",
        r"not like our (?:EHLO|HELO)|my name was rejected",
    ),
}
"""How the common mail servers say to which command they got a reply."""

BY_STATUS: Mapping[str, Cause] = {
    "1.1": _C.UNKNOWN_USER,
    "1.2": _C.UNKNOWN_HOST,
    "1.3": _C.UNKNOWN_USER,
    "1.4": _C.FILTERED,
    "1.6": _C.MOVED,
    "1.7": _C.SENDER_REJECTED,
    "1.8": _C.SENDER_REJECTED,
    "1.9": _C.SYSTEM,
    "1.10": _C.TAKES_NO_MAIL,
    "2.0": _C.FILTERED,
    "2.1": _C.DISABLED,
    "2.2": _C.FULL,
    "2.3": _C.TOO_BIG,
    "2.4": _C.FILTERED,
    "3.0": _C.SYSTEM,
    "3.1": _C.SYSTEM,
    "3.2": _C.TAKES_NO_MAIL,
    "3.3": _C.SYSTEM,
    "3.4": _C.TOO_BIG,
    "3.5": _C.SYSTEM,
    "4.0": _C.NETWORK,
    "4.1": _C.EXPIRED,
    "4.2": _C.EXPIRED,
    "4.3": _C.SYSTEM,
    "4.4": _C.UNKNOWN_HOST,
    "4.5": _C.SYSTEM,
    "4.6": _C.NETWORK,
    "4.7": _C.EXPIRED,
    "4.9": _C.SYSTEM,
    "4.310": _C.UNKNOWN_HOST,
    "4.312": _C.NETWORK,
    "4.316": _C.EXPIRED,
    "4.317": _C.EXPIRED,
    "5.0": _C.MAILBOX_PROGRAM,
    "5.1": _C.SYNTAX,
    "5.2": _C.SYNTAX,
    "5.3": _C.RATE,
    "5.4": _C.SYNTAX,
    "6.0": _C.CONTENT,
    "6.1": _C.CONTENT,
    "6.3": _C.CONTENT,
    "7.0": _C.SECURITY,
    "7.1": _C.SECURITY,
    "7.2": _C.SECURITY,
    "7.7": _C.SECURITY,
    "7.8": _C.SECURITY,
    "7.9": _C.POLICY,
    "7.13": _C.DISABLED,
    "7.20": _C.AUTHENTICATION,
    "7.21": _C.AUTHENTICATION,
    "7.22": _C.AUTHENTICATION,
    "7.23": _C.AUTHENTICATION,
    "7.24": _C.AUTHENTICATION,
    "7.25": _C.NO_REVERSE_NAME,
    "7.26": _C.AUTHENTICATION,
    "7.27": _C.SENDER_REJECTED,
    "7.28": _C.RATE,
    "7.29": _C.AUTHENTICATION,
    "7.509": _C.AUTHENTICATION,
    "7.511": _C.BLOCKED,
    "7.515": _C.AUTHENTICATION,
    **dict.fromkeys((f"7.{number}" for number in range(606, 650)), _C.BLOCKED),
    "7.705": _C.RATE,
    "7.708": _C.BLOCKED,
}
"""What a status means without its class (RFC 3463 §3, RFC 7372, RFC 7505, and the enhanced status registry)."""

_FINAL_STATUS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.10", "1.351", "2.1"})
"""Statuses that say that there is no such mailbox, whatever the phase in which they were given."""


def status_of(text: str) -> str:
    """Return the first status of RFC 3463 in a text, one that says something if there is one."""
    found = _STATUS.findall(text)
    return next((status for status in found if not status.endswith(".0.0")), next(iter(found), ""))


def reply_of(text: str) -> str:
    """Return the first SMTP reply code of a refusal, "" if there is none."""
    found = _REPLY.search(text)
    return found[1] if found else ""


def phase_of(text: str) -> Phase:
    """Return where in the dialogue the server said no: the first place that the text names."""
    places = [
        (found.start(), phase) for phase, words in _PHASES.items() if (found := words.search(text[:6_000]))
    ]
    if not places:
        return Phase.UNKNOWN
    phases = {phase for _, phase in places}
    pipelined = min(places)[1] is Phase.DATA and Phase.RECIPIENT in phases
    return Phase.RECIPIENT if pipelined else min(places)[1]


def cause_of(said: Evidence) -> tuple[Cause, str]:
    """Return why, and what says so: the name of a rule, a status, a reply code, or the phase.

    Less specific words are asked only where the others say nothing, codes only where no words do.
    """
    # Asked one by one: mostly the first text has the answer, and each costs.
    rules = (rule for text in said.words if (rule := rule_for(text)))
    first = next(rules, None)
    if first:
        return _by_words(first, rules, said)
    subject = said.status[2:]
    if said.reply in _BAD_COMMANDS and subject[:2] in ("5.", "0.", ""):
        return _C.SYNTAX, said.reply
    if subject in BY_STATUS or subject.startswith("7."):
        return _in_time(_in_phase(BY_STATUS.get(subject, _C.SECURITY), said.phase), said), said.status
    return _by_phase(said)


def _by_words(rule: Rule, others: Iterator[Rule], said: Evidence) -> tuple[Cause, str]:
    if rule.cause is _C.UNKNOWN_USER:
        # A full or closed mailbox that is mentioned anywhere explains an "unknown user", not the reverse.
        rule = next((other for other in others if other.cause in _EXPLAINS), rule)
    if rule.cause in (_C.UNKNOWN_USER, _C.DISABLED) and said.status[2:] in _TELLING:
        return BY_STATUS[said.status[2:]], said.status
    if rule.cause is not _C.UNKNOWN_USER:
        return _in_time(_in_phase(rule.cause, said.phase), said), rule.name
    if said.reply == "551":
        return _C.MOVED, said.reply
    if said.phase in (Phase.CONNECT, Phase.SENDER) or _proven(rule, said):
        return _in_phase(rule.cause, said.phase), rule.name
    return _C.FILTERED, rule.name


_BAD_COMMANDS = frozenset({"500", "501", "502", "503", "504"})
_TELLING = frozenset({"1.1", "1.6", "1.10"})
"""Statuses that say more of an address than the words beside them."""
_EXPLAINS = frozenset({_C.FULL, _C.DISABLED})


_REPEATED = re.compile(r"(?<=\S )[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} +)?")


@lru_cache(maxsize=64)
def rule_for(text: str) -> Rule | None:
    """Return the first rule that finds its words in a text; of several recipients all have many texts in common."""
    # A reply of several lines repeats its codes on each, in the middle of its sentences.
    plain = _REPEATED.sub("", text[:_LONGEST].lower().replace("\u2019", "'"))
    return next((rule for rule in RULES if rule.words.search(plain)), None)


def _proven(rule: Rule, said: Evidence) -> bool:
    """Say whether an unknown user is one: refused at RCPT, by a status, by name, or in the reporter's own words.

    A server that took RCPT and then says that there is nobody refuses this mail on behalf of a reader whose
    mailbox may exist, as the filters of mobile networks do. Where no more than such a reply is quoted, nobody
    can tell the two apart.
    """
    if said.status[2:] in _FINAL_STATUS:
        return True
    # Its own status calls it a matter of policy (RFC 3463 §3.8), whatever the words.
    if said.status[2:4] == "7." and rule.name != "recipient denied":
        return False
    if said.phase is not Phase.UNKNOWN:
        return said.phase is Phase.RECIPIENT
    if any(_UNKNOWN_BY_NAME.search(text) for text in said.words):
        return True
    return any(
        (found := rule_for(line)) is not None and found.cause is _C.UNKNOWN_USER
        for line in said.told[:6_000].split("\n")
        if not _QUOTED.search(line)
    )


_UNKNOWN_BY_NAME = re.compile(
    r"@[^\s<>]+>: user unknown|<[^<>@\s]+@[^<>\s]+>\.\.\. (?:user|addressee|no such)"
    r"|user doesn't have an? \S+ account|requested action not taken: mailbox unavailable",
    re.IGNORECASE,
)
"""Replies that servers give to RCPT TO and to nothing else."""
_QUOTED = re.compile(r"\b[45]\d\d\b|\[[^\]@]*\]|^[ \t]*<<<|\bsmtp;|^\*\*|, or is unable", re.IGNORECASE)
"""A line that passes on what another server said, a headline, or one that leaves several possibilities open."""


def _in_phase(cause: Cause, phase: Phase) -> Cause:
    """Return what a cause means where it was given: before RCPT TO a server speaks of us, not of a reader."""
    if phase is Phase.CONNECT and cause in _ABOUT_ADDRESSES | {_C.SYSTEM}:
        return _C.BLOCKED
    if phase is Phase.SENDER and cause in _ABOUT_ADDRESSES:
        return _C.SENDER_REJECTED
    return cause


def _in_time(cause: Cause, said: Evidence) -> Cause:
    """Return what a cause means where the server says that it may pass (RFC 3463 §2)."""
    if not said.status.startswith("4"):
        return cause
    return {_C.UNKNOWN_HOST: _C.NETWORK, _C.SECURITY: _C.BLOCKED}.get(cause, cause)


_ABOUT_ADDRESSES = frozenset({_C.UNKNOWN_USER, _C.UNKNOWN_HOST, _C.FILTERED})


def _by_phase(said: Evidence) -> tuple[Cause, str]:
    if said.phase is Phase.CONNECT:
        return _C.BLOCKED, "refused at the connection"
    if said.phase is Phase.SENDER:
        return _C.SENDER_REJECTED, "refused at MAIL FROM"
    if said.reply == "552":
        return _C.FULL, said.reply
    if said.reply[:2] in ("42", "45"):
        return _C.NETWORK, said.reply
    return _C.UNDEFINED, ""
