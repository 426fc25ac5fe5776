"""Setting up: init, apply, export, config show, doctor, db upgrade."""

import socket
import sqlite3
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.config.newsroom_file import parse_newsroom
from digest.config.newsroom_text import dump_newsroom
from digest.domain.newsroom import Newsroom, Theme
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

PUBLICATION = '[publication]\nname = "Le Courrier"\nurl = "https://news.example"\n'
NEWSLETTER = """\
[[newsletter]]
slug = "quotidienne"
title = "La Quotidienne"
from = "Rédaction <redaction@news.example>"
"""
THEME = '[[theme]]\nslug = "ia"\ntitle = "IA"\n'
FAULTS = {
    "no TOML": ("[publication\n", "line 1"),
    "no publication": (NEWSLETTER, "publication: name"),
    "unknown key": (f'{PUBLICATION}colour = "red"\n', "publication: colour"),
    "unknown table": (f'{PUBLICATION}[[sources]]\nslug = "a"\n', "did you mean source?"),
    "duplicate slug": (PUBLICATION + THEME + THEME, 'theme "ia": stands here 2 times'),
    "unknown theme": (f'{PUBLICATION}{THEME}{NEWSLETTER}themes = ["ai"]\n', "there is no such theme"),
    "theme of a source": (
        f'{PUBLICATION}[[source]]\nslug = "a"\nurl = "https://a.example/"\ntheme = "ai"\n',
        "there is no such theme",
    ),
    "broken subject": (f'{PUBLICATION}{NEWSLETTER}subject = "{{{{ lead.titel }}}}"\n', "titel"),
    "closing too late": (f'{PUBLICATION}{NEWSLETTER}at = "07:00"\nclosing = "08:00"\n', "not after at"),
    "no address": (PUBLICATION + NEWSLETTER.replace("redaction@news.example", "nowhere"), "from"),
    "line break in a header": (f'{PUBLICATION}{NEWSLETTER}subject = "a\\r\\nBcc: b@c.example"\n', "subject"),
}


# init


def test_init_makes_all_that_the_next_commands_need(terminal: Terminal, tmp_path: Path) -> None:
    finished = terminal.done("init")
    assert "digest apply newsroom.toml" in finished.err
    assert (tmp_path / "digest.toml").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var" / "digest.db").exists()
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var" / "digest.db").stat().st_mode & 0o777 == 0o600
    assert str(tmp_path / "var" / "digest.db") in finished.err
    assert "is in force" in terminal.done("apply", "newsroom.toml").err
    assert "no sources" in terminal.done("gather").err
    terminal.done("status")


def test_files_that_lie_elsewhere_name_the_database_beside_them(terminal: Terminal, tmp_path: Path) -> None:
    finished = terminal.done("init", "with space/é")
    place = tmp_path / "with space" / "é" / "var" / "digest.db"
    assert f"database: {place}" in finished.err
    assert place.exists()
    assert not (tmp_path / "var").exists()
    terminal.done("-c", "with space/é/digest.toml", "apply", "with space/é/newsroom.toml")
    assert not (tmp_path / "var").exists()


def test_init_keeps_what_is_there(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("init", "etc")
    secret = (tmp_path / "etc" / "digest.toml").read_text("utf-8")
    (tmp_path / "etc" / "newsroom.toml").write_text("mine", "utf-8")
    finished = terminal.done("init", "etc")
    assert finished.err.count("exists and is kept as it is") == 2
    assert (tmp_path / "etc" / "digest.toml").read_text("utf-8") == secret
    assert (tmp_path / "etc" / "newsroom.toml").read_text("utf-8") == "mine"


def test_init_draws_another_secret_each_time(terminal: Terminal, tmp_path: Path) -> None:
    secrets = set()
    for folder in ("a", "b"):
        terminal.done("init", folder)
        secrets.add(tomllib.loads((tmp_path / folder / "digest.toml").read_text("utf-8"))["secret_key"])
    assert len(secrets) == 2
    assert all(len(secret) >= 32 for secret in secrets)


def test_init_sets_the_password_of_the_desk_and_never_keeps_it_in_clear(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_DESK_PASSWORD", "correct horse battery")
    finished = terminal.done("init")
    assert "the desk has a password now" in finished.err
    assert "correct horse" not in finished.out + finished.err
    with sqlite3.connect(tmp_path / "var" / "digest.db") as connection:
        ((digest,),) = connection.execute("SELECT password_hash FROM digest_desk").fetchall()
    connection.close()
    assert digest.startswith("$argon2")


# apply and export


@pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_a_wrong_newsroom_is_exit_2_and_leaves_the_one_in_force(
    digest: Terminal,
    newsroom: Newsroom,
    tmp_path: Path,
    dump: Callable[[], list[str]],
    *,
    text: str,
    told: str,
    option: tuple[str, ...],
) -> None:
    before = dump()
    (tmp_path / "wrong.toml").write_text(text, "utf-8")
    finished = digest("apply", "wrong.toml", *option)
    assert (finished.code, finished.out) == (2, "")
    assert "wrong.toml" in finished.err
    assert told in finished.err
    assert dump() == before


def test_every_fault_of_a_newsroom_is_told_at_once(digest: Terminal) -> None:
    text = (
        '[publication]\nname = "Le Courrier"\nurl = "news.example"\naccent = "red"\n'
        f'{THEME}max_items = 0\n{THEME}{NEWSLETTER}themes = ["ai"]\nat = "25:00"\ndays = "someday"\n'
    )
    finished = digest("apply", "-", stdin=text.encode())
    assert finished.code == 2
    for place in (
        "publication: url",
        "publication: accent",
        'theme "ia": max_items',
        'theme "ia": stands here 2 times',
        'newsletter "quotidienne": themes',
        'newsletter "quotidienne": at',
        'newsletter "quotidienne": days',
    ):
        assert f"standard input: {place}" in finished.err
    assert len(finished.err.splitlines()) == 7


@pytest.mark.parametrize("file", ["nowhere.toml", "."])
def test_a_newsroom_that_cannot_be_read_is_exit_2(digest: Terminal, file: str) -> None:
    finished = digest("apply", file)
    assert finished.code == 2
    assert finished.err.startswith(f"digest: {file}: ")


def test_a_newsroom_can_be_checked_where_there_are_no_settings(
    terminal: Terminal, plan: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "newsroom.toml").write_text(dump_newsroom(plan), "utf-8")
    finished = terminal.done("apply", "newsroom.toml", "--dry-run")
    assert "2 themes, 2 sources, 1 newsletter; nothing was changed" in finished.err
    assert [path.name for path in tmp_path.iterdir()] == ["newsroom.toml"]


def test_applying_the_same_again_changes_nothing(
    digest: Terminal, newsroom: Newsroom, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    finished = digest.done("apply", "-", stdin=dump_newsroom(newsroom).encode())
    assert "nothing to change: Le Courrier is as standard input says" in finished.err
    assert dump() == before


def test_what_is_exported_can_be_applied(digest: Terminal, newsroom: Newsroom) -> None:
    exported = digest.done("export").out
    assert parse_newsroom(exported, "", check_subject=lambda _: None) == newsroom
    assert "nothing to change" in digest.done("apply", "-", stdin=exported.encode()).err


def test_another_newsroom_takes_the_place_of_the_former_and_says_how_many_items_moved(
    digest: Terminal, gathered: Newsroom
) -> None:
    tray = Theme(slug="divers", title="Divers", sections=("/divers/",))
    wider = replace(gathered, themes=(*gathered.themes, tray))
    finished = digest.done("apply", "-", stdin=dump_newsroom(wider).encode())
    assert "3 themes, 2 sources, 1 newsletter; 1 items were routed anew" in finished.err
    assert digest.done("items", "--unrouted", "--json").lines[0]["source"] == "fil"


# config show


def test_the_settings_are_shown_without_their_secrets(digest: Terminal) -> None:
    digest.set(smtp__username="desk", smtp__password="open sesame")
    shown = digest.done("config", "show")
    told = tomllib.loads(shown.out)
    assert told == digest.done("config", "show", "--json").json
    assert told["smtp"]["username"] == "desk"
    assert told["fetch"]["allow_private"] == ["127.0.0.1"]
    assert told["secret_key"] == told["smtp"]["password"] == "********"
    assert "from the environment alone" in shown.err
    assert "open sesame" not in shown.out + shown.err


def test_the_file_that_the_settings_come_from_is_named(terminal: Terminal) -> None:
    terminal.done("init", "etc")
    assert "from etc/digest.toml" in terminal.done("-c", "etc/digest.toml", "config", "show").err


# doctor


def test_the_doctor_finds_a_healthy_newsroom_healthy(digest: Terminal, morning: Newsroom) -> None:
    found = digest.done("doctor", "--json").lines
    assert {frozenset(finding) for finding in found} == {frozenset({"check", "ok", "message"})}
    assert all(finding["ok"] for finding in found)
    checks = {finding["check"] for finding in found}
    assert checks >= {"database", "newsroom", "source site", "newsletter quotidienne", "relay", "links"}
    assert "wrong" not in digest.done("doctor").out


def test_the_doctor_names_everything_that_is_wrong_and_exits_1(
    digest: Terminal, apply: Callable[[Newsroom], None], plan: Newsroom, site: Site
) -> None:
    apply(replace(plan, publication=replace(plan.publication, postal_address="")))
    assert digest("gather").code == 1
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    digest.set(smtp__port=port, web__base_url="http://letters.example")
    finished = digest("doctor", "--json")
    assert finished.code == 1
    wrong = {finding["check"]: finding["message"] for finding in finished.lines if not finding["ok"]}
    assert set(wrong) == {
        "publication",
        "source site",
        "source fil",
        "newsletter quotidienne",
        "relay",
        "links",
    }
    assert f"{site.url}/site.xml answered 404" in wrong["source site"]
    assert f"127.0.0.1:{port}" in wrong["relay"]
    assert "digest subscribers import" in wrong["newsletter quotidienne"]


def test_the_doctor_mails_nobody_and_changes_nothing(
    digest: Terminal, morning: Newsroom, dump: Callable[[], list[str]], inbox
) -> None:
    before = dump()
    digest.done("doctor")
    assert dump() == before
    assert inbox.messages() == []


# db upgrade


def test_a_database_is_brought_up_to_date_once(terminal: Terminal, tmp_path: Path) -> None:
    terminal.done("init", "etc")
    fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
    terminal.set(database__url=fresh)
    first = terminal.done("-c", "etc/digest.toml", "db", "upgrade")
    again = terminal.done("-c", "etc/digest.toml", "db", "upgrade")
    assert "was brought up to date" in first.err
    assert "is up to date" in again.err


def test_what_a_file_no_longer_names_is_told(digest: Terminal, newsroom: Newsroom) -> None:
    fewer = replace(newsroom, sources=newsroom.sources[:1])
    finished = digest.done("apply", "-", stdin=dump_newsroom(fewer).encode())
    assert "no longer there: source fil\n" in finished.err
    assert "no longer there" not in digest.done("apply", "-", stdin=dump_newsroom(newsroom).encode()).err
