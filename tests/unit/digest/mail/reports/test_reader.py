import pytest

from digest.domain.feedback import Action, Cause
from digest.mail.reports.model import Kind, Report
from digest.mail.reports.reader import read_report
from tests.fakes.returned import OURS, answer, arf, dsn, failed, told


def only(report: Report):
    (finding,) = report.findings
    return finding


def test_a_report_of_rfc_3464_is_read_field_by_field() -> None:
    report = read_report(dsn(failed()))
    assert (report.kind, report.message_id, report.reporter) == (
        Kind.BOUNCE,
        OURS,
        "MAILER-DAEMON@mx.example",
    )
    assert report.envelope == ("bounces@b.news.example",)
    finding = only(report)
    assert (finding.recipient, finding.status, finding.reply) == ("ana@example.org", "5.1.1", "550")
    assert (finding.cause, finding.action, finding.hard) == (Cause.UNKNOWN_USER, Action.BAD_ADDRESS, True)
    assert "no such user" in finding.diagnostic


def test_each_recipient_is_judged_by_itself() -> None:
    report = read_report(
        dsn(
            failed(),
            failed("bob@example.org", "5.2.2", "552 5.2.2 mailbox full"),
            failed("c@example.org", "2.0.0", action="relayed"),
        )
    )
    found = [(one.recipient, one.kind, one.hard, one.action) for one in report.findings]
    assert found == [
        ("ana@example.org", Kind.BOUNCE, True, Action.BAD_ADDRESS),
        ("bob@example.org", Kind.BOUNCE, False, Action.SOFT),
        ("c@example.org", Kind.DELIVERED, False, Action.NOT_A_BOUNCE),
    ]
    assert report.kind is Kind.BOUNCE


def test_a_report_of_a_delivery_is_no_bounce() -> None:
    report = read_report(dsn(failed(status="2.0.0", said="250 ok", action="delivered")))
    assert report.kind is Kind.DELIVERED
    assert not only(report).hard


def test_the_address_that_we_wrote_to_is_named_where_the_mail_was_forwarded() -> None:
    fields = "Original-Recipient: rfc822;ana@example.org\n" + failed("a.b@elsewhere.example")
    finding = only(read_report(dsn(fields)))
    assert (finding.recipient, finding.final) == ("ana@example.org", "a.b@elsewhere.example")


def test_a_delay_is_never_hard() -> None:
    finding = only(read_report(dsn(failed(status="4.4.1", said="connection timed out", action="delayed"))))
    assert (finding.delayed, finding.hard, finding.action) == (True, False, Action.NETWORK)
    assert not only(read_report(dsn(failed(action="delayed")))).hard
    assert not only(read_report(dsn(failed(status="4.1.1")))).hard


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_line_ends_of_every_system_make_no_difference(ending: bytes) -> None:
    for mail in (dsn(failed()), arf("Feedback-Type: abuse"), told("<ana@example.org>:\n550 user unknown")):
        assert read_report(mail.replace(b"\n", ending)) == read_report(mail)


def test_fields_that_somebody_quoted_are_read_as_well() -> None:
    quoted = "\n".join(f"> {line}" for line in failed().split("\n"))
    report = read_report(
        told(f"Look at this:\n\n{quoted}", sender="admin@example.org", subject="Fwd: returned")
    )
    assert only(report).recipient == "ana@example.org"


def test_a_report_that_was_passed_on_whole_is_read_where_it_lies() -> None:
    outer = (
        b"From: admin@example.org\nTo: us@news.example\nSubject: look\n"
        b'Content-Type: multipart/mixed; boundary="outer"\n\n--outer\nContent-Type: text/plain\n\nSee below.\n\n'
        b"--outer\nContent-Type: message/rfc822\n\n" + dsn(failed()) + b"\n--outer--\n"
    )
    assert only(read_report(outer)).recipient == "ana@example.org"


@pytest.mark.parametrize(
    ("text", "recipient", "cause"),
    [
        (
            """
            I was not able to deliver your message to these addresses.

            <ana@example.org>:
            192.0.2.1 does not like recipient.
            Remote host said: 550 no such user
            Giving up on 192.0.2.1.

            --- Below this line is a copy of the message.

            To: bob@example.org
            """,
            "ana@example.org",
            Cause.UNKNOWN_USER,
        ),
        (
            """
            A message that you sent could not be delivered to one or more recipients.

              ana@example.org
                SMTP error from remote mail server after RCPT TO:<ana@example.org>:
                host mx.example.org [192.0.2.1]: 552 5.2.2 mailbox is full

            ------ This is a copy of the message, including all the headers. ------

            To: bob@example.org
            """,
            "ana@example.org",
            Cause.FULL,
        ),
        (
            """
               ----- Transcript of session follows -----
            ... while talking to mx.example.org:
            >>> RCPT To:<ana@example.org>
            <<< 550 5.1.1 <ana@example.org>... User unknown
            550 <ana@example.org>... User unknown

               ----- Unsent message follows -----
            To: bob@example.org
            """,
            "ana@example.org",
            Cause.UNKNOWN_USER,
        ),
        (
            "Your mail could not be delivered to: <ana@example.org>\nTheir mailbox is full.",
            "ana@example.org",
            Cause.FULL,
        ),
        (
            "Delivery to ana@example.org failed: the host name was not found.",
            "ana@example.org",
            Cause.UNKNOWN_HOST,
        ),
    ],
)
def test_reports_for_people_are_read_by_their_layout(text: str, recipient: str, cause: Cause) -> None:
    finding = only(read_report(told(text)))
    assert (finding.recipient, finding.cause) == (recipient, cause)


def test_the_copy_of_our_own_mail_is_no_evidence() -> None:
    text = "<ana@example.org>:\nConnection timed out\n\n----- Original message -----\n\nuser unknown, mailbox full"
    assert only(read_report(told(text))).cause is Cause.EXPIRED


def test_what_a_person_answers_is_no_report() -> None:
    mail = answer(
        "Re: La Quotidienne",
        "In-Reply-To: " + OURS,
        text="My old mailbox x@example.org had an error, no such user.",
    )
    assert read_report(mail).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"", "nothing"), (b" \n\n", "nothing"), (b"\nno header at all\n", "no header")],
)
def test_what_is_no_mail_says_so(raw: bytes, why: str) -> None:
    report = read_report(raw)
    assert (report.kind, report.findings) == (Kind.OTHER, ())
    assert why in report.unreadable


def test_a_mail_of_any_size_is_read_up_to_its_bound() -> None:
    assert only(read_report(dsn(failed()) + b"x" * 5_000_000)).hard


def test_a_report_of_a_thousand_recipients_is_read_up_to_its_bound() -> None:
    crowd = [f"r{number}@example.org" for number in range(1000)]
    assert len(read_report(told("\n".join(f"<{one}>: 550 no" for one in crowd))).findings) == 50
    assert len(read_report(dsn(*map(failed, crowd))).findings) == 50


def test_a_mail_nested_without_end_ends() -> None:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(500))
    assert read_report(b"From: a@b.example\nSubject: x\n" + head + b"text").kind is Kind.OTHER


def test_a_reader_whose_mail_is_forwarded_is_the_one_that_we_wrote_to() -> None:
    text = "These failed:\n\n  far@elsewhere.example\n    (ultimately generated from ana@example.org)\n    552 mailbox full"
    finding = only(read_report(told(text)))
    assert (finding.recipient, finding.final) == ("ana@example.org", "far@elsewhere.example")


RECEIPT = (
    "From: Ana <ana@example.org>\nTo: us@news.example\nSubject: {subject}\nAuto-Submitted: auto-replied\n"
    'Content-Type: multipart/report; report-type=disposition-notification; boundary="="\n\n'
    "--=\nContent-Type: text/plain\n\n{text}\n--=\nContent-Type: message/disposition-notification\n\n"
    "Final-Recipient: rfc822; ana@example.org\nDisposition: automatic-action/MDN-sent-automatically; {what}\n--=--\n"
)


def test_a_receipt_is_no_bounce() -> None:
    mail = RECEIPT.format(subject="Read: La Quotidienne", text="Your mail was displayed.", what="displayed")
    report = read_report(mail.encode())
    assert (report.kind, only(report).recipient) == (Kind.DELIVERED, "ana@example.org")


def test_a_mail_that_a_rule_of_its_reader_rejected_came_back() -> None:
    text = "Your message to <ana@example.org> was automatically rejected: Quota exceeded"
    report = read_report(
        RECEIPT.format(subject="Automatically rejected mail", text=text, what="deleted").encode()
    )
    assert (report.kind, only(report).cause) == (Kind.BOUNCE, Cause.FULL)
