import json
import re
from dataclasses import FrozenInstanceError, fields
from datetime import timedelta
from pathlib import Path

import pytest

from digest.config import settings as module
from digest.config.checks import MIN_SECRET_LENGTH
from digest.config.settings import (
    KEYS,
    MASK,
    SECTIONS,
    TOP,
    DatabaseSettings,
    FeedbackSettings,
    Settings,
    SmtpSettings,
    Tls,
    load_settings,
    masked,
    settings_file,
)
from digest.errors import ConfigurationError, Fault

KEY = "0f3c9a7be1d2846550ab9c8d7e6f1a2b"
WITH_KEY = {"DIGEST_SECRET_KEY": KEY}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No digest.toml lies in the present folder."""
    monkeypatch.chdir(tmp_path)


def written(tmp_path: Path, text: str, name: str = "digest.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path | None, environ: dict[str, str]) -> list[Fault]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path, environ)
    assert caught.value.exit_code == 2
    return list(caught.value.faults)


def test_the_secret_key_alone_gives_every_default() -> None:
    settings, warnings = load_settings(None, WITH_KEY)
    assert warnings == ()
    assert settings == Settings(secret_key=KEY)
    assert settings.database.url == "sqlite:///var/digest.db"
    assert (settings.smtp.host, settings.smtp.port, settings.smtp.tls) == ("localhost", 25, Tls.NONE)
    assert (settings.smtp.username, settings.smtp.password) == ("", "")
    assert (settings.smtp.connections, settings.smtp.message_rate) == (10, 0.0)
    assert settings.web.bind == "127.0.0.1:8000"
    assert (settings.fetch.allow_private, settings.fetch.host_gap) == ((), 1.0)
    assert settings.fetch.interval == timedelta(minutes=15)
    assert settings.mail.return_path_domain == settings.mail.dkim_domain == ""
    assert settings.mail.dkim_selector == settings.mail.dkim_key_file == ""


def test_every_key_of_the_file_arrives(tmp_path: Path) -> None:
    text = f"""
        secret_key = "{KEY}"
        [database]
        url = "postgresql://u:p@h/d"
        [smtp]
        host = "relay.example"
        port = 587
        tls = "starttls"
        username = "u"
        password = "p"
        connections = 4
        message_rate = 2.5
        [web]
        base_url = "https://news.example/"
        bind = "[::1]:9000"
        [fetch]
        allow_private = ["127.0.0.1"]
        host_gap = 0
        interval = "1h"
        [mail]
        return_path_domain = "bounces.example"
        dkim_domain = "news.example"
        dkim_selector = "s1"
        dkim_key_file = "/etc/digest/dkim.pem"
        [feedback]
        maildir = "/var/mail/bounces"
        mailbox = "imaps://bounces@mail.example/INBOX"
        password = "p"
        quarantine = "/var/lib/digest/quarantine"
    """
    settings, warnings = load_settings(written(tmp_path, text), {})
    assert warnings == ()
    assert settings.database == DatabaseSettings(url="postgresql://u:p@h/d")
    assert settings.smtp == SmtpSettings(
        host="relay.example",
        port=587,
        tls=Tls.STARTTLS,
        username="u",
        password="p",
        connections=4,
        message_rate=2.5,
    )
    assert settings.web.base_url == "https://news.example"
    assert settings.web.bind_address == ("::1", 9000)
    assert settings.fetch.allow_private == ("127.0.0.1",)
    assert settings.fetch.host_gap == 0.0
    assert settings.fetch.interval == timedelta(hours=1)
    assert settings.mail.return_path_domain == "bounces.example"
    assert settings.mail.dkim_domain == "news.example"
    assert settings.mail.dkim_selector == "s1"
    assert settings.mail.dkim_key_file == "/etc/digest/dkim.pem"
    assert settings.feedback == FeedbackSettings(
        maildir="/var/mail/bounces",
        mailbox="imaps://bounces@mail.example/INBOX",
        password="p",
        quarantine="/var/lib/digest/quarantine",
    )
    assert settings.feedback.quarantine_folder == Path("/var/lib/digest/quarantine")
    assert '"p"' not in repr(settings)
    assert masked(settings)["feedback"]["password"] == MASK


def test_every_key_can_come_from_the_environment() -> None:
    values = {
        "secret_key": KEY,
        "database.url": "sqlite:///x.db",
        "smtp.host": "relay.example",
        "smtp.port": "465",
        "smtp.tls": "implicit",
        "smtp.username": "u",
        "smtp.password": "p",
        "smtp.connections": "3",
        "smtp.message_rate": "1.5",
        "web.base_url": "https://news.example",
        "web.bind": "0.0.0.0:80",
        "fetch.allow_private": "127.0.0.1,10.0.0.0/8",
        "fetch.host_gap": "0.5",
        "fetch.interval": "5m",
        "mail.return_path_domain": "b.example",
        "mail.dkim_domain": "d.example",
        "mail.dkim_selector": "s",
        "mail.dkim_key_file": "k.pem",
        "templates": "ours",
        "feedback.maildir": "m",
        "feedback.mailbox": "pop3s://u@h",
        "feedback.password": "p",
        "feedback.quarantine": "q",
    }
    assert set(values) == set(KEYS)
    environ = {f"DIGEST_{key.upper().replace('.', '__')}": value for key, value in values.items()}
    settings, warnings = load_settings(None, environ)
    assert warnings == ()
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        found = getattr(getattr(settings, section) if section else settings, name)
        expected: object = {
            "smtp.port": 465,
            "smtp.connections": 3,
            "smtp.message_rate": 1.5,
            "fetch.allow_private": ("127.0.0.1", "10.0.0.0/8"),
            "fetch.host_gap": 0.5,
            "fetch.interval": timedelta(minutes=5),
        }.get(key, value)
        assert found == expected, key


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, f'secret_key = "{KEY}"\n[smtp]\nhost = "file"\nport = 26\n')
    settings, _ = load_settings(path, {"DIGEST_SMTP__HOST": "environment"})
    assert (settings.smtp.host, settings.smtp.port) == ("environment", 26)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    for name, value in (("key", KEY), ("password", "p w"), ("url", "postgresql://u:p@h/d")):
        (tmp_path / name).write_text(value + "\n")
    environ = {
        "DIGEST_SECRET_KEY_FILE": str(tmp_path / "key"),
        "DIGEST_SMTP__USERNAME": "u",
        "DIGEST_SMTP__PASSWORD_FILE": str(tmp_path / "password"),
        "DIGEST_DATABASE__URL_FILE": str(tmp_path / "url"),
    }
    settings, warnings = load_settings(None, environ)
    assert warnings == ()
    assert settings.secret_key == KEY
    assert settings.smtp.password == "p w"
    assert settings.database.url == "postgresql://u:p@h/d"


def test_an_unknown_variable_is_a_warning_only() -> None:
    _, warnings = load_settings(None, {**WITH_KEY, "DIGEST_SMTP_HOST": "x"})
    assert warnings == (
        "environment variable DIGEST_SMTP_HOST sets nothing: did you mean DIGEST_SMTP__HOST?",
    )


def test_the_file_is_looked_for_in_order(tmp_path: Path) -> None:
    assert [str(path) for path in module.SEARCH_PATH] == ["digest.toml", "/etc/digest/digest.toml"]
    asked, named = tmp_path / "asked.toml", tmp_path / "named.toml"
    environ = {"DIGEST_CONFIG": str(named)}
    assert settings_file(None, {}) in (None, module.SEARCH_PATH[1])
    written(tmp_path, "")
    assert settings_file(None, {}) == Path("digest.toml")
    assert settings_file(None, {"DIGEST_CONFIG": ""}) == Path("digest.toml")
    assert settings_file(None, environ) == named
    assert settings_file(asked, environ) == asked


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    message = [Fault(str(missing), "", "there is no such file")]
    assert faults_of(missing, WITH_KEY) == message
    assert faults_of(None, {**WITH_KEY, "DIGEST_CONFIG": str(missing)}) == message


def test_a_missing_secret_key_points_to_init(tmp_path: Path) -> None:
    (fault,) = faults_of(None, {})
    assert (fault.file, fault.key) == ("digest.toml", "secret_key")
    assert "run `digest init`" in fault.message
    assert "DIGEST_SECRET_KEY" in fault.message
    (fault,) = faults_of(written(tmp_path, "", "mine.toml"), {})
    assert (fault.file, fault.key) == (str(tmp_path / "mine.toml"), "secret_key")
    assert "digest init" not in fault.message, "it would keep the file that is there"
    (line,) = re.findall(r'secret_key = "[^"]+"', fault.message)
    settings, _ = load_settings(written(tmp_path, line, "mine.toml"), {})
    assert len(settings.secret_key) >= MIN_SECRET_LENGTH


@pytest.mark.parametrize("key", ["", "short", "change-me-change-me-change-me-change-me"])
def test_a_bad_secret_key_is_one_fault_and_is_not_shown(tmp_path: Path, key: str) -> None:
    for path, environ in (
        (written(tmp_path, f'secret_key = "{key}"'), {}),
        (None, {"DIGEST_SECRET_KEY": key, "DIGEST_CONFIG": str(written(tmp_path, "", "empty.toml"))}),
    ):
        (fault,) = faults_of(path, environ)
        assert fault.key == "secret_key"
        assert "digest init" in fault.message
        assert not key or key not in str(fault)


def test_unknown_keys_and_sections_are_faults_with_a_suggestion(tmp_path: Path) -> None:
    text = (
        f'secret_key = "{KEY}"\nport = 25\nsmpt = 1\n[smtp]\nprot = 25\n[mail]\ndkim_domian = "x"\n[webb]\n'
    )
    faults = [(fault.key, fault.message) for fault in faults_of(written(tmp_path, text), {})]
    assert faults == [
        ("port", "is unknown: expected secret_key, templates, database, smtp, web, fetch, mail, feedback"),
        ("smpt", "is unknown: did you mean smtp?"),
        ("smtp.prot", "is unknown: did you mean port?"),
        ("mail.dkim_domian", "is unknown: did you mean dkim_domain?"),
        ("webb", "is unknown: did you mean web?"),
    ]


def test_the_value_of_a_misspelt_secret_is_not_shown(tmp_path: Path) -> None:
    faults = faults_of(written(tmp_path, 'secret_ky = "hush"\n[smtp]\npasword = "hush"\n'), {})
    assert len(faults) == 3
    assert not any("hush" in str(fault) for fault in faults)


@pytest.mark.parametrize("value", ["5", '"x"', "[]", "true", "[{}]"])
def test_a_section_is_a_table(tmp_path: Path, value: str) -> None:
    path = written(tmp_path, f'secret_key = "{KEY}"\nsmtp = {value}\n')
    assert faults_of(path, {}) == [
        Fault(str(path), "smtp", "is no table: expected [smtp] and its keys below")
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("smtp.port = 'abc'", "is 'abc': expected a port number, 1 to 65535"),
        ("smtp.port = '25'", "is '25': expected a port number, 1 to 65535"),
        ("smtp.port = 0", "is 0: expected a port number, 1 to 65535"),
        ("smtp.port = 65536", "is 65536: expected a port number, 1 to 65535"),
        ("smtp.port = true", "is true: expected a port number, 1 to 65535"),
        ("smtp.host = ''", "is '': expected a host name"),
        ("smtp.host = 'smtp://x'", "is 'smtp://x': expected a host name"),
        ("smtp.tls = 'ssl'", 'is \'ssl\': expected "none", "starttls" or "implicit"'),
        ("smtp.tls = false", 'is false: expected "none", "starttls" or "implicit"'),
        ("smtp.username = 3", "is 3: expected one line of text"),
        ("smtp.password = ['hush']", "is not usable (its value is not shown): expected one line"),
        ("smtp.connections = 0", "is 0: expected a number of connections, 1 to 500"),
        ("smtp.connections = 501", "is 501: expected a number of connections, 1 to 500"),
        ("smtp.message_rate = -1", "is -1: expected a number of messages per second"),
        ("smtp.message_rate = nan", "is nan: expected a number of messages per second"),
        ("web.base_url = 'news.example'", "is 'news.example': expected an address such as"),
        ("web.bind = '8000'", "is '8000': expected host:port"),
        ("web.bind = 8000", "is 8000: expected host:port"),
        ("fetch.allow_private = '127.0.0.1'", "is '127.0.0.1': expected a list"),
        ("fetch.allow_private = ['a b']", "is ['a b']: expected a list of addresses"),
        ("fetch.host_gap = 'slow'", "is 'slow': expected a number of seconds"),
        ("fetch.interval = 15", "is 15: expected a duration"),
        ("fetch.interval = '15'", "is '15': expected a duration"),
        ("fetch.interval = '0m'", "is '0m': expected a duration"),
        ("mail.return_path_domain = 'a@b'", "is 'a@b': expected a name of letters"),
        ("mail.dkim_domain = 1", "is 1: expected a name of letters"),
        ("mail.dkim_selector = 'a b'", "is 'a b': expected a name of letters"),
        ("mail.dkim_selector = 'a,'", "is 'a,': expected a name of letters"),
        (
            "mail.dkim_selector = 'a,A'",
            "is 'a,A': expected a name of letters, digits, - and dots, or several different",
        ),
        ("mail.dkim_key_file = {}", "is a table: expected one line"),
        ("database.url = 'mysql://u:hush@h/d'", "is not usable (its value is not shown): expected sqlite"),
    ],
)
def test_a_value_that_does_not_fit_is_reported_with_what_is_expected(
    tmp_path: Path, line: str, message: str
) -> None:
    path = written(tmp_path, f'secret_key = "{KEY}"\n{line}\n')
    (fault,) = faults_of(path, {})
    assert fault.file == str(path)
    assert fault.key == line.partition(" ")[0]
    assert fault.message.startswith(message)
    assert "hush" not in str(fault)


@pytest.mark.parametrize(
    ("written", "kept", "selectors"),
    [("", "", ()), ("s1", "s1", ("s1",)), ("r1,e1.mail", "r1, e1.mail", ("r1", "e1.mail"))],
)
def test_a_selector_is_named_for_each_key(written: str, kept: str, selectors: tuple[str, ...]) -> None:
    signing = {"DIGEST_MAIL__DKIM_DOMAIN": "d.example", "DIGEST_MAIL__DKIM_KEY_FILE": "k.pem"}
    environ = {"DIGEST_MAIL__DKIM_SELECTOR": written, **(signing if written else {})}
    mail = load_settings(None, WITH_KEY | environ)[0].mail
    assert (mail.dkim_selector, mail.dkim_selectors) == (kept, selectors)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"smtp.username": "u"}, ["smtp.password"]),
        ({"smtp.password": "p"}, ["smtp.username"]),
        ({"feedback.mailbox": "imaps://u@h"}, ["feedback.password"]),
        ({"feedback.password": "p"}, ["feedback.mailbox"]),
        ({"mail.dkim_domain": "d"}, ["mail.dkim_selector", "mail.dkim_key_file"]),
        ({"mail.dkim_domain": "d", "mail.dkim_key_file": "k"}, ["mail.dkim_selector"]),
        ({"mail.dkim_selector": "s", "mail.dkim_domain": ""}, ["mail.dkim_domain", "mail.dkim_key_file"]),
    ],
)
def test_what_belongs_together_is_set_together(given: dict[str, str], missing: list[str]) -> None:
    environ = {f"DIGEST_{key.upper().replace('.', '__')}": value for key, value in given.items()}
    faults = faults_of(None, WITH_KEY | environ)
    assert [fault.key for fault in faults] == missing
    assert all("cannot do without it" in fault.message for fault in faults)


def test_all_faults_of_file_and_environment_come_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "[smtp]\nport = 0\nuser = 'x'\n[mail]\ndkim_domain = '!'\ndkim_selector = 's'\n")
    faults = faults_of(path, {"DIGEST_WEB__BIND": "x", "DIGEST_SMTP__PASSWORD_FILE": "/does/not/exist"})
    assert [(fault.file, fault.key) for fault in faults] == [
        (str(path), "smtp.port"),
        (str(path), "smtp.user"),
        (str(path), "mail.dkim_domain"),
        ("DIGEST_SMTP__PASSWORD_FILE", "smtp.password"),
        ("DIGEST_WEB__BIND", "web.bind"),
        (str(path), "secret_key"),
        (str(path), "mail.dkim_key_file"),
    ]


def test_a_slip_in_the_writing_of_the_file_comes_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, f'secret_key = "{KEY}"\n[smtp\n')
    (fault,) = faults_of(path, {})
    assert fault.file == str(path)
    assert fault.message.startswith("line 2, column 6 is not valid TOML: ")


def test_repr_never_shows_a_secret() -> None:
    settings = Settings(
        secret_key=KEY,
        database=DatabaseSettings(url="postgresql://u:hush@h/d"),
        smtp=SmtpSettings(username="u", password="hush"),
    )
    assert KEY not in repr(settings)
    assert "hush" not in repr(settings)
    assert "localhost" in repr(settings)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings(secret_key=KEY).secret_key = "x"  # type: ignore[misc]  # That it cannot be set is the point.


def test_masked_settings_cover_secrets_and_keep_the_rest() -> None:
    settings = Settings(
        secret_key=KEY,
        database=DatabaseSettings(url="postgresql://u:hush@h/d"),
        smtp=SmtpSettings(username="u", password="hush", tls=Tls.STARTTLS),
    )
    shown = masked(settings)
    assert shown["secret_key"] == MASK
    assert shown["database"] == {"url": f"postgresql://u:{MASK}@h/d"}
    assert shown["smtp"]["password"] == MASK
    assert shown["smtp"]["username"] == "u"
    assert shown["smtp"]["tls"] == "starttls"
    assert shown["fetch"] == {"allow_private": [], "host_gap": 1.0, "interval": "15m"}
    assert "hush" not in json.dumps(shown)


def test_masked_settings_hold_every_key() -> None:
    shown = masked(Settings(secret_key=KEY))
    keys = {key for key in shown if not isinstance(shown[key], dict)}
    keys |= {f"{name}.{key}" for name, table in shown.items() if isinstance(table, dict) for key in table}
    assert keys == set(KEYS)


def test_an_empty_password_is_shown_as_empty() -> None:
    assert masked(Settings(secret_key=KEY))["smtp"]["password"] == ""


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///var/digest.db", "sqlite:///var/digest.db"),
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgresql://u@h:5432/d", "postgresql://u@h:5432/d"),
        ("postgresql://u:hush@h:5432/d", f"postgresql://u:{MASK}@h:5432/d"),
        ("postgresql://:hush@h/d", f"postgresql://:{MASK}@h/d"),
        ("postgresql://u:hu/sh@h/d", f"postgresql://u:{MASK}@h/d"),
        ("postgresql://u:hu@sh@h/d", f"postgresql://u:{MASK}@h/d"),
        ("postgresql:///d?user=u&password=hush&x=1", f"postgresql:///d?user=u&password={MASK}&x=1"),
    ],
)
def test_the_password_in_a_database_url_is_covered(url: str, shown: str) -> None:
    settings = Settings(secret_key=KEY, database=DatabaseSettings(url=url))
    assert masked(settings)["database"]["url"] == shown


def test_every_field_can_be_set_and_every_key_is_a_field() -> None:
    sections = {field.name: field.default_factory for field in fields(Settings) if field.name not in TOP}
    assert set(sections) == set(SECTIONS)
    for name, factory in sections.items():
        assert {field.name for field in fields(factory)} == set(SECTIONS[name])  # type: ignore[arg-type]  # Each factory is a dataclass.
