"""What an address may be: of the web, of a host, of a mailbox.

Nothing is looked up: only the writing is checked.
"""

import ipaddress
import re
from email.utils import quote
from urllib.parse import SplitResult, urlsplit

from email_validator import EmailNotValidError, validate_email

from digest.config.checks import Unexpected, line

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_BIND = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:/\s]+):(?P<port>[0-9]{1,5})")
_MAILBOX = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>\s]+)>")
_SPECIAL = re.compile(r'[][()<>@,:;".\\]')
_MAILBOX_URL = re.compile(
    r"(?:imaps?|pop3s?)://[^\s/:]+@(?:[A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:/[^\s?#]*)?"
)
_DATABASE = re.compile(r"sqlite(?:\+\w+)?:///.+|postgres(?:ql)?(?:\+\w+)?://.+")


def web_address(value: object) -> str:
    """Accept an absolute http or https address."""
    if isinstance(value, str) and _split(value):
        return value
    raise Unexpected("expected an address that starts with https:// or http://")


def base_url(value: object) -> str:
    """Accept the address under which readers reach us; a trailing slash is taken off."""
    parts = _split(value) if isinstance(value, str) else None
    if parts and not (parts.query or parts.fragment or "@" in parts.netloc):
        return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
    raise Unexpected('expected an address such as "https://news.example", without user, ? and #')


def _split(value: str) -> SplitResult | None:
    if not value.isprintable() or " " in value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname and port != 0 else None


def host(value: object) -> str:
    """Accept a host name or an IP address."""
    if isinstance(value, str) and (_HOST.fullmatch(value) or (_is_network(value) and "/" not in value)):
        return value
    raise Unexpected('expected a host name or an IP address such as "localhost"')


def mailbox_url(value: object) -> str:
    """Accept the address of a mailbox: protocol, user, host, port where it is unusual, folder."""
    if isinstance(value, str) and _MAILBOX_URL.fullmatch(value):
        return value
    raise Unexpected('expected an address such as "imaps://bounces@mail.example/INBOX" or "pop3s://…"')


def domain(value: object) -> str:
    """Accept a domain name."""
    if isinstance(value, str) and _DOMAIN.fullmatch(value):
        return value
    raise Unexpected("expected a name of letters, digits, - and dots")


def selectors(value: object) -> str:
    """Accept DKIM selectors with commas between them; each has the shape of a domain (RFC 6376 section 3.1)."""
    names = [name.strip() for name in value.split(",")] if isinstance(value, str) else []
    if names and all(map(_DOMAIN.fullmatch, names)) and len({*map(str.lower, names)}) == len(names):
        return ", ".join(names)
    raise Unexpected(
        "expected a name of letters, digits, - and dots, or several different ones with commas between them"
    )


def reachable(value: object) -> str:
    """Accept an IP address, a network such as 10.0.0.0/8 or a host name."""
    if isinstance(value, str) and (_HOST.fullmatch(value) or _is_network(value)):
        return value
    raise Unexpected('expected an IP address, a network such as "10.0.0.0/8" or a host name')


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def bind(value: object) -> str:
    """Accept "host:port"; an IPv6 address stands in square brackets."""
    match = _BIND.fullmatch(value) if isinstance(value, str) else None
    if match and 1 <= int(match["port"]) <= 65535:
        return match[0]
    raise Unexpected('expected host:port such as "127.0.0.1:8000" or "[::1]:8000"')


def bind_parts(value: str) -> tuple[str, int]:
    """Split a text that `bind` accepted into host and port."""
    name, _, port = value.rpartition(":")
    return name.strip("[]"), int(port)


def database_url(value: object) -> str:
    """Accept the address of a SQLite file or of a PostgreSQL database."""
    if isinstance(value, str) and value.isprintable() and _DATABASE.fullmatch(value):
        return value
    raise Unexpected("expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")


def sender(value: object) -> str:
    """Accept "Name <address>" and return it so that `email.utils.parseaddr` reads back both parts."""
    match = _MAILBOX.fullmatch(line(value).strip()) if isinstance(value, str) else None
    name = _plain_name(match["name"]) if match else ""
    if match is None or not name:
        raise Unexpected('expected a name and an address such as "Rédaction <news@example.org>"')
    written = f'"{quote(name)}"' if _SPECIAL.search(name) else name
    return f"{written} <{_mail_address(match['address'])}>"


def mailbox(value: object) -> str:
    """Accept an address with or without a name before it."""
    if isinstance(value, str) and "<" in value:
        return sender(value)
    if isinstance(value, str):
        return _mail_address(value)
    raise Unexpected('expected an address such as "news@example.org"')


def _plain_name(written: str) -> str:
    if len(written) > 1 and written[0] == written[-1] == '"':
        written = re.sub(r"\\(.)", r"\1", written[1:-1])
    return re.sub(" +", " ", written.strip(" "))


def _mail_address(value: str) -> str:
    try:
        # An address outside ASCII would need SMTPUTF8 from every relay on the way.
        found = validate_email(
            value, check_deliverability=False, allow_smtputf8=False, strict=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise Unexpected(f'expected an address such as "news@example.org" ({error})') from None
    return found.ascii_email or value
