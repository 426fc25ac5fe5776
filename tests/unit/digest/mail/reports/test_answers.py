import pytest

from digest.mail.reports.model import Kind
from digest.mail.reports.reader import read_report
from tests.fakes.returned import answer, dsn, failed


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office: La Quotidienne",
        "Automatic reply: La Quotidienne",
        "Réponse automatique : La Quotidienne",
        "Absence du bureau Re: La Quotidienne",
        "Automatische Antwort: La Quotidienne",
        "Abwesenheitsnotiz",
        "Respuesta automática: La Quotidienne",
        "Fuori ufficio",
        "自動応答: La Quotidienne",
    ],
)
def test_an_automatic_answer_is_known_by_its_subject(subject: str) -> None:
    # The words of a bounce in it must not count.
    report = read_report(answer(subject, text="I no longer work here. user unknown 550 5.1.1"))
    (finding,) = report.findings
    assert (report.kind, finding.recipient, finding.hard) == (Kind.VACATION, "ana@example.org", False)


@pytest.mark.parametrize(
    "field",
    ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", "X-Autorespond: x"],
)
def test_an_automatic_answer_is_known_by_its_header(field: str) -> None:
    assert read_report(answer("La Quotidienne", field)).kind is Kind.VACATION


def test_a_report_that_calls_itself_an_automatic_answer_is_a_report() -> None:
    mail = b"Auto-Submitted: auto-replied\n" + dsn(failed())
    assert read_report(mail).kind is Kind.BOUNCE


@pytest.mark.parametrize("subject", ["Re: absent minded", "Ausentar", "Hello"])
def test_ordinary_mail_is_none(subject: str) -> None:
    assert read_report(answer(subject, "Auto-Submitted: no")).kind is not Kind.VACATION
