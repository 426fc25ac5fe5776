"""The operator's settings: `digest.toml`, overridden by DIGEST_* variables, checked as a whole.

It opens nothing that the settings name: whether the database, the relay and the DKIM key are there is
what `digest doctor` finds out.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from digest.config import addresses
from digest.config.checks import (
    amount,
    line,
    list_from_text,
    listed,
    number_from_text,
    one_of,
    optional,
    secret_key,
    whole_number,
)
from digest.config.environment import environment_name, read_environment, unknown_variables
from digest.config.schedule import duration, format_duration
from digest.config.tables import Key, parse_toml, read_file, read_table, unknown
from digest.errors import ConfigurationError, Fault

SEARCH_PATH = (Path("digest.toml"), Path("/etc/digest/digest.toml"))
"""Where the file is looked for, in order, when neither an argument nor DIGEST_CONFIG names one."""
MASK = "********"


class Tls(StrEnum):
    """How the connection to the relay is protected: not, from STARTTLS on, or from the first byte."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """Where the newsroom, the subscribers and the ledger are kept. `url` may hold a password."""

    url: str = field(default="sqlite:///var/digest.db", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Our relay. connections: at most, at once; message_rate: messages per second, 0 for no limit."""

    host: str = "localhost"
    port: int = 25
    tls: Tls = Tls.NONE
    username: str = ""
    password: str = field(default="", repr=False)
    connections: int = 10
    message_rate: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """base_url: what readers' links begin with, without a slash at the end; bind: "host:port"."""

    base_url: str = "http://127.0.0.1:8000"
    bind: str = "127.0.0.1:8000"

    @property
    def bind_address(self) -> tuple[str, int]:
        """The host, without brackets, and the port to listen on."""
        return addresses.bind_parts(self.bind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How sources are read.

    allow_private: IP addresses, networks and host names that may be asked though they are private;
    host_gap: seconds between two requests to one host; interval: how often a source is gathered.
    """

    allow_private: tuple[str, ...] = ()
    host_gap: float = 1.0
    interval: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Envelope and signature. Empty texts: bounces go to the sender's own address; no DKIM signature.

    dkim_selector: one for each key in the file, with commas between them.
    """

    return_path_domain: str = ""
    dkim_domain: str = ""
    dkim_selector: str = ""
    dkim_key_file: str = ""

    @property
    def dkim_selectors(self) -> tuple[str, ...]:
        """The selectors, in the order of the keys."""
        return tuple(self.dkim_selector.split(", ")) if self.dkim_selector else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSettings:
    """Where mail to the return address arrives, "" for nowhere; what cannot be read is kept in `quarantine`.

    maildir: a folder that the relay delivers to. mailbox: imap, imaps, pop3 or pop3s address of one elsewhere.
    """

    maildir: str = ""
    mailbox: str = ""
    password: str = field(default="", repr=False)
    quarantine: str = "var/quarantine"

    @property
    def quarantine_folder(self) -> Path:
        """The folder for what cannot be read."""
        return Path(self.quarantine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything in `digest.toml`. `repr` leaves out what is secret.

    templates: the folder of the newsroom's own templates, "" for the shipped ones alone.
    """

    secret_key: str = field(repr=False)
    templates: str = ""
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    smtp: SmtpSettings = field(default_factory=SmtpSettings)
    web: WebSettings = field(default_factory=WebSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    feedback: FeedbackSettings = field(default_factory=FeedbackSettings)


_domain = optional(addresses.domain)
_private = listed(addresses.reachable, 'a list of addresses, networks or hosts such as ["10.0.0.0/8"]')
_seconds = amount("a number of seconds, 0 or more")
_port = whole_number(1, 65535, "a port number, 1 to 65535")
_connections = whole_number(1, 500, "a number of connections, 1 to 500")
_rate = amount("a number of messages per second, 0 for no limit")

TOP: Mapping[str, Key] = {
    "secret_key": Key(secret_key, secret=True),
    "templates": Key(optional(line)),
}
"""What may stand at the top of the file, before the first section."""
SECTIONS: Mapping[str, Mapping[str, Key]] = {
    "database": {"url": Key(addresses.database_url, secret=True)},
    "smtp": {
        "host": Key(addresses.host),
        "port": Key(_port, from_text=number_from_text),
        "tls": Key(one_of(Tls)),
        "username": Key(optional(line)),
        "password": Key(optional(line), secret=True),
        "connections": Key(_connections, from_text=number_from_text),
        "message_rate": Key(_rate, from_text=number_from_text),
    },
    "web": {"base_url": Key(addresses.base_url), "bind": Key(addresses.bind)},
    "fetch": {
        "allow_private": Key(_private, from_text=list_from_text),
        "host_gap": Key(_seconds, from_text=number_from_text),
        "interval": Key(duration),
    },
    "mail": {
        "return_path_domain": Key(_domain),
        "dkim_domain": Key(_domain),
        "dkim_selector": Key(optional(addresses.selectors)),
        "dkim_key_file": Key(optional(line)),
    },
    "feedback": {
        "maildir": Key(optional(line)),
        "mailbox": Key(optional(addresses.mailbox_url)),
        "password": Key(optional(line), secret=True),
        "quarantine": Key(line),
    },
}
"""What may stand in each section. The defaults are those of the classes above."""
KEYS: Mapping[str, Key] = {
    **TOP,
    **{f"{section}.{name}": key for section, keys in SECTIONS.items() for name, key in keys.items()},
}
"""Every key under its dotted name: `smtp.port`."""
_TOGETHER = (
    ("smtp.username", "smtp.password"),
    ("feedback.mailbox", "feedback.password"),
    ("mail.dkim_domain", "mail.dkim_selector", "mail.dkim_key_file"),
)


def load_settings(path: Path | None, environ: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings in force, and one sentence for each DIGEST_* variable that sets nothing.

    path: the file that was asked for; without one DIGEST_CONFIG names it, else SEARCH_PATH is tried, and
    no file at all is fine. Raises ConfigurationError with every fault of the file and the environment.
    """
    file = settings_file(path, environ)
    faults: list[Fault] = []
    values = _read_sections(file, faults) if file else {}
    values |= read_environment(environ, KEYS, faults)
    faults += _missing(values, {fault.key for fault in faults}, file)
    if faults:
        raise ConfigurationError(faults)
    return _assemble(values), unknown_variables(environ, KEYS)


def settings_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the file that the settings are read from, None when there is none."""
    named = path or (Path(environ["DIGEST_CONFIG"]) if environ.get("DIGEST_CONFIG") else None)
    return named or next((place for place in SEARCH_PATH if place.exists()), None)


def masked(settings: Settings) -> dict[str, Any]:
    """Return the settings as they would stand in the file, with what is secret covered by MASK."""
    tree = asdict(settings)
    tree["secret_key"] = MASK
    tree["database"]["url"] = _without_password(settings.database.url)
    tree["smtp"]["password"] = MASK if settings.smtp.password else ""
    tree["feedback"]["password"] = MASK if settings.feedback.password else ""
    tree["smtp"]["tls"] = settings.smtp.tls.value
    tree["fetch"]["allow_private"] = list(settings.fetch.allow_private)
    tree["fetch"]["interval"] = format_duration(settings.fetch.interval)
    return tree


def _without_password(url: str) -> str:
    # A password may hold any character, even "/" and "@"; libpq also takes one among the parameters.
    url = re.sub(r"(://[^:/@]*:).*@", rf"\1{MASK}@", url)
    return re.sub(r"([?&]password=)[^&]*", rf"\1{MASK}", url)


def _read_sections(file: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return the sound values of the file under their dotted keys."""
    top: dict[str, object] = {}
    values: dict[str, Any] = {}
    for name, found in parse_toml(read_file(file), str(file)).items():
        if name in TOP:
            top[name] = found
        elif name not in SECTIONS:
            faults.append(Fault(str(file), name, unknown(name, [*TOP, *SECTIONS])))
        elif isinstance(found, dict):
            section = read_table(str(file), f"{name}.", found, SECTIONS[name], faults)
            values |= {f"{name}.{key}": value for key, value in section.items()}
        else:
            faults.append(Fault(str(file), name, f"is no table: expected [{name}] and its keys below"))
    return values | read_table(str(file), "", top, TOP, faults)


def _missing(values: Mapping[str, Any], faulty: set[str], file: Path | None) -> list[Fault]:
    """Return what is missing, leaving out keys that are there but faulty."""
    missing = []
    named = str(file or SEARCH_PATH[0])
    if "secret_key" not in values and "secret_key" not in faulty:
        # `digest init` keeps a file that is there. For that one we draw a key ourselves, and keep it nowhere.
        line = f'put the line secret_key = "{secrets.token_urlsafe(48)}" at its top'
        hint = line if file else "run `digest init`, which makes one"
        variable = environment_name("secret_key")
        missing.append(Fault(named, "secret_key", f"is missing: {hint}, or set {variable}"))
    for group in _TOGETHER:
        given = [key for key in group if values.get(key)]
        absent = [key for key in group if not values.get(key) and key not in faulty]
        if given:
            message = f"is missing: {' and '.join(given)} cannot do without it"
            missing += [Fault(named, key, message) for key in absent]
    return missing


def _assemble(values: Mapping[str, Any]) -> Settings:
    def section(name: str) -> dict[str, Any]:
        return {key: values[f"{name}.{key}"] for key in SECTIONS[name] if f"{name}.{key}" in values}

    return Settings(
        secret_key=values["secret_key"],
        templates=values.get("templates", ""),
        database=DatabaseSettings(**section("database")),
        smtp=SmtpSettings(**section("smtp")),
        web=WebSettings(**section("web")),
        fetch=FetchSettings(**section("fetch")),
        mail=MailSettings(**section("mail")),
        feedback=FeedbackSettings(**section("feedback")),
    )
