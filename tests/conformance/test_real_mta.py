"""Compiled messages through a real MTA, read back from its Maildir: every field once, every part as rendered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.domain.delivery import DeliveryStatus
from digest.domain.fields import Field, fill_html, fill_text, mark
from digest.domain.variants import RenderedVariant
from digest.mail import headers
from digest.mail.handshake import SmtpOptions, Timeouts
from digest.mail.letter import Letter, letter_bytes
from digest.mail.merge import Letterhead, Recipient, compile_variant
from digest.mail.smtp import SmtpRelay
from digest.ports import Outgoing
from tests.conformance.exim import BINARY, Exim, running_exim

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(BINARY is None, reason="needs Debian's exim4 (package exim4-daemon-light)"),
]

NONCE = "0123456789abcdef"
DATE = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ADDED_BY_EXIM = ("return-path", "envelope-to", "received")
LETTERHEAD = Letterhead(
    from_name="La Rédaction, « La Quotidienne »",
    from_address="redaction@news.example.org",
    reply_to="courrier@news.example.org",
    list_title="La Quotidienne",
    list_id="quotidienne.news.example.org",
    help_url="https://news.example.org/aide",
    feedback_id=("20261124", "quotidienne", "newsexample"),
    date=DATE,
)
NAMES = [
    "Zoé Müller",
    "Jean-Baptiste d’Alembert",
    "Dupont, Jean",
    'Marie "Mimi" Curie',
    "Œdipe Ÿ. Ça",
    "",
    "=?utf-8?q?x=0D=0ABcc:_evil@example.org?=",
    "Le très long nom d’une association de radiologues hospitaliers et libéraux réunis",
    "放射線科の読者",
    "O'Neill & <b>fils</b>",
    ".",
    "From here",
]
SUBJECTS = [
    "L’essentiel du jour",
    "Radiologie : la réforme des équipements lourds arrive au Sénat, " * 5,
    "Plain ASCII that is long enough to be folded at its spaces, once and then once more, to be sure",
    "Un piège\r\nBcc: evil@example.org =?utf-8?b?eA0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
]


@pytest.fixture(scope="module")
def exim() -> Iterator[Exim]:
    with running_exim() as running:
        yield running


def relay(exim: Exim) -> SmtpRelay:
    timeouts = Timeouts(command=30, data=30, body=30, final_dot=60)
    return SmtpRelay(
        SmtpOptions(host="127.0.0.1", port=exim.port, client_name="client.example.org", timeouts=timeouts)
    )


def recipient(number: int, name: str) -> Recipient:
    token = f"{number:03}" + "aZ0-_" * 14
    return Recipient(
        address=f"reader{number}@example.org",
        name=name,
        message_id=f"<20261124.{number}@news.example.org>",
        unsubscribe_url=f"https://news.example.org/unsubscribe/{token}",
        unsubscribe_mailto=f"mailto:unsubscribe@news.example.org?subject=unsubscribe%20{token}",
        preferences_url=f"https://news.example.org/preferences/{token}?a=1&b=2",
    )


def variant(number: int, kilobytes: int) -> RenderedVariant:
    fields = " | ".join(mark(field, NONCE) for field in Field)
    paragraph = (
        "<p>Le congrès s’ouvre à Paris : l’imagerie en coupe y tient la vedette.</p>\n.\n..\nFrom here\n"
    )
    repeated = paragraph * (kilobytes * 1024 // len(paragraph.encode()) + 1)
    return RenderedVariant(
        subject=SUBJECTS[number % len(SUBJECTS)],
        preheader="",
        html=f"<html><body>{repeated}<a href='{mark(Field.UNSUBSCRIBE_URL, NONCE)}'>x</a> {fields}</body></html>\n",
        text=f"Bonjour {mark(Field.NAME, NONCE)},\n.\n..\n.leading dot\nFrom here \n\ttab\n{'é' * 300}\n{fields}",
        nonce=NONCE,
    )


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def test_every_message_arrives_once_with_its_fields_and_parts_exactly_as_rendered(exim):
    sent = {}
    messages = []
    for number, name in enumerate(NAMES * 3):
        rendered = variant(number, kilobytes=60 if number % 2 else 1)
        compiled = compile_variant(rendered, LETTERHEAD)
        reader = recipient(number, name)
        sent[reader.message_id] = (reader, rendered, compiled.header_names)
        data = compiled.message(reader)
        messages.append(
            Outgoing(
                delivery=number, sender=f"b+{number}@news.example.org", recipient=reader.address, data=data
            )
        )
    connection = relay(exim).connect()
    outcomes = list(connection.deliver(messages))
    connection.close()
    assert {(outcome.status, outcome.reply.code) for outcome in outcomes} == {(DeliveryStatus.ACCEPTED, 250)}

    received = exim.received(sent)
    assert Counter(message["Message-ID"] for message in received) == Counter(list(sent))
    for message in received:
        reader, rendered, names = sent[message["Message-ID"]]
        values = {field: getattr(reader, field) for field in Field}
        found = [name.lower() for name in message.keys() if name.lower() not in ADDED_BY_EXIM]  # noqa: SIM118 - keys() names a field as often as it stands there
        assert Counter(found) == Counter(name.lower() for name in names)
        assert message.defects == []
        assert message["Envelope-To"] == reader.address
        assert message["Return-Path"] == f"<b+{int(reader.address[6:].split('@')[0])}@news.example.org>"
        assert [one.addr_spec for one in message["To"].addresses] == [reader.address]
        assert message["Subject"] == headers.clean(rendered.subject)
        assert message["List-Unsubscribe"] == f"<{reader.unsubscribe_url}>, <{reader.unsubscribe_mailto}>"
        text, rich = message.iter_parts()
        assert text.get_content() == crlf(fill_text(rendered.text, NONCE, values))
        assert rich.get_content() == crlf(fill_html(rendered.html, NONCE, values))


def test_what_exim_refuses_and_defers_is_told_and_the_rest_arrives(exim):
    compiled = compile_variant(variant(0, kilobytes=1), LETTERHEAD)
    addresses = ["unknown@example.org", "first@example.org", "greylisted@example.org", "second@example.org"]
    messages = []
    for number, address in enumerate(addresses):
        reader = replace(recipient(900 + number, "Zoé"), address=address)
        data = compiled.message(reader)
        messages.append(Outgoing(delivery=number, sender="b@news.example.org", recipient=address, data=data))
    connection = relay(exim).connect()
    outcomes = list(connection.deliver(messages))
    connection.close()
    assert [(outcome.status.value, outcome.reply.code, outcome.reply.enhanced) for outcome in outcomes] == [
        ("refused", 550, "5.1.1"),
        ("accepted", 250, ""),
        ("deferred", 451, "4.7.1"),
        ("accepted", 250, ""),
    ]


def test_a_message_that_exim_finds_too_large_is_refused_before_it_is_sent(exim):
    data = compile_variant(variant(0, kilobytes=1100), LETTERHEAD).message(recipient(950, "Zoé"))
    connection = relay(exim).connect()
    (outcome,) = connection.deliver(
        [Outgoing(delivery=1, sender="b@news.example.org", recipient="big@example.org", data=data)]
    )
    connection.close()
    assert (outcome.status, outcome.reply.code) == (DeliveryStatus.REFUSED, 552)


def test_a_letter_arrives_as_it_was_written(exim):
    letter = Letter(
        from_name="La Rédaction",
        from_address="redaction@news.example.org",
        to_name="Zoé",
        to_address="zoe@example.org",
        subject="Confirmez votre inscription à « La Quotidienne »",
        text="Bonjour,\n.\nà demain.\n",
        html="<p>Bonjour,</p>\n.\n<p>à demain.</p>\n",
        date=DATE,
        message_id="<letter.1@news.example.org>",
    )
    connection = relay(exim).connect()
    (outcome,) = connection.deliver(
        [Outgoing(delivery=1, sender="", recipient="zoe@example.org", data=letter_bytes(letter))]
    )
    connection.close()
    assert outcome.status is DeliveryStatus.ACCEPTED
    (message,) = exim.received([letter.message_id])
    assert message["Subject"] == letter.subject
    text, rich = message.iter_parts()
    assert (text.get_content(), rich.get_content()) == (crlf(letter.text), crlf(letter.html))
