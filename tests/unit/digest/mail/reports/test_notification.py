import json

import pytest

from digest.domain.feedback import Cause
from digest.mail.reports.model import Kind
from digest.mail.reports.reader import read_report
from tests.fakes.returned import OURS, told

MAIL = {"commonHeaders": {"messageId": OURS}}
BOUNCE = {
    "notificationType": "Bounce",
    "bounce": {
        "bouncedRecipients": [
            {
                "emailAddress": "ana@example.org",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }
        ]
    },
    "mail": MAIL,
}
COMPLAINT = {
    "notificationType": "Complaint",
    "complaint": {"complainedRecipients": [{"emailAddress": "ana@example.org"}]},
    "mail": MAIL,
}


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_bounce_told_in_json_is_read(wrapped: bool) -> None:
    text = json.dumps({"Type": "Notification", "Message": json.dumps(BOUNCE)} if wrapped else BOUNCE)
    report = read_report(told(text, sender="no-reply@service.example", subject="Notification"))
    (finding,) = report.findings
    assert (report.kind, report.message_id) == (Kind.BOUNCE, OURS)
    assert (finding.recipient, finding.cause, finding.hard) == ("ana@example.org", Cause.UNKNOWN_USER, True)


def test_a_complaint_told_in_json_is_read_though_its_lines_were_broken() -> None:
    text = json.dumps(COMPLAINT).replace("example.org", "exam\nple.org") + "\n--\nsent by a service"
    report = read_report(told(text, sender="no-reply@service.example", subject="Notification"))
    assert (report.kind, report.feedback_type) == (Kind.COMPLAINT, "abuse")
    assert report.findings[0].recipient == "ana@example.org"


def test_a_delivery_told_in_json_is_no_bounce() -> None:
    text = json.dumps({"notificationType": "Delivery", "delivery": {"recipients": ["ana@example.org"]}})
    assert read_report(told(text, subject="Notification")).kind is Kind.DELIVERED


@pytest.mark.parametrize(
    "text",
    [
        '{"notificationType": "Bounce", ',
        '{"notificationType": 1, "bounce": []}',
        '{"notificationType": {}, "bounce": {"bouncedRecipients": [3]}}',
        "[" * 5000,
    ],
)
def test_json_of_another_shape_is_no_notification(text: str) -> None:
    assert read_report(told(text, sender="a@service.example", subject="x")).kind is Kind.OTHER
