"""Greeting, TLS and login: what goes wrong there is about the relay and us, and says what to do."""

import base64
import socket
import ssl
import time

import pytest

from digest.domain.delivery import DeliveryStatus
from digest.errors import RelayRefused, RelayUnavailable
from digest.mail.errors import ClientRefused, LoginRefused, RelayBusy, RelayUnreachable, TlsRefused
from digest.mail.handshake import SmtpOptions, Timeouts, Tls
from digest.mail.smtp import SmtpConnection, SmtpRelay
from digest.ports import Outgoing
from tests.integration.digest.mail.server import End, SmtpServer

QUICK = Timeouts(connect=2, command=2, data=2, body=2, final_dot=2, quit=1)
SECRET = "correct horse battery staple"


def connect(port: int, context: ssl.SSLContext | None = None, **options) -> SmtpConnection:
    options = {"host": "localhost", "client_name": "client.example.org", "timeouts": QUICK, **options}
    return SmtpRelay(SmtpOptions(port=port, **options), context=context).connect()


def deliver_one(connection: SmtpConnection) -> DeliveryStatus:
    data = b"Subject: x\r\n\r\nx\r\n"
    message = Outgoing(delivery=1, sender="b@example.org", recipient="r@example.org", data=data)
    (outcome,) = connection.deliver([message])
    connection.close()
    return outcome.status


def refused(server: SmtpServer, kind: type[Exception], context=None, **options) -> str:
    with pytest.raises(kind) as caught:
        connect(server.port, context, **options)
    text = str(caught.value)
    assert f"localhost:{server.port}" in text
    assert SECRET not in text
    assert "DATA" not in server.heard
    return text


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def test_a_port_where_nothing_listens_is_unavailable_and_says_where():
    port = free_port()
    with pytest.raises(RelayUnreachable, match=rf"localhost:{port}.*Connection refused.*\[smtp\] host"):
        connect(port)


def test_a_host_that_does_not_exist_is_unavailable(monkeypatch):
    def unknown(*_args):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(RelayUnreachable, match=r"relay\.example\.org:25: Name or service not known"):
        connect(25, host="relay.example.org")


def test_a_host_that_is_no_name_is_unavailable():
    with pytest.raises(RelayUnreachable, match="not the name of a host"):
        connect(25, host="relay..example.org")


@pytest.mark.parametrize(
    ("answer", "kind", "seen"),
    [
        (b"421 4.3.2 too many connections\r\n", RelayBusy, "421 4.3.2 too many connections"),
        (b"450 busy\r\n", RelayBusy, "450 busy"),
        (b"554 5.7.1 no service for you\r\n", ClientRefused, "554 5.7.1 no service for you"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", RelayUnreachable, "not an SMTP reply"),
        (End.CLOSE, RelayUnreachable, "closed the connection"),
        (End.RESET, RelayUnreachable, "reset by peer"),
        (b"220-" + b"x" * 70000 + b"\r\n", RelayUnreachable, "larger than"),
    ],
)
@pytest.mark.parametrize("stage", ["CONNECT", "EHLO"])
def test_a_greeting_that_fails_says_how(stage, answer, kind, seen):
    with SmtpServer(**{stage: [answer]}, HELO=[answer]) as server:
        assert seen in refused(server, kind)


@pytest.mark.parametrize(("stage", "verb"), [("CONNECT", "banner"), ("EHLO", "EHLO")])
def test_a_relay_that_drips_its_greeting_for_ever_is_given_up_in_time(stage, verb):
    drip = [piece for _ in range(200) for piece in (b"250-more\r\n" if verb == "EHLO" else b"2", 0.02)]
    limits = Timeouts(connect=1, command=0.3, quit=0.1)
    start = time.monotonic()
    with SmtpServer(**{stage: [drip]}) as server:
        assert "no complete reply within 0.3 s" in refused(server, RelayUnreachable, timeouts=limits)
        assert time.monotonic() - start < 2


def test_a_relay_that_knows_no_ehlo_is_greeted_with_helo():
    with SmtpServer(EHLO=[b"502 5.5.1 what\r\n"]) as server:
        assert deliver_one(connect(server.port)) is DeliveryStatus.ACCEPTED
    assert server.heard[:2] == ["EHLO", "HELO"]


def test_nothing_is_held_back_to_fill_a_packet(server_context, trusting):
    with SmtpServer("STARTTLS", context=server_context) as server:
        for tls in (Tls.NONE, Tls.STARTTLS):
            connection = connect(server.port, trusting, tls=tls)
            assert connection._socket._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            connection.close()


def test_without_a_configured_name_this_machine_says_its_own():
    named: list[str] = []
    with SmtpServer(EHLO=named.append) as server:
        connect(server.port, client_name="").close()
    assert "." in named[0]


def test_starttls_encrypts_before_anything_is_handed_over(server_context, trusting):
    with SmtpServer("STARTTLS", "PIPELINING", context=server_context) as server:
        assert deliver_one(connect(server.port, trusting, tls=Tls.STARTTLS)) is DeliveryStatus.ACCEPTED
    assert server.heard[:4] == ["EHLO", "STARTTLS", "EHLO", "MAIL"]


def test_implicit_tls_encrypts_from_the_first_byte(server_context, trusting):
    with SmtpServer("PIPELINING", context=server_context, implicit=True) as server:
        assert deliver_one(connect(server.port, trusting, tls=Tls.IMPLICIT)) is DeliveryStatus.ACCEPTED


def test_a_connection_under_tls_is_used_again(server_context, trusting):
    with SmtpServer("STARTTLS", "PIPELINING", context=server_context) as server:
        connection = connect(server.port, trusting, tls=Tls.STARTTLS)
        for number in range(3):
            made = Outgoing(
                delivery=number, sender="", recipient="r@example.org", data=b"x" * 70_000 + b"\r\n"
            )
            assert [outcome.status for outcome in connection.deliver([made])] == [DeliveryStatus.ACCEPTED]
        connection.close()
    assert server.connections == 1


def test_no_starttls_on_offer_means_no_mail_and_no_password():
    with SmtpServer("AUTH PLAIN") as server:
        text = refused(server, TlsRefused, tls=Tls.STARTTLS, username="u", password=SECRET)
    assert "offers no STARTTLS" in text
    assert "AUTH" not in server.heard


def test_starttls_that_is_refused_is_never_followed_by_clear_text():
    for answer, kind in ((b"454 4.7.0 not now\r\n", RelayBusy), (b"501 5.5.1 no\r\n", TlsRefused)):
        with SmtpServer("STARTTLS", STARTTLS=[answer]) as server:
            refused(server, kind, tls=Tls.STARTTLS, username="u", password=SECRET)
        assert server.heard == ["EHLO", "STARTTLS"]


def test_a_certificate_that_nobody_vouches_for_is_refused(server_context):
    with SmtpServer("STARTTLS", context=server_context) as server:
        text = refused(server, TlsRefused, tls=Tls.STARTTLS)
    assert "certificate is not valid" in text


def test_a_certificate_for_another_name_is_refused(server_context, trusting):
    with (
        SmtpServer(context=server_context, implicit=True) as server,
        pytest.raises(TlsRefused, match="not valid"),
    ):
        connect(server.port, trusting, host="127.0.0.1", tls=Tls.IMPLICIT)


def test_old_protocol_versions_are_refused(server_context, trusting):
    trusting.minimum_version = ssl.TLSVersion.TLSv1_3
    server_context.maximum_version = ssl.TLSVersion.TLSv1_2
    with SmtpServer("STARTTLS", context=server_context) as server:
        assert "handshake failed" in refused(server, TlsRefused, trusting, tls=Tls.STARTTLS)


def test_implicit_tls_to_a_clear_text_port_is_refused_with_a_hint():
    with SmtpServer() as server:
        assert '"starttls" on port 587' in refused(server, TlsRefused, tls=Tls.IMPLICIT)


def test_a_relay_that_hangs_up_in_the_handshake_is_unavailable(trusting):
    with SmtpServer("STARTTLS", STARTTLS=[[b"220 go\r\n", End.CLOSE]]) as server:
        refused(server, RelayUnavailable, trusting, tls=Tls.STARTTLS)


def test_words_slipped_in_before_the_handshake_are_not_taken_for_the_relays(server_context, trusting):
    slipped = b"220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"
    with SmtpServer("STARTTLS", STARTTLS=[slipped], context=server_context) as server:
        text = refused(server, TlsRefused, trusting, tls=Tls.STARTTLS, username="u", password=SECRET)
    assert "between STARTTLS and the handshake" in text


def test_a_login_that_works(server_context, trusting):
    given: list[str] = []
    with SmtpServer("STARTTLS", "AUTH PLAIN LOGIN", context=server_context, AUTH=given.append) as server:
        connection = connect(server.port, trusting, tls=Tls.STARTTLS, username="u", password=SECRET)
        assert deliver_one(connection) is DeliveryStatus.ACCEPTED
    mechanism, proof = given[0].split(" ")
    assert mechanism == "PLAIN"
    assert base64.b64decode(proof) == f"\0u\0{SECRET}".encode()


@pytest.mark.parametrize(
    ("answer", "kind", "seen"),
    [
        (b"535 5.7.8 authentication failed\r\n", LoginRefused, "535 5.7.8 authentication failed"),
        (f"535 5.7.8 {SECRET} is wrong\r\n".encode(), LoginRefused, "… is wrong"),
        (b"454 4.7.0 temporary failure\r\n", RelayBusy, "454 4.7.0"),
        (End.CLOSE, RelayUnreachable, "closed the connection"),
    ],
)
def test_a_login_that_fails_never_tells_the_password(answer, kind, seen):
    with SmtpServer("AUTH PLAIN", AUTH=[answer]) as server:
        assert seen in refused(server, kind, username="redaction", password=SECRET)


@pytest.mark.parametrize("extensions", [(), ("AUTH GSSAPI",)])
def test_a_relay_without_a_login_that_we_know_is_refused(extensions):
    with SmtpServer(*extensions) as server:
        assert "no login that we know" in refused(server, LoginRefused, username="u", password=SECRET)


def test_a_password_that_cannot_be_sent_is_said_so_without_telling_it():
    with SmtpServer("AUTH PLAIN") as server:
        text = refused(server, LoginRefused, username="u", password="é" + SECRET)
    assert "ASCII" in text
    assert "AUTH" not in server.heard


def test_the_errors_are_those_of_the_port_and_options_hide_the_password():
    assert issubclass(RelayUnreachable, RelayUnavailable)
    assert issubclass(RelayBusy, RelayUnavailable)
    assert all(issubclass(kind, RelayRefused) for kind in (ClientRefused, TlsRefused, LoginRefused))
    assert SECRET not in repr(SmtpOptions(password=SECRET))
