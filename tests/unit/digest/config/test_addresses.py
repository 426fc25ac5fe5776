import re
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import addresses
from digest.config.checks import Unexpected


@pytest.mark.parametrize(
    "value",
    [
        "https://news.example",
        "http://127.0.0.1:8000/feed/?a=b#c",
        "https://[::1]:8000/",
        "https://user:word@news.example/feed",
        "HTTPS://NEWS.example/",
    ],
)
def test_web_addresses_are_absolute(value: str) -> None:
    assert addresses.web_address(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "news.example",
        "//news.example",
        "ftp://news.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://news.example:99999",
        "https://news.example:0",
        "https://news.example:port",
        "https://[::1",
        "https://news.example/a b",
        "https://news.example/a\r\nb",
        " https://news.example",
        None,
        3,
    ],
)
def test_what_is_no_web_address_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected an address that starts with https://"):
        addresses.web_address(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://news.example", "https://news.example"),
        ("https://news.example/", "https://news.example"),
        ("https://news.example/letters///", "https://news.example/letters"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_base_url_loses_its_last_slash(value: str, expected: str) -> None:
    assert addresses.base_url(value) == expected


@pytest.mark.parametrize(
    "value",
    ["news.example", "https://u:p@news.example", "https://news.example/?a", "https://news.example/#a", "", 1],
)
def test_the_base_url_is_a_plain_address(value: object) -> None:
    with pytest.raises(Unexpected, match=r"such as \"https://news.example\""):
        addresses.base_url(value)


@pytest.mark.parametrize("value", ["localhost", "mail.example", "mail_relay", "10.0.0.1", "::1", "x"])
def test_hosts_are_names_or_ip_addresses(value: str) -> None:
    assert addresses.host(value) == value


@pytest.mark.parametrize(
    "value", ["", "smtp://mail.example", "mail.example:25", "a b", "10.0.0.0/8", "-x", "a\n", None, 1]
)
def test_what_is_no_host_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected a host name"):
        addresses.host(value)


@pytest.mark.parametrize("value", ["news.example", "bounces.news.example", "localhost", "s1", "2026"])
def test_domains_are_names_with_dots(value: str) -> None:
    assert addresses.domain(value) == value


@pytest.mark.parametrize("value", ["", "a..b", ".a", "a.", "-a.b", "a_b.c", "a@b.c", "é.fr", "a" * 64, 1])
def test_what_is_no_domain_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="letters, digits"):
        addresses.domain(value)


@pytest.mark.parametrize(
    "value", ["127.0.0.1", "10.0.0.0/8", "10.1.2.3/8", "::1", "fd00::/8", "cms.internal"]
)
def test_private_places_are_addresses_networks_or_hosts(value: str) -> None:
    assert addresses.reachable(value) == value


@pytest.mark.parametrize("value", ["", "http://cms.internal", "cms.internal:80", "10.0.0.0/99", "a b", 1])
def test_what_is_no_private_place_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected an IP address"):
        addresses.reachable(value)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:80", ("::1", 80)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_the_place_to_listen_on_is_host_and_port(value: str, parts: tuple[str, int]) -> None:
    assert addresses.bind(value) == value
    assert addresses.bind_parts(value) == parts


@pytest.mark.parametrize(
    "value",
    ["8000", ":8000", "localhost", "localhost:", "localhost:0", "localhost:65536", "::1:80", "a:b:80", 8000],
)
def test_what_is_no_place_to_listen_on_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected host:port"):
        addresses.bind(value)


@pytest.mark.parametrize(
    "value",
    [
        "sqlite:///var/digest.db",
        "sqlite:////var/lib/digest.db",
        "postgresql://u:p@h:5432/d",
        "postgres:///d?host=/run/postgresql",
        "postgresql+psycopg://h/d",
    ],
)
def test_databases_are_sqlite_or_postgresql(value: str) -> None:
    assert addresses.database_url(value) == value


@pytest.mark.parametrize(
    "value",
    ["", "sqlite://", "sqlite:///", "mysql://h/d", "var/digest.db", "postgresql://", "sqlite:///a\nb", 1],
)
def test_what_is_no_database_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected sqlite:///FILE or postgresql://"):
        addresses.database_url(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Rédaction <r@news.example>", "Rédaction <r@news.example>"),
        ("  La   Rédaction<R@News.Example> ", "La Rédaction <R@news.example>"),
        ("Dupont, SA <r@news.example>", '"Dupont, SA" <r@news.example>'),
        ('"Dupont, SA" <r@news.example>', '"Dupont, SA" <r@news.example>'),
        ('"Plain" <r@news.example>', "Plain <r@news.example>"),
        ("Dr. X <r@news.example>", '"Dr. X" <r@news.example>'),
        ("X <r@médecin.example>", "X <r@xn--mdecin-bva.example>"),
        ("X <r@news.test>", "X <r@news.test>"),
    ],
)
def test_a_sender_is_a_name_and_an_address(value: str, expected: str) -> None:
    assert addresses.sender(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "r@news.example",
        "<r@news.example>",
        '"" <r@news.example>',
        "Rédaction",
        "A <r@news.example> B",
        "A <B> <r@news.example>",
        "A <r@news.example",
        "A <r @news.example>",
        None,
        3,
    ],
)
def test_what_is_no_sender_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected"):
        addresses.sender(value)


@pytest.mark.parametrize("value", ["A\r\nBcc: b@x.example <r@news.example>", "A\x00 <r@news.example>"])
def test_a_sender_brings_no_header_of_its_own(value: str) -> None:
    with pytest.raises(Unexpected, match="one line"):
        addresses.sender(value)


@pytest.mark.parametrize(
    "address",
    ["r", "r@", "@news.example", "r@localhost", "é@news.example", "a..b@news.example", "r@-x.example"],
)
def test_the_address_of_a_sender_is_checked(address: str) -> None:
    with pytest.raises(Unexpected, match="expected an address such as"):
        addresses.sender(f"Rédaction <{address}>")


def test_a_mailbox_needs_no_name() -> None:
    assert addresses.mailbox("r@News.example") == "r@news.example"
    assert addresses.mailbox("Courrier <r@news.example>") == "Courrier <r@news.example>"


@pytest.mark.parametrize("value", ["", "courrier", "a@b@c.example", "a@news.example\n", None, 1])
def test_what_is_no_mailbox_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected an address"):
        addresses.mailbox(value)


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="<>"), max_size=40
).filter(lambda name: name.strip() and not name.strip().startswith('"'))


@given(NAMES)
def test_a_sender_once_read_stays_the_same_and_mail_software_reads_its_name(name: str) -> None:
    written = addresses.sender(f"{name} <r@news.example>")
    assert addresses.sender(written) == written
    assert parseaddr(written) == (re.sub(" +", " ", name.strip()), "r@news.example")


@pytest.mark.parametrize(
    "value",
    [
        "imaps://bounces@mail.example",
        "imap://bounces@127.0.0.1:1143/Returned%20mail",
        "pop3s://bounces%40news.example@mail.example:995",
        "pop3://b@[::1]/",
    ],
)
def test_the_place_of_a_mailbox_has_a_protocol_a_user_and_a_host(value: str) -> None:
    assert addresses.mailbox_url(value) == value


@pytest.mark.parametrize(
    "value",
    [
        7,
        "",
        "mail.example",
        "imaps://mail.example",
        "https://u@mail.example",
        "imaps://u:secret@mail.example",
        "imap://u@h/a b",
    ],
)
def test_what_names_no_place_of_a_mailbox_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="imaps://"):
        addresses.mailbox_url(value)
