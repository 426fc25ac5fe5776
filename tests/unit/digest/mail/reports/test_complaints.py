from digest.domain.feedback import Action
from digest.mail.reports.model import Kind
from digest.mail.reports.reader import read_report
from tests.fakes.returned import OURS, answer, arf, told


def test_a_complaint_names_who_complained() -> None:
    report = read_report(arf("Feedback-Type: abuse", "Original-Rcpt-To: <ana@example.org>"))
    (finding,) = report.findings
    assert (report.kind, report.feedback_type, report.message_id) == (Kind.COMPLAINT, "abuse", OURS)
    assert (finding.recipient, finding.action, finding.hard) == ("ana@example.org", Action.COMPLAINT, False)


def test_several_recipients_are_several_findings_and_each_counts_once() -> None:
    fields = (
        "Original-Rcpt-To: a@example.org",
        "Original-Rcpt-To: b@example.org",
        "Removal-Recipient: a@example.org",
    )
    report = read_report(arf("Feedback-Type: fraud", *fields))
    assert [finding.recipient for finding in report.findings] == ["a@example.org", "b@example.org"]
    assert report.feedback_type == "fraud"


def test_a_complaint_without_a_recipient_is_about_whom_the_mail_was_for() -> None:
    (finding,) = read_report(arf("Feedback-Type: abuse")).findings
    assert finding.recipient == "ana@example.org"


def test_a_complaint_from_before_the_standard_is_known_by_its_subject() -> None:
    mail = (
        f"From: staff@mailbox.example\nSubject: complaint about message from 192.0.2.1\n"
        f'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: message/rfc822\n\n'
        f"Message-ID: {OURS}\nTo: ana@example.org\n\nBonjour.\n--x--\n"
    ).encode()
    report = read_report(mail)
    assert report.kind is Kind.COMPLAINT
    assert report.findings[0].recipient == "ana@example.org"


def test_a_mail_to_our_unsubscribe_address_carries_its_token() -> None:
    report = read_report(answer("unsubscribe AbCd-0123456789_xyz.tail"))
    assert (report.feedback_type, report.token) == ("opt-out", "AbCd-0123456789_xyz.tail")
    assert report.findings[0].recipient == "ana@example.org"
    assert read_report(answer("Unsubscribe")).token == ""


def test_a_mail_about_unsubscribing_is_none() -> None:
    assert read_report(answer("How do I unsubscribe from this?")).kind is Kind.OTHER
    assert (
        read_report(told("<ana@example.org>:\n550 no such user", subject="failure notice")).kind
        is Kind.BOUNCE
    )
