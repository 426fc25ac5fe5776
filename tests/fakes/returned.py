"""Mails that came back, made for the tests: one function for each way of writing such a mail."""

from textwrap import dedent

OURS = "<20250106.0123456789abcdef01234567@news.example>"


def dsn(
    *recipients: str,
    told: str = "Your message could not be delivered.",
    to: str = "bounces@b.news.example",
    original: str = f"Message-ID: {OURS}\nTo: ana@example.org\nSubject: La Quotidienne",
) -> bytes:
    """A report of RFC 3464; each of `recipients` is one block of fields."""
    blocks = "\n\n".join(dedent(block).strip() for block in recipients)
    return (
        f"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: {to}\n"
        "Subject: Undelivered Mail Returned to Sender\nMessage-ID: <report-1@mx.example>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="==="\nMIME-Version: 1.0\n\n'
        f"--===\nContent-Type: text/plain; charset=utf-8\n\n{told}\n\n"
        f"--===\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{blocks}\n\n"
        f"--===\nContent-Type: text/rfc822-headers\n\n{original}\n\n--===--\n"
    ).encode()


def failed(
    recipient: str = "ana@example.org",
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user here",
    action: str = "failed",
) -> str:
    """The fields of one recipient."""
    return (
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {said}"
    )


def told(text: str, *, sender: str = "MAILER-DAEMON@mx.example", subject: str = "failure notice") -> bytes:
    """A report that only people were meant to read."""
    return (
        f"From: {sender}\nTo: bounces@b.news.example\nSubject: {subject}\n\n{dedent(text).strip()}\n"
    ).encode()


def arf(*fields: str, original: str = f"Message-ID: {OURS}\nTo: ana@example.org") -> bytes:
    """A complaint of RFC 5965."""
    lines = "\n".join(("User-Agent: Loop/1", "Version: 1", *fields))
    return (
        "From: feedback@mailbox.example\nTo: complaints@news.example\nSubject: FW: La Quotidienne\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="==="\nMIME-Version: 1.0\n\n'
        "--===\nContent-Type: text/plain\n\nA reader marked this as unwanted.\n\n"
        f"--===\nContent-Type: message/feedback-report\n\n{lines}\n\n"
        f"--===\nContent-Type: message/rfc822\n\n{original}\n\nBonjour.\n\n--===--\n"
    ).encode()


def answer(subject: str, *fields: str, text: str = "I am back on Monday.") -> bytes:
    """An automatic answer of a person."""
    return "\n".join(
        (
            "From: Ana <ana@example.org>",
            "To: bounces@b.news.example",
            f"Subject: {subject}",
            *fields,
            "",
            text,
        )
    ).encode()
