import base64

from digest.mail.reports.letter import decoded, open_letter
from tests.fakes.returned import OURS, dsn, failed


def test_a_mail_is_opened_by_the_roles_of_its_parts() -> None:
    letter = open_letter(dsn(failed(), told="Désolé."))
    assert letter.human.strip() == "Désolé."
    assert "Final-Recipient: rfc822; ana@example.org" in letter.machine
    assert letter.original_field("subject") == "La Quotidienne"
    assert letter.message_id == OURS


def test_encodings_and_charsets_are_undone_and_unknown_ones_do_no_harm() -> None:
    for charset, encoding, body in (
        ("utf-8", "base64", base64.b64encode("boîte pleine".encode()).decode()),
        ("iso-8859-1", "quoted-printable", "bo=EEte pleine"),
        ("x-nobody-knows", "8bit", "boîte pleine"),
    ):
        raw = f"Subject: x\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n{body}\n"
        assert open_letter(raw.encode()).human.strip() == "boîte pleine"


def test_fields_of_a_report_may_be_encoded_though_they_should_not() -> None:
    fields = base64.b64encode(f"Reporting-MTA: dns; x\n\n{failed()}\n".encode()).decode()
    raw = (
        'Subject: x\nContent-Type: multipart/report; boundary="="\n\n--=\n'
        f"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{fields}\n\n--=--\n"
    )
    assert "ana@example.org" in open_letter(raw.encode()).machine


def test_a_page_is_read_as_text_where_there_is_no_other() -> None:
    page = (
        "<html><head><style>p{}</style></head><p>Not delivered:<br>&lt;a@b.example&gt; <b>full</b></p></html>"
    )
    letter = open_letter(f"Subject: x\nContent-Type: text/html\n\n{page}\n".encode())
    assert letter.human.split() == ["Not", "delivered:", "<a@b.example>", "full"]


def test_header_fields_are_unfolded_and_decoded_and_broken_ones_stay() -> None:
    assert decoded("=?utf-8?q?=C3=A9chec?=\n de") == "échec de"
    assert decoded("=?utf-8?b?a?=") == "=?utf-8?b?a?="
    assert (
        open_letter(b"Subject: \xc3\xa9chec\nTo: a@b.example\nDelivered-To: c@d.example\n\n").first("subject")
        == "échec"
    )


def test_a_mail_was_sent_to_the_likeliest_of_its_addresses_first() -> None:
    letter = open_letter(
        b"To: <a@b.example>\nDelivered-To: c@d.example\nFrom: e@f.example\nIn-Reply-To: <1@x>\n\n"
    )
    assert (letter.envelope, letter.sender, letter.message_id) == (
        ("c@d.example", "a@b.example"),
        "e@f.example",
        "<1@x>",
    )
