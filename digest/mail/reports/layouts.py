"""Finds recipients and servers' words in the text that people read, by how mail servers lay it out.

It knows layouts and general turns of phrase, no server's name. It does not judge the words (see `causes`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.mail.reports.machine import ADDRESS, addresses, bare

_QUOTE = re.compile(r"^> ?", re.MULTILINE)

_COPY_BEGINS = re.compile(
    r"""^[ \t]*[-=_*]{2,}[ ]?[^\n]{0,80}\b(?:original|unsent|returned|below\ this\ line|copy\ of|message\ headers?
        |headers?\ (?:of|follow)|enclosed|undelivered|message\ text|attached)\b[^\n]{0,80}$
      |^[ \t]*(?:original\ message(?:\ headers?|\ follows?)?|message\ headers?\ follows?|message\ contents?
        |the\ (?:original\ )?message\ (?:headers?|text)\ (?:follows?|is)|returned\ message\ follows)
        \b[^\n]{0,60}[:.]?[ \t]*$
      |^(?:Received|Return-Path|DKIM-Signature|X-Original-To|Reporting-MTA):[ \t].*$""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
"""Where the copy of our own mail begins."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One recipient and what stands with it; `said` may be empty."""

    recipient: str
    said: str


def unquoted(text: str) -> str:
    """Return a text that somebody passed on as a quotation without its marks; ">>>" of a transcript stays."""
    lines = text.count("\n") + 1
    return _QUOTE.sub("", text) if 2 * len(_QUOTE.findall(text)) > lines else text


def without_copy(text: str) -> str:
    """Return a report's own words: without quoting marks, and without the copy of the mail it returns."""
    text = unquoted(text)
    for found in _COPY_BEGINS.finditer(text):
        # A heading above everything is no end: something of the report has to stand before it.
        if text[: found.start()].strip():
            return text[: found.start()]
    return text


_LINE_FORMS = (
    # <a@b>: words, and the words on the lines below (qmail and its kin, Postfix).
    re.compile(rf"^[ \t]*<({ADDRESS})>[^\n:]{{0,80}}:[ \t]*(?P<said>.*)$", re.MULTILINE),
    # <a@b> words; <a@b> (a@b... words); a@b [words]
    re.compile(rf"^[ \t]*<({ADDRESS})>[ \t]*(?P<said>\S.*)?$", re.MULTILINE),
    re.compile(rf"^[ \t]*({ADDRESS})[ \t]*(?P<said>\[[^\]]+\])", re.MULTILINE),
    # a@b alone on its line or followed by a colon (Exim, and most others)
    re.compile(rf"^[ \t*>]*({ADDRESS})[ \t]*(?:\(after RCPT[^\n)]*\))?:?[ \t]*(?P<said>)$", re.MULTILINE),
    re.compile(rf"^[ \t]*({ADDRESS})[ \t]+(?P<said>[A-Z][a-z].*)$", re.MULTILINE),
    re.compile(rf"^[ \t]*({ADDRESS})(?:[ \t]on[ \t]|:)(?P<said>.*)$", re.MULTILINE),
)


def passages(text: str) -> list[Passage]:
    """Return recipients that stand at the beginning of a line, with what is said below each."""
    for form in _LINE_FORMS:
        found = list(form.finditer(text))
        if found:
            return list(_with_words(text, found))
    return []


def _with_words(text: str, found: list[re.Match[str]]) -> Iterator[Passage]:
    seen: set[str] = set()
    for position, match in enumerate(found):
        if match[1].lower() in seen:
            continue
        seen.add(match[1].lower())
        end = found[position + 1].start() if position + 1 < len(found) else len(text)
        said = f"{match['said'] or ''}\n{text[match.end() : end]}"
        yield Passage(match[1], said.strip()[:3_000])


_TRANSCRIPT = re.compile(
    rf"^[ \t]*(?:>>>+[ \t]*RCPT TO:[ \t]*<?(?P<asked>{ADDRESS})>?"
    rf"|(?P<code>[45]\d\d)[ -][^\n]{{0,40}}?<?(?P<of>{ADDRESS})>?\.\.\.[ \t]*(?P<said>.*))",
    re.MULTILINE | re.IGNORECASE,
)
_PHRASES = re.compile(
    rf"""(?:could\ not\ be\ delivered\ to|(?:was|is)\ not\ delivered\ to|wasn'?t\ delivered\ to
        |undeliverable\ to|unable\ to\ deliver[^\n<@]{{0,60}}\ to|deliver(?:ing|y)?[^\n<@]{{0,60}}\ (?:to|for)
        |userid|recipient(?:\ address)?s?|addressed\ to|rcpt\ to|the\ user|mailbox|destinataires?|empf(?:ä|ae)nger
        |e-?mail\ address|(?:message|mail)\ to|(?:message|mail)\ was\ addressed,?)
        (?:\s*:)?[\s"'(<]+({ADDRESS})""",
    re.IGNORECASE | re.VERBOSE,
)


def transcript(text: str) -> list[Passage]:
    """Return recipients named in a transcript of the SMTP dialogue, each with the reply it got."""
    found: dict[str, Passage] = {}
    for match in _TRANSCRIPT.finditer(text):
        recipient = match["asked"] or match["of"]
        if match["asked"]:
            reply = re.match(
                r"\s*((?:^[ \t]*<<<.*\n?)+)", text[match.end() : match.end() + 1500], re.MULTILINE
            )
            said = f"{match[0]}\n{reply[1] if reply else ''}"
        else:
            said = match[0]
        found.setdefault(recipient.lower(), Passage(recipient, said))
    return list(found.values())


def phrases(text: str) -> list[Passage]:
    """Return the recipient of a sentence such as "could not be delivered to a@b"."""
    found = dict.fromkeys(match[1].strip(".") for match in _PHRASES.finditer(text))
    return [Passage(recipient, "") for recipient in found]


def any_address(text: str, not_among: frozenset[str]) -> list[Passage]:
    """Return the first address that is neither the report's sender nor its receiver, if there is one."""
    # A line such as "To: list@…" repeats the header of our mail: it is the very last to be asked.
    found = [*addresses(_LINES_ABOUT_THE_MAIL.sub("", text)), *addresses(text)]
    return [Passage(one, "") for one in found if one.lower() not in not_among][:1]


_LINES_ABOUT_THE_MAIL = re.compile(
    r"^[ \t]*(?:to|from|cc|sender|subject|reply-to):.*$", re.IGNORECASE | re.MULTILINE
)
_ORIGIN = re.compile(
    rf"\((?:expanded|ultimately generated|forwarded) from:?\s*<?({ADDRESS})>?\)", re.IGNORECASE
)


def written_to(said: str) -> str:
    """Return the address that was forwarded to the one that a passage is about, "" if it names none."""
    found = _ORIGIN.search(said)
    return bare(found[1]) if found else ""


def one_line(text: str) -> str:
    """Return a text with its lines joined, blanks single, and the control characters gone."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text[:6_000]).strip()


def reply_line(text: str) -> str:
    """Return the line of a passage that quotes a server's reply, "" if there is none."""
    found = re.search(r"^.*\b[45]\d\d[ -].*$", text, re.MULTILINE)
    return found[0] if found else ""


def opening(text: str, passages: list[Passage]) -> str:
    """Return what a report says before it comes to its first recipient: a reason there holds for all."""
    starts = [start for one in passages if (start := text.find(one.recipient)) >= 0]
    return text[: min(starts, default=0)]
